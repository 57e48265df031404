/** Formats text: fills templates, makes symbols visible, writes numbers. */

import { PAIRS, particle } from "./particles.js";

/** @type {Labels} */
const VISIBLE = { " ": "␣", "\n": "⏎", "\t": "⇥", "<s>": "⟨s⟩", "<e>": "⟨e⟩" };
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const JOINERS = /[\u200c-\u200d\u{e0000}-\u{effff}]/u; // parts of an emoji

/**
 * Fills the {placeholders} of a template, and chooses the Korean particles ([은/는]) that fit after them.
 * @param {string | undefined} template @param {Record<string, unknown>} values
 */
export function fill(template, values = {}) {
  const filled = (/** @type {string} */ piece) =>
    piece.replace(/\{(\w+)\}/g, (placeholder, name) => isolated(String(values[name] ?? placeholder)));
  const pieces = String(template ?? "").split(PAIRS); // every second one is a pair
  return pieces.reduce((text, piece, index) => text + (index % 2 ? particle(text, piece) : filled(piece)), "");
}

/** Isolates right-to-left text, so that it does not reorder the sentence around it. @param {string} text */
export function isolated(text) {
  return RIGHT_TO_LEFT.test(text) ? `\u2068${text}\u2069` : text;
}

/**
 * The form of a label for a count: `name_one` if the language has it, otherwise `name`.
 * @param {Labels} labels @param {string} name @param {number} count @param {string} language
 */
export function counted(labels, name, count, language) {
  return labels[`${name}_${new Intl.PluralRules(language).select(count)}`] ?? labels[name];
}

/** A symbol in a visible form: never blank, never changing the direction of the line. @param {string} symbol */
export function visibleSymbol(symbol) {
  const visible = VISIBLE[symbol] ?? Array.from(symbol, drawable).join("");
  return /^\p{M}/u.test(visible) ? `◌${visible}` : visible;
}

/** A text in a visible form: between words a space is none of the symbols. @param {string} text @param {string} [tokenize] */
export const visibleText = (text, tokenize) =>
  Array.from(text, (character) => (tokenize === "words" && character === " " ? " " : visibleSymbol(character))).join(
    "",
  );

/** Joins the sequences in one line; spaces at their ends, which nobody would see, are made visible. @param {string} text */
export const inOneLine = (text) =>
  text.replace(/^ +| +$/gm, (spaces) => VISIBLE[" "].repeat(spaces.length)).replaceAll("\n", " / ");

/** @param {string} character one code point */
function drawable(character) {
  const code = /** @type {number} */ (character.codePointAt(0));
  if (JOINERS.test(character)) return character;
  if (code < 0x20) return VISIBLE[character] ?? String.fromCodePoint(0x2400 + code);
  return INVISIBLE.test(character) ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` : character;
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
