/** A run of which only the outcome is kept, to the bits of charviz/engines/kernels/runs.py: losses, solved or not, the last prediction. */

import { joined } from "../shared/tokens.js";
import { packed } from "./engine.js";

const BLOCK = 64; // steps of one call, at most

export class BareRun {
  records = 0; // so far; a run that diverges has fewer than others
  solved = Infinity; // the first step at which every symbol is right
  ended = false;

  /**
   * @param {import("./engine.js").TrainingEngine} engine @param {Training} training
   * @param {Pick<View, "inputs" | "targets" | "starts" | "layers" | "symbols" | "tokenize" | "cell_type" | "hidden_size">} view
   */
  constructor(engine, training, view) {
    this.engine = engine;
    this.view = view;
    this.text = packed(view.inputs, view.targets, view.starts);
    this.losses = new Float64Array(training.steps + 1);
    this.predicted = new Int32Array(this.text.positions); // in the order of the loops
    engine.begin(training, view, this.text, Math.min(BLOCK, training.steps));
  }

  /** Trains at most n steps; behind the last record no step is trained. @param {number} n */
  advance(n) {
    const { engine, records, losses } = this;
    const count = Math.min(n, engine.capacity, losses.length - 1 - records);
    const said = count > 0 ? engine.advance(count, () => false) : engine.measure();
    for (const [k, loss] of said.losses.entries()) {
      this.ended = this.records > 0 && !Number.isFinite(loss);
      if (this.ended) return;
      this.predicted.set(said.predicted.subarray(k * this.text.positions, (k + 1) * this.text.positions));
      if (this.#isSolved()) this.solved = Math.min(this.solved, this.records);
      losses[this.records++] = loss;
    }
    this.ended = this.records === losses.length;
  }

  #isSolved() {
    return this.text.place.every((at, k) => this.predicted[k] === this.view.targets[at]);
  }

  /** What it predicts at last, a line for each sequence. */
  get prediction() {
    const { inputs, starts, symbols, tokenize } = this.view;
    const said = Array(inputs.length);
    for (const [k, at] of this.text.place.entries()) said[at] = symbols[this.predicted[k]];
    return starts.map((begin, n) => joined(said.slice(begin, starts[n + 1]), tokenize)).join("\n");
  }
}
