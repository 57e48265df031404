/** Several runs under one playhead: a lane each, with what it says and its hidden state, and its letters where they differ. */

import { check, cross, label, stroke, tile } from "../shared/canvas.js";
import { element, iconButton, name, setText, show } from "../shared/dom.js";
import { fill, percent, shown } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { GAP } from "./sizes.js";
import { StateImage } from "./state_image.js";

const DASHES = [[], [9, 5], [2, 5], [12, 4, 2, 4]]; // of the lanes' curves, which differ by colour too
const COLOURS = ["ink", "blue", "orange", "muted"];

/** How a lane's curve is drawn, wherever it is. */
export const penOf = (palette, index) => ({ colour: palette[COLOURS[index]], dash: DASHES[index] });

const PEN = 3.2; // letters that a sample of it is long
const LEAST = 16; // px of a state's height

export class Lanes {
  surface = new Surface("player-lanes");
  images = DASHES.map(() => new StateImage());
  tops = []; // of each lane, px
  strip = 0;
  lettered = false; // whether each lane has letters of its own

  /** keep(run): or lets it go, as here. */
  constructor(keep) {
    this.heads = DASHES.map((_, index) => {
      const head = { title: element("strong"), right: element("span") };
      head.remove = iconButton("close", "player-remove", () => keep(this.runs[index]));
      head.element = element("header", {}, head.title, head.right, head.remove);
      return head;
    });
    this.element = element(
      "section",
      { class: "lanes" },
      this.surface.canvas,
      ...this.heads.map((head) => head.element),
    );
  }

  layout({ sizes, lanes, view, axis, labels }) {
    this.heads.forEach(({ element: head, title, remove }, index) => {
      show(head, index < lanes.length);
      if (!lanes[index]) return;
      setText(title, lanes[index].title);
      const { run } = lanes[index];
      show(remove, run !== view.run && view.options.kept.includes(run));
      name(remove, fill(labels.remove, { run: lanes[index].title }));
    });
    if (!lanes.length) return;
    this.runs = lanes.map(({ run }) => run);
    const { line, tile: high, left } = sizes;
    this.lettered = lanes.some((lane) => lane.axis !== axis || lane.targets !== view.targets);
    this.row = high + 4;
    this.head = line + 8;
    this.rows = this.head + (this.lettered ? 3 : 1) * this.row; // of a lane, over its states
    const around = line + (this.lettered ? 0 : 2 * this.row);
    const height = Math.max(sizes.heights.lanes, around + lanes.length * (this.rows + LEAST + GAP));
    const each = Math.floor((height - around) / lanes.length);
    this.tops = lanes.map((_, index) => line + (this.lettered ? 0 : this.row) + index * each);
    this.strip = each - this.rows - GAP;
    this.width = left;
    this.surface.reserve(height);
    this.heads.forEach(({ element: { style } }, index) => {
      Object.assign(style, {
        top: `${this.tops[index]}px`,
        left: `${(PEN + 0.6) * sizes.text}px`,
        height: `${this.head - 4}px`,
      });
    });
  }

  draw(frame) {
    const { lanes, axis, sizes, palette, view, labels, hover } = frame;
    if (!lanes.length) return;
    const g = this.surface.begin(axis.width);
    const { line, tile: high, font } = sizes;
    const bottom = this.surface.height - high - 2;
    const write = (text, y) =>
      label(g, text, axis.gutter - 10, y, { font, ink: palette.muted, align: "right", width: axis.gutter - 12 });
    const longest = lanes.reduce((one, lane) => (lane.axis.count > one.axis.count ? lane : one)).axis;
    axis.clipped(g, this.surface.height, () => {
      if (axis.column >= 2 * sizes.text)
        for (const time of longest.visible())
          label(g, String(time), axis.x(time) + axis.column / 2, line / 2, { font, ink: palette.muted });
    });
    const shared = { ...frame, lane: { axis, symbols: view.symbols } };
    if (!this.lettered) {
      write(labels.input, line + high / 2);
      write(labels.target, bottom + high / 2);
      this.letters(g, view.inputs, line, palette.grid, shared);
      this.letters(g, view.targets, bottom, palette.ink, shared);
    }
    lanes.forEach((lane, index) => {
      this.name(g, lane, index, frame);
      this.lane(g, lane, index, frame, write);
      if (hover?.time < lane.axis.count)
        lane.axis.mark(g, hover.time, this.tops[index] + this.head, this.rows - this.head + this.strip, palette.ink);
    });
    this.surface.describe(lanes.map((lane) => `${lane.title}: ${lane.masked ? "?" : lane.prediction}`).join("; "));
  }

  /** How the lane's curve looks, and since when it is all right. */
  name(g, lane, index, { sizes, palette, labels }) {
    const y = this.tops[index] + (this.head - 4) / 2;
    const { colour, dash } = penOf(palette, index);
    const pen = [
      [2, y],
      [PEN * sizes.text, y],
    ];
    stroke(g, colour, 2.5, pen, dash);
    const right = fill(labels.correct, { correct: lane.masked ? "?" : lane.correct, total: lane.targets.length });
    const solved = lane.solvedAt === null || lane.masked ? right : fill(labels.solved_at, { step: lane.solvedAt });
    setText(this.heads[index].right, solved);
  }

  /** A row of letters. */
  letters(g, ids, y, edge, { lane: { axis, symbols }, sizes, palette }) {
    axis.clipped(g, this.surface.height, () => {
      const box = { y, width: axis.column - 2, height: sizes.tile, edge, ink: palette.ink, font: sizes.strong };
      for (const time of axis.visible()) tile(g, { ...box, x: axis.x(time) + 1, text: shown(symbols[ids[time]]) });
    });
  }

  /** What it says, between its letters where these are its own, and its hidden state below. */
  lane(g, lane, index, frame, write) {
    const { sizes, palette, labels } = frame;
    const { axis } = lane;
    const [top, high] = [this.tops[index], sizes.tile];
    const said = top + this.head + (this.lettered ? this.row : 0);
    if (this.lettered) {
      this.letters(g, lane.inputs, said - this.row, palette.grid, { ...frame, lane });
      this.letters(g, lane.targets, said + this.row, palette.ink, { ...frame, lane });
      write(labels.input, said - this.row + high / 2);
      write(labels.target, said + this.row + high / 2);
    }
    write(labels.predicted, said + high / 2);
    const state = top + this.rows;
    if (lane.layers) write(labels.hidden_short, state + this.strip / 2);
    axis.clipped(g, this.surface.height, () => {
      if (lane.known)
        for (const time of axis.visible())
          if (lane.masked) this.unsaid(g, lane, time, said, frame);
          else this.said(g, lane, time, said, frame);
      const image = this.images[index];
      const at = {
        ...frame,
        axis,
        store: lane.store,
        keyframe: lane.keyframe,
        layer: lane.layers - 1,
        order: lane.order,
      };
      if (!lane.masked && lane.layers && image.paint("hidden", at, [-1, 1])) image.draw(g, axis, state, this.strip);
      g.strokeStyle = palette.grey;
      g.lineWidth = 1;
      for (const [from, to] of axis.sequences())
        if (lane.layers) g.strokeRect(axis.x(from) + 0.5, state + 0.5, (to - from) * axis.column - 1, this.strip);
    });
  }

  /** In the place of a prediction that is voted on. */
  unsaid(g, { axis }, time, y, { sizes, palette }) {
    const box = { x: axis.x(time) + 1, y, width: axis.column - 2, height: sizes.tile };
    tile(g, { ...box, edge: palette.grey, text: "?", ink: palette.muted, font: sizes.font });
  }

  said(g, lane, time, y, { sizes, palette }) {
    const { axis, symbols } = lane;
    const right = lane.predicted[time] === lane.targets[time];
    const name = right ? "blue" : "orange";
    const share = lane.confidence[time] / 255;
    const [x, width] = [axis.x(time) + 1, axis.column - 2];
    tile(g, {
      x,
      y,
      width,
      height: sizes.tile,
      text: shown(symbols[lane.predicted[time]]),
      fill: palette.tint(name, share),
      edge: palette[name],
      dashed: !right,
      line: axis.column < 16 ? 1 : 2,
      ink: palette.on(name, share),
      font: sizes.strong,
    });
    if (axis.column >= 3 * sizes.text)
      (right ? check : cross)(g, x + width - 10, y + sizes.tile / 2, 4, palette.on(name, share));
  }

  read(x, y, { lanes, labels }) {
    const lane = lanes[this.tops.findLastIndex((top) => y >= top)];
    const time = lane?.known ? lane.axis.at(x) : -1;
    if (time < 0) return null;
    const { symbols, inputs, targets, masked } = lane;
    const words = { time, input: shown(symbols[inputs[time]]), target: shown(symbols[targets[time]]) };
    const said = fill(labels.hover_predicted, {
      symbol: masked ? "?" : shown(symbols[lane.predicted[time]]),
      share: masked ? "?" : percent(lane.confidence[time] / 255),
    });
    return { time, text: `${lane.title} · ${fill(labels.hover_time, words)} · ${said}` };
  }
}
