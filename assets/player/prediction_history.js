/** The predictions of the steps around the current one: a row per step, later steps below. */

import { cross, hasRoom, label, tile } from "../shared/canvas.js";
import { element, setText } from "../shared/dom.js";
import { fill, isolated, percent, visibleSymbol } from "../shared/format.js";
import { Surface } from "../shared/surface.js";

const AHEAD = 2; // rows below the current step
const MAX_DESCRIBED = 60; // letters of a row that are described to a screen reader
const MIN_LETTER_WIDTH = 9; // px of a column; narrower ones show colour only
const MIN_WORD_WIDTH = 24; // the same where the symbols are words

export class PredictionHistory {
  surface = new Surface("player-history");
  title = element("h2");
  element = element("section", { class: "history" }, element("header", {}, this.title), this.surface.canvas);
  rows = 1; // how many fit

  layout({ sizes, labels }) {
    setText(this.title, labels.history);
    const height = (sizes.heights.history ?? 0) - (sizes.room.single ? 0 : sizes.line + 2);
    this.rows = Math.max(2, Math.floor((height - 4) / sizes.row));
    this.surface.reserve(Math.max(height, 2 * sizes.row + 4));
  }

  draw(frame) {
    const { historyAxis: axis, store, step, palette, hover, labels, sizes } = frame;
    const g = this.surface.begin(axis.width);
    const ahead = this.rows > 2 * AHEAD ? AHEAD : 0;
    this.top = Math.max(0, step - (this.rows - 1 - ahead));
    const last = Math.min(this.top + this.rows - 1, step + AHEAD, store.have - 1, Math.max(frame.lastRevealed, step));
    for (let row = this.top; row <= last; row++) this.row(g, frame, row);
    axis.mark(g, hover?.time, 0, this.surface.height, palette.ink);
    if (store.have) this.outline(g, frame, (step - this.top) * sizes.row + 1);
    this.surface.describe(
      [fill(labels.history_alt, { from: this.top, to: Math.max(step, 0) }), ...this.rowsAsText(frame)].join(" "),
    );
  }

  /** The rows as text, if they are short and the playhead rests. */
  rowsAsText({ predictionAt, step, lastRevealed, store, playhead, axis }) {
    if (playhead.playing || !store.have || axis.count > MAX_DESCRIBED) return [];
    return Array.from(
      { length: Math.max(0, Math.min(step, lastRevealed) + 1 - this.top) },
      (_, row) => `${this.top + row}: ${isolated(predictionAt(this.top + row))}.`,
    );
  }

  row(g, frame, step) {
    const { historyAxis: axis, sizes, palette, store } = frame;
    const y = (step - this.top) * sizes.row + 1;
    const now = step === frame.step;
    const font = now ? `600 ${sizes.font}` : sizes.font;
    const predicted = store.steps.predicted.row(step);
    const confidence = store.steps.confidence.row(step);
    g.globalAlpha = step > frame.step ? 0.6 : 1;
    label(g, String(step), axis.gutter - 8, y + sizes.row / 2, {
      font,
      ink: now ? palette.ink : palette.muted,
      align: "right",
    });
    axis.clipped(g, this.surface.height, () => {
      for (const time of axis.visible()) {
        if (step > frame.lastRevealed) this.maskedTile(g, frame, time, y);
        else this.cell(g, frame, time, y, predicted[time], confidence[time] / 255);
      }
      const answer = frame.predictFirst.on && frame.predictFirst.guesses.get(step);
      if (answer) this.guess(g, frame, answer, y);
    });
    g.globalAlpha = 1;
  }

  cell(g, { historyAxis: axis, sizes, palette, view }, time, y, id, share) {
    const right = id === view.targets[time];
    const name = right ? "blue" : "orange";
    const strength = 0.12 + 0.48 * share;
    const box = { x: axis.x(time) + 1, y: y + 1, width: axis.column - 2, height: sizes.row - 2 };
    const isNarrow = axis.column < (view.tokenize === "words" ? MIN_WORD_WIDTH : MIN_LETTER_WIDTH);
    const text = isNarrow ? "" : visibleSymbol(view.symbols[id]);
    const edge = right || isNarrow ? undefined : palette.orange;
    tile(g, {
      ...box,
      fill: palette.tint(name, strength),
      edge,
      dashed: true,
      text,
      ink: palette.on(name, strength),
      font: sizes.font,
    });
    if (!right && axis.column >= 36 && (view.tokenize !== "words" || hasRoom(g, text, sizes.font, box.width)))
      cross(g, box.x + box.width - 9, box.y + box.height / 2, 3.5, palette.on(name, strength));
  }

  /** A masked prediction. */
  maskedTile(g, { historyAxis: axis, sizes, palette }, time, y) {
    const box = { x: axis.x(time) + 1, y: y + 1, width: axis.column - 2, height: sizes.row - 2 };
    tile(g, {
      ...box,
      edge: palette.grey,
      text: axis.column < MIN_LETTER_WIDTH ? "" : "?",
      ink: palette.muted,
      font: sizes.font,
    });
  }

  /** The user's guess, to the left of the prediction if it was another letter. */
  guess(g, { historyAxis: axis, sizes, palette, view }, { time, guess, predicted }, y) {
    const x = axis.x(time);
    g.strokeStyle = palette.ink;
    g.lineWidth = 2;
    g.strokeRect(x + 1, y + 1, axis.column - 2, sizes.row - 2);
    if (guess === null || guess === predicted || axis.column < 2.5 * sizes.text) return;
    label(g, visibleSymbol(view.symbols[guess]), x + 0.5 * sizes.text + 2, y + sizes.row / 2, {
      font: sizes.font,
      ink: palette.ink,
      halo: palette.background,
      width: sizes.text,
    });
  }

  outline(g, { historyAxis: axis, sizes, palette }, y) {
    g.strokeStyle = palette.ink;
    g.lineWidth = 2.5;
    g.strokeRect(
      axis.gutter - 2,
      y - 0.5,
      Math.min(axis.total - axis.scroll, axis.width) - axis.gutter - 4,
      sizes.row + 1,
    );
  }

  places({ historyAxis: axis, sizes, store, step }) {
    const last = Math.min(this.top + this.rows - 1, step + AHEAD, store.last);
    const point = (time, row) => [axis.x(time) + axis.column / 2, (row - this.top + 0.5) * sizes.row + 1];
    return { columns: [0, axis.count - 1], rows: [this.top, last], start: [0, step], point };
  }

  read(x, y, frame) {
    const { historyAxis: axis, sizes, store, view, labels } = frame;
    const step = this.top + Math.floor(y / sizes.row);
    const time = axis.at(x);
    if (step >= store.have) return null;
    if (time < 0 || step > frame.lastRevealed) return { step, text: fill(labels.hover_go, { step }) };
    const symbol = visibleSymbol(view.symbols[store.steps.predicted.row(step)[time]]);
    const share = percent(store.steps.confidence.row(step)[time] / 255);
    return {
      step,
      time,
      text: fill(labels.hover_history, {
        step,
        time,
        symbol,
        share,
        target: visibleSymbol(view.symbols[view.targets[time]]),
      }),
    };
  }

  click(_x, y, frame) {
    const step = this.top + Math.floor(y / frame.sizes.row);
    if (step < frame.store.have) frame.seek(step);
  }
}
