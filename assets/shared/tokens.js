/** A text as tokens, characters or words, and tokens as a text; the same rule as charviz/text/tokens.py, which explains it. */

const LETTERS = String.raw`[\p{L}\p{N}_][\p{L}\p{N}\p{M}_\u200c\u200d]*`;
const INSIDE = String.raw`(?:['’‐‑-]|(?<=\p{N})[.,](?=\p{N}))`;
const WORD = new RegExp(`${LETTERS}(?:${INSIDE}${LETTERS})*`, "uy");
const CHUNKS = /\P{White_Space}+/gu;
const CLOSING = new Set(",.;:!?)]}…”’»›।،؛؟、。，．；：！？）］｝」』】〉》〕");
const OPENING = new Set("([{“‘«‹¿¡（［｛「『【〈《〔");
const segmenter = new Intl.Segmenter();

/** A text as every part of charviz reads it: line ends as \n, no byte-order mark, NFC. @param {string} text */
export const normalised = (text) => text.replace(/\r\n?/g, "\n").replaceAll("\ufeff", "").normalize("NFC");

/** The tokens of a text. @param {string} text @param {string} [tokenize] */
export function tokensOf(text, tokenize) {
  const read = normalised(text);
  return tokenize === "words" ? (read.match(CHUNKS) ?? []).flatMap(words) : characters(read);
}

/** The text of some tokens; cut again it has the same ones. @param {string[]} symbols @param {string} [tokenize] */
export function joined(symbols, tokenize) {
  if (tokenize !== "words") return symbols.join("");
  return symbols.map((symbol, at) => (at ? space(symbols[at - 1], symbol) : "") + symbol).join("");
}

/** Characters as a reader counts them: extended grapheme clusters. @param {string} text */
const characters = (text) => Array.from(segmenter.segment(text), ({ segment }) => segment);

/** The words and punctuation marks of a text without white space. @param {string} chunk */
function words(chunk) {
  const found = [];
  for (let at = 0; at < chunk.length; at += found[found.length - 1].length) {
    WORD.lastIndex = at;
    found.push(WORD.exec(chunk)?.[0] ?? characters(chunk.slice(at))[0]);
  }
  return found;
}

/** @param {string} before @param {string} after */
function space(before, after) {
  if (before === "\n" || after === "\n") return "";
  if (!CLOSING.has(after) && !OPENING.has(before)) return " ";
  return tokensOf(before + after, "words").length === 2 ? "" : " "; // an accent that has lost its letter would join
}
