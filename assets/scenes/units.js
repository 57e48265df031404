/** Units: the text coloured by one unit, by a feature of the text, and the units that follow the feature best. */

import { mount } from "../shared/component.js";
import { element, name, setText } from "../shared/dom.js";
import { fill, number, visibleSymbol } from "../shared/format.js";
import { joined } from "../shared/tokens.js";
import { fillWith, Scene } from "./scene.js";
import { exportButtons } from "./scene_export.js";
import { StepSlider } from "./step_slider.js";
import { fillSigned, signedBar } from "./table_bars.js";

const MAX_RANKED = 8;
const STRONG = 0.5; // from this correlation on a unit follows a feature

class Units extends Scene {
  unit = null; // the chosen unit; null for the best one
  feature = null;

  constructor() {
    super("units");
    this.steps = new StepSlider(
      this.root,
      () => this.redraw(),
      () => this.report(),
    );
    this.keydown = this.steps.keydown;
    this.sentence = element("p", { class: "sentence", "data-testid": "units-sentence" });
    this.paintedTitle = element("h2");
    this.painted = element("div", { class: "text", "data-testid": "units-painted" });
    this.featureTitle = element("h2");
    this.marked = element("div", { class: "text", "data-testid": "units-feature" });
    this.featuresTitle = element("h2");
    this.features = element("div", { class: "features" });
    this.rankingTitle = element("h2");
    this.ranking = element("table", { class: "ranking", "data-testid": "units-ranking" }, element("tbody"));
    this.care = element("p", { class: "muted" });
    this.exports = exportButtons(this.root, "units", () => this.table());
    const left = element(
      "div",
      {},
      element("section", {}, this.paintedTitle, this.painted),
      element("section", {}, this.featureTitle, this.marked),
    );
    const right = element(
      "div",
      {},
      element("section", {}, this.featuresTitle, this.features),
      element("section", {}, this.rankingTitle, this.ranking, this.care),
    );
    this.root.append(
      this.steps.element,
      this.sentence,
      element("div", { class: "columns" }, left, right),
      this.exports.element,
    );
  }

  take(view, arrays) {
    const isNewRun = view.run !== this.view?.run;
    super.take(view, arrays);
    this.steps.take(view.steps, view.labels, isNewRun ? view.step : null);
    if (!isNewRun) return;
    this.unit = view.unit !== null && view.unit < view.units ? view.unit : null;
    this.feature = view.features.includes(view.feature) ? view.feature : this.strongest();
    const longest = Math.max(
      ...joined(view.symbols, view.tokenize)
        .split("\n")
        .map(({ length }) => length),
    );
    for (const box of [this.painted, this.marked]) {
      box.style.setProperty("--letters", String(longest));
      box.classList.toggle("words", view.tokenize === "words");
      box.replaceChildren(
        ...view.symbols.flatMap((symbol) => [
          element("span", {}, visibleSymbol(symbol)),
          ...(symbol === "\n" ? [element("div", { class: "end" })] : []),
        ]),
      );
    }
  }

  /** The feature that some unit follows best at the last step. */
  strongest() {
    const { features, units, steps } = this.view;
    const last = this.arrays.correlation.subarray((steps.length - 1) * features.length * units);
    const best = features.map((_feature, index) =>
      Math.max(...last.subarray(index * units, (index + 1) * units).map(Math.abs)),
    );
    return features[best.indexOf(Math.max(...best))] ?? null;
  }

  draw() {
    const { view, steps } = this;
    const { labels } = view;
    steps.draw();
    const ranked = this.ranked();
    const unit = this.unit ?? ranked[0]?.unit ?? 0;
    this.drawnUnit = unit;
    const feature = labels[this.feature] ?? this.feature;
    setText(
      this.sentence,
      ranked.length
        ? fill(Math.abs(ranked[0].value) >= STRONG ? labels.said : labels.said_weak, {
            unit: ranked[0].unit,
            feature,
            value: number(ranked[0].value, 2),
          })
        : labels.nothing,
    );
    setText(this.paintedTitle, fill(labels.painted, { unit }));
    setText(this.featureTitle, ranked.length ? fill(labels.feature, { feature }) : "");
    setText(this.featuresTitle, labels.features);
    setText(this.rankingTitle, labels.ranking);
    setText(this.care, labels.care);
    this.paint(unit);
    this.mark();
    fillWith(
      this.features,
      view.features,
      (index) => element("button", { type: "button", onclick: () => this.follow(view.features[index]) }),
      (node, key) => {
        setText(node, labels[key] ?? key);
        node.onclick = () => this.follow(key);
        node.setAttribute("aria-pressed", key === this.feature);
      },
    );
    this.drawRanking(ranked, unit);
    this.exports.draw(labels);
  }

  /** The units by the absolute value of their correlation with the feature at the current step. */
  ranked() {
    const { features, units } = this.view;
    const index = features.indexOf(this.feature);
    if (index < 0) return [];
    const at = (this.steps.index * features.length + index) * units;
    const values = Array.from(this.arrays.correlation.subarray(at, at + units), (value, unit) => ({ unit, value }));
    return values.sort((one, other) => Math.abs(other.value) - Math.abs(one.value));
  }

  value(time, unit) {
    const { symbols, units, reach } = this.view;
    return (this.arrays.activations[(this.steps.index * symbols.length + time) * units + unit] / 127.5 - 1) * reach;
  }

  paint(unit) {
    const { view, palette } = this;
    let time = 0;
    for (const node of this.painted.children) {
      if (node.className === "end") continue;
      const value = this.value(time, unit);
      const [colour, share] = [value < 0 ? "orange" : "blue", Math.min(1, Math.abs(value) / view.reach)];
      Object.assign(node.style, { background: palette.tint(colour, share), color: palette.on(colour, share) });
      node.title = fill(view.labels.hover, { time, value: number(value, 2) });
      time++;
    }
  }

  mark() {
    const { view, palette, arrays } = this;
    const at = view.features.indexOf(this.feature) * view.symbols.length;
    let time = 0;
    for (const node of this.marked.children) {
      if (node.className === "end") continue;
      const share = at < 0 ? 0 : arrays.features[at + time++] * 0.85;
      Object.assign(node.style, { background: palette.tint("grey", share), color: palette.on("grey", share) });
    }
  }

  drawRanking(ranked, picked) {
    const rows = ranked.slice(0, MAX_RANKED);
    const make = () =>
      element(
        "tr",
        {},
        element("td", {}, element("button", { type: "button" })),
        element("td", {}, signedBar()),
        element("td"),
      );
    fillWith(this.ranking.tBodies[0], rows, make, (row, { unit, value }) => {
      const button = row.cells[0].firstChild;
      row.classList.toggle("picked", unit === picked);
      setText(button, fill(this.view.labels.unit, { unit }));
      name(button, fill(this.view.labels.painted, { unit }));
      button.onclick = () => this.choose(unit);
      fillSigned(row.cells[1].firstChild, value, this.palette);
      setText(row.cells[2], number(value, 2));
    });
  }

  choose(unit) {
    this.unit = unit;
    this.redraw();
    this.report();
  }

  follow(feature) {
    this.feature = feature;
    this.unit = null;
    this.redraw();
    this.report();
  }

  table() {
    const { symbols, features } = this.view;
    return [
      ["t", "letter", `unit ${this.drawnUnit}`, ...features],
      ...symbols.map((symbol, time) => [
        time,
        symbol,
        this.value(time, this.drawnUnit),
        ...features.map((_feature, index) => this.arrays.features[index * symbols.length + time]),
      ]),
    ];
  }

  report() {
    this.acts.send("rest", { step: this.steps.step, unit: this.unit ?? this.drawnUnit, feature: this.feature });
  }
}

export default mount(() => new Units());
