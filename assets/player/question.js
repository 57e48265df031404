/** Chooses the question about a step: its time step, and the letters to choose from. Nothing is drawn here. */

import { visibleSymbol } from "../shared/format.js";
import { joined } from "../shared/tokens.js";

export const MAX_CHOICES = 8;
const CONTEXT = 12; // tokens before the asked one that a question shows
const RECENT = 50; // steps whose predictions are offered as choices

/** @typedef {Pick<View, "inputs" | "targets">} Text */
/** @typedef {import("./store.js").Store} Store */

/** The time steps at letters that are followed by different letters in the text; all time steps if there are none. @param {Text} text */
export function ambiguousTimes({ inputs, targets }) {
  const times = inputs.map((_, time) => time);
  const next = successors(inputs, targets);
  const ambiguous = times.filter((time) => Number(next.get(inputs[time])?.size) > 1);
  return ambiguous.length ? ambiguous : times;
}

/** Letter -> the letters that follow it in the text. @param {number[]} inputs @param {number[]} targets */
export function successors(inputs, targets) {
  /** @type {Map<number, Set<number>>} */
  const next = new Map();
  for (const [time, input] of inputs.entries()) next.set(input, (next.get(input) ?? new Set()).add(targets[time]));
  return next;
}

/**
 * The time step to ask about: one whose prediction has just changed, and of these the one with the closest rival.
 * @param {number[]} times @param {Pick<Store, "steps">} store @param {StepRows} rows @param {number} step
 */
export function mostInteresting(times, { steps }, rows, step) {
  const before = step > 0 ? steps.predicted.row(step - 1) : rows.predicted;
  /** @param {number} time */
  const interest = (time) => (before[time] !== rows.predicted[time] ? 2 : 0) + uncertainty(rows, time);
  return times.reduce((best, time) => (interest(time) > interest(best) ? time : best));
}

/** 0 if the network is certain, 1 if the second most likely letter is as likely. @param {StepRows} rows @param {number} time */
function uncertainty(rows, time) {
  return rows.rivalProbability
    ? Math.min(1, rows.rivalProbability[time] / Math.max(rows.confidence[time], 1))
    : 1 - rows.confidence[time] / 255;
}

/**
 * The ids to choose from: the whole alphabet; of a large one the likely ones, the target and distractors, shuffled.
 * @param {{ view: View, store: Pick<Store, "steps">, step: number }} frame @param {StepRows} rows @param {number} time
 */
export function choices({ view, store, step }, rows, time) {
  const { symbols, inputs, targets, run } = view;
  const all = symbols.map((_, id) => id);
  if (all.length <= MAX_CHOICES) return all;
  /** @param {number[]} ids */
  const shuffle = (ids) =>
    ids
      .map((id) => [hash(`${run}:${step}:${time}:${id}`), id])
      .sort(([one], [other]) => one - other)
      .map(([, id]) => id);
  const likely = [rows.predicted[time], targets[time], ...(rows.rival ? [rows.rival[time]] : [])];
  const possible = shuffle([...(successors(inputs, targets).get(inputs[time]) ?? [])]).slice(0, 3);
  return shuffle(
    [...new Set([...likely, ...possible, ...recent(store, step, time), ...shuffle(all)])].slice(0, MAX_CHOICES),
  );
}

/** The last two different predictions before this step, the latest first. @param {Pick<Store, "steps">} store @param {number} step @param {number} time */
function recent({ steps }, step, time) {
  /** @type {Set<number>} */
  const found = new Set();
  for (let at = step - 1; at >= Math.max(0, step - RECENT) && found.size < 2; at--)
    found.add(steps.predicted.row(at)[time]);
  return found;
}

/** A hash of a text (FNV-1a, with a final mixing step), so that the order of the choices reveals nothing. @param {string} text */
function hash(text) {
  let value = 2166136261;
  for (const character of text) value = Math.imul(value ^ Number(character.codePointAt(0)), 16777619);
  return (Math.imul(value ^ (value >>> 15), 2246822507) ^ (value >>> 13)) >>> 0;
}

/**
 * The text up to a time step, or its end if it is long; isolated from the direction of the sentence around it.
 * @param {Pick<View, "symbols" | "inputs" | "tokenize">} view @param {import("./time_axis.js").TimeAxis} axis @param {number} time
 */
export function contextOf({ symbols, inputs, tokenize }, axis, time) {
  const [from] = axis.sequences().find(([start, end]) => start <= time && time < end) ?? [0];
  const begin = Math.max(from, time + 1 - CONTEXT);
  const read = inputs.slice(begin, time + 1).map((id) => visibleSymbol(symbols[id]));
  return isolate((begin > from ? "…" : "") + joined(read, tokenize));
}

/** Isolates letters inside a sentence that may run in the other direction. @param {string} text */
export const isolate = (text) => `\u2068${text}\u2069`;
