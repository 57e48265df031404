/** Where the player stops by itself to ask: at what is worth seeing, before it is shown. */

import { ambiguous, followers } from "./question.js";

const KINDS = ["tells_apart", "remembers", "solved", "lost", "spike"];
const IN_WINDOWS = ["letter_right", "spike"]; // all that is told of a long text
const TORN = 0.2 * 255; // of a rival: the same as for the badge under a column
const MOSTLY = 0.5 * 255; // of both: an untrained net is torn between all letters

export class QuestionStops {
  /** @type {string | null} */
  run = null;
  looked = 0; // so many keyframes have been looked at
  /** @type {number[]} */
  torn = []; // the steps that were found
  /** @type {number[]} */
  open = []; // the times at which it has not been torn yet
  /** @type {Map<number, Set<number>>} */
  followed = new Map(); // letter -> the letters that follow it

  /**
   * The first step beyond a position at which to stop (a hair before it is before it); Infinity where none is known yet.
   * @param {View} view @param {import("./store.js").Store} store @param {number} position
   */
  next(view, store, position) {
    const kinds = view.in_windows ? IN_WINDOWS : KINDS;
    this.findTorn(view, store);
    const steps = [
      ...store.milestones.filter(({ kind }) => kinds.includes(kind)).map((found) => found.step),
      ...this.torn,
    ];
    return Math.min(Infinity, ...steps.filter((at) => at > position));
  }

  /** @param {View} view @param {string} run */
  begin({ inputs, targets }, run) {
    this.run = run;
    this.looked = 0;
    this.torn = [];
    this.open = ambiguous({ inputs, targets });
    this.followed = followers(inputs, targets);
  }

  /**
   * The first step at which the net is torn, at each letter, between two that follow it in the text; looks at each keyframe once.
   * @param {View} view @param {import("./store.js").Store} store
   */
  findTorn(view, { run, steps, keyframes }) {
    if (this.run !== run) this.begin(view, run);
    for (; this.looked < keyframes.step.length && this.open.length; this.looked++) {
      const step = keyframes.step.data[this.looked];
      const [rival, share] = [keyframes.rival.row(this.looked), keyframes.rival_probability.row(this.looked)];
      const [said, sure] = [steps.predicted.row(step), steps.confidence.row(step)];
      /** @param {number} time */
      const is = (time) =>
        share[time] >= TORN &&
        share[time] + sure[time] >= MOSTLY &&
        rival[time] !== said[time] &&
        [said[time], rival[time]].every((id) => this.followed.get(view.inputs[time])?.has(id));
      const letters = new Set(this.open.filter(is).map((time) => view.inputs[time]));
      if (!letters.size) continue;
      this.torn.push(step);
      this.open = this.open.filter((time) => !letters.has(view.inputs[time]));
    }
  }
}
