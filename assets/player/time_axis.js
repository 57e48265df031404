/** The time axis of the network, the history and the heat maps: one column per time step. */

const GAP = 0.5; // in columns, between two sequences

export class TimeAxis {
  scroll = 0; // px
  width = 0; // px that are visible
  total = 0; // px of the gutter and all columns
  gutter = 0; // px
  column = 0; // px of one column

  /** @param {Pick<View, "inputs" | "starts">} view */
  constructor({ inputs, starts }) {
    this.count = inputs.length;
    this.starts = starts;
    this.before = new Uint16Array(this.count); // how many gaps are before each time step
    for (const start of starts.slice(1)) for (let t = start; t < this.count; t++) this.before[t]++;
  }

  get slots() {
    return this.count + GAP * (this.starts.length - 1);
  }

  /** Fits the columns into a width; if they do not fit, they are scrolled. @param {number} width @param {Lengths} lengths */
  fit(width, { gutter, column: [min, max] }) {
    this.width = width;
    this.gutter = gutter;
    const fits = (width - gutter - 8) / this.slots;
    this.column = Math.max(min, Math.min(max, fits >= 24 ? Math.floor(fits) : Math.floor(fits * 4) / 4));
    this.total = Math.ceil(gutter + this.slots * this.column + 8);
  }

  /** Scrolls by the same fraction as another axis of the same text. @param {TimeAxis} other */
  follow(other) {
    const share = other.scroll / Math.max(other.total - other.width, 1);
    this.scroll = share * Math.max(this.total - this.width, 0);
  }

  /** The left edge of a column in the visible part. @param {number} time */
  x(time) {
    return this.gutter + (time + GAP * this.before[time]) * this.column - this.scroll;
  }

  /** The time step of the column at x; -1 if there is none. @param {number} x */
  at(x) {
    if (x < this.gutter) return -1;
    for (const time of this.visible()) if (x >= this.x(time) && x < this.x(time) + this.column) return time;
    return -1;
  }

  /** The time steps whose columns are visible. */
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

  /** The time steps [from, to) of each sequence. */
  sequences() {
    return this.starts.map((start, index) => [start, this.starts[index + 1] ?? this.count]);
  }

  /**
   * Calls draw() with a clip that keeps it out of the gutter.
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
   * Outlines the column of a time step.
   * @param {CanvasRenderingContext2D} g @param {number | undefined} time @param {number} top @param {number} height @param {string} colour
   */
  mark(g, time, top, height, colour) {
    if (time === undefined || time < 0) return;
    g.strokeStyle = colour;
    g.lineWidth = 2;
    g.strokeRect(this.x(time) + 1, top + 1, this.column - 2, height - 2);
  }
}
