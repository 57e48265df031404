/** The unrolled network: a column per time step, from the input character through the layers to the predicted character. */

import { arrow, check, cross, label, tile } from "../shared/canvas.js";
import { element } from "../shared/dom.js";
import { fill, number, percent, visibleSymbol } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { netHeight } from "./sizes.js";

/** The width of a tile: a letter's is about a square, and `more`, a word's fills the column. */
const tileWidth = ({ axis, sizes, view }, more) =>
  view.tokenize === "words" ? axis.column - 9 + more / 2 : Math.min(sizes.tile * 1.3 + more, axis.column - 2);

const LIKELY_RIVAL = 0.2; // from this probability on the second most likely symbol is named

export class Network {
  surface = new Surface("player-network");
  element = element("section", { class: "network" }, this.surface.canvas);
  rows = {}; // name -> {y, height, middle}; the layers are box0, box1, …

  /** The positions of the rows; the same at every step, so that nothing jumps. */
  layout({ sizes, view, predictFirst }) {
    const { line, tile, arrow: gap, row: guess, heights } = sizes;
    const layers = Array.from({ length: view.layers }, (_, layer) => [
      ["", gap],
      [`box${layer}`, heights.layer],
    ]);
    const rows = [
      ["times", line],
      ["input", tile],
      ...layers.flat(),
      ["", gap],
      ["predicted", tile + 4],
      ["confidence", line],
    ];
    if (predictFirst.on) rows.push(["guess", guess + 4]);
    rows.push(["", 4], ["target", tile]);
    this.rows = {};
    let y = 0;
    for (const [row, height] of rows) {
      if (row) this.rows[row] = { y, height, middle: y + height / 2 };
      y += height;
    }
    this.surface.reserve(netHeight(sizes, view.layers, heights.layer, predictFirst.on));
  }

  draw(frame) {
    const { axis, hover, palette, labels } = frame;
    const g = this.surface.begin(axis.width);
    this.gutter(g, frame);
    axis.clipped(g, this.surface.height, () => {
      for (const time of axis.visible()) this.column(g, frame, time);
      axis.mark(g, hover?.time, 0, this.surface.height, palette.ink);
      axis.mark(g, frame.question?.time, 0, this.surface.height, palette.blue);
    });
    this.surface.describe(fill(labels.network_alt, { prediction: frame.prediction, target: frame.target }));
  }

  gutter(g, { labels, sizes, palette, axis, view, layer: chosen }) {
    const { input, predicted, target, guess } = this.rows;
    const write = (text, { middle }, strong = false) =>
      label(g, text, axis.gutter - 10, middle, {
        font: strong ? `600 ${sizes.font}` : sizes.font,
        ink: strong ? palette.ink : palette.muted,
        align: "right",
        width: axis.gutter - 12,
      });
    write(labels.input, input);
    for (let layer = 0; layer < view.layers; layer++) {
      const name = view.layers > 1 ? fill(labels.hidden_layer, { layer: layer + 1 }) : labels.hidden_short;
      write(name, this.rows[`box${layer}`], view.layers > 1 && layer === chosen);
    }
    write(labels.predicted, predicted);
    write(labels.target, target);
    if (guess) write(labels.ask_your_guess, guess);
  }

  column(g, frame, time) {
    const { axis, view, palette, sizes, shownRows } = frame;
    const middle = axis.x(time) + axis.column / 2;
    const { times, input, predicted, target } = this.rows;
    const size = tileWidth(frame, 0);
    const letter = (id, row, edge) =>
      tile(g, {
        x: middle - size / 2,
        y: row.y,
        width: size,
        height: sizes.tile,
        edge: axis.column < 16 ? undefined : edge,
        text: visibleSymbol(view.symbols[id]),
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
    arrow(g, middle, above.y + above.height + 1, middle, predicted.y - 1, palette.grey);
    if (frame.masked) this.maskedTile(g, frame, time, middle);
    if (shownRows.known) this.prediction(g, frame, time, middle);
    if (frame.question?.answer && frame.question.time === time) this.guess(g, frame, middle);
    letter(view.targets[time], target, palette.ink);
  }

  /** A layer's hidden state as a strip of colour, with an arrow from the previous time step. */
  box(g, { axis, palette, hiddenImages, masked, view, layer: chosen }, time, layer) {
    const { y, height, middle } = this.rows[`box${layer}`];
    const side = Math.min(9, axis.column * 0.14);
    const [x, width] = [axis.x(time) + side, axis.column - 2 * side];
    g.fillStyle = palette.background;
    g.fillRect(x, y, width, height);
    if (!masked) hiddenImages[layer]?.column(g, time, x, y, width, height);
    g.strokeStyle = view.layers > 1 && layer === chosen ? palette.ink : palette.grey;
    g.lineWidth = 1.5;
    g.strokeRect(x, y, width, height);
    const from = axis.x(time) - side;
    if (!axis.begins(time)) arrow(g, from + 1, middle, x - 1, middle, palette.ink, axis.column < 20 ? 1 : 2);
  }

  prediction(g, frame, time, middle) {
    const { view, palette, sizes, axis, shownRows: rows } = frame;
    const { predicted, confidence } = this.rows;
    const right = rows.predicted[time] === view.targets[time];
    const share = rows.confidence[time] / 255;
    const name = right ? "blue" : "orange";
    const width = tileWidth(frame, 4);
    tile(g, {
      x: middle - width / 2,
      y: predicted.y,
      width,
      height: predicted.height,
      text: visibleSymbol(view.symbols[rows.predicted[time]]),
      font: sizes.strong,
      fill: palette.tint(name, share),
      ink: palette.on(name, share),
      edge: palette[name],
      dashed: !right,
      line: axis.column < 16 ? 1 : 2,
    });
    if (axis.column >= 1.7 * sizes.text)
      this.mark(g, right, middle + width / 2 - 2, predicted.y, palette, Math.min(4.5, axis.column / 9));
    const text = this.confidence(g, frame, time);
    if (text) label(g, text, middle, confidence.middle, { font: sizes.font, ink: palette.ink, width: axis.column - 2 });
  }

  /** `50 % or e 26 %`: the probability, and the rival if it is nearly as likely; as much of it as fits, nothing in narrow columns. */
  confidence(g, { view, shownRows: rows, labels, sizes, axis }, time) {
    g.font = sizes.font;
    const fits = (text) => (g.measureText(text).width <= axis.column - 4 ? text : "");
    if (!fits(percent(1))) return ""; // at all time steps, or at none
    const share = percent(rows.confidence[time] / 255);
    if (!hasRival(rows, time)) return fits(share);
    const rival = {
      symbol: visibleSymbol(view.symbols[rows.rival[time]]),
      share: percent(rows.rivalProbability[time] / 255),
    };
    return fits(`${share} ${fill(labels.or_rival, rival)}`) || fits(`${share} ${rival.symbol}?`) || fits(share);
  }

  /** A question mark in place of the prediction; it is larger in the column that the question is about. */
  maskedTile(g, frame, time, middle) {
    const { palette, sizes, question } = frame;
    const { predicted } = this.rows;
    const width = tileWidth(frame, 4);
    const isAsked = question?.time === time;
    tile(g, {
      x: middle - width / 2,
      y: predicted.y,
      width,
      height: predicted.height,
      text: "?",
      font: isAsked ? sizes.strong : sizes.font,
      edge: isAsked ? palette.blue : palette.grey,
      line: isAsked ? 3 : 1.5,
      ink: isAsked ? palette.blue : palette.muted,
    });
  }

  /** The user's guess, and whether it is the network's prediction. */
  guess(g, frame, middle) {
    const { palette, sizes, view, axis, question } = frame;
    const { answer } = question;
    if (!this.rows.guess || answer.guess === null) return;
    const { y, height } = this.rows.guess;
    const right = answer.guess === answer.predicted;
    const width = view.tokenize === "words" ? tileWidth(frame, 0) : Math.min(sizes.tile, axis.column - 4);
    tile(g, {
      x: middle - width / 2,
      y: y + 1,
      width,
      height: height - 4,
      text: visibleSymbol(view.symbols[answer.guess]),
      font: sizes.font,
      edge: right ? palette.blue : palette.orange,
      dashed: !right,
      line: 2,
      ink: palette.ink,
    });
    this.mark(g, right, middle + width / 2, y, palette, Math.min(4.5, axis.column / 9));
  }

  /** A tick or a cross on the tile's corner, so that right and wrong differ by shape too. */
  mark(g, right, x, y, palette, size) {
    g.beginPath();
    g.arc(x, y + 2, size + 2.5, 0, 7);
    g.fillStyle = palette.background;
    g.fill();
    (right ? check : cross)(g, x, y + 2, right ? size : size * 0.8, right ? palette.blue : palette.orange);
  }

  /** The layer at a height; -1 if there is none. */
  layerAt(y, { layers }) {
    for (let layer = 0; layer < layers; layer++) {
      const row = this.rows[`box${layer}`];
      if (y >= row.y && y < row.y + row.height) return layer;
    }
    return -1;
  }

  /** Shows another layer's states, or moves the question to another column. */
  click(x, y, frame) {
    const layer = this.layerAt(y, frame.view);
    const time = frame.axis.at(x);
    if (layer >= 0 && frame.view.layers > 1) frame.chooseLayer(layer);
    else if (time >= 0) frame.predictFirst.pick(time);
  }

  places({ axis }) {
    return {
      columns: [0, axis.count - 1],
      rows: [0, 0],
      start: [0, 0],
      point: (time) => [axis.x(time) + axis.column / 2, this.rows.predicted.middle],
    };
  }

  read(x, _y, frame) {
    const time = frame.axis.at(x);
    return time < 0 ? null : { time, text: sentence(frame, time) };
  }
}

/** Whether the second most likely symbol differs from the prediction and is nearly as likely. */
function hasRival({ predicted, rival, rivalProbability }, time) {
  return rival && rivalProbability[time] >= LIKELY_RIVAL * 255 && rival[time] !== predicted[time];
}

/** t=2 · input h · target e · predicted e 50 % · 2nd i 26 % · loss 0.69 nats */
function sentence({ labels, view, shownRows: rows }, time) {
  const symbol = (id) => visibleSymbol(view.symbols[id]);
  const parts = [
    fill(labels.hover_time, { time, input: symbol(view.inputs[time]), target: symbol(view.targets[time]) }),
  ];
  if (rows.known)
    parts.push(
      fill(labels.hover_predicted, {
        symbol: symbol(rows.predicted[time]),
        share: percent(rows.confidence[time] / 255),
      }),
    );
  if (rows.rival && rows.rival[time] !== rows.predicted[time]) {
    parts.push(
      fill(labels.hover_rival, { symbol: symbol(rows.rival[time]), share: percent(rows.rivalProbability[time] / 255) }),
    );
  }
  if (rows.rival && view.loss_unit === "nats") {
    parts.push(
      fill(labels.hover_loss, {
        loss: number(-Math.log(Math.max(rows.targetProbability[time], 1e-45)), 2),
        unit: labels.nats,
      }),
    );
  }
  return parts.join(" · ");
}
