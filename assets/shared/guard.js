/** An error in one panel stops nothing else: it is reported once in the console, with the panel's name. */

/** @type {Set<string>} the names of the panels that have thrown */
const reported = new Set();

/**
 * Returns what act() returns, or `otherwise` if it throws.
 * @template T
 * @param {string} name @param {() => T} act @param {T} [otherwise]
 * @returns {T | undefined}
 */
export function guarded(name, act, otherwise) {
  try {
    return act();
  } catch (error) {
    if (!reported.has(name)) console.error(`charviz: ${name} has failed; everything else continues`, error);
    reported.add(name);
    return otherwise;
  }
}

/**
 * Calls act(panel) for each panel, guarded under the name of its class.
 * @param {Panel[]} panels @param {(panel: Panel) => void} act
 */
export function each(panels, act) {
  for (const panel of panels) guarded(panel.constructor.name, () => act(panel));
}
