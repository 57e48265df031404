/** The memory of the network: a row per unit, a column per time step, and gaps between the columns to erase it. */

import { clamp, listenToArrowKeys } from "../shared/arrow_keys.js";
import { Choice, element, name, setText, show } from "../shared/dom.js";
import { fill, number, visibleSymbol } from "../shared/format.js";
import { Tooltip } from "../shared/tooltip.js";
import { fillWith } from "./scene.js";

const SIGNS = { hidden: "h", cell_state: "c" };
/** @type {[number, number]} */
const HEIGHT = [110, 220]; // px, minimum and maximum
const UNIT = 24; // px per unit if there is room

export class StateMap {
  part = "hidden"; // the state that is shown
  erased = new Set(); // time steps
  cursor = 0; // the time step of the gap with the focus
  at = null; // [column, unit] of the keyboard cursor
  view = null;
  columns = []; // the time step of each column; −1 for the state before a sequence
  column = 0; // px of one column
  bytes = null; // the state at the current step
  heading = element("span");
  canvas = element("canvas", { role: "img" });
  gaps = element("div", { role: "group" });

  /**
   * root: the element for the tooltip; changed(): draw again; erase(times): called when gaps have been toggled;
   * scrollTo(x): scroll the keyboard cursor at x px into view; announce(text): what it is on.
   */
  constructor(root, { changed, erase, scrollTo, announce }) {
    this.changed = changed;
    this.erase = erase;
    this.scrollTo = scrollTo;
    this.announce = announce;
    this.tooltip = new Tooltip(root);
    this.parts = new Choice(Object.keys(SIGNS), (part) => {
      this.part = part;
      changed();
    });
    this.canvas.addEventListener("pointermove", (event) => this.point(event.offsetX, event.offsetY));
    this.canvas.addEventListener("pointerleave", () => this.tooltip.hide());
    listenToArrowKeys(this.canvas, {
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

  /** column: px of one column; rowOf(name): the bytes of a state at the current step. */
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
    canvas.style.height = `${clamp(units * UNIT, HEIGHT)}px`;
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
      name(node, fill(pressed ? labels.restore_gap : labels.erase_gap, { time, letter: visibleSymbol(symbols[id]) }));
    };
    fillWith(this.gaps, inputs, (time) => this.gap(time), write);
  }

  gap(time) {
    const attributes = { type: "button", class: "gap", "data-testid": `gap-${time}`, onclick: () => this.toggle(time) };
    return element("button", attributes, element("i"));
  }

  /** The mark changes at once, the predictions when the server has answered. */
  toggle(time) {
    this.cursor = time;
    if (!this.erased.delete(time)) this.erased.add(time);
    this.changed();
    this.erase([...this.erased].sort((one, other) => one - other));
  }

  /** Left and right move from gap to gap, E erases. */
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

  /** Arrow keys move the cursor, which is announced; Enter erases before its time step. */
  walk(across, down) {
    const { columns, column, view, canvas } = this;
    const [index, unit] = this.at ?? [0, 0];
    this.at = [clamp(index + across, [0, columns.length - 1]), clamp(unit + down, [0, view.units - 1])];
    const [x, y] = [(this.at[0] + 0.5) * column, ((this.at[1] + 0.5) / view.units) * canvas.clientHeight];
    this.scrollTo(x);
    this.point(x, y);
    this.announce(this.tooltip.element.textContent);
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
