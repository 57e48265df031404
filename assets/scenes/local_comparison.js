/**
 * A comparison that is trained in this tab: its runs in short pieces between two frames, in the order of the seeds, so that all
 * networks grow together. Its statistics are the server's, which is asked for them once nothing more is trained.
 */

import { BareRun } from "../engine/bare_run.js";
import { TrainingEngine } from "../engine/engine.js";
import { Pieces } from "../engine/pieces.js";
import { engineSoon } from "../engine/source.js";
import { Outcomes } from "./comparison_outcomes.js";

const SLICE = 11; // ms of a frame that training may take
const PAUSE = 250; // ms between two frames that draw what is new
const TRIED = 300; // ms after which it is known how long all of it takes: at first the code is slow
const AFFORDABLE = 2000; // ms that all of it may take; the server trains what takes longer

export class LocalComparison {
  spent = 0; // ms of training
  isStopped = false; // by the viewer
  isReturned = false; // to the server
  verdict = { done: -1, verdict: null }; // the newest, and of how many runs it is
  #next = 0; // the next run
  #records = 0; // of all runs so far
  #pieces = new Pieces();
  #reportedAt = -Infinity;
  /** @type {TrainingEngine | null} */
  #engine = null;
  /** @type {BareRun | null} the run that is being trained */
  #run = null;

  /** view: the chunk `compare`; changed(): called when the engine has come, or is not to come. */
  constructor(view, changed, coming = engineSoon()) {
    this.view = view;
    this.outcomes = view.runs.map(() => new Outcomes(view.points, view.total));
    this.all = view.total * view.runs.length;
    coming.then((module) => {
      if (module) this.#engine = new TrainingEngine(module);
      this.isReturned = !module;
      changed();
    });
  }

  /** Whether it is being trained. */
  get busy() {
    return Boolean(this.#engine) && !this.isStopped && !this.isReturned && this.#next < this.all;
  }

  /** As of a comparison on the server: it is finished once the verdict has come. */
  get state() {
    return this.isStopped ? "stopped" : this.verdict.done === this.all ? "finished" : "training";
  }

  /** Whether the server has not said what the runs so far mean; before the first run is done there is nothing to say. */
  get lacksVerdict() {
    return this.#next > 0 && this.verdict.done !== this.#next;
  }

  /** Stops, or goes on. */
  toggle() {
    this.isStopped = !this.isStopped && this.#next < this.all;
  }

  /** Trains for some ms; returns false, and trains nothing, if this frame is to draw. */
  advance() {
    const began = performance.now();
    const isDue = began - this.#reportedAt >= PAUSE;
    if (isDue) this.#reportedAt = began;
    if (isDue || !this.busy) return false;
    this.spent += this.#pieces.advance(
      SLICE,
      () => this.busy,
      (steps) => this.#train(steps),
    );
    const records = this.view.runs.reduce((sum, { training }) => sum + (training.steps + 1) * this.view.total, 0);
    this.isReturned = this.busy && this.spent > TRIED && (this.spent / this.#records) * records > AFFORDABLE;
    return true;
  }

  /** Trains a piece of a run; returns how many steps that were. @param {number} steps */
  #train(steps) {
    const began = performance.now();
    const { view } = this;
    const place = this.#next % view.runs.length;
    const seed = Math.floor(this.#next / view.runs.length);
    const { training } = view.runs[place];
    this.#run ??= new BareRun(this.#engine, { ...training, seed }, view.runs[place]);
    const before = this.#run.records;
    this.#run.advance(steps);
    const records = this.#run.records - before;
    if (this.#run.ended) {
      this.outcomes[place].add(seed, this.#run);
      this.#run = null;
      this.#next++;
    }
    this.#records += records;
    this.outcomes[place].took(performance.now() - began, records);
    return records;
  }

  /** What to ask the server: to train it, or what the scores mean; null if nothing. */
  question() {
    const { run } = this.view;
    if (this.isReturned) return { run, reports: 0, returned: true };
    if (this.busy || !this.lacksVerdict) return null;
    return { run, reports: 0, scores: this.outcomes.flatMap(({ scores }) => Array.from(scores)) };
  }

  /** The chunk `comparison` that the server would send, see charviz/worker/comparison_job.py. */
  report() {
    const { outcomes, view } = this;
    const joined = (/** @type {(one: Outcomes) => ArrayLike<number>} */ rows) =>
      Float32Array.from(outcomes.flatMap((one) => Array.from(rows(one))));
    return {
      run: view.run,
      points: view.points,
      total: view.total,
      parameters: view.parameters,
      bands: joined((one) => one.bands()),
      solved: joined((one) => one.shares()),
      scores: joined(({ scores }) => scores),
      done: outcomes.map(({ done }) => done),
      texts: outcomes.map((one) => one.texts()),
      solved_counts: outcomes.map(({ solved }) => solved.length),
      medians: outcomes.map((one) => one.median()),
      microseconds: outcomes.map((one) => one.microseconds()),
      verdict: this.lacksVerdict ? null : this.verdict.verdict,
    };
  }
}
