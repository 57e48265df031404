/** A linear scale from values to px. */

/**
 * The position of a value along an edge with free margins; if the range is a single value, its start.
 * @param {number} value @param {number[]} range minimum and maximum @param {number} length @param {number} margin
 */
export function along(value, [min, max], length, margin) {
  return margin + ((value - min) / Math.max(max - min, 1e-9)) * (length - 2 * margin);
}
