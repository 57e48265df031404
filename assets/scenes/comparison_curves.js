/** The curves of a comparison: loss bands, and the share of seeds that have solved the text. */

import { svg } from "../shared/dom.js";
import { fill, number, percent } from "../shared/format.js";
import { BOX, Chart, text } from "./comparison_chart.js";

export class LossBands extends Chart {
  constructor() {
    super("compare-loss", 250);
  }

  draw() {
    const { view, report } = this;
    const networks = [...view.names.keys()].filter((index) => report.done[index]);
    const top = Math.max(...networks.map((index) => Math.max(...this.band(index, 2))), 1e-6);
    const curve = (index, which) => this.points(this.band(index, which).map((loss) => Math.min(loss, top) / top));
    const areas = networks.map((index) => {
      const d = `M${curve(index, 0).join("L")}L${curve(index, 2).reverse().join("L")}Z`;
      return svg("path", { class: "band", fill: this.style(index).colour, d });
    });
    this.describe((index) => number(this.band(index, 1).at(-1)));
    this.svg.replaceChildren(
      ...this.axes([
        [0, "0"],
        [1, number(top, 2)],
      ]),
      this.unit(view.nats ? view.labels.nats : view.labels.mse),
      ...areas,
      ...networks.map((index) => this.line(index, curve(index, 1))),
      ...this.memorylessLimit(top),
    );
  }

  /** The losses of a network over the steps; which: 0 the lower edge of the band, 1 the median, 2 the upper edge. */
  band(index, which) {
    const { bands, points } = this.report;
    const start = (index * 3 + which) * points.length;
    return bands.subarray(start, start + points.length);
  }

  /** A line at the lowest possible loss without memory, if it is within the chart. */
  memorylessLimit(top) {
    const { floor, labels } = this.view;
    if (!floor || floor.loss > top || floor.loss <= 0) return [];
    const [y, right] = [this.y(floor.loss / top), BOX.width - BOX.right];
    return [
      svg("path", { class: "floor", d: `M${BOX.left} ${y} H${right}` }),
      text(right, y - 6, fill(labels.floor, { loss: number(floor.loss) }), "end", "small among-curves"),
    ];
  }
}

export class SolvedShares extends Chart {
  constructor() {
    super("compare-share", 170);
  }

  draw() {
    const { names } = this.view;
    this.describe((index) => percent(this.shares(index).at(-1)));
    this.svg.replaceChildren(
      ...this.axes([
        [0, "0 %"],
        [1, "100 %"],
      ]),
      ...names.map((_name, index) => this.line(index, this.points(this.shares(index)))),
    );
  }

  shares(index) {
    const { solved, points } = this.report;
    return solved.subarray(index * points.length, (index + 1) * points.length);
  }
}
