/** The records of a run: one row per step and one row per keyframe, without gaps from step 0. */

/** The states of a run that is still going to send records. */
export const UNFINISHED = ["preparing", "queued", "training"];

/** Rows of equal width in one typed array that grows by doubling. */
export class Rows {
  /** @param {typeof Uint8Array | typeof Uint16Array | typeof Float32Array | typeof Float64Array} Type @param {number} width */
  constructor(Type, width) {
    this.Type = Type;
    this.width = width;
    this.length = 0;
    /** @type {Values} */
    this.data = new Type(64 * width);
  }

  /** @param {number} index */
  row(index) {
    return this.data.subarray(index * this.width, (index + 1) * this.width);
  }

  /** Appends the rows [from, to) of another typed array. @param {Values} source @param {number} from @param {number} to */
  append(source, from, to) {
    const size = this.length * this.width;
    const added = (to - from) * this.width;
    if (size + added > this.data.length) {
      const larger = new this.Type(Math.max(2 * this.data.length, size + added));
      larger.set(this.data.subarray(0, size));
      this.data = larger;
    }
    this.data.set(source.subarray(from * this.width, to * this.width), size);
    this.length += to - from;
  }
}

export class Store {
  /** @param {Pick<View, "run" | "inputs" | "units" | "layers">} view */
  constructor({ run, inputs, units, layers }) {
    const times = inputs.length;
    this.run = run;
    this.steps = {
      loss: new Rows(Float32Array, 1),
      correct: new Rows(Uint16Array, 1),
      predicted: new Rows(Uint16Array, times),
      confidence: new Rows(Uint8Array, times),
    };
    this.keyframes = {
      step: new Rows(Float64Array, 1),
      rival: new Rows(Uint16Array, times),
      rival_probability: new Rows(Uint8Array, times),
      target_probability: new Rows(Float32Array, times),
    };
    this.shape = [layers, times, units.length];
    this.stateWidth = layers * times * units.length;
    /** @type {Record<string, Rows>} */
    this.states = {}; // name -> rows (L, T, U) of bytes
    /** @type {Record<string, Rows>} */
    this.ranges = {}; // name -> rows [low, high]: each chunk is quantised over its own range
    /** @type {Record<string, number>} */
    this.reach = {}; // name -> the largest absolute value of these ranges
    /** @type {Milestone[]} */
    this.milestones = [];
    /** @type {Sample[]} */
    this.samples = []; // of a long text: text that the network generates, { step, text }
    /** @type {[number, number][]} */
    this.heldOut = []; // of a long text: [step, validation loss]
    /** @type {[number, number]} */
    this.lossRange = [Infinity, 0];
    /** @type {Status | null} */
    this.status = null;
    this.serverRests = false; // whether the server trains it no further
    /** @type {number | null} ms that its training has taken in this tab */
    this.trainedHere = null;
  }

  /** Takes a status; of a run that was trained in this tab the server may know less. @param {Status} status */
  setStatus(status) {
    const known = this.trainedHere !== null && UNFINISHED.includes(status.state) ? this.status?.state : undefined;
    this.serverRests = !UNFINISHED.includes(status.state) || Boolean(status.deferred);
    this.status = { ...status, state: known ?? status.state };
  }

  /** How many records are held. */
  get have() {
    return this.steps.loss.length;
  }

  get last() {
    return Math.max(this.have - 1, 0);
  }

  /** Whether more records are to come. */
  get growing() {
    if (this.trainedHere !== null) return false;
    if (!this.status) return true;
    return UNFINISHED.includes(this.status.state) || this.have < this.status.have;
  }

  /** Appends the new records of a chunk. A chunk that starts after the last record is dropped and will be requested again. @param {Records} header @param {Arrays} arrays */
  addRecords(header, arrays) {
    const { first, count, keyframes } = header;
    const skip = this.have - first; // records that are here already
    if (skip < 0 || skip >= count) return;
    for (const [name, rows] of Object.entries(this.steps)) rows.append(arrays[name], skip, count);
    const start = keyframes.findIndex((step) => step >= first + skip);
    if (start >= 0) this.addKeyframes(header, arrays, start);
    for (const { details, ...milestone } of header.milestones ?? []) {
      if (milestone.step >= first + skip) this.milestones.push({ ...details, ...milestone });
    }
    for (const sample of header.samples ?? []) if (sample.step >= first + skip) this.samples.push(sample);
    for (const [index, loss] of arrays.held_out?.entries() ?? [])
      if (index >= skip && !Number.isNaN(loss)) this.heldOut.push([first + index, loss]);
    for (const loss of arrays.loss) {
      if (loss > 0) this.lossRange = [Math.min(this.lossRange[0], loss), Math.max(this.lossRange[1], loss)];
    }
  }

  /** @param {Records} header @param {Arrays} arrays @param {number} start the index of the first new keyframe */
  addKeyframes({ keyframes, ranges }, arrays, start) {
    const count = keyframes.length;
    for (const [name, rows] of Object.entries(this.keyframes)) {
      rows.append(name === "step" ? Float64Array.from(keyframes) : arrays[name], start, count);
    }
    for (const [name, range] of Object.entries(ranges)) {
      this.states[name] ??= new Rows(Uint8Array, this.stateWidth);
      this.ranges[name] ??= new Rows(Float64Array, 2);
      this.states[name].append(arrays[name], start, count);
      this.reach[name] = Math.max(this.reach[name] ?? 0, ...range.map(Math.abs));
      for (let row = start; row < count; row++) this.ranges[name].append(Float64Array.from(range), 0, 1);
    }
  }

  /**
   * The value of a state or a gate at a keyframe. `unit` is an index into the units that were sent.
   * @param {string} name @param {number} keyframe @param {number} layer @param {number} time @param {number} unit
   */
  value(name, keyframe, layer, time, unit) {
    const [, times, units] = this.shape;
    const [low, high] = this.ranges[name].row(keyframe);
    return low + ((high - low) * this.states[name].row(keyframe)[(layer * times + time) * units + unit]) / 255;
  }

  /** The index of the keyframe at or before a step; -1 before the first. @param {number} step */
  keyframeAt(step) {
    const { data, length } = this.keyframes.step;
    let low = 0;
    for (let high = length; low < high; ) {
      const middle = (low + high) >> 1;
      if (data[middle] <= step) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
