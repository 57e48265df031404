/** One unit at one time: the way from its old state to the new one, as tiles with this moment's numbers. */

import { label, tile } from "../shared/canvas.js";
import { element, setText } from "../shared/dom.js";
import { fill, number, shown } from "../shared/format.js";
import { Surface } from "../shared/surface.js";

/** What stands in a row: a sign, or a tile as [symbol, value(cell) -> a number or a letter]. */
const EQUATIONS = {
  rnn: [
    ["x", (cell) => cell.input],
    "+",
    ["h₋", (cell) => cell.before("hidden")],
    "…",
    "→ tanh →",
    ["h", (cell) => cell.now("hidden")],
  ],
  lstm: [
    ["f", (cell) => cell.now("gate:forget")],
    "×",
    ["c₋", (cell) => cell.before("cell_state")],
    "+",
    ["i", (cell) => cell.now("gate:input")],
    "×",
    ["g", (cell) => cell.now("gate:candidate")],
    "=",
    ["c", (cell) => cell.now("cell_state")],
    "→ tanh ×",
    ["o", (cell) => cell.now("gate:output")],
    "=",
    ["h", (cell) => cell.now("hidden")],
  ],
  gru: [
    ["z", (cell) => cell.now("gate:update")],
    "×",
    ["h₋", (cell) => cell.before("hidden")],
    "+",
    ["1−z", (cell) => 1 - cell.now("gate:update")],
    "×",
    ["n", (cell) => cell.now("gate:candidate")],
    "=",
    ["h", (cell) => cell.now("hidden")],
  ],
};
const SIGN = 0.62; // of the text's height is a sign's letter wide
const MOST = 5; // times the text's height is a tile wide

export class CellEquation {
  surface = new Surface("player-cell");
  title = element("h2");

  /** bar: what else stands in its heading. */
  constructor(bar) {
    const header = element("header", {}, this.title, bar);
    this.element = element("section", { class: "cell" }, header, this.surface.canvas);
  }

  layout({ sizes }) {
    const height = (sizes.heights.cell ?? 80) - 1.9 * sizes.text;
    this.surface.reserve(Math.max(Math.round(height), Math.round(3.2 * sizes.text)));
  }

  draw(frame) {
    const { view, labels, sizes, hidden, store, keyframe, hover, picked, axis, order } = frame;
    if (!view.layers) return;
    const g = this.surface.begin(frame.sideWidth);
    const known = keyframe >= 0 && store.states.hidden && !hidden;
    const time = Math.min(hover?.time ?? picked?.time ?? Math.floor(axis.count / 2), axis.count - 1);
    const unit = hover?.unit ?? picked?.row ?? order[0];
    const cell = known && new Cell(frame, time, unit);
    const input = shown(view.symbols[view.inputs[time]]);
    setText(this.title, fill(labels.cell_title, { unit: view.units[unit], time, input }));
    const terms = EQUATIONS[view.cell_type].map((term) => this.term(g, term, cell, sizes));
    const room = frame.sideWidth - 4;
    const signs = terms.reduce((sum, { sign, width }) => sum + (sign ? width : 0), 0);
    const tiles = terms.filter(({ sign }) => !sign).length;
    const wide = Math.min(MOST * sizes.text, (room - signs) / tiles);
    let x = 0;
    for (const term of terms) {
      if (term.sign) this.sign(g, term, x, frame);
      else this.tile(g, term, x, wide, frame);
      x += term.sign ? term.width : wide;
    }
    const words = terms.map(({ sign, symbol, text }) => sign ?? `${symbol} ${text}`).join(" ");
    this.surface.describe(`${this.title.textContent}: ${words}`);
  }

  /** A term as it is drawn now. */
  term(g, term, cell, sizes) {
    if (typeof term === "string") {
      g.font = sizes.font;
      return { sign: term, width: g.measureText(term).width + SIGN * sizes.text };
    }
    const [symbol, read] = term;
    const value = cell ? read(cell) : null;
    return { symbol, value, text: typeof value === "number" ? number(value, 2) : (value ?? "–") };
  }

  sign(g, { sign, width }, x, { sizes, palette }) {
    const y = sizes.line + (this.surface.height - sizes.line) / 2;
    label(g, sign, x + width / 2, y, { font: sizes.font, ink: palette.muted });
  }

  tile(g, { symbol, value, text }, x, wide, { sizes, palette }) {
    const [top, height] = [sizes.line, Math.min(this.surface.height - sizes.line - 2, 2.6 * sizes.text)];
    const y = top + (this.surface.height - top - height) / 2;
    const name = value < 0 ? "orange" : "blue";
    const share = typeof value === "number" ? Math.min(1, Math.abs(value)) : 0;
    label(g, symbol, x + wide / 2, y - sizes.line / 2, { font: `600 ${sizes.font}`, ink: palette.ink });
    tile(g, {
      x: x + 1.5,
      y,
      width: wide - 3,
      height,
      fill: palette.tint(name, share),
      edge: palette.grey,
      line: 1,
      text,
      ink: palette.on(name, share),
      font: sizes.font,
    });
  }
}

/** A unit (its place in the data) of the shown layer at a time. */
class Cell {
  constructor({ store, keyframe, layer, axis, view }, time, unit) {
    this.store = store;
    this.axis = axis;
    this.place = { keyframe, layer, time, unit };
    this.input = shown(view.symbols[view.inputs[time]]);
  }

  now(name, time = this.place.time) {
    const { keyframe, layer, unit } = this.place;
    return this.store.value(name, keyframe, layer, time, unit);
  }

  /** At the time before; nothing is remembered where a sequence begins. */
  before(name) {
    const { time } = this.place;
    return this.axis.begins(time) ? 0 : this.now(name, time - 1);
  }
}
