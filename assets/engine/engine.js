/**
 * The training loops in this tab: engine.wasm, which charviz/engines/kernels is compiled to, and the memory of one run in it.
 * What each call needs is told in charviz/engines/kernels/module.py.
 */

/** What a call is told, in the order of `module.FACTS`. */
const FACTS =
  "cell symbols width units layers embedded headed positions sequences loss optimizer rate longest seed init forget_bias times verb number steps steps_before".split(
    " ",
  );
const [ROOM, ROW, DRAW, TRAIN, MEASURE, REPLAY, TRACE] = [0, 1, 2, 3, 4, 5, 6];
const [FIELD_A, FIELD_H, FIELD_C, FIELD_OUTPUTS] = [1, 4, 6, 8]; // of `Traces`
const LANES = 8;
const PAGE = 65536; // bytes by which memory grows
const MAXIMUM_GATES = 4;
const KEPT = 2 ** 21; // numbers of weights that are kept between two calls, at most
const GENERATOR = 640; // numbers of 64 bits that the drawing needs beside one a weight
const CELLS = ["memoryless", "rnn", "lstm", "gru"];
const LOSSES = ["cross-entropy", "mse"];
const OPTIMIZERS = ["adam", "sgd", "rmsprop"];
const INITS = ["torch", "glorot", "numpy"];
const GATES = [0, 1, 4, 3]; // rows of H weights that a cell stacks
const LSTM = 2;

/** The next whole number of lanes. @param {number} size */
export const padded = (size) => Math.ceil(size / LANES) * LANES;

/**
 * A run as the loops know it: every name and number of `module.FACTS` that does not depend on a call.
 * @param {Training} training @param {Pick<View, "cell_type" | "layers" | "hidden_size" | "symbols">} view @param {PackedText} text
 */
function factsOf(training, { cell_type, layers, hidden_size, symbols }, { positions, sequences, times }) {
  const embedded = training.encoding === "embedding";
  return {
    cell: CELLS.indexOf(cell_type),
    symbols: symbols.length,
    width: embedded ? training.embedding_size : symbols.length,
    units: hidden_size,
    layers,
    embedded: Number(embedded),
    headed: Number(training.head === "linear"),
    positions,
    sequences,
    loss: LOSSES.indexOf(training.loss),
    optimizer: OPTIMIZERS.indexOf(training.optimizer),
    rate: training.learning_rate,
    longest: training.clip_norm ?? -1,
    seed: training.seed,
    init: INITS.indexOf(training.init),
    forget_bias: training.forget_bias,
    times,
  };
}

/** One run: its memory is laid out once, and again where the run no longer fits. */
export class TrainingEngine {
  /** @param {WebAssembly.Module} module */
  constructor(module) {
    const { engine, memory, __heap_base } = /** @type {any} */ (new WebAssembly.Instance(module).exports);
    this.call = /** @type {(...places: number[]) => number} */ (engine);
    this.memory = /** @type {WebAssembly.Memory} */ (memory);
    this.bottom = /** @type {WebAssembly.Global} */ (__heap_base).value;
    this.top = this.bottom;
    /** @type {Record<string, number>} where each array begins, in bytes */
    this.at = {};
    /** @type {Record<string, number>} */
    this.facts = {};
    this.row = 0; // numbers of a row of weights
    this.capacity = 0; // steps of one call, at most
    this.step = 0; // that have been trained
  }

  /**
   * Takes a run from its beginning; `most`: how many steps one call of `advance` may have, fewer where nets are large: see `capacity`.
   * @param {Training} training @param {Pick<View, "cell_type" | "layers" | "hidden_size" | "symbols">} view
   * @param {PackedText} text @param {number} most
   */
  begin(training, view, text, most) {
    const { positions } = text;
    this.facts = factsOf(training, view, text);
    this.step = 0;
    this.top = this.bottom;
    for (const name of ["result", "error"]) this.#reserve(name, 16);
    this.#reserve("facts", 8 * FACTS.length);
    const work = this.#ask(ROOM);
    this.row = this.#ask(ROW);
    this.capacity = Math.max(1, Math.min(most, Math.floor(KEPT / this.row)));
    const { capacity } = this;
    this.#reserve("work", 4 * work);
    this.#reserve("ids", 4 * text.ids.length);
    this.#reserve("losses", 8 * capacity);
    this.#reserve("predicted", 4 * capacity * positions);
    this.#reserve("confidence", 4 * capacity * positions);
    this.#reserve("keep", capacity);
    this.#reserve("kept", 4 * capacity * this.row);
    this.#reserve("scratch", 8 * (this.row * MAXIMUM_GATES + GENERATOR));
    new Int32Array(this.memory.buffer, this.at.ids, text.ids.length).set(text.ids);
    this.#ask(DRAW);
  }

  /**
   * Trains n steps; keep: which of the nets before them keep their weights. The records are views, valid until the next call.
   * @param {number} n @param {(step: number) => boolean} keep
   */
  advance(n, keep) {
    const flags = new Uint8Array(this.memory.buffer, this.at.keep, n);
    const kept = [];
    for (let k = 0; k < n; k++) {
      flags[k] = Number(keep(this.step + k));
      if (flags[k]) kept.push(this.step + k);
    }
    this.#ask(TRAIN, { steps: n, steps_before: this.step });
    this.step += n;
    return this.#records(n, kept);
  }

  /** The record of the net as it is, with its weights. */
  measure() {
    new Uint8Array(this.memory.buffer, this.at.keep, 1)[0] = 1;
    this.#ask(MEASURE, { steps: 1, steps_before: this.step });
    return this.#records(1, [this.step]);
  }

  /** Lets the n-th kept net of the last call read the text: its states, gates and probabilities, padded, as views. @param {number} n */
  replay(n) {
    const { facts, row } = this;
    this.#ask(REPLAY, { number: n });
    const rows = facts.layers * padded(facts.positions);
    const hidden = padded(facts.units);
    const field = (/** @type {number} */ number, /** @type {number} */ size) =>
      new Float32Array(this.memory.buffer, this.at.work + 4 * this.#ask(TRACE, { number }), size);
    return {
      weights: new Float32Array(this.memory.buffer, this.at.kept + 4 * n * row, row),
      gates: field(FIELD_A, rows * GATES[facts.cell] * hidden),
      hidden: field(FIELD_H, rows * hidden),
      cell_state: field(FIELD_C, facts.cell === LSTM ? rows * hidden : 0),
      probabilities: field(FIELD_OUTPUTS, padded(facts.positions) * padded(facts.symbols)),
    };
  }

  /** @param {number} n @param {number[]} kept */
  #records(n, kept) {
    const { buffer } = this.memory;
    const size = n * this.facts.positions;
    return {
      losses: new Float64Array(buffer, this.at.losses, n),
      predicted: new Int32Array(buffer, this.at.predicted, size),
      confidence: new Float32Array(buffer, this.at.confidence, size),
      kept,
    };
  }

  /** @param {number} verb @param {Record<string, number>} [more] */
  #ask(verb, more = {}) {
    /** @type {Record<string, number>} */
    const said = { ...this.facts, verb, number: 0, steps: 0, steps_before: 0, ...more };
    const { at, memory } = this;
    new Float64Array(memory.buffer, at.facts, FACTS.length).set(FACTS.map((name) => said[name]));
    const names = [
      "result",
      "error",
      "facts",
      "work",
      "ids",
      "losses",
      "predicted",
      "confidence",
      "keep",
      "kept",
      "scratch",
    ];
    if (this.call(...names.map((name) => at[name] ?? 0)))
      throw new Error(`the training loops failed at ${JSON.stringify(said)}`);
    return new Float64Array(memory.buffer, at.result, 1)[0];
  }

  /** @param {string} name @param {number} bytes */
  #reserve(name, bytes) {
    this.at[name] = this.top;
    this.top = Math.ceil((this.top + bytes) / 64) * 64;
    const lacking = this.top - this.memory.buffer.byteLength;
    if (lacking > 0) this.memory.grow(Math.ceil(lacking / PAGE));
  }
}

/**
 * Texts as the loops read them: position by position in the order of time, the longest sequence first.
 * place: where each of these positions lies on the time axis, on which sequences follow each other.
 * @param {ArrayLike<number>} inputs @param {ArrayLike<number>} targets @param {number[]} begins where each sequence begins
 * @returns {PackedText}
 */
export function packed(inputs, targets, begins) {
  const ends = [...begins.slice(1), inputs.length];
  const order = begins.map((begin, k) => ({ begin, length: ends[k] - begin })).sort((a, b) => b.length - a.length);
  const times = order[0].length;
  const place = [];
  const starts = [0];
  for (let time = 0; time < times; time++) {
    for (const { begin, length } of order) if (time < length) place.push(begin + time);
    starts.push(place.length);
  }
  const ids = Int32Array.from([...place.map((at) => inputs[at]), ...place.map((at) => targets[at]), ...starts]);
  return { ids, place, times, positions: place.length, sequences: order.length };
}
