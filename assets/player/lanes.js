/** Several runs under one playhead, one lane each: its predictions, its hidden state, and its letters if the texts differ. */

import { check, cross, hasRoom, label, stroke, tile } from "../shared/canvas.js";
import { element, iconButton, name, setText, show } from "../shared/dom.js";
import { fill, percent, visibleSymbol } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { GAP } from "./sizes.js";
import { StateImage } from "./state_image.js";

const DASHES = [[], [9, 5], [2, 5], [12, 4, 2, 4]]; // of the lanes' curves, which also differ by colour
const COLOURS = ["ink", "blue", "orange", "muted"];

/** The colour and dashes of a lane's curves, in every chart. */
export const penOf = (palette, index) => ({ colour: palette[COLOURS[index]], dash: DASHES[index] });

const SAMPLE = 3.2; // the length of a sample of the curve, in units of the text's height
const MIN_STRIP = 16; // px of height of a hidden state

export class Lanes {
  surface = new Surface("player-lanes");
  images = DASHES.map(() => new StateImage());
  tops = []; // px, of each lane
  strip = 0; // px of height of a hidden state
  hasOwnLetters = false; // whether each lane shows its own inputs and targets

  /** keep(run): pins the run, or, as here, unpins it. */
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
    const { line, tile: tileHeight, left } = sizes;
    this.hasOwnLetters = lanes.some((lane) => lane.axis !== axis || lane.targets !== view.targets);
    this.row = tileHeight + 4;
    this.head = line + 8;
    this.rows = this.head + (this.hasOwnLetters ? 3 : 1) * this.row; // px of a lane above its states
    const around = line + (this.hasOwnLetters ? 0 : 2 * this.row);
    const height = Math.max(sizes.heights.lanes, around + lanes.length * (this.rows + MIN_STRIP + GAP));
    const each = Math.floor((height - around) / lanes.length);
    this.tops = lanes.map((_, index) => line + (this.hasOwnLetters ? 0 : this.row) + index * each);
    this.strip = each - this.rows - GAP;
    this.width = left;
    this.surface.reserve(height);
    this.heads.forEach(({ element: { style } }, index) => {
      Object.assign(style, {
        top: `${this.tops[index]}px`,
        left: `${(SAMPLE + 0.6) * sizes.text}px`,
        height: `${this.head - 4}px`,
      });
    });
  }

  draw(frame) {
    const { lanes, axis, sizes, palette, view, labels, hover } = frame;
    if (!lanes.length) return;
    const g = this.surface.begin(axis.width);
    const { line, tile: tileHeight, font } = sizes;
    const bottom = this.surface.height - tileHeight - 2;
    const write = (text, y) =>
      label(g, text, axis.gutter - 10, y, { font, ink: palette.muted, align: "right", width: axis.gutter - 12 });
    const longest = lanes.reduce((one, lane) => (lane.axis.count > one.axis.count ? lane : one)).axis;
    axis.clipped(g, this.surface.height, () => {
      if (axis.column >= 2 * sizes.text)
        for (const time of longest.visible())
          label(g, String(time), axis.x(time) + axis.column / 2, line / 2, { font, ink: palette.muted });
    });
    const shared = { ...frame, lane: { axis, symbols: view.symbols } };
    if (!this.hasOwnLetters) {
      write(labels.input, line + tileHeight / 2);
      write(labels.target, bottom + tileHeight / 2);
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

  /** A sample of the lane's curve, and how many letters are correct, or since when all are. */
  name(g, lane, index, { sizes, palette, labels }) {
    const y = this.tops[index] + (this.head - 4) / 2;
    const { colour, dash } = penOf(palette, index);
    const pen = [
      [2, y],
      [SAMPLE * sizes.text, y],
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
      for (const time of axis.visible())
        tile(g, { ...box, x: axis.x(time) + 1, text: visibleSymbol(symbols[ids[time]]) });
    });
  }

  /** The predictions, between the lane's own letters if it shows them, and the hidden state below. */
  lane(g, lane, index, frame, write) {
    const { sizes, palette, labels } = frame;
    const { axis } = lane;
    const [top, tileHeight] = [this.tops[index], sizes.tile];
    const y = top + this.head + (this.hasOwnLetters ? this.row : 0);
    if (this.hasOwnLetters) {
      this.letters(g, lane.inputs, y - this.row, palette.grid, { ...frame, lane });
      this.letters(g, lane.targets, y + this.row, palette.ink, { ...frame, lane });
      write(labels.input, y - this.row + tileHeight / 2);
      write(labels.target, y + this.row + tileHeight / 2);
    }
    write(labels.predicted, y + tileHeight / 2);
    const state = top + this.rows;
    if (lane.layers) write(labels.hidden_short, state + this.strip / 2);
    axis.clipped(g, this.surface.height, () => {
      if (lane.known)
        for (const time of axis.visible())
          if (lane.masked) this.maskedTile(g, lane, time, y, frame);
          else this.prediction(g, lane, time, y, frame);
      const image = this.images[index];
      const laneFrame = {
        ...frame,
        axis,
        store: lane.store,
        keyframe: lane.keyframe,
        layer: lane.layers - 1,
        order: lane.order,
      };
      if (!lane.masked && lane.layers && image.paint("hidden", laneFrame, [-1, 1]))
        image.draw(g, axis, state, this.strip);
      g.strokeStyle = palette.grey;
      g.lineWidth = 1;
      for (const [from, to] of axis.sequences())
        if (lane.layers) g.strokeRect(axis.x(from) + 0.5, state + 0.5, (to - from) * axis.column - 1, this.strip);
    });
  }

  /** A question mark in place of a prediction that is voted on. */
  maskedTile(g, { axis }, time, y, { sizes, palette }) {
    const box = { x: axis.x(time) + 1, y, width: axis.column - 2, height: sizes.tile };
    tile(g, { ...box, edge: palette.grey, text: "?", ink: palette.muted, font: sizes.font });
  }

  prediction(g, lane, time, y, { sizes, palette }) {
    const { axis, symbols } = lane;
    const right = lane.predicted[time] === lane.targets[time];
    const name = right ? "blue" : "orange";
    const share = lane.confidence[time] / 255;
    const [x, width] = [axis.x(time) + 1, axis.column - 2];
    const text = visibleSymbol(symbols[lane.predicted[time]]);
    tile(g, {
      x,
      y,
      width,
      height: sizes.tile,
      text,
      fill: palette.tint(name, share),
      edge: palette[name],
      dashed: !right,
      line: axis.column < 16 ? 1 : 2,
      ink: palette.on(name, share),
      font: sizes.strong,
    });
    if (axis.column >= 3 * sizes.text && (lane.tokenize !== "words" || hasRoom(g, text, sizes.strong, width)))
      (right ? check : cross)(g, x + width - 10, y + sizes.tile / 2, 4, palette.on(name, share));
  }

  read(x, y, { lanes, labels }) {
    const lane = lanes[this.tops.findLastIndex((top) => y >= top)];
    const time = lane?.known ? lane.axis.at(x) : -1;
    if (time < 0) return null;
    const { symbols, inputs, targets, masked } = lane;
    const words = { time, input: visibleSymbol(symbols[inputs[time]]), target: visibleSymbol(symbols[targets[time]]) };
    const prediction = fill(labels.hover_predicted, {
      symbol: masked ? "?" : visibleSymbol(symbols[lane.predicted[time]]),
      share: masked ? "?" : percent(lane.confidence[time] / 255),
    });
    return { time, text: `${lane.title} · ${fill(labels.hover_time, words)} · ${prediction}` };
  }
}
