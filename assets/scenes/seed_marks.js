/** What a row of seeds is drawn as: a dot per seed, or where these could not be told apart, a bar per range of scores. */

import { NEVER, NOT_DONE } from "./comparison_sentence.js";

export const MOST_DOTS = 128; // seeds of a network
const MOST_BARS = 120; // over the whole axis
const INTEGERS = 1; // the width of a bar that counts the seeds of a single step

/**
 * The width of a bar, in steps or nats; 0 where each seed is a dot.
 * @param {number} total @param {[number, number]} range of the axis @param {boolean} inSteps whether scores are whole numbers
 */
export function barWidth(total, [min, max], inSteps) {
  if (total <= MOST_DOTS) return 0;
  const width = (max - min) / MOST_BARS;
  return inSteps ? Math.max(INTEGERS, Math.ceil(width)) : width;
}

/**
 * The marks of a network, in order of their scores: {seed, from, to, count}, of which `seed` is the first of `count` seeds with
 * scores from `from` on and below `to`; of a dot both are its score. Seeds that never solve their text come last.
 * @param {Float32Array} scores @param {number} min @param {number} width
 */
export function marksOf(scores, min, width) {
  const marks = new Map();
  for (const [seed, score] of scores.entries()) {
    if (score === NOT_DONE) continue;
    const bar = score === NEVER ? NEVER : Math.floor((score - min) / width);
    const key = width ? bar : seed;
    const mark = marks.get(key);
    if (mark) mark.count++;
    else marks.set(key, { seed, count: 1, ...ends(score, bar, min, width) });
  }
  return [...marks.values()].sort((one, other) => rank(one) - rank(other) || one.seed - other.seed);
}

/** @param {number} score @param {number} bar @param {number} min @param {number} width */
function ends(score, bar, min, width) {
  if (!width || score === NEVER) return { from: score, to: score };
  return { from: min + bar * width, to: min + (bar + 1) * width };
}

/** @param {{ from: number }} mark */
const rank = ({ from }) => (from === NEVER ? Infinity : from);
