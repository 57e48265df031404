/** Inside a cell: one unit at one time, from the letter that is read to the letter that is said, number by number. */

import { mount } from "../shared/component.js";
import { Choice, element, iconButton, name, setText, show } from "../shared/dom.js";
import { fill, number, percent, shown } from "../shared/format.js";
import { CellDiagram } from "./cell_diagram.js";
import { bars, diagram } from "./cell_diagram_data.js";
import { filled, typeset } from "./equations.js";
import { fillWith, Scene } from "./scene.js";
import { saving } from "./scene_export.js";
import { StepSlider } from "./step_slider.js";
import { fillMeter, fillSigned, meterBar, signedBar } from "./table_bars.js";

const REST = 600; // ms without a change, then the address is told
const FEW = 24; // symbols of a one-hot row that are drawn

class Cell extends Scene {
  time = 0;
  part = "hidden";
  convention = "torch";

  constructor() {
    super("cell");
    this.steps = new StepSlider(
      this.root,
      () => this.redraw(),
      () => this.report(),
    );
    this.keydown = (event) => this.onKey(event);
    this.drawing = new CellDiagram((part) => this.pick(part));
    this.build();
  }

  build() {
    this.earlier = iconButton("back", "cell-earlier", () => this.go(this.time - 1));
    this.later = iconButton("forward", "cell-later", () => this.go(this.time + 1));
    this.letters = element("div", { class: "letters", role: "group" });
    this.now = element("strong", { "aria-live": "polite", "data-testid": "cell-time" });
    this.layers = new Choice([0, 1, 2, 3], (layer) => this.look({ layer }));
    this.conventions = new Choice(["torch", "slides"], (convention) => {
      this.convention = convention;
      this.changed();
    });
    this.title = element("h2");
    this.list = element("div", { "data-testid": "cell-equations" });
    this.note = element("p", { class: "muted" });
    this.barsTitle = element("h2");
    this.bars = element("div", { class: "bars" });
    this.x = panel();
    this.h = panel();
    this.y = panel();
    this.guesses = element(
      "table",
      { class: "guesses", "data-testid": "cell-guesses" },
      element("thead", {}, element("tr")),
      element("tbody"),
    );
    this.y.body.replaceWith(this.guesses);
    this.clocks = element("p", { class: "muted" });
    this.wide = element("div", { class: "wide", tabindex: "0", role: "region" }, this.drawing.element);
    this.saves = saving(this.root, "cell", () => this.table());
    this.root.append(
      this.steps.element,
      element("div", { class: "times" }, this.earlier, this.letters, this.later, this.now, this.layers.element),
      element(
        "div",
        { class: "stage" },
        element(
          "div",
          {},
          this.wide,
          element("div", { class: "chain" }, element("div", {}, this.x.element, this.h.element), this.y.element),
        ),
        element(
          "section",
          {},
          element("header", {}, this.title, this.conventions.element),
          this.list,
          this.note,
          this.barsTitle,
          this.bars,
        ),
      ),
      this.clocks,
      this.saves.element,
    );
  }

  /** A message holds all steps and times of one unit, so that only another unit needs another message. */
  take(view, arrays) {
    const other = view.run !== this.view?.run;
    super.take(view, arrays);
    this.steps.take(view.steps, view.labels, other ? view.step : null);
    if (other) {
      this.time = view.time;
      this.part = view.part;
      this.convention = view.convention;
    }
    if (!view.equations.torch.some((equation) => equation.name === this.part)) this.part = "hidden";
  }

  draw() {
    const { view, steps } = this;
    const { labels, symbols } = view;
    const letter = (id) => shown(symbols[id]);
    const [input, target] = [view.inputs[this.time], view.targets[this.time]].map(letter);
    const numbers = this.moment();
    this.numbers = numbers;
    const place = { unit: view.unit, time: this.time, step: steps.step, cell: view.title };
    steps.draw();
    name(this.earlier, labels.earlier);
    name(this.later, labels.later);
    this.letters.setAttribute("aria-label", labels.times);
    fillWith(
      this.letters,
      view.inputs,
      (time) => element("button", { type: "button", class: "tile", onclick: () => this.go(time) }),
      (node, id, time) => {
        setText(node, letter(id));
        node.setAttribute("aria-pressed", time === this.time);
        node.title = `t = ${time}`;
        node.classList.toggle("sequence", time > 0 && view.starts.includes(time));
      },
    );
    setText(this.now, fill(labels.time, { time: this.time, letter: input, target }));
    show(this.layers.element, view.layers > 1);
    this.layers.update(
      labels.layer,
      (layer) => fill(labels.layer_number, { layer: layer + 1 }),
      view.layer,
      view.layers,
    );
    show(this.conventions.element, view.cell_type === "gru");
    this.conventions.update(labels.convention, (convention) => labels[convention], this.convention);
    this.drawing.draw(diagram(view.cell_type, this.convention), numbers, this.part, fill(labels.diagram, place), {
      all_units: labels.all_units,
    });
    this.wide.setAttribute("aria-label", fill(labels.diagram, place));
    setText(this.title, fill(labels.equations, place));
    this.drawEquations(numbers);
    setText(this.note, view.cell_type === "gru" ? labels.torch_words : labels[`gates_${view.cell_type}`]);
    this.drawBars(numbers);
    this.drawInput(input);
    this.drawUnits();
    this.drawAnswer(letter);
    setText(this.clocks, labels.clocks);
    this.saves.draw(labels);
  }

  /** The numbers of this moment by name. */
  moment() {
    const { names } = this.view;
    const row = this.row("numbers", names.length);
    return Object.fromEntries(names.map((key, index) => [key, row[index]]));
  }

  row(key, wide) {
    const at = (this.steps.index * this.view.inputs.length + this.time) * wide;
    return this.arrays[key].subarray(at, at + wide);
  }

  get equations() {
    return this.view.equations[this.convention];
  }

  /** All in symbols with their results; the picked one with all its numbers. */
  drawEquations(numbers) {
    const make = () => element("button", { type: "button", class: "equation" });
    fillWith(this.list, this.equations, make, (node, { name: part, left, formula, numbers: lines, result }) => {
      const picked = part === this.part;
      const gate = { hidden: "", cell_state: "" }[part] ?? left.replace("′", "");
      const told = lines.map((line) => filled(line, numbers));
      const symbols = `${left} = ${formula}`;
      const text = picked
        ? [symbols, ...told.map((line) => `= ${line}`)]
        : [`${symbols} = ${filled(`{${result}}`, numbers)}`];
      node.onclick = () => this.pick(part);
      node.dataset.part = part;
      node.setAttribute("aria-pressed", picked);
      node.setAttribute("aria-label", text.join(" "));
      fillWith(
        node,
        text,
        () => element("span", { class: "line" }),
        (line, words) => {
          if (line.words === `${words} ${gate}`) return;
          line.words = `${words} ${gate}`;
          line.replaceChildren(typeset(words, gate));
        },
      );
    });
  }

  drawBars(numbers) {
    const rows = bars(this.view.cell_type, this.convention);
    const reach = Math.max(1, ...rows.map(([, key]) => Math.abs(numbers[key])));
    setText(this.barsTitle, this.view.labels.bars);
    const cells = rows.flatMap(([words, key]) => [
      ["words", words],
      ["bar", numbers[key]],
      ["value", numbers[key]],
    ]);
    const make = (index) => (index % 3 === 1 ? signedBar() : element("span"));
    fillWith(this.bars, cells, make, (node, [kind, value]) => {
      if (kind === "words") return setText(node, value);
      if (kind === "value") return setText(node, number(value, 3));
      fillSigned(node, value / reach, this.palette);
    });
  }

  drawInput(letter) {
    const { view, time } = this;
    const { labels, symbols } = view;
    if (this.arrays.x) {
      setText(
        this.x.title,
        view.layer ? fill(labels.x_layer, { layer: view.layer }) : fill(labels.x_embedding, { letter }),
      );
      const values = [...this.row("x", this.arrays.x.length / (view.steps.length * view.inputs.length))];
      return fillWith(
        this.x.body,
        values,
        () => element("div"),
        (node, byte) => this.paint(node, byte, view.reach),
      );
    }
    setText(this.x.title, fill(labels.x_one_hot, { letter, size: symbols.length }));
    const hot = view.inputs[time];
    const from = symbols.length <= FEW ? 0 : Math.max(0, Math.min(hot - FEW / 2, symbols.length - FEW));
    fillWith(
      this.x.body,
      symbols.slice(from, from + FEW),
      () => element("div", {}, element("span"), element("b")),
      (node, symbol, index) => {
        setText(node.firstChild, shown(symbol));
        setText(node.lastChild, from + index === hot ? "1" : "0");
        node.classList.toggle("hot", from + index === hot);
      },
    );
  }

  drawUnits() {
    const { view } = this;
    setText(this.h.title, view.labels.strip);
    const make = (unit) =>
      element("button", { type: "button", onclick: () => this.look({ unit }), "data-testid": `cell-unit-${unit}` });
    fillWith(this.h.body, [...this.row("strip", view.units)], make, (node, byte, unit) => {
      const value = this.paint(node, byte, 1);
      node.setAttribute("aria-pressed", unit === view.unit);
      name(node, fill(view.labels.pick_unit, { unit, value }));
    });
  }

  /** A square in the colour of its number; returns the number as text. */
  paint(node, byte, reach) {
    const value = (byte / 127.5 - 1) * reach;
    const share = Math.min(1, Math.abs(value) / reach);
    const text = number(value, 2);
    node.style.background = this.palette.tint(value < 0 ? "orange" : "blue", share);
    node.style.color = this.palette.on(value < 0 ? "orange" : "blue", share);
    setText(node, text.replace(/^(−?)0\./, "$1."));
    return text;
  }

  /** The likeliest symbols, then the target where it is not among them. */
  drawAnswer(letter) {
    const { view, guesses } = this;
    const { labels, symbols, inputs, steps } = view;
    const wide = this.arrays.top.length / (steps.length * inputs.length);
    const [top, logits, chances] = ["top", "logits", "chances"].map((key) => this.row(key, wide));
    const target = top[wide - 1];
    const rows = [...top].map((id, place) => ({ id, logit: logits[place], chance: chances[place] }));
    if (rows.findIndex(({ id }) => id === target) < wide - 1) rows.pop();
    setText(this.y.title, fill(labels.says, { letter: letter(top[0]), target: letter(target) }));
    const heads = [labels.symbol, view.loss === "mse" ? labels.output : labels.logit, labels.chance];
    fillWith(guesses.tHead.rows[0], heads, () => element("th", { scope: "col" }), setText);
    const make = () => element("tr", {}, element("td"), element("td"), element("td", {}, meterBar()));
    fillWith(guesses.tBodies[0], rows, make, (node, { id, logit, chance }, place) => {
      node.classList.toggle("target", id === target);
      setText(node.children[0], `${letter(id)}${place ? "" : id === target ? " ✓" : " ✗"}`);
      setText(node.children[1], number(logit, 3));
      fillMeter(
        node.children[2].firstChild,
        chance,
        chance < 0.995 && chance > 0.005 ? percent(chance) : `${number(100 * chance, 2)} %`,
      );
    });
    setText(
      this.y.note,
      rows.length < symbols.length ? fill(labels.of_all, { count: rows.length, size: symbols.length }) : "",
    );
  }

  /** The numbers of this moment as a table. */
  table() {
    return [
      ["name", "value"],
      ...Object.entries(this.numbers),
      ...Object.entries({ step: this.steps.step, time: this.time, layer: this.view.layer, unit: this.view.unit }),
    ];
  }

  go(time) {
    this.time = Math.max(0, Math.min(time, this.view.inputs.length - 1));
    this.letters.children[this.time].scrollIntoView({ block: "nearest", inline: "nearest" });
    this.changed();
  }

  pick(part) {
    this.part = part;
    this.changed();
  }

  changed() {
    this.redraw();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.report(), REST);
  }

  /** The server knows the numbers of another unit or layer. */
  look(place) {
    this.acts.tell("look", { ...this.place(), ...place });
  }

  report() {
    this.acts.tell("rest", this.place());
  }

  place() {
    const { steps, time, part, convention } = this;
    return { step: steps.step, time, part, convention };
  }

  /** Left and right: time; with shift: training step; up and down: unit; the rest as everywhere. */
  onKey(event) {
    if (event.composedPath()[0] === this.wide) return; // there the arrows scroll
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const up = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const within = this.root.contains(event.composedPath()[0]) || event.target === document.body;
    if (!within || event.composedPath()[0].matches?.("input") || event.ctrlKey || event.metaKey || event.altKey)
      return this.steps.keydown(event);
    if (by && event.shiftKey) this.steps.nudge(by);
    else if (by) this.go(this.time + by);
    else if (up && this.view.unit + up >= 0 && this.view.unit + up < this.view.hidden_size)
      this.look({ unit: this.view.unit + up });
    else return this.steps.keydown(event);
    event.preventDefault();
  }
}

function panel() {
  const title = element("h2");
  const body = element("div", { class: "squares" });
  const note = element("p", { class: "muted" });
  return { title, body, note, element: element("section", {}, title, body, note) };
}

export default mount(() => new Cell());
