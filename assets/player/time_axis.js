/** The time axis that the network, the history and every heat map share: the same column for the same time. */

const GAP = 0.5; // of a column, between two sequences

export class TimeAxis {
  scroll = 0;

  width = 0;
  total = 0; // the width of all columns
  gutter = 0;
  column = 0; // the width of one

  /** @param {Pick<View, "inputs" | "starts">} view */
  constructor({ inputs, starts }) {
    this.count = inputs.length;
    this.starts = starts;
    this.before = new Uint16Array(this.count); // gaps before each time
    for (const start of starts.slice(1)) for (let t = start; t < this.count; t++) this.before[t]++;
  }

  get slots() {
    return this.count + GAP * (this.starts.length - 1);
  }

  /** Fits the columns into a width; what does not fit is scrolled. @param {number} width @param {Lengths} lengths */
  fit(width, { gutter, column: [least, most] }) {
    this.width = width;
    this.gutter = gutter;
    const fits = (width - gutter - 8) / this.slots;
    this.column = Math.max(least, Math.min(most, fits >= 24 ? Math.floor(fits) : Math.floor(fits * 4) / 4));
    this.total = Math.ceil(gutter + this.slots * this.column + 8);
  }

  /** Scrolls as far, of its own way, as another axis of the same times. @param {TimeAxis} other */
  follow(other) {
    const share = other.scroll / Math.max(other.total - other.width, 1);
    this.scroll = share * Math.max(this.total - this.width, 0);
  }

  /** The left edge of a time's column in the window. @param {number} time */
  x(time) {
    return this.gutter + (time + GAP * this.before[time]) * this.column - this.scroll;
  }

  /** The time whose column holds x; -1 if none does. @param {number} x */
  at(x) {
    if (x < this.gutter) return -1;
    for (const time of this.visible()) if (x >= this.x(time) && x < this.x(time) + this.column) return time;
    return -1;
  }

  /** The times that can be seen. */
  *visible() {
    const first = this.first();
    for (let t = first; t < this.count && this.x(t) < this.width; t++) yield t;
  }

  first() {
    let t = Math.max(0, Math.floor(this.scroll / this.column - GAP * this.starts.length) - 1);
    while (t < this.count - 1 && this.x(t) + this.column < this.gutter) t++;
    return t;
  }

  /** Whether a sequence begins here. @param {number} time */
  begins(time) {
    return time === 0 || this.before[time] !== this.before[time - 1];
  }

  /** The stretches [from, to) of each sequence. */
  sequences() {
    return this.starts.map((start, index) => [start, this.starts[index + 1] ?? this.count]);
  }

  /**
   * Draws what lies in the columns, kept out of the gutter.
   * @param {CanvasRenderingContext2D} g @param {number} height @param {() => void} draw
   */
  clipped(g, height, draw) {
    g.save();
    g.beginPath();
    g.rect(this.gutter - 4, 0, this.width, height);
    g.clip();
    try {
      draw();
    } finally {
      g.restore();
    }
  }

  /**
   * The frame around the time under the pointer, on all pictures at once.
   * @param {CanvasRenderingContext2D} g @param {number | undefined} time @param {number} top @param {number} height @param {string} colour
   */
  mark(g, time, top, height, colour) {
    if (time === undefined || time < 0) return;
    g.strokeStyle = colour;
    g.lineWidth = 2;
    g.strokeRect(this.x(time) + 1, top + 1, this.column - 2, height - 2);
  }
}
