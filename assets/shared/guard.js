/** One throw in one panel stops nothing else: it is told once in the console, with the panel's name, and the rest goes on. */

/** @type {Set<string>} the names of those that have thrown */
const told = new Set();

/**
 * What act() returns; `otherwise` where it throws.
 * @template T
 * @param {string} name @param {() => T} act @param {T} [otherwise]
 * @returns {T | undefined}
 */
export function guarded(name, act, otherwise) {
  try {
    return act();
  } catch (error) {
    if (!told.has(name)) console.error(`charviz: ${name} has failed; the rest goes on`, error);
    told.add(name);
    return otherwise;
  }
}

/**
 * Lets each panel act by itself, under the name of its class.
 * @param {Panel[]} panels @param {(panel: Panel) => void} act
 */
export function each(panels, act) {
  for (const panel of panels) guarded(panel.constructor.name, () => act(panel));
}
