/** What can be asked about a step: at which time, and with which letters to choose from. Nothing is drawn here. */

import { shown } from "../shared/format.js";

export const MOST = 8; // letters to choose from
const BEFORE = 12; // letters of the past that a question tells
const EARLIER = 50; // steps whose answers are worth offering

/** @typedef {Pick<View, "inputs" | "targets">} Text */
/** @typedef {import("./store.js").Store} Store */

/** The times at a letter that is followed by different letters in the text; all times where there is no such letter. @param {Text} text */
export function ambiguous({ inputs, targets }) {
  const times = inputs.map((_, time) => time);
  const followed = followers(inputs, targets);
  const torn = times.filter((time) => Number(followed.get(inputs[time])?.size) > 1);
  return torn.length ? torn : times;
}

/** Letter -> the letters that follow it in the text. @param {number[]} inputs @param {number[]} targets */
export function followers(inputs, targets) {
  /** @type {Map<number, Set<number>>} */
  const followed = new Map();
  for (const [time, input] of inputs.entries())
    followed.set(input, (followed.get(input) ?? new Set()).add(targets[time]));
  return followed;
}

/**
 * The time to ask about: where the answer has just changed, and of these where the two likeliest are closest.
 * @param {number[]} times @param {Pick<Store, "steps">} store @param {Known} at @param {number} step
 */
export function interesting(times, { steps }, at, step) {
  const before = step > 0 ? steps.predicted.row(step - 1) : at.predicted;
  /** @param {number} time */
  const interest = (time) => (before[time] !== at.predicted[time] ? 2 : 0) + torn(at, time);
  return times.reduce((best, time) => (interest(time) > interest(best) ? time : best));
}

/** 0 where the net is sure of one letter, 1 where another is as likely. @param {Known} at @param {number} time */
function torn(at, time) {
  return at.rivalProbability
    ? Math.min(1, at.rivalProbability[time] / Math.max(at.confidence[time], 1))
    : 1 - at.confidence[time] / 255;
}

/**
 * The ids to choose from: the whole alphabet; of a large one what is likely, what is right, and what distracts, shuffled.
 * @param {{ view: View, store: Pick<Store, "steps">, step: number }} frame @param {Known} at @param {number} time
 */
export function choices({ view, store, step }, at, time) {
  const { symbols, inputs, targets, run } = view;
  const all = symbols.map((_, id) => id);
  if (all.length <= MOST) return all;
  /** @param {number[]} ids */
  const shuffle = (ids) =>
    ids
      .map((id) => [mixed(`${run}:${step}:${time}:${id}`), id])
      .sort(([one], [other]) => one - other)
      .map(([, id]) => id);
  const likely = [at.predicted[time], targets[time], ...(at.rival ? [at.rival[time]] : [])];
  const follow = shuffle([...(followers(inputs, targets).get(inputs[time]) ?? [])]).slice(0, 3);
  return shuffle([...new Set([...likely, ...follow, ...earlier(store, step, time), ...shuffle(all)])].slice(0, MOST));
}

/** What was said at this time before, the latest first. @param {Pick<Store, "steps">} store @param {number} step @param {number} time */
function earlier({ steps }, step, time) {
  /** @type {Set<number>} */
  const said = new Set();
  for (let at = step - 1; at >= Math.max(0, step - EARLIER) && said.size < 2; at--)
    said.add(steps.predicted.row(at)[time]);
  return said;
}

/** A number that tells nothing of what it was made from (FNV-1a, stirred once more). @param {string} text */
function mixed(text) {
  let hash = 2166136261;
  for (const character of text) hash = Math.imul(hash ^ Number(character.codePointAt(0)), 16777619);
  return (Math.imul(hash ^ (hash >>> 15), 2246822507) ^ (hash >>> 13)) >>> 0;
}

/**
 * What has been read up to a time, its end where that is long; kept in one piece where the line runs the other way.
 * @param {Pick<View, "symbols" | "inputs">} view @param {import("./time_axis.js").TimeAxis} axis @param {number} time
 */
export function past({ symbols, inputs }, axis, time) {
  const [from] = axis.sequences().find(([start, end]) => start <= time && time < end) ?? [0];
  const begin = Math.max(from, time + 1 - BEFORE);
  return letter(
    (begin > from ? "…" : "") + Array.from(inputs.slice(begin, time + 1), (id) => shown(symbols[id])).join(""),
  );
}

/** Letters inside a sentence that may run in the other direction. @param {string} text */
export const letter = (text) => `\u2068${text}\u2069`;
