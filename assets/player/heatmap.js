/** A state or a gate as a strip: units down, time across, under the columns of the net. */

import { label } from "../shared/canvas.js";
import { element, name as named, setText } from "../shared/dom.js";
import { fill, number, shown } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { nice } from "./plot.js";
import { StateImage } from "./state_image.js";

const TIMES_SAID = 24; // to a screen reader
const TALL = 5.5; // lines of text from which the ends of the scale have words

export class Heatmap {
  image = new StateImage();
  symbol = element("span", { class: "letter" });
  words = element("span");
  low = element("span");
  high = element("span");
  bar = element("i", { class: "bar" });

  /** name: hidden, cell_state or gate:NAME; open(name): makes the strip taller than the others, or as tall again. */
  constructor(name, open) {
    this.name = name;
    this.part = name.replace("gate:", "");
    this.surface = new Surface(`player-${name.replace("gate:", "gate-").replace("_", "-")}`);
    this.title = element("button", { type: "button", onclick: () => open(name) }, this.symbol, this.words);
    this.legend = element("span", { class: "legend" }, this.low, this.bar, this.high);
    const header = element("header", {}, element("h2", {}, this.title), this.legend);
    this.element = element("section", { class: "heatmap" }, header, this.surface.canvas);
  }

  layout({ sizes, view, labels, lettered, opened }) {
    this.tall = sizes.heights[this.name] - (lettered ? sizes.line : 0);
    this.unit = this.tall / view.units.length;
    this.surface.reserve(sizes.heights[this.name]);
    this.element.classList.toggle("tall", this.tall >= TALL * sizes.line);
    this.title.setAttribute("aria-expanded", String(opened === this.name));
    named(this.title, opened === this.name ? labels.strip_close : labels.strip_open);
  }

  /** What it is called, its letter, and what the ends of its scale mean. */
  facts({ view, labels, store }) {
    const gate = view.gates.find(({ name }) => name === this.part);
    if (gate) return { title: labels[`gate_${this.part}`], symbol: gate.symbol, range: gate.range, ends: gate.ends };
    const most = this.name === "hidden" ? 1 : nice(store.reach[this.name] ?? 1);
    return {
      title: labels[this.name],
      symbol: this.name === "hidden" ? "h" : "c",
      range: [-most, most],
      ends: ["", ""],
    };
  }

  /** seen: the frame of the run whose states are shown. */
  draw(frame, seen) {
    this.seen = seen;
    const { stripAxis: axis, hover, palette, labels, hidden } = frame;
    const facts = this.facts(seen);
    const g = this.surface.begin(axis.width);
    this.explain(facts);
    this.image.paint(this.name, seen, facts.range);
    this.gutter(g, frame);
    axis.clipped(g, this.surface.height, () => {
      if (!hidden) this.image.draw(g, axis, 0, this.tall);
      this.grid(g, frame);
      if (frame.lettered) this.letters(g, frame);
      axis.mark(g, hover?.time, 0, this.surface.height, palette.ink);
      this.cells(g, frame);
    });
    const range = { low: number(facts.range[0], 0), high: number(facts.range[1], 0) };
    const alt = fill(labels.heatmap_alt, { title: facts.title, ...range });
    this.surface.describe([alt, ...this.strongest(frame)].join(" "));
  }

  /** The greatest value at each time as text, where there are few and they stand still. */
  strongest(frame) {
    const { axis, playhead, view, labels, order, hidden } = frame;
    if (hidden || playhead.playing || axis.count > TIMES_SAID || !this.image.ready) return [];
    const told = Array.from({ length: axis.count }, (_, time) => {
      const values = order.map((unit) => ({ unit, value: this.value(time, unit, frame) }));
      const { unit, value } = values.reduce((one, other) =>
        Math.abs(other.value) > Math.abs(one.value) ? other : one,
      );
      return fill(labels.strongest, {
        time,
        input: shown(view.symbols[view.inputs[time]]),
        unit: view.units[unit],
        value: number(value, 2),
      });
    });
    return [told.join("; ")];
  }

  /** The value of a unit (its place in the data) at a time. */
  value(time, unit, { layer }) {
    return this.seen.store.value(this.name, this.seen.keyframe, layer, time, unit);
  }

  explain({ title, symbol, range, ends }) {
    setText(this.symbol, symbol);
    setText(this.words, title);
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

  /** Unit numbers, as many as can be read. */
  gutter(g, { stripAxis: axis, sizes, palette, view, order }) {
    if (axis.gutter < 2 * sizes.text) return;
    const every = Math.ceil((1.35 * sizes.text) / this.unit);
    if (every > order.length / 2 && order.length > 2) return;
    let above = -sizes.text; // where the last one was written
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

  /** Thin lines between the cells, where there is room, and a frame around each sequence. */
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

  /** The characters that go in, under their columns; where the net does not write them above. */
  letters(g, { stripAxis: axis, sizes, palette, view }) {
    for (const time of axis.visible()) {
      const text = shown(view.symbols[view.inputs[time]]);
      label(g, text, axis.x(time) + axis.column / 2, this.tall + sizes.line / 2 + 1, {
        font: sizes.font,
        ink: palette.ink,
        width: axis.column - 1,
      });
    }
  }

  /** The cell under the pointer, and the one whose arithmetic is shown. */
  cells(g, { stripAxis: axis, palette, order, hover, picked, layer }) {
    const outline = (time, unit, width) => {
      g.strokeStyle = palette.ink;
      g.lineWidth = width;
      g.strokeRect(axis.x(time) + 1, order.indexOf(unit) * this.unit, axis.column - 2, Math.max(this.unit, 3));
    };
    if (hover?.unit !== undefined) outline(hover.time, hover.unit, 2);
    if (picked && picked.layer === layer && picked.time < axis.count && order.includes(picked.row))
      outline(picked.time, picked.row, picked.part === this.part ? 3 : 1.5);
  }

  /** The cell under a point, or null: its time, and its unit's place in the data. */
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
    if (!cell || !this.image.ready || frame.hidden) return cell && { time: cell.time };
    const [low, high] = this.seen.store.ranges[this.name].row(this.seen.keyframe);
    const value = this.value(cell.time, cell.unit, frame);
    const words = { unit: view.units[cell.unit], time: cell.time, input: shown(view.symbols[view.inputs[cell.time]]) };
    const reading = { symbol: this.facts(this.seen).symbol, value: number(value), error: number((high - low) / 510) };
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
