/**
 * What if: while a number is held, the first step with every letter right for the values around it, each trained in this tab
 * between two frames.
 */

import { BareRun } from "../engine/bare_run.js";
import { TrainingEngine } from "../engine/engine.js";
import { Pieces } from "../engine/pieces.js";
import { label } from "../shared/canvas.js";
import { element, show } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { moved } from "../shared/hyperparameter_input.js";
import { Surface } from "../shared/surface.js";
import { dot } from "./plot.js";
import { changed } from "./what_if.js";

const AROUND = 24; // values on each side of the one that is held first
const SLICE = 4; // ms of a frame

/** The values of a number, ascending, at most so many on each side of one. @param {number} value @param {NumberRange} range */
export function valuesAround(value, range) {
  const values = [value];
  for (const direction of [-1, 1]) {
    for (let count = 1, last = value; count <= AROUND; count++) {
      const next = moved(value, direction * count, range);
      if (next === last) break;
      values.push(next);
      last = next;
    }
  }
  return values.sort((one, other) => one - other);
}

export class WhatIfMap {
  surface = new Surface("player-what-if-map");
  element = element("section", { class: "what-if-map", hidden: "" }, this.surface.canvas);
  /** @type {View | null} the run before a number was held */
  view = null;
  field = "";
  name = ""; // what the page calls the number
  value = NaN; // that it is held at
  /** @type {number[]} */
  values = [];
  /** @type {Map<number, number>} value -> the first step with every letter right, Infinity if there is none */
  solved = new Map();
  /** @type {number[]} the values that are still to be trained, nearest first */
  #queue = [];
  /** @type {TrainingEngine | null} */
  #engine = null;
  /** @type {BareRun | null} */
  #run = null;
  #pieces = new Pieces();

  /** @param {import("./local_training.js").LocalTraining} training whose module it uses */
  constructor(training) {
    this.training = training;
  }

  /** A number is held at a value. @param {View} view @param {string} field @param {number} value @param {NumberRange} range @param {string} name */
  hold(view, field, value, range, name) {
    if (view !== this.view || field !== this.field) {
      Object.assign(this, { view, field, name, solved: new Map(), values: valuesAround(value, range) });
      this.#queue = [...this.values].sort((one, other) => this.#far(one, value) - this.#far(other, value));
      this.#run = null;
    }
    this.value = value;
  }

  /** The number has been let go. */
  end() {
    this.view = null;
    this.#run = null;
    this.#queue = [];
  }

  /** Whether there is more to train. */
  get busy() {
    return Boolean(this.#run || this.#queue.length);
  }

  /** Trains for some ms; returns whether there is news. */
  advance() {
    const known = this.solved.size;
    this.#pieces.advance(
      SLICE,
      () => this.busy,
      (steps) => this.#train(steps),
    );
    return this.solved.size > known;
  }

  draw({ sizes, palette, labels, sideWidth }) {
    const visible = this.view !== null && this.values.length > 2;
    show(this.element, visible);
    if (!visible || !this.view) return;
    const { text } = sizes;
    this.surface.reserve(9.4 * text);
    const g = this.surface.begin(sideWidth);
    const box = { left: 3 * text, top: 1.6 * text, width: sideWidth - 4 * text, height: 6.2 * text };
    const steps = this.view.training?.steps ?? 1;
    const x = (/** @type {number} */ index) => box.left + (box.width * (index + 0.5)) / this.values.length;
    const y = (/** @type {number} */ step) => box.top + box.height * (1 - Math.min(step, steps) / steps);
    const title = fill(labels.map, { name: this.name });
    const style = { ink: palette.muted, font: sizes.font };
    label(g, title, box.left, 0.6 * text, { font: `600 ${sizes.font}`, ink: palette.ink, align: "left" });
    label(g, String(steps), box.left - 0.4 * text, y(steps), { ...style, align: "right" });
    label(g, "0", box.left - 0.4 * text, y(0), { ...style, align: "right" });
    for (const [index, value] of this.values.entries()) {
      const step = this.solved.get(value);
      const held = value === this.value;
      if (held) this.#mark(g, x(index), box, palette);
      if (step === undefined) continue;
      if (Number.isFinite(step)) dot(g, x(index), y(step), palette.blue, palette.background, held ? 4.5 : 3);
      else label(g, "×", x(index), y(steps), { ...style, ink: palette.orange, align: "center" });
    }
    const ends = [0, this.values.length - 1];
    const at = this.values.indexOf(this.value);
    for (const index of [...ends.filter((end) => Math.abs(end - at) > this.values.length / 8), at].filter(
      (one) => one >= 0,
    )) {
      const font = index === at ? `600 ${sizes.font}` : sizes.font;
      label(g, String(this.values[index]), x(index), y(0) + 0.9 * text, { ...style, font, align: "center" });
    }
    this.surface.describe(`${title}: ${this.#said(labels)}`);
  }

  /** What is known of the value that is held. @param {Labels} labels */
  #said(labels) {
    const step = this.solved.get(this.value);
    const told = step === undefined ? "…" : Number.isFinite(step) ? String(step) : labels.map_never;
    return `${this.value}: ${told}`;
  }

  #mark(g, x, { top, height }, palette) {
    g.strokeStyle = palette.blue;
    g.lineWidth = 1.5;
    g.beginPath();
    g.moveTo(x, top);
    g.lineTo(x, top + height);
    g.stroke();
  }

  #begin() {
    const view = changed(/** @type {View} */ (this.view), this.field, /** @type {number} */ (this.#queue[0]));
    this.#engine ??= new TrainingEngine(/** @type {WebAssembly.Module} */ (this.training.module));
    return new BareRun(this.#engine, /** @type {any} */ (view.training), view);
  }

  /** Trains a piece of a run; returns how many steps that were. @param {number} steps */
  #train(steps) {
    this.#run ??= this.#begin();
    const run = this.#run;
    const before = run.records;
    run.advance(steps);
    if (run.solved < Infinity || run.ended) {
      this.solved.set(/** @type {number} */ (this.#queue.shift()), run.solved);
      this.#run = null;
    }
    return run.records - before;
  }

  /** How many places a value is away from another. @param {number} one @param {number} other */
  #far(one, other) {
    return Math.abs(this.values.indexOf(one) - this.values.indexOf(other));
  }
}
