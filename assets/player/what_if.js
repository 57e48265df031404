/** What if: while a number of the run is held, the run is trained anew with it in this tab; the old one stays behind it as a ghost. */

import { hearPage } from "../shared/page_events.js";
import { Store } from "./store.js";
import { sequencesOf } from "./text_sequences.js";
import { TimeAxis } from "./time_axis.js";

const DRAWN_UNITS = 64; // as in charviz/player/packets.py
const PATIENCE = 10_000; // ms until the page must have answered a number that was let go; a busy server takes some
export const FIELDS = [
  "learning_rate",
  "hidden_size",
  "num_layers",
  "steps",
  "seed",
  "forget_bias",
  "clip_norm",
  "embedding_size",
];
const MAPPED = FIELDS.filter((field) => field !== "steps"); // whose values may decide when the text is learned

/** The view of the same run with another text, or null if it is none. @param {View} view @param {string} text @returns {View | null} */
function retyped(view, text) {
  const training = /** @type {Omit<Training, "patience">} */ (view.training);
  const read = sequencesOf(text, training);
  if (!read) return null;
  const { symbols, inputs, targets, starts, floor, floor_correct } = read;
  const baselines = {
    ...view.baselines,
    guess: view.baselines.guess && Math.log(symbols.length),
    floor,
    floor_correct,
    reference: null,
  };
  const next = { ...view, run: `${view.run}:text=${text}`, symbols, inputs, targets, starts, baselines };
  const size = training.head === "none" ? symbols.length : view.hidden_size;
  return {
    ...changed({ ...next, training: { ...training, floor, floor_correct } }, "hidden_size", size),
    run: next.run,
  };
}

/** The view of the same run with another number; its name says which, for pictures are kept by it. @param {View} view @param {string} field @param {number} value @returns {View} */
export function changed(view, field, value) {
  const training = /** @type {Omit<Training, "patience">} */ ({ ...view.training, [field]: value });
  const next = { ...view, run: `${view.run}:${field}=${value}`, training };
  if (field === "steps") return { ...next, steps: value };
  if (field === "num_layers") return { ...next, layers: value };
  if (field !== "hidden_size") return next;
  return {
    ...next,
    hidden_size: value,
    units: Array.from({ length: Math.min(value, DRAWN_UNITS) }, (_, unit) => unit),
  };
}

/** The view of the same run with another cell, or null where the cells have no state. @param {View} view @param {View["cell_type"]} cell @returns {View | null} */
function otherCell(view, cell) {
  const gates = view.cells?.[cell];
  if (!gates) return null;
  const bias = cell === "lstm" ? view.training?.forget_bias : 0;
  return { ...changed(view, "forget_bias", bias), run: `${view.run}:${cell}`, cell_type: cell, gates };
}

/** Whether two views are of equal runs. @param {View} one @param {View} other */
export const isSameRun = (one, other) => identity(one) === identity(other);

/** What a run is, as a string. @param {View} view */
function identity({ training, inputs, targets, symbols, cell_type, layers, hidden_size }) {
  const derived = ["dense", "floor", "floor_correct", "headless"];
  const settings = Object.fromEntries(Object.entries(training ?? {}).filter(([name]) => !derived.includes(name)));
  const sorted = Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([sorted, inputs, targets, symbols, cell_type, layers, hidden_size]);
}

export class WhatIf {
  /** @type {{ view: View, store: Store, ghost: Store | null, axis: TimeAxis } | null} what was shown before a number was held */
  before = null;
  /** @type {View | null} the run as it would be */
  view = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;
  /** @type {View | null} what was let go, from which the next that is held differs, also before the page has answered */
  #released = null;
  #step = 0; // where the playhead was: what is trained slowly may not have come so far yet
  #removeListener = () => {};
  /** @type {Parameters<WhatIf["hear"]>[0] | null} what is held before the engine has come */
  #missed = null;

  /**
   * player: whose view, store and ghost are exchanged; training: what trains here; map: shows what other values would do.
   * @param {any} player @param {import("./local_training.js").LocalTraining} training
   * @param {import("./what_if_map.js").WhatIfMap} map
   */
  constructor(player, training, map) {
    this.player = player;
    this.training = training;
    this.map = map;
  }

  get on() {
    return this.before !== null;
  }

  connect() {
    this.#removeListener();
    this.#removeListener = hearPage("what-if", (event) => this.hear(event));
  }

  disconnect() {
    this.#removeListener();
  }

  /**
   * A number of the page is held at a value, is released there, or is put back.
   * @param {{ field: string, value: any, phase: "held" | "released" | "cancelled", range?: NumberRange, name?: string }} event
   */
  hear(event) {
    const { field, value, phase, range, name = "" } = event;
    this.#missed = phase === "held" && !this.training.module ? event : null; // it may come late
    if (phase === "cancelled") this.cancel();
    else if (phase === "released") this.#await();
    else if (field === "cell_type") this.hold((view) => otherCell(view, value), true);
    else if (field === "text") this.hold((view) => retyped(view, value));
    else if (FIELDS.includes(field)) this.hold((view) => changed(view, field, Number(value)));
    if (phase === "held" && range && this.before && MAPPED.includes(field))
      this.map.hold(this.#released ?? this.before.view, field, Number(value), range, name);
  }

  /** The engine has come: what is held is trained. */
  engineCame() {
    if (this.#missed) this.hear(this.#missed);
  }

  /** Shows a run that differs in one thing, or plays it from its beginning. @param {(view: View) => View | null} differ */
  hold(differ, plays = false) {
    const { player, training } = this;
    const { view: now, store, ghost, axis } = player;
    const before = this.before ?? { view: now, store, ghost, axis };
    if (!training.serves(before.view) || before.view.ghost) return;
    const next = differ(this.#released ?? before.view);
    if (!next || isSameRun(now, next)) return;
    clearTimeout(this.#timer);
    const same = next.inputs === before.view.inputs;
    const old = { run: before.view.run, step: 0, inputs: before.view.inputs, same, held: true };
    const view = { ...next, ghost: plays ? null : old };
    const shape = ({ units, layers, inputs, starts, cell_type }) =>
      [units.length, layers, inputs.length, starts.length, cell_type].join();
    player.axis = same ? before.axis : new TimeAxis(view);
    const reshaped = shape(view) !== shape(now) || player.axis !== axis; // a new axis has no columns yet
    if (!this.before) this.#step = player.playhead.step;
    this.before = before;
    this.view = view;
    player.view = view;
    player.store = new Store(view);
    player.ghost = plays ? null : before.store;
    if (plays) player.restart(view.options);
    else player.playhead.restart(false, this.#step);
    const { step } = player.playhead;
    const keep = plays ? undefined : (/** @type {number} */ at) => at === 0 || at === step;
    training.begin(view, player.store, { keep, whole: false });
    training.advance();
    if (reshaped) player.relayout();
    else player.redraw();
  }

  /** What was shown before is shown again. */
  cancel() {
    clearTimeout(this.#timer);
    const { before, player } = this;
    if (!before) return;
    this.before = null;
    this.view = null;
    this.#released = null;
    this.map.end();
    this.training.end();
    Object.assign(player, before);
    player.playhead.restart(false, this.#step);
    player.relayout();
  }

  /** The page draws the run that the number was let go at; where it does not, the old one is shown again. */
  #await() {
    if (!this.on) return;
    this.#released = this.view;
    if (this.before?.view.options.every === false) this.cancel();
    else this.#timer = setTimeout(() => this.cancel(), PATIENCE);
  }
}
