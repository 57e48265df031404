/** A run that is trained in this tab: the records that the server would send of it, see charviz/player/records_packet.py. */

import { packed, padded } from "../engine/engine.js";
import { MilestoneRules } from "./milestones.js";

const BLOCK = 256; // steps that are trained at once, at most

/** Whether a step keeps its net: each below `dense`, every 2nd up to twice as far, every 4th up to four times, and so on. */
const isKeyframe = (/** @type {number} */ step, /** @type {number} */ dense) => {
  let every = 1;
  for (let far = Math.floor(step / dense); far; far >>= 1) every *= 2;
  return step % every === 0;
};

const LARGEST = 3.4028234663852886e38; // float32
const byte = (/** @type {number} */ value, /** @type {number} */ low, /** @type {number} */ high) =>
  Math.max(0, Math.min(255, Math.floor(((value - low) * 255) / (high - low) + 0.5)));

export class LocalRun {
  first = 0; // the next record
  diverged = false;
  learned = false; // whether it has stopped because its text was learned

  /**
   * @param {import("../engine/engine.js").TrainingEngine} engine @param {Training} training
   * @param {Pick<View, "run" | "gates" | "inputs" | "targets" | "starts" | "units" | "layers" | "symbols" | "cell_type" | "hidden_size" | "loss_unit">} view
   */
  constructor(engine, training, view) {
    this.engine = engine;
    this.training = training;
    this.view = view;
    this.text = packed(view.inputs, view.targets, view.starts);
    this.rules = new MilestoneRules(view, training);
    engine.begin(training, view, this.text, Math.min(BLOCK, training.steps + 1));
  }

  /** Whether all of its steps are recorded. */
  get ended() {
    return this.diverged || this.learned || this.first > this.training.steps;
  }

  /**
   * The next records, as a chunk of the server's has them: header and arrays. At most n steps are trained; which nets are
   * kept is for `keep` to say.
   * @param {number} n @param {(step: number) => boolean} keep
   * @returns {{ header: Records, arrays: Arrays }}
   */
  advance(n, keep = (step) => isKeyframe(step, this.training.dense)) {
    const { engine, first } = this;
    const count = Math.min(n, engine.capacity, this.training.steps - first);
    const records = count > 0 ? engine.advance(count, keep) : engine.measure();
    const wrong = records.losses.findIndex((loss) => !Number.isFinite(loss));
    this.diverged = wrong >= 0;
    const finite = this.diverged ? wrong : records.losses.length;
    const arrays = this.#steps(records, finite);
    const found = this.#milestones(records, arrays, finite);
    const keyframes = records.kept.filter((step) => step < first + found.count);
    const ranges = this.#replayed(keyframes, arrays);
    this.first += found.count;
    return { header: { kind: "records", run: this.view.run, arrays: [], first, keyframes, ranges, ...found }, arrays };
  }

  /** What each step said, on the time axis. @param {any} records @param {number} count @returns {Arrays} */
  #steps({ losses, predicted, confidence }, count) {
    const { place, positions } = this.text;
    const { targets } = this.view;
    const said = new Uint16Array(count * positions);
    const sure = new Uint8Array(count * positions);
    const correct = new Uint16Array(count);
    for (let step = 0, from = 0; step < count; step++) {
      for (let k = 0; k < positions; k++, from++) {
        const at = step * positions + place[k];
        said[at] = predicted[from];
        sure[at] = byte(confidence[from], 0, 1);
        correct[step] += Number(predicted[from] === targets[place[k]]);
      }
    }
    const loss = Float32Array.from(losses.subarray(0, count), (value) => Math.min(Math.max(value, 0), LARGEST));
    return { loss, correct, predicted: said, confidence: sure };
  }

  /** What is worth saying about these steps, and how many of them count: none after the text has been learned. @param {any} records @param {Arrays} arrays @param {number} count */
  #milestones({ losses, confidence }, { predicted }, count) {
    const { positions } = this.text;
    const milestones = [];
    for (let step = 0; step < count; step++) {
      const [from, to] = [step * positions, (step + 1) * positions];
      const least = Math.min(...confidence.subarray(from, to));
      milestones.push(...this.rules.read(this.first + step, losses[step], predicted.subarray(from, to), least));
      this.learned = this.training.patience !== null && this.rules.solvedFor >= this.training.patience;
      if (this.learned) return { milestones, count: step + 1 };
    }
    return { milestones, count };
  }

  /** Adds to `arrays` what the kept nets compute, and returns the ranges over which it is drawn. @param {number[]} kept @param {Arrays} arrays */
  #replayed(kept, arrays) {
    const size = kept.length * this.text.positions;
    Object.assign(arrays, {
      rival: new Uint16Array(size),
      rival_probability: new Uint8Array(size),
      target_probability: new Float32Array(size),
    });
    const nets = kept.map((_, n) => this.#net(n, arrays));
    /** @type {Record<string, [number, number]>} */
    const ranges = {};
    if (!this.view.layers) return ranges;
    ranges.hidden = [-1, 1];
    if (nets[0]?.cell_state) {
      const most =
        nets.reduce((m, { cell_state: c }) => c.reduce((n, value) => Math.max(n, Math.abs(value)), m), 0) || 1;
      ranges.cell_state = [-most, most];
    }
    for (const { name, range } of this.view.gates) ranges[`gate:${name}`] = range;
    for (const [name, [low, high]] of Object.entries(ranges)) {
      const width = nets[0] ? nets[0][name].length : 0;
      const rows = new Uint8Array(kept.length * width);
      for (const [n, net] of nets.entries())
        for (let k = 0; k < width; k++) rows[n * width + k] = byte(net[name][k], low, high);
      arrays[name] = rows;
    }
    return ranges;
  }

  /** Lets one kept net read the text; returns its states and gates (L, N, U) on the time axis. @param {number} n @param {Arrays} arrays */
  #net(n, arrays) {
    const played = this.engine.replay(n);
    this.#chances(n, played.probabilities, arrays);
    const hidden = padded(this.view.hidden_size);
    /** @type {Record<string, Float32Array>} */
    const states = this.view.layers ? { hidden: this.#drawn(played.hidden, hidden, 0) } : {};
    if (played.cell_state.length) states.cell_state = this.#drawn(played.cell_state, hidden, 0);
    for (const [k, { name }] of this.view.gates.entries()) {
      states[`gate:${name}`] = this.#drawn(played.gates, this.view.gates.length * hidden, k * hidden);
    }
    return states;
  }

  /** The units that are drawn of a padded array (L, N, width), from a column on. @param {Float32Array} values @param {number} width @param {number} column */
  #drawn(values, width, column) {
    const { place, positions } = this.text;
    const { layers } = this.view;
    const units = this.view.units.length;
    const drawn = new Float32Array(layers * positions * units);
    for (let layer = 0; layer < layers; layer++) {
      for (let k = 0; k < positions; k++) {
        const from = (layer * padded(positions) + k) * width + column;
        drawn.set(values.subarray(from, from + units), (layer * positions + place[k]) * units);
      }
    }
    return drawn;
  }

  /** The second likeliest symbol of each place, its probability and the target's. @param {number} n @param {Float32Array} values @param {Arrays} arrays */
  #chances(n, values, arrays) {
    const { place, positions } = this.text;
    const symbols = this.view.symbols.length;
    for (let k = 0; k < positions; k++) {
      const row = values.subarray(k * padded(symbols), k * padded(symbols) + symbols);
      let best = 0;
      for (let id = 1; id < symbols; id++) if (row[id] > row[best]) best = id;
      let rival = symbols > 1 ? Number(best === 0) : 0;
      for (let id = 0; id < symbols; id++) if (id !== best && row[id] > row[rival]) rival = id;
      const at = n * positions + place[k];
      arrays.rival[at] = rival;
      arrays.rival_probability[at] = byte(row[rival], 0, 1);
      arrays.target_probability[at] = row[this.view.targets[place[k]]];
    }
  }
}
