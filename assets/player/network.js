/** The net unrolled: a column per time, from the character that goes in to the one it says comes next. */

import { element } from "./dom.js";
import { arrow, check, cross, label, tile } from "./shapes.js";
import { Surface } from "./surface.js";
import { fill, number, percent, shown } from "./text.js";

const ARROW = 14;
const TORN = 0.2; // a rival at least this likely is worth a badge

export class Network {
  surface = new Surface("player-network");
  element = element("section", { class: "network" }, this.surface.canvas);

  /** Where the rows lie; the same for every step, so that nothing jumps. */
  layout({ sizes, axis, asking }) {
    const { line, tile, strip } = sizes;
    const heights = [
      ["times", line],
      ["input", tile],
      ["", ARROW],
      ["box", strip],
      ["", ARROW],
      ["said", tile + 6],
    ];
    if (axis.column >= 3 * sizes.text) heights.push(["sure", line]);
    heights.push(["torn", line + 4]);
    if (asking.on) heights.push(["guess", sizes.row + 4]);
    heights.push(["target", tile]);
    this.rows = {};
    let y = 0;
    for (const [row, height] of heights) {
      if (row) this.rows[row] = { y, height, middle: y + height / 2 };
      y += height;
    }
    this.surface.reserve(y + 4);
  }

  draw(frame) {
    const { axis, hover, palette, labels } = frame;
    const g = this.surface.begin(axis.width);
    this.gutter(g, frame);
    axis.clipped(g, this.surface.height, () => {
      for (const time of axis.visible()) this.column(g, frame, time);
      axis.mark(g, hover?.time, 0, this.surface.height, palette.ink);
      axis.mark(g, frame.asked?.time, 0, this.surface.height, palette.blue);
    });
    this.surface.describe(fill(labels.network_alt, { prediction: frame.prediction, target: frame.target }));
  }

  gutter(g, { labels, sizes, palette, axis, view }) {
    const words = {
      input: labels.input,
      box: view.layers ? labels.hidden_short : labels.no_memory,
      said: labels.predicted,
      target: labels.target,
      ...(this.rows.guess && { guess: labels.ask_your_guess }),
    };
    for (const [row, text] of Object.entries(words)) {
      label(g, text, axis.gutter - 12, this.rows[row].middle, {
        font: sizes.font,
        ink: palette.muted,
        align: "right",
        width: axis.gutter - 14,
      });
    }
  }

  column(g, frame, time) {
    const { axis, view, palette, sizes, at } = frame;
    const x = axis.x(time);
    const middle = x + axis.column / 2;
    const size = Math.min(sizes.tile, axis.column - 4);
    const { times, input, box, said, torn, target } = this.rows;
    const letter = (id, row, edge) =>
      tile(g, {
        x: middle - size / 2,
        y: row.y + (row.height - sizes.tile) / 2,
        width: size,
        height: sizes.tile,
        edge,
        text: shown(view.symbols[id]),
        ink: palette.ink,
        font: sizes.strong,
      });
    if (axis.column >= 30 || time % 5 === 0)
      label(g, String(time), middle, times.middle, { font: sizes.font, ink: palette.muted });
    letter(view.inputs[time], input, palette.grid);
    const last = view.layers ? box : input; // without memory nothing lies between
    if (view.layers) {
      arrow(g, middle, input.y + input.height + 2, middle, box.y - 2, palette.grey);
      this.box(g, frame, time, x);
    }
    arrow(g, middle, last.y + last.height + 2, middle, said.y - 1, palette.grey);
    if (frame.hidden) this.kept(g, frame, time, middle);
    if (at.known) this.said(g, frame, time, middle);
    if (at.known && rivals(frame, time)) this.badge(g, frame, time, middle, torn);
    if (frame.asked?.done && frame.asked.time === time) this.guess(g, frame, middle);
    letter(view.targets[time], target, palette.ink);
  }

  /** The hidden state as a strip of colour, handed on to the next time. */
  box(g, frame, time, x) {
    const { axis, palette, hiddenImage } = frame;
    const { y, height, middle } = this.rows.box;
    const side = Math.min(9, axis.column * 0.16);
    const width = axis.column - 2 * side;
    g.fillStyle = palette.background;
    g.fillRect(x + side, y, width, height);
    if (hiddenImage) hiddenImage.column(g, time, x + side, y, width, height);
    g.strokeStyle = palette.grey;
    g.lineWidth = 1.5;
    g.strokeRect(x + side, y, width, height);
    if (!axis.begins(time)) arrow(g, x - side + 1.5, middle, x + side - 1.5, middle, palette.ink, 2);
  }

  said(g, { view, palette, sizes, axis, at }, time, middle) {
    const { said, sure } = this.rows;
    const right = at.predicted[time] === view.targets[time];
    const share = at.confidence[time] / 255;
    const name = right ? "blue" : "orange";
    const width = Math.min(sizes.tile + 6, axis.column - 6);
    const text = shown(view.symbols[at.predicted[time]]);
    tile(g, {
      x: middle - width / 2,
      y: said.y,
      width,
      height: said.height,
      text,
      font: sizes.strong,
      fill: palette.tint(name, share),
      ink: palette.on(name, share),
      edge: palette[name],
      dashed: !right,
      line: 2,
    });
    this.mark(g, right, middle + width / 2 - 2, said.y + 1, palette, Math.min(5, axis.column / 9));
    if (sure)
      label(g, percent(share), middle, sure.middle, { font: sizes.font, ink: palette.ink, width: axis.column - 2 });
  }

  /** What it says is not told yet; the column that is asked about has the larger question mark. */
  kept(g, { palette, sizes, axis, asked }, time, middle) {
    const { said } = this.rows;
    const width = Math.min(sizes.tile + 6, axis.column - 6);
    const one = asked.time === time;
    tile(g, {
      x: middle - width / 2,
      y: said.y,
      width,
      height: said.height,
      text: "?",
      font: one ? sizes.strong : sizes.font,
      edge: one ? palette.blue : palette.grey,
      line: one ? 3 : 1.5,
      ink: one ? palette.blue : palette.muted,
    });
  }

  /** What a person has said, and whether the net says so. */
  guess(g, { palette, sizes, axis, view, asked: { done } }, middle) {
    if (!this.rows.guess || done.guess === null) return;
    const { y, height } = this.rows.guess;
    const right = done.guess === done.said;
    const width = Math.min(sizes.tile, axis.column - 6);
    tile(g, {
      x: middle - width / 2,
      y: y + 2,
      width,
      height: height - 6,
      text: shown(view.symbols[done.guess]),
      font: sizes.font,
      edge: right ? palette.blue : palette.orange,
      dashed: !right,
      line: 2,
      ink: palette.ink,
    });
    this.mark(g, right, middle + width / 2, y, palette, Math.min(5, axis.column / 9));
  }

  /** A tick or a cross on the tile's corner: right and wrong differ by shape too. */
  mark(g, right, x, y, palette, size) {
    g.beginPath();
    g.arc(x, y + 2, size + 3, 0, 7);
    g.fillStyle = palette.background;
    g.fill();
    (right ? check : cross)(g, x, y + 2, right ? size : size * 0.8, right ? palette.blue : palette.orange);
  }

  /** `i|e`: torn between the likeliest and the next. */
  badge(g, { view, at, palette, sizes, axis }, time, middle, row) {
    const text = `${shown(view.symbols[at.predicted[time]])}|${shown(view.symbols[at.rival[time]])}`;
    g.font = sizes.font;
    const width = Math.min(g.measureText(text).width + 12, axis.column - 2);
    tile(g, {
      x: middle - width / 2,
      y: row.y + 2,
      width,
      height: row.height - 6,
      edge: palette.ink,
      text,
      ink: palette.ink,
      font: sizes.font,
    });
  }

  /** Asks about another column. */
  click(x, _y, frame) {
    const time = frame.axis.at(x);
    if (time >= 0) frame.asking.pick(time);
  }

  places({ axis }) {
    return {
      columns: [0, axis.count - 1],
      rows: [0, 0],
      start: [0, 0],
      point: (time) => [axis.x(time) + axis.column / 2, this.rows.said.middle],
    };
  }

  read(x, _y, frame) {
    const time = frame.axis.at(x);
    return time < 0 ? null : { time, text: sentence(frame, time) };
  }
}

/** Whether the second likeliest is another symbol than the one that is said, and nearly as likely. */
function rivals({ at }, time) {
  return at.rival && at.rivalProbability[time] >= TORN * 255 && at.rival[time] !== at.predicted[time];
}

/** t=2 · input h · target e · predicted e 50 % · 2nd i 26 % · loss 0.69 nats */
export function sentence({ labels, view, at }, time) {
  const symbol = (id) => shown(view.symbols[id]);
  const parts = [
    fill(labels.hover_time, { time, input: symbol(view.inputs[time]), target: symbol(view.targets[time]) }),
  ];
  if (at.known)
    parts.push(
      fill(labels.hover_predicted, { symbol: symbol(at.predicted[time]), share: percent(at.confidence[time] / 255) }),
    );
  if (at.rival && at.rival[time] !== at.predicted[time]) {
    parts.push(
      fill(labels.hover_rival, { symbol: symbol(at.rival[time]), share: percent(at.rivalProbability[time] / 255) }),
    );
  }
  if (at.rival && view.loss_unit === "nats") {
    parts.push(
      fill(labels.hover_loss, {
        loss: number(-Math.log(Math.max(at.targetProbability[time], 1e-45)), 2),
        unit: labels.nats,
      }),
    );
  }
  return parts.join(" · ");
}
