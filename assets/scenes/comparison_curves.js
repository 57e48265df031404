/** The curves of a comparison: bands of loss, and the share of seeds that has solved its text. */

import { svg } from "../shared/dom.js";
import { fill, number, percent } from "../shared/format.js";
import { BOX, Chart, text } from "./comparison_chart.js";

export class LossBands extends Chart {
  constructor() {
    super("compare-loss", 250);
  }

  draw() {
    const { view, report } = this;
    const nets = [...view.names.keys()].filter((place) => report.done[place]);
    const top = Math.max(...nets.map((place) => Math.max(...this.band(place, 2))), 1e-6);
    const curve = (place, which) => this.points(this.band(place, which).map((loss) => Math.min(loss, top) / top));
    const areas = nets.map((place) => {
      const d = `M${curve(place, 0).join("L")}L${curve(place, 2).reverse().join("L")}Z`;
      return svg("path", { class: "band", fill: this.style(place).colour, d });
    });
    this.describe((place) => number(this.band(place, 1).at(-1)));
    this.svg.replaceChildren(
      ...this.axes([
        [0, "0"],
        [1, number(top, 2)],
      ]),
      text(BOX.left + 6, BOX.top + 10, view.nats ? view.labels.nats : view.labels.mse),
      ...areas,
      ...nets.map((place) => this.line(place, curve(place, 1))),
      ...this.floor(top),
    );
  }

  /** The losses of a net over the steps; which: 0 the lower edge of its band, 1 the median, 2 the upper edge. */
  band(place, which) {
    const { bands, points } = this.report;
    const at = (place * 3 + which) * points.length;
    return bands.subarray(at, at + points.length);
  }

  /** The least loss without a memory, where it lies in the picture. */
  floor(top) {
    const { floor, labels } = this.view;
    if (!floor || floor.loss > top || floor.loss <= 0) return [];
    const [y, right] = [this.y(floor.loss / top), BOX.width - BOX.right];
    return [
      svg("path", { class: "floor", d: `M${BOX.left} ${y} H${right}` }),
      text(right, y - 6, fill(labels.floor, { loss: number(floor.loss) }), "end"),
    ];
  }
}

export class SolvedShares extends Chart {
  constructor() {
    super("compare-share", 170);
  }

  draw() {
    const { names } = this.view;
    this.describe((place) => percent(this.shares(place).at(-1)));
    this.svg.replaceChildren(
      ...this.axes([
        [0, "0 %"],
        [1, "100 %"],
      ]),
      ...names.map((_name, place) => this.line(place, this.points(this.shares(place)))),
    );
  }

  shares(place) {
    const { solved, points } = this.report;
    return solved.subarray(place * points.length, (place + 1) * points.length);
  }
}
