/** What if: while a number of the run is held, the run is trained anew with it in this tab; the old one stays behind it as a ghost. */

import { Store } from "./store.js";

const DRAWN_UNITS = 64; // as in charviz/server/packets.py
const PATIENCE = 4000; // ms until the page must have answered a number that was let go
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

/** The view of the same run with another number. @param {View} view @param {string} field @param {number} value @returns {View} */
export function changed(view, field, value) {
  const training = /** @type {Omit<Training, "patience">} */ ({ ...view.training, [field]: value });
  const ghost = { run: view.run, step: 0, inputs: view.inputs, same: true, held: true };
  const next = { ...view, run: `${view.run}:${field}`, training, ghost };
  if (field === "steps") return { ...next, steps: value };
  if (field === "num_layers") return { ...next, layers: value };
  if (field !== "hidden_size") return next;
  return {
    ...next,
    hidden_size: value,
    units: Array.from({ length: Math.min(value, DRAWN_UNITS) }, (_, unit) => unit),
  };
}

/** Whether two views are of equal runs. @param {View} one @param {View} other */
export const isSameRun = (one, other) => identity(one) === identity(other);

/** What a run is, as a string. @param {View} view */
function identity({ training, inputs, targets, symbols, cell_type, layers, hidden_size }) {
  const { dense: _, ...settings } = training ?? {};
  const sorted = Object.entries(settings).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([sorted, inputs, targets, symbols, cell_type, layers, hidden_size]);
}

export class WhatIf {
  /** @type {{ view: View, store: Store, ghost: Store | null } | null} what was shown before a number was held */
  before = null;
  /** @type {View | null} the run as it would be */
  view = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer = undefined;

  /**
   * player: whose view, store and ghost are exchanged; training: what trains here.
   * @param {any} player @param {import("./local_training.js").LocalTraining} training
   */
  constructor(player, training) {
    this.player = player;
    this.training = training;
    this.onEvent = (/** @type {any} */ { detail }) => this.hear(detail);
  }

  get on() {
    return this.before !== null;
  }

  connect() {
    document.addEventListener("charviz:what-if", this.onEvent);
  }

  disconnect() {
    document.removeEventListener("charviz:what-if", this.onEvent);
  }

  /** A number of the page is held at a value, is released there, or is put back. @param {{ field: string, value: number, phase: "held" | "released" | "cancelled" }} event */
  hear({ field, value, phase }) {
    if (phase === "cancelled") this.cancel();
    else if (phase === "released") this.#await();
    else if (FIELDS.includes(field)) this.hold(field, value);
  }

  /** @param {string} field @param {number} value */
  hold(field, value) {
    const { player, training } = this;
    const before = this.before ?? { view: player.view, store: player.store, ghost: player.ghost };
    if (!training.serves(before.view) || before.view.ghost || !Number.isFinite(value)) return;
    clearTimeout(this.#timer);
    const view = changed(before.view, field, value);
    if (this.view && isSameRun(this.view, view)) return;
    const anew = !this.view || view.units.length !== this.view.units.length || view.layers !== this.view.layers;
    this.before = before;
    this.view = view;
    player.view = view;
    player.store = new Store(view);
    player.ghost = before.store;
    player.playhead.playing = false;
    const { step } = player.playhead;
    training.begin(view, player.store, { keep: (at) => at === 0 || at === step, whole: false });
    training.advance();
    if (anew) player.relayout();
    else player.redraw();
  }

  /** What was shown before is shown again. */
  cancel() {
    clearTimeout(this.#timer);
    const { before, player } = this;
    if (!before) return;
    this.before = null;
    this.view = null;
    this.training.end();
    Object.assign(player, before);
    player.relayout();
  }

  /** The page draws the run that the number was let go at; where it does not, the old one is shown again. */
  #await() {
    if (this.on) this.#timer = setTimeout(() => this.cancel(), PATIENCE);
  }
}
