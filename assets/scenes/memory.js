/** Memory: a network reads a text; erase its memory between two letters and see which predictions change. */

import { clamp } from "../shared/arrow_keys.js";
import { mount } from "../shared/component.js";
import { element, name, setText } from "../shared/dom.js";
import { fill, percent, visibleSymbol } from "../shared/format.js";
import { sentence } from "./memory_sentence.js";
import { SameLetter } from "./same_letter.js";
import { fillWith, Scene } from "./scene.js";
import { exportButtons } from "./scene_export.js";
import { StateMap } from "./state_map.js";
import { StepSlider } from "./step_slider.js";

class Memory extends Scene {
  rows = {}; // name -> an element with a tile per letter
  shakesChanges = false; // whether changed letters are animated

  constructor() {
    super("memory");
    this.steps = new StepSlider(
      this.root,
      () => this.redraw(),
      () => this.report(),
    );
    this.keydown = this.steps.keydown;
    this.sentence = element("p", { class: "sentence", "data-testid": "memory-sentence" });
    this.sameLetter = new SameLetter(() => {
      this.redraw();
      this.report();
    });
    this.exports = exportButtons(this.root, "memory", () => this.table());
    this.map = new StateMap(this.root, {
      changed: () => this.redraw(),
      erase: (at) => this.acts.send("erase", { run: this.view.run, at }),
      scrollTo: (x) => this.scrollTo(x),
      announce: (words) => setText(this.live, words),
    });
    this.build();
    this.root.append(
      this.steps.element,
      this.sentence,
      element("div", { class: "columns" }, this.scrollArea, this.sameLetter.element),
      this.exports.element,
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
    this.scrollArea = element("div", { class: "time-axis", tabindex: "-1" }, this.list);
  }

  /** A message has all training steps, so only another intervention needs a new message. */
  take(view, arrays) {
    const isNewRun = view.run !== this.view?.run;
    super.take(view, arrays);
    this.shakesChanges = !isNewRun;
    this.map.take(view);
    this.steps.take(view.steps, view.labels, isNewRun ? view.step : null);
    if (isNewRun) this.sameLetter.take(view);
  }

  draw() {
    const { view, steps } = this;
    const { labels, inputs, targets } = view;
    const px = (key, length) => this.root.style.setProperty(key, `${length}px`);
    const narrow = this.root.clientWidth < 600;
    const least = Math.max(narrow ? 38 : 36, widthOfWords(view));
    const fits = Math.floor((this.root.clientWidth * 0.6 - 150) / this.map.columns.length);
    this.column = narrow ? least : Math.max(least, Math.min(64, fits));
    px("--col", this.column);
    px("--gutter", narrow ? 84 : 150);
    steps.draw();
    for (const key of ["reads", "plain", "now", "target"]) setText(this.rows[key].heading, labels[key]);
    setText(this.rows.time.heading, "t");
    this.write("time", inputs, "div", "time", (node, _symbol, time) => setText(node, String(time)));
    this.write("reads", inputs, "button", "tile", (node, id, time) => this.drawInput(node, id, time));
    this.write("target", targets, "div", "tile", (node, id) => setText(node, visibleSymbol(view.symbols[id])));
    const [plain, now] = [this.row("plain_predicted"), this.row("predicted")];
    this.write("plain", plain, "div", "tile", (node, id, time) => this.drawGuess(node, id, time, "plain_confidence"));
    this.write("now", now, "div", "tile", (node, id, time) => {
      this.drawGuess(node, id, time, "confidence");
      const changed = id !== plain[time];
      if (changed && this.shakesChanges) restart(node, "shaken");
      node.classList.toggle("changed", changed);
      node.classList.toggle("same", !changed);
      if (changed) setText(node, `≠ ${node.textContent}`);
    });
    this.exports.draw(labels);
    this.shakesChanges = false;
    this.map.draw(this.column, (part) => this.row(part), this.palette);
    const { text, isWarning } = sentence(view, new Set(view.erased), plain, now); // about the current view, not the newest request
    setText(this.sentence, text);
    this.sentence.classList.toggle("warning", isWarning);
    this.sameLetter.draw(view, {
      followers: this.row("followers"),
      state: (time) => this.state("hidden", time),
      now,
      palette: this.palette,
    });
  }

  /** The part of an array for the current step. */
  row(key) {
    const all = this.arrays[key];
    const width = all.length / this.view.steps.length;
    return all.subarray(this.steps.index * width, (this.steps.index + 1) * width);
  }

  /** A state at a time step, one number per unit. */
  state(part, time) {
    const { columns } = this.map;
    const [bytes, width, reach] = [this.row(part), columns.length, this.view.range[part]];
    const at = columns.indexOf(time);
    return Array.from({ length: this.view.units }, (_, unit) => (bytes[unit * width + at] / 127.5 - 1) * reach);
  }

  write(key, items, tag, kind, fillIn) {
    const make = (index) => {
      const node = element(tag, { class: kind });
      if (tag === "button") node.addEventListener("click", () => this.sameLetter.choose(index));
      return node;
    };
    fillWith(this.rows[key], [...items], make, (node, item, index) => {
      node.classList.toggle("sequence", this.view.starts.includes(index));
      fillIn(node, item, index);
    });
  }

  drawInput(node, id, time) {
    const letter = visibleSymbol(this.view.symbols[id]);
    setText(node, letter);
    node.setAttribute("aria-pressed", this.sameLetter.has(time));
    node.classList.toggle("alike", this.sameLetter.isAlike(time) && !this.sameLetter.has(time));
    name(node, fill(this.view.labels.choose_same_letter, { letter, time }));
  }

  drawGuess(node, id, time, confidence) {
    const right = id === this.view.targets[time];
    const probability = this.row(confidence)[time] / 255;
    const colour = right ? "blue" : "orange";
    setText(node, visibleSymbol(this.view.symbols[id]));
    node.classList.toggle("right", right);
    node.classList.toggle("wrong", !right);
    node.style.background = this.palette.tint(colour, probability * 0.6);
    node.style.color = this.palette.on(colour, probability * 0.6);
    name(
      node,
      fill(this.view.labels[right ? "guess_right" : "guess_wrong"], {
        time,
        letter: visibleSymbol(this.view.symbols[id]),
        sure: percent(probability),
      }),
    );
  }

  /** Scrolls the keyboard cursor of the map into view. */
  scrollTo(x) {
    const gutter = Number.parseFloat(this.root.style.getPropertyValue("--gutter"));
    const left = this.scrollArea.scrollLeft;
    this.scrollArea.scrollLeft = clamp(left, [gutter + x + this.column - this.scrollArea.clientWidth, x - this.column]);
  }

  /** The predictions of the current step as a table. */
  table() {
    const { view } = this;
    const [plain, now, plainConfidence, confidence] = [
      "plain_predicted",
      "predicted",
      "plain_confidence",
      "confidence",
    ].map((key) => this.row(key));
    const head = ["step", "t", "input", "target", "erased", "says", "confidence", "says now", "confidence now"];
    const letter = (id) => view.symbols[id];
    const row = (id, t) => [
      this.steps.step,
      t,
      letter(id),
      letter(view.targets[t]),
      this.map.erased.has(t),
      letter(plain[t]),
      plainConfidence[t] / 255,
      letter(now[t]),
      confidence[t] / 255,
    ];
    return [head, ...view.inputs.map(row)];
  }

  report() {
    this.acts.send("rest", { run: this.view.run, step: this.steps.step, same_letter: this.sameLetter.pair });
  }
}

function restart(node, animation) {
  node.classList.remove(animation);
  void node.offsetWidth; // forces a layout, so that the browser restarts the animation
  node.classList.add(animation);
}

/** px of a column in which each word of the text fits, except for very long ones. */
function widthOfWords({ symbols, inputs, targets, tokenize }) {
  const letters = [...inputs, ...targets].reduce((most, id) => Math.max(most, symbols[id].length), 0);
  return tokenize === "words" ? Math.min(18 + 9 * letters, 126) : 0;
}

export default mount(() => new Memory());
