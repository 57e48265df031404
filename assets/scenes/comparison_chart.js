/** The base class of the charts of a comparison: a title, an SVG, axes over the training steps, and a line style per network. */

import { element, svg } from "../shared/dom.js";

export const BOX = { width: 600, left: 58, right: 14, top: 12, bottom: 30 };
const STYLES = [
  ["orange", "8 4"],
  ["blue", ""],
  ["ink", "2 4"],
  ["grey", "12 4 2 4"],
  ["blue", "3 3"],
  ["orange", ""],
  ["grey", ""],
  ["ink", "14 6"],
];
const OF_CELLS = { rnn: 0, lstm: 1, gru: 2, memoryless: 3 };

/** The colour and the dashes of a network's line. */
export function styleOf({ of_cells: ofCells, cells }, index, palette) {
  const [colour, dash] = STYLES[(ofCells ? OF_CELLS[cells[index]] : index) % STYLES.length];
  return { colour: palette[colour], dash };
}

export function text(x, y, words, anchor = "start", kind = "small") {
  return svg("text", { x, y, "text-anchor": anchor, class: kind }, words);
}

/** A chart with its title. */
export class Chart {
  title = element("h2");
  view = null;
  report = null;
  palette = null;

  constructor(testid, height) {
    this.height = height;
    this.svg = svg("svg", { viewBox: `0 0 ${BOX.width} ${height}`, role: "img", "data-testid": testid });
    this.element = element("section", {}, this.title, this.svg);
  }

  take(view, report, palette) {
    this.view = view;
    this.report = report;
    this.palette = palette;
  }

  style(index) {
    return styleOf(this.view, index, this.palette);
  }

  /** The last step of the axis. */
  get last() {
    return this.report.points.at(-1);
  }

  x(step) {
    return BOX.left + (step / this.last) * (BOX.width - BOX.left - BOX.right);
  }

  /** The y of a share of the height; 1 is at the top. */
  y(share) {
    return BOX.top + (this.height - BOX.top - BOX.bottom) * (1 - share);
  }

  /** The points of a curve over the report's steps, in the syntax of a path. */
  points(shares) {
    return Array.from(
      shares,
      (share, at) => `${this.x(this.report.points[at]).toFixed(1)} ${this.y(share).toFixed(1)}`,
    );
  }

  line(index, points) {
    const { colour, dash } = this.style(index);
    return svg("path", { class: "line", stroke: colour, "stroke-dasharray": dash, d: `M${points.join("L")}` });
  }

  /** The axes: steps at the bottom, values on the left; marks: [share of the height, text]. */
  axes(marks) {
    const bottom = this.height - BOX.bottom + 18;
    const lines = marks.map(([share]) =>
      svg("path", { class: "axis", d: `M${BOX.left} ${this.y(share)} H${BOX.width - BOX.right}` }),
    );
    return [
      ...lines,
      ...marks.map(([share, words]) => text(BOX.left - 8, this.y(share) + 5, words, "end")),
      text(BOX.left, bottom, "0", "middle"),
      text(BOX.width - BOX.right, bottom, String(this.last), "end"),
      text((BOX.left + BOX.width) / 2, bottom, this.view.labels.step, "middle"),
    ];
  }

  /** What the values on the left are measured in. */
  unit(words) {
    const label = text(0, 0, words, "middle");
    label.setAttribute("transform", `translate(${BOX.left - 16} ${this.y(0.5)}) rotate(-90)`);
    return label;
  }

  /** Sets the description: the title and textOf(index) for each network. */
  describe(textOf) {
    const networks = this.view.names.map((name, index) => `${name} ${textOf(index)}`).join(", ");
    this.svg.setAttribute("aria-label", `${this.title.textContent}: ${networks}`);
  }
}
