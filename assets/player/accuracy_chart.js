/** The number of correct letters at each step: a chart below the loss, with the same x axis. */

import { label } from "../shared/canvas.js";
import { element, name } from "../shared/dom.js";
import { fill, percent } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { penOf } from "./lanes.js";
import { dot, Plot } from "./plot.js";

export class AccuracyChart {
  surface = new Surface("player-letters");
  element = element("section", { class: "letters" }, this.surface.canvas);

  layout({ sizes, labels, view }) {
    this.title = view.in_windows ? labels.letters_shown : labels.letters;
    name(this.element, this.title);
    this.surface.reserve(sizes.heights.letters ?? 44);
  }

  draw(frame) {
    const { store, view, sizes, palette, step, steps, hover, labels, masked, lastRevealed, futureHidden } = frame;
    const width = frame.sideWidth;
    const g = this.surface.begin(width);
    const total = view.targets.length;
    const { text } = sizes;
    const box = {
      left: 3 * text,
      top: 1.3 * text,
      width: width - 3.6 * text,
      height: this.surface.height - 2.8 * text,
    };
    const plotOf = (maximum) => new Plot(g, box, steps, (value) => box.top + box.height * (1 - value / maximum));
    const plot = plotOf(total);
    this.plot = plot;
    plot.xTicks(frame);
    const isSameLength = frame.lanes.every(({ targets }) => targets.length === total);
    plot.yTicks([0, total], frame, isSameLength ? undefined : (value) => percent(value / total));
    const { floor_correct: limit } = view.baselines;
    if (!futureHidden && limit !== null && limit < total && isSameLength)
      plot.level(limit, fill(labels.line_correct, { count: limit }), {
        colour: palette.muted,
        dash: [9, 5],
        below: true,
      });
    const correct = store.steps.correct.data;
    if (frame.lanes.length) this.drawLanes(plotOf, frame);
    else plot.curve(correct, Math.min(store.have, lastRevealed + 1), step, palette.blue, 2, true);
    plot.drawNotes(frame);
    label(g, this.title, box.left, 0.6 * text, { font: `600 ${sizes.font}`, ink: palette.ink, align: "left" });
    if (hover?.step !== undefined) plot.verticalLine(hover.step, palette.grey, 1.5, [3, 3]);
    if (store.have) {
      plot.verticalLine(frame.playheadStep, palette.blue, 2);
      if (!masked && !frame.lanes.length)
        dot(g, plot.x(step), plot.y(correct[step]), palette.blue, palette.background, 4);
    }
    const now = fill(labels.correct, { correct: masked ? "?" : store.have ? correct[step] : 0, total });
    this.surface.describe(`${this.title}: ${now}`);
  }

  /** The curves of all lanes, in the style of their loss curves. */
  drawLanes(plotOf, { lanes, playheadStep, palette, futureHidden }) {
    lanes.forEach(({ store, masked, targets }, index) => {
      if (masked) return;
      const { colour, dash } = penOf(palette, index);
      const count = futureHidden ? Math.min(playheadStep + 1, store.have) : store.have;
      plotOf(targets.length).curve(store.steps.correct.data, count, playheadStep, colour, 2, true, dash);
    });
  }

  places(frame) {
    return this.plot.places(frame);
  }

  read(x, _y, { store, labels, view, lastRevealed }) {
    if (!store.have || !this.plot) return null;
    const step = Math.max(0, Math.min(this.plot.step(x), store.last));
    const correct = step > lastRevealed ? "?" : store.steps.correct.data[step];
    return { step, text: fill(labels.hover_letters, { step, correct, total: view.targets.length }) };
  }

  click(x, _y, frame) {
    if (this.plot) frame.seek(this.plot.step(x));
  }
}
