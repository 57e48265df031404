/** Order matters: words are read letter by letter, and their hidden states diverge; a bag of letters sees no difference. */

import { mount } from "../shared/component.js";
import { element, setText, svg } from "../shared/dom.js";
import { fill, percent, visibleSymbol } from "../shared/format.js";
import { along } from "./linear_scale.js";
import { fillWith, Scene } from "./scene.js";
import { exportButtons } from "./scene_export.js";
import { StepSlider } from "./step_slider.js";

const CURVES = { width: 560, height: 150, left: 46, right: 12, top: 14, bottom: 28 };
const PLANE = { width: 520, height: 400, edge: 34 };
const COLOURS = ["blue", "orange", "ink", "grey"];
const DASHES = ["", "8 5", "2 4", "12 4 2 4"];

class Order extends Scene {
  word = null; // the picked word; null shows all

  constructor() {
    super("order");
    this.steps = new StepSlider(
      this.root,
      () => this.redraw(),
      () => this.report(),
    );
    this.keydown = this.steps.keydown;
    this.sentence = element("p", { class: "sentence", "data-testid": "order-sentence" });
    this.curvesTitle = element("h2");
    this.curves = svg("svg", {
      viewBox: `0 0 ${CURVES.width} ${CURVES.height}`,
      role: "img",
      "data-testid": "order-curves",
    });
    this.wordsTitle = element("h2");
    this.words = element("div", { class: "words", "data-testid": "order-words" });
    this.planeTitle = element("h2");
    this.plane = svg("svg", {
      viewBox: `0 0 ${PLANE.width} ${PLANE.height}`,
      role: "img",
      class: "plane",
      "data-testid": "order-plane",
    });
    this.note = element("p", { class: "muted" });
    this.exports = exportButtons(this.root, "order", () => this.table());
    const left = element(
      "div",
      { class: "left" },
      element("section", {}, this.wordsTitle, this.words),
      element("section", {}, this.curvesTitle, this.curves),
    );
    const right = element("section", {}, this.planeTitle, this.plane, this.note);
    this.root.append(
      this.steps.element,
      this.sentence,
      element("div", { class: "columns" }, left, right),
      this.exports.element,
    );
  }

  /** A message has the whole training. */
  take(view, arrays) {
    const isNewRun = view.run !== this.view?.run;
    super.take(view, arrays);
    this.longest = Math.max(...view.words.map((word) => word.length));
    this.steps.take(view.steps, view.labels, isNewRun ? view.step : null);
    if (isNewRun) this.word = null;
    this.ranges = rangesOf(arrays.plane, view.words, this.longest, view.steps.length);
  }

  draw() {
    const { view, steps } = this;
    const { labels } = view;
    steps.draw();
    setText(this.sentence, this.sentenceText());
    setText(this.wordsTitle, labels.words);
    setText(this.curvesTitle, labels.accuracy);
    setText(this.planeTitle, labels.plane);
    setText(this.note, fill(labels.plane_note, { share: percent(view.explained) }));
    this.drawWords();
    this.drawCurves();
    this.drawPlane();
    this.exports.draw(labels);
  }

  /** One sentence, computed from the whole training. */
  sentenceText() {
    const { labels, words, parting, ceiling, solved, cell } = this.view;
    const name = (word) => words[word].map(visibleSymbol).join("");
    const share = percent(this.arrays.accuracy.at(-1));
    const first = parting
      ? fill(labels.same_letters, { one: name(parting[0]), other: name(parting[1]), ceiling: percent(ceiling) })
      : fill(labels.no_need, { ceiling: percent(ceiling) });
    if (solved === null) return `${first} ${fill(labels.unsolved, { cell, share })}`;
    if (!parting) return `${first} ${fill(labels.solved_only, { cell, step: solved })}`;
    const [one, other, letter] = parting;
    return `${first} ${fill(labels.solved, { cell, step: solved, letter: letter + 1, first: visibleSymbol(words[one][letter]), second: visibleSymbol(words[other][letter]) })}`;
  }

  /** The probabilities of the labels after a letter of a word. */
  probabilities(word, letter) {
    const { words, classes } = this.view;
    const at = ((this.steps.index * words.length + word) * this.longest + letter) * classes.length;
    return this.arrays.chances.subarray(at, at + classes.length);
  }

  point(word, time) {
    const { width, height, edge } = PLANE;
    const at = ((this.steps.index * this.view.words.length + word) * (this.longest + 1) + time) * 2;
    const [x, y] = this.arrays.plane.subarray(at, at + 2);
    return [along(x, this.ranges[0], width, edge), height - along(y, this.ranges[1], height, edge)];
  }

  drawWords() {
    const { words, targets, classes, counts, letters, labels } = this.view;
    const make = (index) =>
      element(
        "button",
        { type: "button", class: "word", onclick: () => this.pick(index) },
        element("div", { class: "letters" }),
        element("div", { class: "counts" }),
      );
    fillWith(this.words, words, make, (node, word, index) => {
      node.setAttribute("aria-pressed", this.word === index);
      const cells = [...word, null];
      fillWith(
        node.firstChild,
        cells,
        (index) => element("span", { class: index === word.length ? "answer" : "tile" }),
        (tile, letter, time) => {
          const probabilities = this.probabilities(index, Math.min(time, word.length - 1));
          const best = probabilities.indexOf(Math.max(...probabilities));
          const right = best === targets[index];
          const share = probabilities[best] / 255;
          const title = fill(labels.after, {
            letter: visibleSymbol(word[Math.min(time, word.length - 1)]),
            label: classes[best],
            chance: percent(share),
          });
          tile.className = letter === null ? "answer" : `tile ${right ? "right" : "wrong"}`;
          tile.title = title;
          if (letter === null)
            return this.answer(tile, `→ ${classes[best]} ${percent(share)} ${right ? "✓" : "✗"}`, right);
          setText(tile, visibleSymbol(letter));
          Object.assign(tile.style, {
            background: this.palette.tint(right ? "blue" : "orange", share * 0.5),
            color: this.palette.on(right ? "blue" : "orange", share * 0.5),
          });
        },
      );
      const bag = counts[index].flatMap((count, id) =>
        count ? [`${visibleSymbol(letters[id])}${count > 1 ? `×${count}` : ""}`] : [],
      );
      setText(node.lastChild, `${labels.bag_sees}: ${bag.sort().join(" ")}`);
    });
  }

  answer(node, words, right) {
    setText(node, words);
    Object.assign(node.style, { background: "none", color: right ? this.palette.blue : this.palette.orange });
  }

  drawCurves() {
    const { view, arrays, steps } = this;
    const { width, height, left, right, top, bottom } = CURVES;
    const last = arrays.accuracy.length - 1;
    const x = (step) => left + (step / last) * (width - left - right);
    const y = (share) => height - bottom - share * (height - top - bottom);
    const line = (values) =>
      Array.from(values, (share, step) => `${step ? "L" : "M"}${x(step).toFixed(1)} ${y(share).toFixed(1)}`).join("");
    const across = (share, kind) => svg("path", { class: kind, d: `M${left} ${y(share)} H${width - right}` });
    const label = (words, px, py, anchor = "start", kind = "small") =>
      svg("text", { x: px, y: py, "text-anchor": anchor, class: kind }, words);
    const now = [
      view.cell,
      percent(arrays.accuracy[steps.step]),
      view.labels.bag,
      percent(arrays.bag_accuracy[steps.step]),
    ];
    this.curves.setAttribute("aria-label", `${fill(view.labels.curves_alt, { steps: last })} ${now.join(" ")}`);
    this.curves.replaceChildren(
      across(0, "axis"),
      across(1, "axis"),
      across(view.ceiling, "limit"),
      label("100 %", left - 6, y(1) + 5, "end"),
      label("0 %", left - 6, y(0) + 5, "end"),
      label("0", left, height - 6, "middle"),
      label(String(last), width - right, height - 6, "end"),
      svg("path", { class: "bag-line", d: line(arrays.bag_accuracy) }),
      svg("path", { class: "net", d: line(arrays.accuracy) }),
      svg("path", { class: "now", d: `M${x(steps.step)} ${top} V${height - bottom}` }),
      label(`━ ${now[0]} ${now[1]} \u2003 ╍ ${now[2]} ${now[3]}`, width / 2, height - 6, "middle"),
      label(
        view.ceiling < 1 ? `${view.labels.limit}: ${percent(view.ceiling)}` : "",
        width - right,
        y(view.ceiling) - 6,
        "end",
      ),
    );
  }

  drawPlane() {
    const { words, targets, classes, labels } = this.view;
    const few = words.length <= 6;
    this.plane.setAttribute(
      "aria-label",
      `${fill(labels.plane_alt, { count: words.length })} ${this.sentence.textContent}`,
    );
    const paths = words.map((word, index) => {
      const colour = this.palette[COLOURS[targets[index] % COLOURS.length]];
      const points = Array.from({ length: word.length + 1 }, (_point, time) => this.point(index, time));
      const group = svg("g", this.word !== null && this.word !== index ? { class: "faded" } : {});
      group.append(
        svg("path", {
          class: "path",
          stroke: colour,
          "stroke-dasharray": DASHES[index % DASHES.length],
          d: points.map(([x, y], time) => `${time ? "L" : "M"}${x} ${y}`).join(""),
        }),
      );
      for (const [time, [x, y]] of points.entries())
        if (time) group.append(svg("circle", { cx: x, cy: y, r: time === word.length ? 8 : 4, fill: colour }));
      if (few || this.word === index)
        for (const [time, [x, y]] of points.entries())
          if (time) group.append(svg("text", { x, y: y - 9 }, visibleSymbol(word[time - 1])));
      const [x, y] = points.at(-1);
      if (few || this.word === index)
        group.append(svg("text", { x, y: y + 24, "font-weight": 700 }, classes[targets[index]]));
      return group;
    });
    const [x, y] = this.point(0, 0);
    this.plane.replaceChildren(
      ...paths,
      svg("circle", { cx: x, cy: y, r: 6, fill: this.palette.background, stroke: this.palette.ink, "stroke-width": 2 }),
      svg("text", { x, y: y + 22 }, labels.start),
    );
  }

  pick(word) {
    this.word = this.word === word ? null : word;
    this.redraw();
  }

  table() {
    const { accuracy, bag_accuracy: bag, loss, bag_loss: bagLoss } = this.arrays;
    return [
      ["step", "accuracy", "bag_accuracy", "loss", "bag_loss"],
      ...Array.from(accuracy, (share, step) => [step, share, bag[step], loss[step], bagLoss[step]]),
    ];
  }

  report() {
    this.acts.send("rest", { step: this.steps.step, last: this.steps.index === this.steps.last });
  }
}

/** The ranges of both coordinates over the whole training, without the states after the end of a word. */
function rangesOf(plane, words, longest, count) {
  const ranges = [
    [Infinity, -Infinity],
    [Infinity, -Infinity],
  ];
  for (let keyframe = 0; keyframe < count; keyframe++)
    words.forEach((word, index) => {
      for (let time = 0; time <= word.length; time++)
        ranges.forEach((range, axis) => {
          const value = plane[((keyframe * words.length + index) * (longest + 1) + time) * 2 + axis];
          range[0] = Math.min(range[0], value);
          range[1] = Math.max(range[1], value);
        });
    });
  return ranges;
}

export default mount(() => new Order());
