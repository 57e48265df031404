/** The net unrolled: a column per time, from the character that goes in, through its layers, to the one it says comes next. */

import { arrow, check, cross, label, tile } from "../shared/canvas.js";
import { element } from "../shared/dom.js";
import { fill, number, percent, shown } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { netHeight } from "./sizes.js";

const TORN = 0.2; // a second likeliest symbol at least this likely is worth a word

export class Network {
  surface = new Surface("player-network");
  element = element("section", { class: "network" }, this.surface.canvas);
  rows = {}; // name -> {y, height, middle}; the layers are box0, box1, …

  /** Where the rows lie; the same for every step, so that nothing jumps. */
  layout({ sizes, view, asking }) {
    const { line, tile, arrow: gap, row: guess, heights } = sizes;
    const layers = Array.from({ length: view.layers }, (_, layer) => [
      ["", gap],
      [`box${layer}`, heights.layer],
    ]);
    const rows = [["times", line], ["input", tile], ...layers.flat(), ["", gap], ["said", tile + 4], ["sure", line]];
    if (asking.on) rows.push(["guess", guess + 4]);
    rows.push(["", 4], ["target", tile]);
    this.rows = {};
    let y = 0;
    for (const [row, height] of rows) {
      if (row) this.rows[row] = { y, height, middle: y + height / 2 };
      y += height;
    }
    this.surface.reserve(netHeight(sizes, view.layers, heights.layer, asking.on));
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

  gutter(g, { labels, sizes, palette, axis, view, layer: chosen }) {
    const { input, said, target, guess } = this.rows;
    const write = (text, { middle }, strong = false) =>
      label(g, text, axis.gutter - 10, middle, {
        font: strong ? `600 ${sizes.font}` : sizes.font,
        ink: strong ? palette.ink : palette.muted,
        align: "right",
        width: axis.gutter - 12,
      });
    write(labels.input, input);
    for (let layer = 0; layer < view.layers; layer++) {
      const words = view.layers > 1 ? fill(labels.hidden_layer, { layer: layer + 1 }) : labels.hidden_short;
      write(words, this.rows[`box${layer}`], view.layers > 1 && layer === chosen);
    }
    write(labels.predicted, said);
    write(labels.target, target);
    if (guess) write(labels.ask_your_guess, guess);
  }

  column(g, frame, time) {
    const { axis, view, palette, sizes, at } = frame;
    const middle = axis.x(time) + axis.column / 2;
    const { times, input, said, target } = this.rows;
    const size = Math.min(sizes.tile * 1.3, axis.column - 2);
    const letter = (id, row, edge) =>
      tile(g, {
        x: middle - size / 2,
        y: row.y,
        width: size,
        height: sizes.tile,
        edge: axis.column < 16 ? undefined : edge,
        text: shown(view.symbols[id]),
        ink: palette.ink,
        font: sizes.strong,
      });
    if (axis.column >= 2 * sizes.text || time % 5 === 0)
      label(g, String(time), middle, times.middle, { font: sizes.font, ink: palette.muted });
    letter(view.inputs[time], input, palette.grid);
    let above = input;
    for (let layer = 0; layer < view.layers; layer++) {
      const box = this.rows[`box${layer}`];
      arrow(g, middle, above.y + above.height + 1, middle, box.y - 1, palette.grey);
      this.box(g, frame, time, layer);
      above = box;
    }
    arrow(g, middle, above.y + above.height + 1, middle, said.y - 1, palette.grey);
    if (frame.hidden) this.kept(g, frame, time, middle);
    if (at.known) this.said(g, frame, time, middle);
    if (frame.asked?.done && frame.asked.time === time) this.guess(g, frame, middle);
    letter(view.targets[time], target, palette.ink);
  }

  /** A layer's hidden state as a strip of colour, handed on to the next time. */
  box(g, { axis, palette, hiddenImages, hidden, view, layer: chosen }, time, layer) {
    const { y, height, middle } = this.rows[`box${layer}`];
    const side = Math.min(9, axis.column * 0.14);
    const [x, width] = [axis.x(time) + side, axis.column - 2 * side];
    g.fillStyle = palette.background;
    g.fillRect(x, y, width, height);
    if (!hidden) hiddenImages[layer]?.column(g, time, x, y, width, height);
    g.strokeStyle = view.layers > 1 && layer === chosen ? palette.ink : palette.grey;
    g.lineWidth = 1.5;
    g.strokeRect(x, y, width, height);
    const from = axis.x(time) - side;
    if (!axis.begins(time)) arrow(g, from + 1, middle, x - 1, middle, palette.ink, axis.column < 20 ? 1 : 2);
  }

  said(g, frame, time, middle) {
    const { view, palette, sizes, axis, at } = frame;
    const { said, sure } = this.rows;
    const right = at.predicted[time] === view.targets[time];
    const share = at.confidence[time] / 255;
    const name = right ? "blue" : "orange";
    const width = Math.min(sizes.tile * 1.3 + 4, axis.column - 2);
    tile(g, {
      x: middle - width / 2,
      y: said.y,
      width,
      height: said.height,
      text: shown(view.symbols[at.predicted[time]]),
      font: sizes.strong,
      fill: palette.tint(name, share),
      ink: palette.on(name, share),
      edge: palette[name],
      dashed: !right,
      line: axis.column < 16 ? 1 : 2,
    });
    if (axis.column >= 1.7 * sizes.text)
      this.mark(g, right, middle + width / 2 - 2, said.y, palette, Math.min(4.5, axis.column / 9));
    const words = this.sure(g, frame, time);
    if (words) label(g, words, middle, sure.middle, { font: sizes.font, ink: palette.ink, width: axis.column - 2 });
  }

  /** `50 % or e 26 %`: how likely, and what else is nearly as likely; as much as there is room for. */
  sure(g, { view, at, labels, sizes, axis }, time) {
    g.font = sizes.font;
    const fits = (text) => (g.measureText(text).width <= axis.column - 2 ? text : "");
    const share = percent(at.confidence[time] / 255);
    if (!hasRival({ at }, time)) return fits(share);
    const rival = { symbol: shown(view.symbols[at.rival[time]]), share: percent(at.rivalProbability[time] / 255) };
    return fits(`${share} ${fill(labels.or_rival, rival)}`) || fits(`${share} ${rival.symbol}?`) || fits(share);
  }

  /** What it says is not told yet; the column that is asked about has the larger question mark. */
  kept(g, { palette, sizes, axis, asked }, time, middle) {
    const { said } = this.rows;
    const width = Math.min(sizes.tile * 1.3 + 4, axis.column - 2);
    const one = asked?.time === time;
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
    const width = Math.min(sizes.tile, axis.column - 4);
    tile(g, {
      x: middle - width / 2,
      y: y + 1,
      width,
      height: height - 4,
      text: shown(view.symbols[done.guess]),
      font: sizes.font,
      edge: right ? palette.blue : palette.orange,
      dashed: !right,
      line: 2,
      ink: palette.ink,
    });
    this.mark(g, right, middle + width / 2, y, palette, Math.min(4.5, axis.column / 9));
  }

  /** A tick or a cross on the tile's corner: right and wrong differ by shape too. */
  mark(g, right, x, y, palette, size) {
    g.beginPath();
    g.arc(x, y + 2, size + 2.5, 0, 7);
    g.fillStyle = palette.background;
    g.fill();
    (right ? check : cross)(g, x, y + 2, right ? size : size * 0.8, right ? palette.blue : palette.orange);
  }

  /** The layer under a point; -1 elsewhere. */
  layerAt(y, { layers }) {
    for (let layer = 0; layer < layers; layer++) {
      const row = this.rows[`box${layer}`];
      if (y >= row.y && y < row.y + row.height) return layer;
    }
    return -1;
  }

  /** Shows another layer's states, or asks about another column. */
  click(x, y, frame) {
    const layer = this.layerAt(y, frame.view);
    const time = frame.axis.at(x);
    if (layer >= 0 && frame.view.layers > 1) frame.chooseLayer(layer);
    else if (time >= 0) frame.asking.pick(time);
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
function hasRival({ at }, time) {
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
