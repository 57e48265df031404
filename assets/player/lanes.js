/** Several runs of one text under one playhead: a lane each, with what it says and its hidden state. */

import { element } from "./dom.js";
import { check, cross, label, stroke, tile } from "./shapes.js";
import { GAP } from "./sizes.js";
import { StateImage } from "./stateimage.js";
import { Surface } from "./surface.js";
import { fill, percent, shown } from "./text.js";

const DASHES = [[], [9, 5], [2, 5], [12, 4, 2, 4]]; // of the lanes' curves, which differ by colour too
const COLOURS = ["ink", "blue", "orange", "muted"];

/** How a lane's curve is drawn, wherever it is. */
export const penOf = (palette, index) => ({ colour: palette[COLOURS[index]], dash: DASHES[index] });

export class Lanes {
  surface = new Surface("player-lanes");
  element = element("section", { class: "lanes" }, this.surface.canvas);
  images = DASHES.map(() => new StateImage());
  tops = []; // of each lane, px
  strip = 0;

  layout({ sizes, lanes }) {
    if (!lanes.length) return;
    const { line, tile: high, left } = sizes;
    const height = Math.max(sizes.heights.lanes, 120);
    const around = line + high + 4 + high;
    const each = Math.floor((height - around) / lanes.length);
    this.tops = lanes.map((_, index) => line + high + 4 + index * each);
    this.strip = Math.max(16, each - (high + 4) - GAP - 4);
    this.width = left;
    this.surface.reserve(height);
  }

  draw(frame) {
    const { lanes, axis, sizes, palette, view, labels, hover } = frame;
    if (!lanes.length) return;
    const g = this.surface.begin(axis.width);
    const { line, tile: high } = sizes;
    const bottom = this.surface.height - high - 2;
    const write = (text, y, strong) =>
      label(g, text, axis.gutter - 10, y, {
        font: strong ? sizes.strong : sizes.font,
        ink: strong ? palette.ink : palette.muted,
        align: "right",
        width: axis.gutter - 12,
      });
    write(labels.input, line + high / 2);
    write(labels.target, bottom + high / 2);
    lanes.forEach((lane, index) => {
      this.name(g, lane, index, frame, write);
    });
    axis.clipped(g, this.surface.height, () => {
      for (const time of axis.visible()) {
        const box = { x: axis.x(time) + 1, width: axis.column - 2, height: high, ink: palette.ink, font: sizes.strong };
        if (axis.column >= 2 * sizes.text)
          label(g, String(time), axis.x(time) + axis.column / 2, line / 2, { font: sizes.font, ink: palette.muted });
        tile(g, { ...box, y: line, edge: palette.grid, text: shown(view.symbols[view.inputs[time]]) });
        tile(g, { ...box, y: bottom, edge: palette.ink, text: shown(view.symbols[view.targets[time]]) });
      }
      lanes.forEach((lane, index) => {
        this.lane(g, lane, index, frame);
      });
      axis.mark(g, hover?.time, 0, this.surface.height, palette.ink);
    });
    this.surface.describe(lanes.map((lane) => `${lane.title}: ${lane.masked ? "?" : lane.prediction}`).join("; "));
  }

  /** The lane's name, how its curve looks, and since when it is all right. */
  name(g, lane, index, { axis, sizes, palette, labels }, write) {
    const y = this.tops[index];
    const { colour, dash } = penOf(palette, index);
    write(lane.title, y + sizes.tile / 2, true);
    stroke(
      g,
      colour,
      2.5,
      [
        [axis.gutter - 10 - 4 * sizes.text, y + sizes.tile + 6],
        [axis.gutter - 10, y + sizes.tile + 6],
      ],
      dash,
    );
    const right = fill(labels.correct, { correct: lane.masked ? "?" : lane.correct, total: axis.count });
    write(
      lane.solvedAt === null || lane.masked ? right : fill(labels.solved_at, { step: lane.solvedAt }),
      y + sizes.tile + 6 + sizes.line,
    );
  }

  /** What it says, and its hidden state below. */
  lane(g, lane, index, frame) {
    const { axis, sizes, palette } = frame;
    const y = this.tops[index];
    const high = sizes.tile;
    if (lane.known)
      for (const time of axis.visible()) {
        if (lane.masked)
          tile(g, {
            x: axis.x(time) + 1,
            y,
            width: axis.column - 2,
            height: high,
            edge: palette.grey,
            text: "?",
            ink: palette.muted,
            font: sizes.font,
          });
        else this.said(g, lane, time, y, frame);
      }
    const image = this.images[index];
    const at = { ...frame, store: lane.store, keyframe: lane.keyframe, layer: lane.layers - 1, order: lane.order };
    if (!lane.masked && lane.layers && image.paint("hidden", at, [-1, 1]))
      image.draw(g, axis, y + high + 4, this.strip);
    g.strokeStyle = palette.grey;
    g.lineWidth = 1;
    for (const [from, to] of axis.sequences())
      if (lane.layers) g.strokeRect(axis.x(from) + 0.5, y + high + 4.5, (to - from) * axis.column - 1, this.strip);
  }

  said(g, lane, time, y, { axis, view, sizes, palette }) {
    const right = lane.predicted[time] === view.targets[time];
    const name = right ? "blue" : "orange";
    const share = lane.confidence[time] / 255;
    const [x, width] = [axis.x(time) + 1, axis.column - 2];
    tile(g, {
      x,
      y,
      width,
      height: sizes.tile,
      text: shown(view.symbols[lane.predicted[time]]),
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

  read(x, y, { axis, lanes, view, labels }) {
    const time = axis.at(x);
    const index = this.tops.findLastIndex((top) => y >= top);
    const lane = lanes[index];
    if (time < 0 || !lane?.known) return null;
    const words = {
      time,
      input: shown(view.symbols[view.inputs[time]]),
      target: shown(view.symbols[view.targets[time]]),
    };
    const said = fill(labels.hover_predicted, {
      symbol: lane.masked ? "?" : shown(view.symbols[lane.predicted[time]]),
      share: lane.masked ? "?" : percent(lane.confidence[time] / 255),
    });
    return { time, text: `${lane.title} · ${fill(labels.hover_time, words)} · ${said}` };
  }
}
