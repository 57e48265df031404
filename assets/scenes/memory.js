/** Memory: a net reads a text; erase what it remembers between two letters, and see which letters break. */

import { clamp } from "../shared/arrow_keys.js";
import { mount } from "../shared/component.js";
import { element, name, setText } from "../shared/dom.js";
import { fill, percent, shown } from "../shared/format.js";
import { said } from "./memory_sentence.js";
import { SameLetter } from "./same_letter.js";
import { fillWith, Scene } from "./scene.js";
import { saving } from "./scene_export.js";
import { StateMap } from "./state_map.js";
import { StepSlider } from "./step_slider.js";

class Memory extends Scene {
  rows = {}; // name -> an element with a tile for each letter
  shaken = false; // whether what has changed is to be shaken

  constructor() {
    super("memory");
    this.steps = new StepSlider(
      this.root,
      () => this.redraw(),
      () => this.report(),
    );
    this.keydown = this.steps.keydown;
    this.sentence = element("p", { class: "sentence", "data-testid": "memory-sentence" });
    this.twins = new SameLetter(() => {
      this.redraw();
      this.report();
    });
    this.saves = saving(this.root, "memory", () => this.table());
    this.map = new StateMap(this.root, {
      changed: () => this.redraw(),
      erase: (at) => this.acts.tell("erase", { run: this.view.run, at }),
      bring: (x) => this.bring(x),
      tell: (words) => setText(this.pointed, words),
    });
    this.build();
    this.root.append(
      this.steps.element,
      this.sentence,
      element("div", { class: "stage" }, this.timed, this.twins.element),
      this.saves.element,
    );
  }

  build() {
    const row = (key) => {
      this.rows[key] = element("div", { class: "cells" });
      this.rows[key].heading = element("span", { class: "name" });
      return element(
        "div",
        { class: `row ${key}`, "data-testid": `memory-${key}` },
        this.rows[key].heading,
        this.rows[key],
      );
    };
    this.list = element(
      "div",
      { class: "rows" },
      row("time"),
      row("reads"),
      this.map.element,
      row("plain"),
      row("now"),
      row("target"),
    );
    this.timed = element("div", { class: "time-axis", tabindex: "-1" }, this.list);
  }

  /** A message holds all steps, so that only an intervention needs another one. */
  take(view, arrays) {
    const other = view.run !== this.view?.run;
    super.take(view, arrays);
    this.shaken = !other;
    this.map.take(view);
    this.steps.take(view.steps, view.labels, other ? view.step : null);
    if (other) this.twins.take(view);
  }

  draw() {
    const { view, steps } = this;
    const { labels, inputs, targets } = view;
    const px = (key, length) => this.root.style.setProperty(key, `${length}px`);
    const narrow = this.root.clientWidth < 600;
    this.column = narrow
      ? 38
      : Math.max(36, Math.min(64, Math.floor((this.root.clientWidth * 0.6 - 150) / this.map.columns.length)));
    px("--col", this.column);
    px("--gutter", narrow ? 84 : 150);
    steps.draw();
    for (const key of ["reads", "plain", "now", "target"]) setText(this.rows[key].heading, labels[key]);
    setText(this.rows.time.heading, "t");
    this.write("time", inputs, "div", "time", (node, _symbol, time) => setText(node, String(time)));
    this.write("reads", inputs, "button", "tile", (node, id, time) => this.drawInput(node, id, time));
    this.write("target", targets, "div", "tile", (node, id) => setText(node, shown(view.symbols[id])));
    const [plain, now] = [this.row("plain_predicted"), this.row("predicted")];
    this.write("plain", plain, "div", "tile", (node, id, time) => this.drawGuess(node, id, time, "plain_confidence"));
    this.write("now", now, "div", "tile", (node, id, time) => {
      this.drawGuess(node, id, time, "confidence");
      const changed = id !== plain[time];
      if (changed && this.shaken) restart(node, "shaken");
      node.classList.toggle("changed", changed);
      node.classList.toggle("same", !changed);
      if (changed) setText(node, `≠ ${node.textContent}`);
    });
    this.saves.draw(labels);
    this.shaken = false;
    this.map.draw(this.column, (part) => this.row(part), this.palette);
    const { text, warm } = said(view, new Set(view.erased), plain, now); // of what is drawn, not of what has just been asked
    setText(this.sentence, text);
    this.sentence.classList.toggle("warning", warm);
    this.twins.draw(view, {
      followers: this.row("followers"),
      state: (time) => this.state("hidden", time),
      now,
      palette: this.palette,
    });
  }

  /** The numbers of the step that is shown. */
  row(key) {
    const all = this.arrays[key];
    const width = all.length / this.view.steps.length;
    return all.subarray(this.steps.index * width, (this.steps.index + 1) * width);
  }

  /** A state at a time as numbers, one for each unit. */
  state(part, time) {
    const { columns } = this.map;
    const [bytes, wide, reach] = [this.row(part), columns.length, this.view.range[part]];
    const at = columns.indexOf(time);
    return Array.from({ length: this.view.units }, (_, unit) => (bytes[unit * wide + at] / 127.5 - 1) * reach);
  }

  write(key, items, tag, kind, fillIn) {
    const make = (index) => {
      const node = element(tag, { class: kind });
      if (tag === "button") node.addEventListener("click", () => this.twins.choose(index));
      return node;
    };
    fillWith(this.rows[key], [...items], make, (node, item, index) => {
      node.classList.toggle("sequence", this.view.starts.includes(index));
      fillIn(node, item, index);
    });
  }

  drawInput(node, id, time) {
    const letter = shown(this.view.symbols[id]);
    setText(node, letter);
    node.setAttribute("aria-pressed", this.twins.has(time));
    node.classList.toggle("alike", this.twins.isAlike(time) && !this.twins.has(time));
    name(node, fill(this.view.labels.choose_twin, { letter, time }));
  }

  drawGuess(node, id, time, confidence) {
    const right = id === this.view.targets[time];
    const sure = this.row(confidence)[time] / 255;
    const colour = right ? "blue" : "orange";
    setText(node, shown(this.view.symbols[id]));
    node.classList.toggle("right", right);
    node.classList.toggle("wrong", !right);
    node.style.background = this.palette.tint(colour, sure * 0.6);
    node.style.color = this.palette.on(colour, sure * 0.6);
    name(
      node,
      fill(this.view.labels[right ? "guess_right" : "guess_wrong"], {
        time,
        letter: shown(this.view.symbols[id]),
        sure: percent(sure),
      }),
    );
  }

  /** Scrolls to where the keyboard's place in the map can be seen. */
  bring(x) {
    const gutter = Number.parseFloat(this.root.style.getPropertyValue("--gutter"));
    const left = this.timed.scrollLeft;
    this.timed.scrollLeft = clamp(left, [gutter + x + this.column - this.timed.clientWidth, x - this.column]);
  }

  /** What is said at the step that is shown. */
  table() {
    const { view } = this;
    const [plain, now, before, sure] = ["plain_predicted", "predicted", "plain_confidence", "confidence"].map((key) =>
      this.row(key),
    );
    const head = ["step", "t", "input", "target", "erased", "says", "confidence", "says now", "confidence now"];
    const letter = (id) => view.symbols[id];
    const row = (id, t) => [
      this.steps.step,
      t,
      letter(id),
      letter(view.targets[t]),
      this.map.erased.has(t),
      letter(plain[t]),
      before[t] / 255,
      letter(now[t]),
      sure[t] / 255,
    ];
    return [head, ...view.inputs.map(row)];
  }

  report() {
    this.acts.tell("rest", { run: this.view.run, step: this.steps.step, twins: this.twins.pair });
  }
}

function restart(node, animation) {
  node.classList.remove(animation);
  void node.offsetWidth; // else the browser sees no change
  node.classList.add(animation);
}

export default mount(() => new Memory());
