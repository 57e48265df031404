/** A text as a run reads it: its symbols, and what each of them is to predict. As charviz/text/vocabulary.py does. */

import { normalised, tokensOf } from "../shared/tokens.js";

const LONGEST = 200; // tokens of a text that is trained while it is typed

/**
 * Null where the text is no run: too short or too long, or a token is not in the alphabet.
 * @param {string} text @param {Pick<Training, "alphabet" | "boundary_tokens" | "sequences" | "tokenize">} settings
 */
export function sequencesOf(text, { alphabet, boundary_tokens, sequences, tokenize }) {
  const whole = normalised(text);
  const parts = (sequences === "lines" ? whole.split("\n") : [whole]).map((part) => tokensOf(part, tokenize));
  const filled = sequences === "lines" ? parts.filter(({ length }) => length) : parts;
  const rows = filled.map((part) => (boundary_tokens ? ["<s>", ...part, "<e>"] : part));
  const read = rows.flat();
  if (!rows.length || read.length > LONGEST || rows.some((row) => row.length < 2)) return null;
  const plain = alphabet ? tokensOf(alphabet, tokenize) : [...new Set(parts.flat())];
  const symbols = boundary_tokens ? [...plain, "<s>", "<e>"] : plain;
  if (!read.every((symbol) => symbols.includes(symbol))) return null;
  const ids = rows.map((row) => row.map((symbol) => symbols.indexOf(symbol)));
  const inputs = ids.flatMap((row) => row.slice(0, -1));
  const targets = ids.flatMap((row) => row.slice(1));
  const starts = ids.map((_, row) => ids.slice(0, row).reduce((sum, { length }) => sum + length - 1, 0));
  return { symbols, inputs, targets, starts, ...withoutMemory(inputs, targets) };
}

/** The least loss of a net without memory, and how many tokens it gets right at most. @param {number[]} inputs @param {number[]} targets */
function withoutMemory(inputs, targets) {
  let loss = 0;
  let correct = 0;
  for (const id of new Set(inputs)) {
    const next = targets.filter((_, at) => inputs[at] === id);
    const counts = [...new Set(next)].map((target) => next.filter((other) => other === target).length);
    for (const count of counts) loss -= (count * Math.log(count / next.length)) / inputs.length;
    correct += Math.max(...counts);
  }
  return { floor: loss, floor_correct: correct };
}
