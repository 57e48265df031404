/** Where the player stops by itself to ask: before something worth seeing is shown. */

import { ambiguousTimes, successors } from "./question.js";

const KINDS = ["tells_apart", "remembers", "solved", "lost", "spike"];
const IN_WINDOWS = ["letter_right", "spike"]; // the only kinds of a long text
const LIKELY_RIVAL = 0.2 * 255; // of the second most likely symbol; the same as in network.js
const MOSTLY = 0.5 * 255; // of both together: an untrained network is undecided between all letters

export class QuestionStops {
  /** @type {string | null} */
  run = null;
  searched = 0; // how many keyframes have been searched
  /** @type {number[]} */
  undecided = []; // the steps that were found
  /** @type {number[]} */
  open = []; // the time steps at which it has not been undecided yet
  /** @type {Map<number, Set<number>>} */
  successors = new Map(); // letter -> the letters that follow it

  /**
   * The first step after a position at which to stop; Infinity if none is known yet.
   * @param {View} view @param {import("./store.js").Store} store @param {number} position
   */
  next(view, store, position) {
    const kinds = view.in_windows ? IN_WINDOWS : KINDS;
    this.findUndecided(view, store);
    const steps = [
      ...store.milestones.filter(({ kind }) => kinds.includes(kind)).map((milestone) => milestone.step),
      ...this.undecided,
    ];
    return Math.min(Infinity, ...steps.filter((at) => at > position));
  }

  /** @param {View} view @param {string} run */
  begin({ inputs, targets }, run) {
    this.run = run;
    this.searched = 0;
    this.undecided = [];
    this.open = ambiguousTimes({ inputs, targets });
    this.successors = successors(inputs, targets);
  }

  /**
   * Finds, for each letter, the first step at which the network is undecided between two successors; searches each keyframe once.
   * @param {View} view @param {import("./store.js").Store} store
   */
  findUndecided(view, { run, steps, keyframes }) {
    if (this.run !== run) this.begin(view, run);
    for (; this.searched < keyframes.step.length && this.open.length; this.searched++) {
      const step = keyframes.step.data[this.searched];
      const [rival, rivalProbability] = [
        keyframes.rival.row(this.searched),
        keyframes.rival_probability.row(this.searched),
      ];
      const [predicted, confidence] = [steps.predicted.row(step), steps.confidence.row(step)];
      /** @param {number} time */
      const isUndecided = (time) =>
        rivalProbability[time] >= LIKELY_RIVAL &&
        rivalProbability[time] + confidence[time] >= MOSTLY &&
        rival[time] !== predicted[time] &&
        [predicted[time], rival[time]].every((id) => this.successors.get(view.inputs[time])?.has(id));
      const letters = new Set(this.open.filter(isUndecided).map((time) => view.inputs[time]));
      if (!letters.size) continue;
      this.undecided.push(step);
      this.open = this.open.filter((time) => !letters.has(view.inputs[time]));
    }
  }
}
