/** Training in this tab: a run, piece by piece between two frames, into the store that is shown. */

import { TrainingEngine } from "../engine/engine.js";
import { Pieces } from "../engine/pieces.js";
import { compiledEngine, engineSoon } from "../engine/source.js";
import { LocalRun } from "./local_run.js";

const SLICE = 8; // ms of a frame that training may take
const PIECE = 2; // ms that one call is to take, about
const AFFORDABLE = 400; // ms that a whole run may take; the server trains what takes longer

/** Whether a run is trained now: those from a recording or a file are there, and are perhaps another engine's. @param {View} view */
const isTrained = (view) => Boolean(view?.training && !view.options.recorded && !view.options.opened);

export class LocalTraining {
  /** @type {WebAssembly.Module | null} */
  module = null;
  /** @type {LocalRun | null} the run that is being trained */
  run = null;
  /** @type {import("./store.js").Store | null} where its records go */
  store = null;
  spent = 0; // ms that this run has taken
  /** @type {TrainingEngine | null} */
  #engine = null;

  /** Fetches the engine; ready(): called when it is there. @param {() => void} ready */
  constructor(ready) {
    this.ready = ready;
    this.asked = false;
    this.pending = false; // whether the engine is on its way
  }

  /** Fetches the engine, once. */
  prepare() {
    if (this.asked) return;
    this.asked = true;
    this.pending = true;
    for (const coming of [engineSoon(), compiledEngine().catch(() => null)])
      coming.then((module) => this.#arrived(module));
  }

  /** @param {WebAssembly.Module | null} module */
  #arrived(module) {
    const news = this.pending || (module && !this.module); // it may come late
    this.pending = false;
    this.module ??= module;
    if (news) this.ready();
  }

  /** Whether runs that differ from this one in a setting can be trained here. @param {View} view */
  serves(view) {
    return Boolean(this.module && view?.training);
  }

  /** Whether the run's own records can come from here. @param {View} view */
  trains(view) {
    return this.serves(view) && isTrained(view);
  }

  /** Whether the records of a run are about to come from here. @param {View} view @param {import("./store.js").Store} store */
  isExpectedFor(view, store) {
    return isTrained(view) && (this.pending || (this.busy && this.store === store));
  }

  /**
   * Takes a run from its beginning. keep: which nets keep their weights, all that the server would keep if it is not given;
   * whole: whether it is given up where it would take too long.
   * @param {View} view @param {import("./store.js").Store} store @param {{ keep?: (step: number) => boolean, whole?: boolean }} [how]
   */
  begin(view, store, { keep, whole = true } = {}) {
    this.#engine ??= new TrainingEngine(/** @type {WebAssembly.Module} */ (this.module));
    const patience = view.options.patience ?? null;
    store.trainedHere = null;
    this.run = new LocalRun(this.#engine, { .../** @type {any} */ (view.training), patience }, view);
    this.store = store;
    this.keep = keep;
    this.whole = whole;
    this.spent = 0;
    this.pieces = new Pieces(PIECE);
  }

  /** Whether there is more to train. */
  get busy() {
    return Boolean(this.run && !this.run.ended);
  }

  /** Nothing more is trained here. */
  end() {
    this.run = null;
    this.store = null;
  }

  /** Trains for some ms; returns whether there are new records. */
  advance(slice = SLICE) {
    const { run, store } = this;
    if (!run || !store || run.ended) return false;
    const train = (/** @type {number} */ steps) => {
      const before = run.first;
      const { header, arrays } = run.advance(steps, this.keep);
      store.addRecords(header, arrays);
      return run.first - before;
    };
    this.spent += this.pieces.advance(slice, () => !run.ended, train);
    if (run.ended) this.#finish(run, store);
    else if (this.whole && this.spent + this.pieces.best * (run.training.steps - run.first) > AFFORDABLE) this.end();
    return true;
  }

  /** @param {LocalRun} run @param {import("./store.js").Store} store */
  #finish(run, store) {
    store.trainedHere = this.spent;
    const state = run.diverged ? "diverged" : run.learned ? "learned" : "finished";
    const { steps } = run.training;
    store.status = {
      engine: "",
      ...store.status,
      kind: "status",
      run: store.run,
      arrays: [],
      state,
      steps,
      have: store.have,
    };
  }
}
