/** A table as CSV, as `charviz/export/csv_table.py` writes it: no text is taken for a number, nothing, or a formula of a spreadsheet's. */

const FORMULA = /^[=+\-@\t\r"]/;
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

/** A number, nothing (null), or a text as it is, or as JSON where a reader would take it for something else. @param {unknown} value */
export function cell(value) {
  if (typeof value !== "string") return value;
  const isTaken = FORMULA.test(value) || WORDS.includes(value.toLowerCase()) || isNumber(value);
  return isTaken ? JSON.stringify(value) : value;
}

const isNumber = (/** @type {string} */ text) => text.trim() !== "" && !Number.isNaN(Number(text));

/** @param {unknown} value */
function quoted(value) {
  const text = String(cell(value) ?? "");
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
