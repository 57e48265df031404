/** A state or a gate as a heat map: a row per unit, a column per time step, below the columns of the network. */

import { label } from "../shared/canvas.js";
import { element, name as named, setText } from "../shared/dom.js";
import { fill, number, visibleSymbol } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { nice } from "./plot.js";
import { StateImage } from "./state_image.js";

const MAX_DESCRIBED = 24; // time steps that are described to a screen reader
const TALL = 5.5; // lines of text: from this height on the ends of the scale have words

export class Heatmap {
  image = new StateImage();
  symbol = element("span", { class: "letter" });
  label = element("span");
  low = element("span");
  high = element("span");
  bar = element("i", { class: "bar" });

  /** name: hidden, cell_state or gate:NAME; open(name): toggles whether this heat map is taller than the others. */
  constructor(name, open) {
    this.name = name;
    this.part = name.replace("gate:", "");
    this.surface = new Surface(`player-${name.replace("gate:", "gate-").replace("_", "-")}`);
    this.title = element("button", { type: "button", onclick: () => open(name) }, this.symbol, this.label);
    this.legend = element("span", { class: "legend" }, this.low, this.bar, this.high);
    const header = element("header", {}, element("h2", {}, this.title), this.legend);
    this.element = element("section", { class: "heatmap" }, header, this.surface.canvas);
  }

  layout({ sizes, view, labels, lettersBelowStrips, opened }) {
    this.tall = sizes.heights[this.name] - (lettersBelowStrips ? sizes.line : 0);
    this.unit = this.tall / view.units.length;
    this.surface.reserve(sizes.heights[this.name]);
    this.element.classList.toggle("tall", this.tall >= TALL * sizes.line);
    this.title.setAttribute("aria-expanded", String(opened === this.name));
    named(this.title, opened === this.name ? labels.strip_close : labels.strip_open);
  }

  /** Its title, its symbol, and the range of its scale with the meaning of both ends. */
  facts({ view, labels, store }) {
    const gate = view.gates.find(({ name }) => name === this.part);
    if (gate) return { title: labels[`gate_${this.part}`], symbol: gate.symbol, range: gate.range, ends: gate.ends };
    const maximum = this.name === "hidden" ? 1 : nice(store.reach[this.name] ?? 1);
    return {
      title: labels[this.name],
      symbol: this.name === "hidden" ? "h" : "c",
      range: [-maximum, maximum],
      ends: ["", ""],
    };
  }

  /** source: the frame of the run whose states are shown. */
  draw(frame, source) {
    this.source = source;
    const { stripAxis: axis, hover, palette, labels, masked } = frame;
    const facts = this.facts(source);
    const g = this.surface.begin(axis.width);
    this.explain(facts);
    this.image.paint(this.name, source, facts.range);
    this.gutter(g, frame);
    axis.clipped(g, this.surface.height, () => {
      if (!masked) this.image.draw(g, axis, 0, this.tall);
      this.grid(g, frame);
      if (frame.lettersBelowStrips) this.letters(g, frame);
      axis.mark(g, hover?.time, 0, this.surface.height, palette.ink);
      this.cells(g, frame);
    });
    const range = { low: number(facts.range[0], 0), high: number(facts.range[1], 0) };
    const alt = fill(labels.heatmap_alt, { title: facts.title, ...range });
    this.surface.describe([alt, ...this.strongest(frame)].join(" "));
  }

  /** The largest value at each time step as text, if there are few and the playhead rests. */
  strongest(frame) {
    const { axis, playhead, view, labels, order, masked } = frame;
    if (masked || playhead.playing || axis.count > MAX_DESCRIBED || !this.image.ready) return [];
    const maxima = Array.from({ length: axis.count }, (_, time) => {
      const values = order.map((unit) => ({ unit, value: this.value(time, unit, frame) }));
      const { unit, value } = values.reduce((one, other) =>
        Math.abs(other.value) > Math.abs(one.value) ? other : one,
      );
      return fill(labels.strongest, {
        time,
        input: visibleSymbol(view.symbols[view.inputs[time]]),
        unit: view.units[unit],
        value: number(value, 2),
      });
    });
    return [maxima.join("; ")];
  }

  /** The value of a unit at a time step; `unit` is an index into the units that were sent. */
  value(time, unit, { layer }) {
    return this.source.store.value(this.name, this.source.keyframe, layer, time, unit);
  }

  explain({ title, symbol, range, ends }) {
    setText(this.symbol, symbol);
    setText(this.label, title);
    const [low, high] = range.map((end, index) =>
      [plain(end), ends[index]].filter((word, at, all) => word && all.indexOf(word) === at),
    );
    this.scale = `${low.join(" ")} … ${high.join(" ")}`;
    setText(this.low, low[0]);
    setText(this.high, high[0]);
    this.low.dataset.end = low[1] ?? "";
    this.high.dataset.end = high[1] ?? "";
    named(this.legend, this.scale);
    this.bar.className = range[0] < 0 ? "bar signed" : "bar";
  }

  /** Unit numbers, as many as fit. */
  gutter(g, { stripAxis: axis, sizes, palette, view, order }) {
    if (axis.gutter < 2 * sizes.text) return;
    const every = Math.ceil((1.35 * sizes.text) / this.unit);
    if (every > order.length / 2 && order.length > 2) return;
    let above = -sizes.text; // y of the last number
    for (let row = 0; row < order.length; row += every) {
      const y = Math.max((row + 0.5) * this.unit, sizes.text / 2);
      if (y < above + sizes.text || y > this.tall - sizes.text / 3) continue;
      above = y;
      label(g, String(view.units[order[row]]), axis.gutter - 6, y, {
        font: sizes.font,
        ink: palette.muted,
        align: "right",
      });
    }
  }

  /** Thin lines between the cells, if there is room, and an outline around each sequence. */
  grid(g, { stripAxis: axis, palette }) {
    g.beginPath();
    for (const time of axis.visible()) {
      if (axis.begins(time) || axis.column < 6) continue;
      g.moveTo(axis.x(time), 0);
      g.lineTo(axis.x(time), this.tall);
    }
    for (let y = this.unit; this.unit >= 6 && y < this.tall - 1; y += this.unit) {
      g.moveTo(axis.gutter, y);
      g.lineTo(axis.width, y);
    }
    g.strokeStyle = palette.background;
    g.lineWidth = 1;
    g.stroke();
    g.strokeStyle = palette.grey;
    for (const [from, to] of axis.sequences()) {
      const left = axis.x(from);
      if (left < axis.width) g.strokeRect(left + 0.5, 0.5, (to - from) * axis.column - 1, this.tall - 1);
    }
  }

  /** The input characters below their columns, where the network does not show them above. */
  letters(g, { stripAxis: axis, sizes, palette, view }) {
    for (const time of axis.visible()) {
      const text = visibleSymbol(view.symbols[view.inputs[time]]);
      label(g, text, axis.x(time) + axis.column / 2, this.tall + sizes.line / 2 + 1, {
        font: sizes.font,
        ink: palette.ink,
        width: axis.column - 1,
      });
    }
  }

  /** Outlines of the cell under the pointer and of the one whose arithmetic is shown. */
  cells(g, { stripAxis: axis, palette, order, hover, selectedCell: selected, layer }) {
    const outline = (time, unit, width) => {
      g.strokeStyle = palette.ink;
      g.lineWidth = width;
      g.strokeRect(axis.x(time) + 1, order.indexOf(unit) * this.unit, axis.column - 2, Math.max(this.unit, 3));
    };
    if (hover?.unit !== undefined) outline(hover.time, hover.unit, 2);
    if (selected && selected.layer === layer && selected.time < axis.count && order.includes(selected.row))
      outline(selected.time, selected.row, selected.part === this.part ? 3 : 1.5);
  }

  /** The cell at a point, or null: { time, unit }, `unit` an index into the units that were sent. */
  cell(x, y, { stripAxis: axis, order }) {
    const [time, row] = [axis.at(x), Math.floor(y / this.unit)];
    return time < 0 || row < 0 || row >= order.length ? null : { time, unit: order[row] };
  }

  places({ stripAxis: axis, order }) {
    const point = (time, row) => [axis.x(time) + axis.column / 2, (row + 0.5) * this.unit];
    return { columns: [0, axis.count - 1], rows: [0, order.length - 1], start: [0, 0], point };
  }

  read(x, y, frame) {
    const cell = this.cell(x, y, frame);
    const { view, labels } = frame;
    if (!cell || !this.image.ready || frame.masked) return cell && { time: cell.time };
    const [low, high] = this.source.store.ranges[this.name].row(this.source.keyframe);
    const value = this.value(cell.time, cell.unit, frame);
    const words = {
      unit: view.units[cell.unit],
      time: cell.time,
      input: visibleSymbol(view.symbols[view.inputs[cell.time]]),
    };
    const reading = { symbol: this.facts(this.source).symbol, value: number(value), error: number((high - low) / 510) };
    return { ...cell, text: fill(labels.hover_cell, { ...words, ...reading }) };
  }

  click(x, y, frame) {
    const cell = this.cell(x, y, frame);
    if (!cell || !this.image.ready) return;
    const { layer, view } = frame;
    frame.pick({ layer, unit: view.units[cell.unit], row: cell.unit, time: cell.time, part: this.part });
  }
}

const plain = (value) => String(value).replace("-", "−");
