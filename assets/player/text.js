/** Words with places to fill, symbols as they can be seen, numbers as they are read. */

const VISIBLE = { " ": "␣", "\n": "⏎", "\t": "⇥", "<s>": "⟨s⟩", "<e>": "⟨e⟩" };
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u;
const TURNED = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u; // written from right to left
const JOINERS = /[\u200c-\u200d\u{e0000}-\u{effff}]/u; // inside an emoji

/** A label with its {places} filled. */
export function fill(template, values = {}) {
  return String(template ?? "").replace(/\{(\w+)\}/g, (place, name) => isolated(values[name] ?? place));
}

/** Words that run from right to left, kept from turning the sentence round them. */
export function isolated(words) {
  return TURNED.test(words) ? `\u2068${words}\u2069` : words;
}

/** The form of a label for a count: `name_one` where the language asks for it, else `name`. */
export function counted(labels, name, count, language) {
  return labels[`${name}_${new Intl.PluralRules(language).select(count)}`] ?? labels[name];
}

/** A symbol as it can be seen: never blank, never turning the line's direction. */
export function shown(symbol) {
  const seen = VISIBLE[symbol] ?? Array.from(symbol, drawable).join("");
  return /^\p{M}/u.test(seen) ? `◌${seen}` : seen;
}

function drawable(character) {
  const code = character.codePointAt(0);
  if (JOINERS.test(character)) return character;
  if (code < 0x20) return VISIBLE[character] ?? String.fromCodePoint(0x2400 + code);
  return UNSEEN.test(character) ? `U+${code.toString(16).toUpperCase().padStart(4, "0")}` : character;
}

/** A number with about three significant digits and a true minus sign. */
export function number(value, digits = 3) {
  const size = Math.abs(value);
  if (size >= 1e5) return minus(value.toExponential(1).replace("+", ""));
  if (size !== 0 && size < 0.001) return minus(value.toPrecision(2));
  const decimals = size >= 1000 ? 0 : size >= 10 ? Math.max(digits - 2, 0) : digits;
  return minus(value.toFixed(decimals));
}

export const percent = (share) => `${Math.round(100 * share)} %`;

const minus = (text) => text.replaceAll("-", "−");
