/** The loss over the steps, with the lines that make it mean something. */

import { check, cross, stroke } from "../shared/canvas.js";
import { Choice, element, setText, show } from "../shared/dom.js";
import { fill, number } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { penOf } from "./lanes.js";
import { dot, nice, Plot, ticks } from "./plot.js";

const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

export class LossChart {
  surface = new Surface("player-loss-chart");
  title = element("h2");
  heldOutWords = element("strong", { class: "held-out-loss" });
  log = false;

  constructor(changed) {
    this.scale = new Choice([false, true], (log) => {
      this.log = log;
      changed();
    });
    this.element = element(
      "section",
      { class: "loss" },
      element("header", {}, this.title, this.heldOutWords, this.scale.element),
      this.surface.canvas,
    );
  }

  layout({ sizes, view, labels }) {
    this.surface.reserve(sizes.heights.loss ?? 120);
    setText(this.title, fill(labels.loss_title, { unit: labels[view.loss_unit] }));
    this.scale.update(labels.scale, (log) => (log ? labels.log : labels.linear), this.log);
    show(this.heldOutWords, view.in_windows);
  }

  draw(frame) {
    const { store, view, palette, step, sizes, labels, hover } = frame;
    this.scale.update(labels.scale, (log) => (log ? labels.log : labels.linear), this.log);
    const g = this.surface.begin(frame.sideWidth);
    const plot = this.plotted(g, frame);
    this.plot = plot;
    plot.yTicks(this.marks, frame);
    if (!sizes.heights.letters) plot.xTicks(frame); // else they stand under the strip below
    const one = frame.lanes.every(({ axis }) => axis === frame.axis); // text, of which the lines are
    if (!frame.secret && one) this.lines(plot, frame);
    const loss = store.steps.loss.data;
    if (view.lines.reference && !frame.secret && one) this.reference(plot, frame);
    if (frame.ghost && !frame.secret) this.original(plot, frame);
    const told = frame.secret ? Math.min(step + 1, store.have) : store.have;
    if (frame.lanes.length) this.beside(plot, frame);
    else plot.curve(loss, told, step, view.in_windows ? palette.grey : palette.ink, view.in_windows ? 1.5 : 2.5);
    if (view.in_windows) this.heldOut(plot, frame);
    plot.notes(frame);
    if (!frame.lanes.length) this.flags(g, plot, frame);
    if (hover?.step !== undefined) plot.hair(hover.step, palette.grey, 1.5, [3, 3]);
    if (store.have) plot.hair(frame.now, palette.blue, 2);
    if (store.have && !frame.lanes.length) {
      dot(g, plot.x(step), plot.y(loss[step]), palette.blue, palette.background, 5);
    }
    const at = (place) => (store.have ? number(loss[place]) : "–");
    this.surface.describe(fill(labels.loss_alt, { first: at(0), loss: at(step), step }));
  }

  /** The scales: x never moves while playing, y only grows. */
  plotted(g, { store, lanes, view, sizes, sideWidth, steps }) {
    const { text } = sizes;
    const box = {
      left: 3 * text,
      top: 1.9 * text,
      width: sideWidth - 3.6 * text,
      height: this.surface.height - (sizes.heights.letters ? 2.5 : 3.4) * text,
    };
    const ranges = [store, ...lanes.filter((lane) => comparable(lane, view)).map((lane) => lane.store)].map(
      ({ lossRange }) => lossRange,
    );
    const [least, most] = [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
    const known = Object.values(view.lines).filter((line) => typeof line === "number" && line > 0);
    const reference = (view.lines.reference ?? []).filter((value) => value > 0);
    const top = nice(1.04 * Math.max(most, view.lines.guess ?? 0, ...reference.slice(0, 1), 0.1), ROUND);
    if (!this.log) {
      this.marks = ticks(top, Math.max(2, Math.floor(box.height / (3.4 * text))));
      return new Plot(g, box, steps, (value) => box.top + box.height * (1 - Math.min(value, top) / top));
    }
    const low = Math.floor(Math.log10(Math.max(Math.min(least, ...known, ...reference, 1), 1e-12)));
    const span = Math.max(Math.log10(top) - low, 1);
    this.marks = Array.from({ length: Math.floor(span + 1e-9) + 1 }, (_, index) => 10 ** (low + index));
    return new Plot(
      g,
      box,
      steps,
      (value) => box.top + box.height * (1 - (Math.log10(Math.max(value, 10 ** low)) - low) / span),
    );
  }

  /** Guessing, no memory, no output layer. */
  lines(plot, { view, palette, labels }) {
    const { guess, floor, headless } = view.lines;
    const line = (value, name, colour, dash, below) => {
      if (!(value > 0)) return;
      const text = fill(labels[name], { loss: number(value) });
      plot.level(value, text, { colour, dash, below });
    };
    line(guess, "line_guess", palette.muted, [2, 5]);
    line(floor, "line_floor", palette.muted, [9, 5]);
    line(headless, "line_headless", palette.orange, [2, 5], true);
  }

  /** The curve that the lecture notes print, in as many pieces as they print it. */
  reference(plot, { view, palette, labels }) {
    const values = view.lines.reference;
    let piece = [];
    for (let step = 0; step <= values.length; step++) {
      const value = values[step] ?? null;
      if (value !== null) piece.push([plot.x(step), plot.y(value)]);
      else {
        stroke(plot.g, palette.orange, 1.5, piece);
        for (const [x, y] of piece) plot.g.strokeRect(x - 2, y - 2, 4, 4);
        piece = [];
      }
    }
    plot.note(`□ ${labels.line_reference}`, plot.y(view.lines.guess ?? values[0] ?? 0), palette.orange, true);
  }

  /** The curves of all lanes, each with its name at its end. */
  beside(plot, { lanes, now, palette, secret, view, sizes, labels }) {
    const apart = lanes.filter((lane) => !comparable(lane, view));
    for (const [index, { title }] of apart.entries())
      plot.note(fill(labels.loss_apart, { run: title }), plot.box.top + index * sizes.line, palette.muted, true);

    lanes.forEach((lane, index) => {
      const { store, masked, title } = lane;
      if (masked || !store.have || !comparable(lane, view)) return;
      const { colour, dash } = penOf(palette, index);
      const losses = store.steps.loss.data;
      plot.curve(losses, secret ? Math.min(now + 1, store.have) : store.have, now, colour, 2.5, false, dash);
      const share = 0.9 / lanes.length; // of the width, for its name
      const at = Math.round(plot.steps * (0.1 + share * index));
      if (at < store.have) plot.mark(title, at, losses[at], colour, share * plot.box.width - 8);
    });
  }

  /** The run from which this one is forked, from that step on. */
  original(plot, { ghost, step, palette, labels }) {
    const { store, from } = ghost;
    const count = Math.min(store.have - from, plot.steps + 1);
    if (count <= 0) return;
    const losses = store.steps.loss.data.subarray(from, from + count);
    plot.curve(losses, count, step, palette.grey, 3);
    plot.note(labels.original, plot.y(losses[count - 1]), palette.muted, false);
  }

  /** The loss on text that is never trained on, where it was measured. */
  heldOut(plot, { store, step, palette, labels, secret }) {
    const until = (last) => store.heldOut.filter(([at]) => at <= last).map(([at, loss]) => [plot.x(at), plot.y(loss)]);
    plot.g.globalAlpha = 0.28;
    if (!secret) stroke(plot.g, palette.blue, 3, until(Infinity));
    plot.g.globalAlpha = 1;
    stroke(plot.g, palette.blue, 3, until(step));
    const newest = this.heldOutAt(store, step);
    setText(this.heldOutWords, newest ? fill(labels.line_held_out, { loss: number(newest[1]) }) : "");
  }

  heldOutAt(store, step) {
    return store.heldOut.findLast(([at]) => at <= step);
  }

  /** Where the text was first all right, and where it was lost again. */
  flags(g, plot, { store, step, until, palette }) {
    for (const { kind, step: at } of store.milestones) {
      if ((kind !== "solved" && kind !== "lost") || at > until) continue;
      const solved = kind === "solved";
      const colour = solved ? palette.blue : palette.orange;
      g.globalAlpha = at <= step ? 1 : 0.35;
      plot.hair(at, colour, 1, [2, 4]);
      (solved ? check : cross)(g, plot.x(at), plot.box.top - 10, solved ? 6 : 5, colour);
      g.globalAlpha = 1;
    }
  }

  places(frame) {
    return this.plot.places(frame);
  }

  read(x, _y, frame) {
    const { store, labels, view } = frame;
    if (!store.have || !this.plot) return null;
    const step = Math.max(0, Math.min(this.plot.step(x), store.last));
    if (frame.secret && step > frame.step) return { step, text: fill(labels.hover_go, { step }) };
    const loss = store.steps.loss.data[step];
    const perplexity =
      view.loss_unit === "nats" ? fill(labels.hover_perplexity, { value: number(Math.exp(loss), 2) }) : "";
    const words = {
      step,
      loss: number(loss),
      unit: labels[view.loss_unit],
      text: step > frame.until ? "" : frame.said(step).replaceAll("\n", " / "),
    };
    const held = this.heldOutAt(store, step);
    const heldOut = held ? fill(labels.hover_held_out, { loss: number(held[1]) }) : "";
    return {
      step,
      text: [fill(labels.hover_step, words), heldOut, perplexity, words.text].filter(Boolean).join(" · "),
    };
  }

  click(x, _y, frame) {
    if (this.plot) frame.seek(this.plot.step(x));
  }
}

/** Nats and squares have no axis together. */
const comparable = (lane, view) => lane.loss_unit === view.loss_unit;
