/** Writes a table as CSV by the same rule as `charviz/export/table.py`: no text reads as a number, as missing, or as a formula. */

const FORMULA = /^[=+\-@\t\r"]/;
const DIGITS = String.raw`\p{Nd}+(?:_\p{Nd}+)*`;
const NUMBER = new RegExp(
  `^[+-]?(?:(?:${DIGITS}\\.?(?:${DIGITS})?|\\.${DIGITS})(?:e[+-]?${DIGITS})?|inf|infinity|nan)$`,
  "iu",
);
const WORDS = [
  "",
  "nan",
  "na",
  "n/a",
  "null",
  "none",
  "<na>",
  "#n/a",
  "#na",
  "#n/a n/a",
  "1.#ind",
  "1.#qnan",
  "true",
  "false",
];

/** @param {unknown[][]} rows */
export const csv = (rows) => `\ufeff${rows.map((row) => row.map(quoted).join(",")).join("\r\n")}`;

/** A value as it is; a text that a reader would take for something else as JSON. @param {unknown} value */
export function cell(value) {
  if (typeof value !== "string") return value;
  const isAmbiguous = FORMULA.test(value) || WORDS.includes(value.toLowerCase()) || isNumber(value);
  return isAmbiguous ? JSON.stringify(value) : value;
}

/** What Python's float() reads. @param {string} text */
const isNumber = (text) => NUMBER.test(text.trim());

/** @param {unknown} value */
function quoted(value) {
  const text = String(cell(value) ?? "");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
