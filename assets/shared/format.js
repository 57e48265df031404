/** Words with places to fill, symbols as they can be seen, numbers as they are read. */

import { PAIRS, particle } from "./particles.js";

/** @type {Labels} */
const VISIBLE = { " ": "␣", "\n": "⏎", "\t": "⇥", "<s>": "⟨s⟩", "<e>": "⟨e⟩" };
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const TURNED = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u; // written from right to left
const JOINERS = /[\u200c-\u200d\u{e0000}-\u{effff}]/u; // inside an emoji

/**
 * A label with its {places} filled, and behind these the Korean particles ([은/는]) that fit.
 * @param {string | undefined} template @param {Record<string, unknown>} values
 */
export function fill(template, values = {}) {
  const filled = (/** @type {string} */ piece) =>
    piece.replace(/\{(\w+)\}/g, (place, name) => isolated(String(values[name] ?? place)));
  const pieces = String(template ?? "").split(PAIRS); // every second one is a pair
  return pieces.reduce((said, piece, index) => said + (index % 2 ? particle(said, piece) : filled(piece)), "");
}

/** Words that run from right to left, kept from turning the sentence round them. @param {string} words */
export function isolated(words) {
  return TURNED.test(words) ? `\u2068${words}\u2069` : words;
}

/**
 * The form of a label for a count: `name_one` where the language asks for it, else `name`.
 * @param {Labels} labels @param {string} name @param {number} count @param {string} language
 */
export function counted(labels, name, count, language) {
  return labels[`${name}_${new Intl.PluralRules(language).select(count)}`] ?? labels[name];
}

/** A symbol as it can be seen: never blank, never turning the line's direction. @param {string} symbol */
export function shown(symbol) {
  const seen = VISIBLE[symbol] ?? Array.from(symbol, drawable).join("");
  return /^\p{M}/u.test(seen) ? `◌${seen}` : seen;
}

/** @param {string} character one code point */
function drawable(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  if (JOINERS.test(character)) return character;
  if (code < 0x20) return VISIBLE[character] ?? String.fromCodePoint(0x2400 + code);
  return UNSEEN.test(character) ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` : character;
}

/** A number with about three significant digits and a true minus sign. @param {number} value */
export function number(value, digits = 3) {
  const size = Math.abs(value);
  if (size >= 1e5) return minus(value.toExponential(1).replace("+", ""));
  if (size !== 0 && size < 0.001) return minus(value.toPrecision(2));
  const decimals = size >= 1000 ? 0 : size >= 10 ? Math.max(digits - 2, 0) : digits;
  return minus(value.toFixed(decimals));
}

/** @param {number} share */
export const percent = (share) => `${Math.round(100 * share)} %`;

/** @param {string} text */
const minus = (text) => text.replaceAll("-", "−");
