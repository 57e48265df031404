/** Inside a cell: one unit at one time step, from the input letter to the predicted letter, number by number. */

import { mount } from "../shared/component.js";
import { Choice, element, iconButton, name, setText, show } from "../shared/dom.js";
import { fill, number, visibleSymbol } from "../shared/format.js";
import { CellDiagram } from "./cell_diagram.js";
import { bars, diagram } from "./cell_diagram_data.js";
import { CellEquations } from "./cell_equations.js";
import { AnswerPanel, InputPanel, UnitsPanel } from "./cell_panels.js";
import { fillWith, Scene } from "./scene.js";
import { exportButtons } from "./scene_export.js";
import { StepSlider } from "./step_slider.js";
import { fillSigned, signedBar } from "./table_bars.js";

const REPORT_DELAY = 600; // ms without a change until the position is reported

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
    this.diagram = new CellDiagram((part) => this.pick(part));
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
    this.equations = new CellEquations((part) => this.pick(part));
    this.note = element("p", { class: "muted" });
    this.barsTitle = element("h2");
    this.bars = element("div", { class: "bars" });
    this.inputPanel = new InputPanel();
    this.unitsPanel = new UnitsPanel((unit) => this.look({ unit }));
    this.answerPanel = new AnswerPanel();
    this.clocksNote = element("p", { class: "muted" });
    this.diagramBox = element("div", { class: "wide", tabindex: "0", role: "region" }, this.diagram.element);
    this.exports = exportButtons(this.root, "cell", () => this.table());
    this.root.append(
      this.steps.element,
      element("div", { class: "times" }, this.earlier, this.letters, this.later, this.now, this.layers.element),
      element(
        "div",
        { class: "columns" },
        element(
          "div",
          {},
          this.diagramBox,
          element(
            "div",
            { class: "chain" },
            element("div", {}, this.inputPanel.element, this.unitsPanel.element),
            this.answerPanel.element,
          ),
        ),
        element(
          "section",
          {},
          element("header", {}, this.title, this.conventions.element),
          this.equations.element,
          this.note,
          this.barsTitle,
          this.bars,
        ),
      ),
      this.clocksNote,
      this.exports.element,
    );
  }

  /** A message has all training steps and time steps of one unit, so only another unit needs a new message. */
  take(view, arrays) {
    const isNewRun = view.run !== this.view?.run;
    super.take(view, arrays);
    this.steps.take(view.steps, view.labels, isNewRun ? view.step : null);
    if (isNewRun) {
      this.time = view.time;
      this.part = view.part;
      this.convention = view.convention;
    }
    if (!view.equations.torch.some((equation) => equation.name === this.part)) this.part = "hidden";
  }

  draw() {
    const { view, steps } = this;
    const { labels, symbols } = view;
    const letter = (id) => visibleSymbol(symbols[id]);
    const [input, target] = [view.inputs[this.time], view.targets[this.time]].map(letter);
    const numbers = this.currentNumbers();
    this.numbers = numbers;
    const position = { unit: view.unit, time: this.time, step: steps.step, cell: view.title };
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
    this.diagram.draw(diagram(view.cell_type, this.convention), numbers, this.part, fill(labels.diagram, position), {
      all_units: labels.all_units,
    });
    this.diagramBox.setAttribute("aria-label", fill(labels.diagram, position));
    setText(this.title, fill(labels.equations, position));
    this.equations.draw(view.equations[this.convention], numbers, this.part);
    setText(this.note, view.cell_type === "gru" ? labels.torch_words : labels[`gates_${view.cell_type}`]);
    this.drawBars(numbers);
    this.drawPanels();
    setText(this.clocksNote, labels.clocks);
    this.exports.draw(labels);
  }

  /** The numbers at the current step and time step, by name. */
  currentNumbers() {
    const { names } = this.view;
    const row = this.row("numbers", names.length);
    return Object.fromEntries(names.map((key, index) => [key, row[index]]));
  }

  row(key, width) {
    const start = (this.steps.index * this.view.inputs.length + this.time) * width;
    return this.arrays[key].subarray(start, start + width);
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

  drawPanels() {
    const { view, arrays, palette } = this;
    const times = view.steps.length * view.inputs.length;
    const current = (key) => this.row(key, arrays[key].length / times);
    this.inputPanel.draw(view, this.time, arrays.x ? current("x") : null, palette);
    this.unitsPanel.draw(view, this.row("strip", view.units), palette);
    this.answerPanel.draw(view, { top: current("top"), logits: current("logits"), probabilities: current("chances") });
  }

  /** The current numbers as a table. */
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
    clearTimeout(this.reportTimer);
    this.reportTimer = setTimeout(() => this.report(), REPORT_DELAY);
  }

  /** Requests another unit or layer from the server. */
  look(change) {
    this.acts.send("look", { ...this.position(), ...change });
  }

  report() {
    this.acts.send("rest", this.position());
  }

  position() {
    const { steps, time, part, convention } = this;
    return { step: steps.step, time, part, convention };
  }

  /** Left and right: time step, with shift: training step; up and down: unit; other keys as in every scene. */
  onKey(event) {
    if (event.composedPath()[0] === this.diagramBox) return; // there the arrow keys scroll
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const up = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const isInside = this.root.contains(event.composedPath()[0]) || event.target === document.body;
    if (!isInside || event.composedPath()[0].matches?.("input") || event.ctrlKey || event.metaKey || event.altKey)
      return this.steps.keydown(event);
    if (by && event.shiftKey) this.steps.nudge(by);
    else if (by) this.go(this.time + by);
    else if (up && this.view.unit + up >= 0 && this.view.unit + up < this.view.hidden_size)
      this.look({ unit: this.view.unit + up });
    else return this.steps.keydown(event);
    event.preventDefault();
  }
}

export default mount(() => new Cell());
