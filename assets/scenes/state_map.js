/** What the net remembers, a row for each unit and a column for each time, with the gaps between two times that erase it. */

import { clamp, walked } from "../shared/arrow_keys.js";
import { Choice, element, name, setText, show } from "../shared/dom.js";
import { fill, number, shown } from "../shared/format.js";
import { Tooltip } from "../shared/tooltip.js";
import { fillWith } from "./scene.js";

const SIGNS = { hidden: "h", cell_state: "c" };
/** @type {[number, number]} */
const TALL = [110, 220]; // px, the least and the greatest height
const UNIT = 24; // px of a unit, where there is room

export class StateMap {
  part = "hidden"; // which state is shown
  erased = new Set(); // times
  cursor = 0; // the time of the gap that takes the keys
  at = null; // [column, unit] of the keyboard's place
  view = null;
  columns = []; // the time of each column; −1 for the state before a sequence
  column = 0; // px of one
  bytes = null; // of the step that is shown
  heading = element("span");
  canvas = element("canvas", { role: "img" });
  gaps = element("div", { role: "group" });

  /**
   * root: what the tooltip lies in; changed(): draw again; erase(times): they have been chosen.
   * bring(x): the keyboard's place lies so many px from the left; tell(words): what is there.
   */
  constructor(root, { changed, erase, bring, tell }) {
    this.changed = changed;
    this.erase = erase;
    this.bring = bring;
    this.tell = tell;
    this.tooltip = new Tooltip(root);
    this.parts = new Choice(Object.keys(SIGNS), (part) => {
      this.part = part;
      changed();
    });
    this.canvas.addEventListener("pointermove", (event) => this.point(event.offsetX, event.offsetY));
    this.canvas.addEventListener("pointerleave", () => this.tooltip.hide());
    walked(this.canvas, {
      go: (across, down) => this.walk(across, down),
      pick: () => this.at && this.toggle(Math.max(0, this.columns[this.at[0]])),
      leave: () => this.tooltip.hide(),
    });
    this.gaps.addEventListener("keydown", (event) => this.onGapKey(event));
    this.element = element(
      "div",
      { class: "row" },
      element("span", { class: "name" }, this.heading, this.parts.element),
      element("div", { class: "map" }, this.canvas, this.gaps),
    );
  }

  take(view) {
    this.view = view;
    this.erased = new Set(view.erased);
    this.columns = view.inputs.flatMap((_id, time) => (view.starts.includes(time) ? [-1, time] : [time]));
    if (!view.range[this.part]) this.part = "hidden";
  }

  /** column: px of one; rowOf(name): the bytes of a state at the step that is shown. */
  draw(column, rowOf, palette) {
    const { labels, range } = this.view;
    this.column = column;
    this.bytes = rowOf(this.part);
    this.paint(palette);
    setText(this.heading, range.cell_state ? labels.remembers : labels.remembers_h);
    show(this.parts.element, Boolean(range.cell_state));
    this.parts.update(labels.state, (part) => SIGNS[part], this.part);
    this.drawGaps();
  }

  paint(palette) {
    const { canvas, columns, view } = this;
    const { units, labels, inputs } = view;
    canvas.width = columns.length;
    canvas.height = units;
    canvas.style.width = `${columns.length * this.column}px`;
    canvas.style.height = `${clamp(units * UNIT, TALL)}px`;
    const pixels = new ImageData(columns.length, units);
    const colours = new Uint32Array(pixels.data.buffer);
    for (const [at, value] of this.bytes.entries()) colours[at] = palette.signed[value];
    canvas.getContext("2d").putImageData(pixels, 0, 0);
    canvas.setAttribute("aria-label", fill(labels.map_alt, { units, times: inputs.length }));
  }

  drawGaps() {
    const { inputs, labels, symbols } = this.view;
    const write = (node, id, time) => {
      const pressed = this.erased.has(time);
      node.style.left = `${this.columns.indexOf(time) * this.column}px`;
      node.setAttribute("aria-pressed", pressed);
      node.tabIndex = time === this.cursor ? 0 : -1;
      setText(node.firstChild, pressed ? "✕" : "·");
      name(node, fill(pressed ? labels.restore_gap : labels.erase_gap, { time, letter: shown(symbols[id]) }));
    };
    fillWith(this.gaps, inputs, (time) => this.gap(time), write);
  }

  gap(time) {
    const attributes = { type: "button", class: "gap", "data-testid": `gap-${time}`, onclick: () => this.toggle(time) };
    return element("button", attributes, element("i"));
  }

  /** The mark changes at once, the letters when the server has read the text anew. */
  toggle(time) {
    this.cursor = time;
    if (!this.erased.delete(time)) this.erased.add(time);
    this.changed();
    this.erase([...this.erased].sort((one, other) => one - other));
  }

  /** Left and right go from gap to gap, E erases. */
  onGapKey(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (event.key.toLowerCase() === "e") this.toggle(this.cursor);
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    this.cursor = clamp(this.cursor + by, [0, this.view.inputs.length - 1]);
    for (const [time, node] of [...this.gaps.children].entries()) node.tabIndex = time === this.cursor ? 0 : -1;
    this.gaps.children[this.cursor].focus();
  }

  /** Arrow keys go through the map; what is there is told, and Enter erases before that time. */
  walk(across, down) {
    const { columns, column, view, canvas } = this;
    const [place, unit] = this.at ?? [0, 0];
    this.at = [clamp(place + across, [0, columns.length - 1]), clamp(unit + down, [0, view.units - 1])];
    const [x, y] = [(this.at[0] + 0.5) * column, ((this.at[1] + 0.5) / view.units) * canvas.clientHeight];
    this.bring(x);
    this.point(x, y);
    this.tell(this.tooltip.element.textContent);
  }

  point(x, y) {
    const { view, columns, column } = this;
    const time = columns[Math.floor(x / column)];
    const unit = Math.floor((y / this.canvas.clientHeight) * view.units);
    if (time === undefined || !(unit >= 0 && unit < view.units)) return this.tooltip.hide();
    const byte = this.bytes[unit * columns.length + Math.floor(x / column)];
    const value = number((byte / 127.5 - 1) * view.range[this.part], 2);
    const words = { unit, time: time < 0 ? "−1" : time, state: SIGNS[this.part], value };
    this.tooltip.show(fill(view.labels.hover, words), this.canvas, x, y);
  }
}
