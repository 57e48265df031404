/** Memory: a net reads a text; erase what it remembers between two letters, and see which letters break. */

import { clamp, walked } from "../shared/arrow_keys.js";
import { mount } from "../shared/component.js";
import { Choice, element, name, setText, show } from "../shared/dom.js";
import { fill, number, percent, shown } from "../shared/format.js";
import { Tooltip } from "../shared/tooltip.js";
import { said } from "./memory_sentence.js";
import { SameLetter } from "./same_letter.js";
import { fillWith, Scene } from "./scene.js";
import { saving } from "./scene_export.js";
import { StepSlider } from "./step_slider.js";

const STATES = { hidden: "h", cell_state: "c" };

class Memory extends Scene {
  part = "hidden";
  erased = new Set(); // times
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
    this.build();
    this.root.append(
      this.steps.element,
      this.sentence,
      element("div", { class: "stage" }, this.timed, this.twins.element),
      this.saves.element,
    );
  }

  build() {
    this.tooltip = new Tooltip(this.root);
    this.parts = new Choice(Object.keys(STATES), (part) => {
      this.part = part;
      this.redraw();
    });
    this.mapName = element("span");
    this.canvas = element("canvas", { role: "img" });
    this.canvas.addEventListener("pointermove", (event) => this.point(event.offsetX, event.offsetY));
    walked(this.canvas, {
      go: (across, down) => this.walkMap(across, down),
      pick: () => this.at && this.toggle(Math.max(0, this.columns[this.at[0]])),
      leave: () => this.tooltip.hide(),
    });
    this.canvas.addEventListener("pointerleave", () => this.tooltip.hide());
    this.gaps = element("div", { role: "group" });
    this.gaps.addEventListener("keydown", (event) => this.walk(event));
    this.map = element("div", { class: "map" }, this.canvas, this.gaps);
    this.rows = {};
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
    const map = element(
      "div",
      { class: "row" },
      element("span", { class: "name" }, this.mapName, this.parts.element),
      this.map,
    );
    this.list = element(
      "div",
      { class: "rows" },
      row("time"),
      row("reads"),
      map,
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
    this.erased = new Set(view.erased);
    this.shaken = !other;
    this.columns = columnsOf(view);
    if (!view.range[this.part]) this.part = "hidden";
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
      : Math.max(36, Math.min(64, Math.floor((this.root.clientWidth * 0.6 - 150) / this.columns.length)));
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
    this.drawMap();
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
    const [bytes, wide, reach] = [this.row(part), this.columns.length, this.view.range[part]];
    const at = this.columns.indexOf(time);
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

  drawMap() {
    const { view, canvas, columns, column } = this;
    const { labels, units } = view;
    const wide = columns.length;
    Object.assign(canvas, { width: wide, height: units });
    canvas.style.width = `${wide * column}px`;
    canvas.style.height = `${Math.max(110, Math.min(220, units * 24))}px`;
    const pixels = new ImageData(wide, units);
    const colours = new Uint32Array(pixels.data.buffer);
    for (const [at, value] of this.row(this.part).entries()) colours[at] = this.palette.signed[value];
    canvas.getContext("2d").putImageData(pixels, 0, 0);
    canvas.setAttribute("aria-label", fill(labels.map_alt, { units, times: view.inputs.length }));
    setText(this.mapName, view.range.cell_state ? labels.remembers : labels.remembers_h);
    show(this.parts.element, Boolean(view.range.cell_state));
    this.parts.update(labels.state, (part) => STATES[part], this.part);
    fillWith(
      this.gaps,
      view.inputs,
      (index) => this.gap(index),
      (node, id, time) => {
        const pressed = this.erased.has(time);
        node.style.left = `${columns.indexOf(time) * column}px`;
        node.setAttribute("aria-pressed", pressed);
        node.tabIndex = time === (this.cursor ?? 0) ? 0 : -1;
        setText(node.firstChild, pressed ? "✕" : "·");
        name(node, fill(pressed ? labels.restore_gap : labels.erase_gap, { time, letter: shown(view.symbols[id]) }));
      },
    );
  }

  gap(index) {
    return element(
      "button",
      { type: "button", class: "gap", "data-testid": `gap-${index}`, onclick: () => this.toggle(index) },
      element("i"),
    );
  }

  /** The mark changes at once, the letters when the server has read the text anew. */
  toggle(time) {
    this.cursor = time;
    if (!this.erased.delete(time)) this.erased.add(time);
    this.redraw();
    this.acts.tell("erase", { run: this.view.run, at: [...this.erased].sort((one, other) => one - other) });
  }

  /** Left and right go from gap to gap, E erases. */
  walk(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key.toLowerCase() === "e") this.toggle(this.cursor ?? 0);
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    this.cursor = Math.max(0, Math.min((this.cursor ?? 0) + by, this.view.inputs.length - 1));
    for (const [time, node] of [...this.gaps.children].entries()) node.tabIndex = time === this.cursor ? 0 : -1;
    this.gaps.children[this.cursor].focus();
  }

  /** Arrow keys go through the map; what is there is told, and Enter erases before that time. */
  walkMap(across, down) {
    const { columns, column, view, canvas } = this;
    const [place, unit] = this.at ?? [0, 0];
    this.at = [clamp(place + across, [0, columns.length - 1]), clamp(unit + down, [0, view.units - 1])];
    const [x, y] = [(this.at[0] + 0.5) * column, ((this.at[1] + 0.5) / view.units) * canvas.clientHeight];
    const gutter = parseFloat(this.root.style.getPropertyValue("--gutter"));
    const left = this.timed.scrollLeft;
    this.timed.scrollLeft = clamp(left, [gutter + x + column - this.timed.clientWidth, x - column]);
    this.point(x, y);
    setText(this.pointed, this.tooltip.element.textContent);
  }

  point(x, y) {
    const { view, columns, column } = this;
    const time = columns[Math.floor(x / column)];
    const unit = Math.floor((y / this.canvas.clientHeight) * view.units);
    if (time === undefined || !(unit >= 0 && unit < view.units)) return this.tooltip.hide();
    const wide = columns.length;
    const byte = this.row(this.part)[unit * wide + Math.floor(x / column)];
    const words = {
      unit,
      time: time < 0 ? "−1" : time,
      state: STATES[this.part],
      value: number((byte / 127.5 - 1) * view.range[this.part], 2),
    };
    this.tooltip.show(fill(view.labels.hover, words), this.canvas, x, y);
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
      this.erased.has(t),
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

/** The time of each column; −1 for the state before a sequence. */
function columnsOf({ inputs, starts }) {
  return inputs.flatMap((_id, time) => (starts.includes(time) ? [-1, time] : [time]));
}

function restart(node, animation) {
  node.classList.remove(animation);
  void node.offsetWidth; // else the browser sees no change
  node.classList.add(animation);
}

export default mount(() => new Memory());
