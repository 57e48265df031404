/** The equation of one unit at one time step: how its old state becomes the new one, as tiles with the current numbers. */

import { label, tile } from "../shared/canvas.js";
import { element, setText } from "../shared/dom.js";
import { fill, number, visibleSymbol } from "../shared/format.js";
import { Surface } from "../shared/surface.js";

/** The terms of each equation: a sign, or a tile as [symbol, value(cell) -> a number or a letter]. */
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
const SIGN_MARGIN = 0.62; // around a sign, in units of the text's height
const MAX_TILE = 5; // the width of a tile, in units of the text's height

export class CellEquation {
  surface = new Surface("player-cell");
  title = element("h2");

  /** bar: an element to put into the heading. */
  constructor(bar) {
    const header = element("header", {}, this.title, bar);
    this.element = element("section", { class: "cell" }, header, this.surface.canvas);
  }

  layout({ sizes }) {
    const height = (sizes.heights.cell ?? 80) - 1.9 * sizes.text;
    this.surface.reserve(Math.max(Math.round(height), Math.round(3.2 * sizes.text)));
  }

  draw(frame) {
    const { view, labels, sizes, masked, store, keyframe, hover, selectedCell, axis, order } = frame;
    if (!view.layers) return;
    const g = this.surface.begin(frame.sideWidth);
    const known = keyframe >= 0 && store.states.hidden && !masked;
    const time = Math.min(hover?.time ?? selectedCell?.time ?? Math.floor(axis.count / 2), axis.count - 1);
    const unit = hover?.unit ?? selectedCell?.row ?? order[0];
    const cell = known && new Cell(frame, time, unit);
    const input = visibleSymbol(view.symbols[view.inputs[time]]);
    setText(this.title, fill(labels.cell_title, { unit: view.units[unit], time, input }));
    const terms = EQUATIONS[view.cell_type].map((term) => this.term(g, term, cell, sizes));
    const room = frame.sideWidth - 4;
    const signs = terms.reduce((sum, { sign, width }) => sum + (sign ? width : 0), 0);
    const tiles = terms.filter(({ sign }) => !sign).length;
    const tileWidth = Math.min(MAX_TILE * sizes.text, (room - signs) / tiles);
    let x = 0;
    for (const term of terms) {
      if (term.sign) this.sign(g, term, x, frame);
      else this.tile(g, term, x, tileWidth, frame);
      x += term.sign ? term.width : tileWidth;
    }
    const description = terms.map(({ sign, symbol, text }) => sign ?? `${symbol} ${text}`).join(" ");
    this.surface.describe(`${this.title.textContent}: ${description}`);
  }

  /** A term with its current value. */
  term(g, term, cell, sizes) {
    if (typeof term === "string") {
      g.font = sizes.font;
      return { sign: term, width: g.measureText(term).width + SIGN_MARGIN * sizes.text };
    }
    const [symbol, read] = term;
    const value = cell ? read(cell) : null;
    return { symbol, value, text: typeof value === "number" ? number(value, 2) : (value ?? "–") };
  }

  sign(g, { sign, width }, x, { sizes, palette }) {
    const y = sizes.line + (this.surface.height - sizes.line) / 2;
    label(g, sign, x + width / 2, y, { font: sizes.font, ink: palette.muted });
  }

  tile(g, { symbol, value, text }, x, tileWidth, { sizes, palette }) {
    const [top, height] = [sizes.line, Math.min(this.surface.height - sizes.line - 2, 2.6 * sizes.text)];
    const y = top + (this.surface.height - top - height) / 2;
    const name = value < 0 ? "orange" : "blue";
    const share = typeof value === "number" ? Math.min(1, Math.abs(value)) : 0;
    label(g, symbol, x + tileWidth / 2, y - sizes.line / 2, { font: `600 ${sizes.font}`, ink: palette.ink });
    tile(g, {
      x: x + 1.5,
      y,
      width: tileWidth - 3,
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

/** One unit of the shown layer at a time step; `unit` is an index into the units that were sent. */
class Cell {
  constructor({ store, keyframe, layer, axis, view }, time, unit) {
    this.store = store;
    this.axis = axis;
    this.indices = { keyframe, layer, time, unit };
    this.input = visibleSymbol(view.symbols[view.inputs[time]]);
  }

  now(name, time = this.indices.time) {
    const { keyframe, layer, unit } = this.indices;
    return this.store.value(name, keyframe, layer, time, unit);
  }

  /** The value at the previous time step; 0 where a sequence begins. */
  before(name) {
    const { time } = this.indices;
    return this.axis.begins(time) ? 0 : this.now(name, time - 1);
  }
}
