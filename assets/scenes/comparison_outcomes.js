/** The outcomes of one network's runs, and what is drawn of them: as charviz/worker/comparison_job.py has it, to the bit. */

import { NEVER, NOT_DONE } from "./comparison_sentence.js";

const BAND = [0.1, 0.5, 0.9]; // shares of the runs below its edges, and below the line in it
const MOST_TEXTS = 3;

export class Outcomes {
  done = 0; // runs
  /** @type {number[]} the steps at which runs have solved their text, ascending */
  solved = [];
  #known = 0; // runs that are in `rows`
  #texts = new Map(); // the last prediction -> how many runs have it
  #spent = 0; // ms
  #records = 0;

  /** points: the steps at which curves are drawn; total: how many runs there will be. @param {number[]} points @param {number} total */
  constructor(points, total) {
    this.points = points;
    this.scores = new Float32Array(total).fill(NOT_DONE);
    this.rows = points.map(() => new Float32Array(total)); // at each point the losses of all runs, ascending
  }

  /** Takes a run that has ended. @param {number} seed @param {import("../engine/bare_run.js").BareRun} run */
  add(seed, { solved, losses, records, prediction }) {
    this.done++;
    this.scores[seed] = solved === Infinity ? NEVER : solved;
    if (solved !== Infinity) insert(this.solved, this.solved.length, solved);
    this.#texts.set(prediction, (this.#texts.get(prediction) ?? 0) + 1);
    if (Number.isNaN(losses[0])) return;
    for (const [n, step] of this.points.entries())
      insert(this.rows[n], this.#known, step < records ? losses[step] : Infinity); // who diverged counts as the worst
    this.#known++;
  }

  /** Counts the time of training. @param {number} ms @param {number} records */
  took(ms, records) {
    this.#spent += ms;
    this.#records += records;
  }

  /** The lower edge of the losses, the median and the upper edge, one after the other; 0 at steps that no run has reached. */
  bands() {
    const ranks = BAND.map((share) => rounded(share * (this.#known - 1)));
    const finite = (/** @type {number} */ loss) => (this.#known && Number.isFinite(loss) ? loss : 0);
    return ranks.flatMap((rank) => this.rows.map((row) => finite(row[rank])));
  }

  /** At each point the share of the runs that have solved their text. */
  shares() {
    let count = 0;
    return this.points.map((step) => {
      while (this.solved[count] <= step) count++;
      return count / Math.max(this.done, 1);
    });
  }

  /** The median score; null if half of the runs never solve the text. */
  median() {
    return this.solved[Math.floor(this.done / 2)] ?? null;
  }

  /** Of a training step, of which a run has one fewer than records; null before the first. */
  microseconds() {
    const steps = this.#records - this.done;
    return steps > 0 ? (1000 * this.#spent) / steps : null;
  }

  /** The most frequent last predictions with their counts. */
  texts() {
    const counted = [...this.#texts].filter(([text]) => text);
    return counted.sort(([a, n], [b, m]) => m - n || order(a, b)).slice(0, MOST_TEXTS);
  }
}

/**
 * Puts a value among the first `count` of a row, which ascend.
 * @template {number[] | Float32Array} Row
 * @param {Row} row @param {number} count @param {number} value
 */
function insert(row, count, value) {
  let at = count;
  for (; at && row[at - 1] > value; at--) row[at] = row[at - 1];
  row[at] = value;
}

/** As numpy rounds: a half to the even number. @param {number} value */
function rounded(value) {
  const nearest = Math.round(value);
  return nearest - value === 0.5 && nearest % 2 ? nearest - 1 : nearest;
}

/** As Python orders texts: by code points. @param {string} one @param {string} other */
function order(one, other) {
  const [a, b] = [one, other].map((text) => Array.from(text, (letter) => Number(letter.codePointAt(0))));
  const at = a.findIndex((code, n) => code !== b[n]);
  if (at < 0) return a.length - b.length;
  return a[at] - (b[at] ?? -1);
}
