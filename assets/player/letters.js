/** How many letters are right at each step, under the loss and over the same steps. */

import { element, setText } from "./dom.js";
import { dot, Plot } from "./plot.js";
import { Surface } from "./surface.js";
import { fill } from "./text.js";

export class Letters {
  surface = new Surface("player-letters");
  title = element("h2");
  plot = null;
  element = element("section", { class: "letters" }, this.title, this.surface.canvas);

  layout({ sizes, labels, view }) {
    setText(this.title, view.in_windows ? labels.letters_shown : labels.letters);
    this.surface.reserve(sizes.letters + sizes.line);
  }

  draw(frame) {
    const { store, view, sizes, palette, step, steps, hover, labels, sideWidth, hidden, until } = frame;
    const g = this.surface.begin(sideWidth);
    const total = view.targets.length;
    const box = {
      left: 3.4 * sizes.text,
      top: 0.8 * sizes.text,
      width: sideWidth - 4.2 * sizes.text,
      height: this.surface.height - 4 * sizes.text,
    };
    const plot = new Plot(g, box, steps, (value) => box.top + box.height * (1 - value / total));
    this.plot = plot;
    plot.xTicks(frame, labels.axis_steps);
    plot.yTicks([0, total], frame);
    const { floor_correct: most } = view.lines;
    if (most !== null && most < total)
      plot.level(most, fill(labels.line_correct, { count: most }), {
        colour: palette.muted,
        dash: [9, 5],
        below: true,
      });
    const correct = store.steps.correct.data;
    plot.curve(correct, Math.min(store.have, until + 1), step, palette.blue, 2.5, true);
    plot.notes(frame);
    if (hover?.step !== undefined) plot.hair(hover.step, palette.grey, 1.5, [3, 3]);
    if (store.have) {
      plot.hair(step, palette.blue, 2);
      if (!hidden) dot(g, plot.x(step), plot.y(correct[step]), palette.blue, palette.background);
    }
    const now = fill(labels.correct, { correct: hidden ? "?" : store.have ? correct[step] : 0, total });
    this.surface.describe(`${this.title.textContent}: ${now}`);
  }

  places(frame) {
    return this.plot.places(frame);
  }

  read(x, _y, { store, labels, view, until }) {
    if (!store.have || !this.plot) return null;
    const step = Math.max(0, Math.min(this.plot.step(x), store.last));
    return {
      step,
      text: fill(labels.hover_letters, {
        step,
        correct: step > until ? "?" : store.steps.correct.data[step],
        total: view.targets.length,
      }),
    };
  }

  click(x, _y, frame) {
    if (this.plot) frame.seek(this.plot.step(x));
  }
}
