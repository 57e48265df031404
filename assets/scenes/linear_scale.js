/** A plane of points: its numbers become px. */

/**
 * Where a value of a range lies along an edge of a picture, whose margins stay free; a range of one value lies at its start.
 * @param {number} value @param {number[]} range the least and the greatest @param {number} length @param {number} margin
 */
export function along(value, [least, most], length, margin) {
  return margin + ((value - least) / Math.max(most - least, 1e-9)) * (length - 2 * margin);
}
