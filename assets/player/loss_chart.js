/** The loss over the steps, with reference lines. */

import { check, cross, stroke } from "../shared/canvas.js";
import { Choice, element, setText, show } from "../shared/dom.js";
import { fill, inOneLine, number } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { penOf } from "./lanes.js";
import { dot, nice, Plot, ticks } from "./plot.js";

const ROUND = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

export class LossChart {
  surface = new Surface("player-loss-chart");
  title = element("h2");
  heldOutLabel = element("strong", { class: "held-out-loss" });
  log = false;
  titleWidth = 0; // px that marks above the plot leave free

  constructor(changed) {
    this.scale = new Choice([false, true], (log) => {
      this.log = log;
      changed();
    });
    this.element = element(
      "section",
      { class: "loss" },
      element("header", {}, this.title, this.heldOutLabel, this.scale.element),
      this.surface.canvas,
    );
  }

  layout({ sizes, view, labels }) {
    this.surface.reserve(sizes.heights.loss ?? 120);
    setText(this.title, fill(labels.loss_title, { unit: labels[view.loss_unit] }));
    this.titleWidth = this.title.offsetWidth + 8;
    this.scale.update(labels.scale, (log) => (log ? labels.log : labels.linear), this.log);
    show(this.heldOutLabel, view.in_windows);
  }

  draw(frame) {
    const { store, view, palette, step, sizes, labels, hover } = frame;
    this.scale.update(labels.scale, (log) => (log ? labels.log : labels.linear), this.log);
    const g = this.surface.begin(frame.sideWidth);
    const plot = this.createPlot(g, frame);
    this.plot = plot;
    plot.yTicks(this.tickValues, frame);
    if (!sizes.heights.letters) plot.xTicks(frame); // otherwise they are below the accuracy chart
    const isSameText = frame.lanes.every(({ axis }) => axis === frame.axis); // the lines belong to one text
    if (!frame.futureHidden && isSameText) this.referenceLines(plot, frame);
    const loss = store.steps.loss.data;
    if (view.baselines.reference && !frame.futureHidden && isSameText) this.printedCurve(plot, frame);
    if (frame.ghost && !frame.futureHidden) this.originalCurve(plot, frame);
    const count = frame.futureHidden ? Math.min(step + 1, store.have) : store.have;
    if (frame.lanes.length) this.drawLanes(plot, frame);
    else plot.curve(loss, count, step, view.in_windows ? palette.grey : palette.ink, view.in_windows ? 1.5 : 2.5);
    if (view.in_windows) this.heldOut(plot, frame);
    plot.drawNotes(frame);
    if (!frame.lanes.length) this.solvedMarks(g, plot, frame);
    if (hover?.step !== undefined) plot.verticalLine(hover.step, palette.grey, 1.5, [3, 3]);
    if (store.have) plot.verticalLine(frame.playheadStep, palette.blue, 2);
    if (store.have && !frame.lanes.length) {
      dot(g, plot.x(step), plot.y(loss[step]), palette.blue, palette.background, 5);
    }
    const lossAt = (at) => (store.have ? number(loss[at]) : "–");
    this.surface.describe(fill(labels.loss_alt, { first: lossAt(0), loss: lossAt(step), step }));
  }

  /** The plot with its scales: x stays the same while playing, y only grows. */
  createPlot(g, { store, lanes, view, sizes, sideWidth, steps }) {
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
    const [minimum, maximum] = [Math.min(...ranges.map(([low]) => low)), Math.max(...ranges.map(([, high]) => high))];
    const known = Object.values(view.baselines).filter((line) => typeof line === "number" && line > 0);
    const reference = (view.baselines.reference ?? []).filter((value) => value > 0);
    const top = nice(1.04 * Math.max(maximum, view.baselines.guess ?? 0, ...reference.slice(0, 1), 0.1), ROUND);
    if (!this.log) {
      this.tickValues = ticks(top, Math.max(2, Math.floor(box.height / (3.4 * text))));
      return new Plot(g, box, steps, (value) => box.top + box.height * (1 - Math.min(value, top) / top));
    }
    const low = Math.floor(Math.log10(Math.max(Math.min(minimum, ...known, ...reference, 1), 1e-12)));
    const span = Math.max(Math.log10(top) - low, 1);
    this.tickValues = Array.from({ length: Math.floor(span + 1e-9) + 1 }, (_, index) => 10 ** (low + index));
    return new Plot(
      g,
      box,
      steps,
      (value) => box.top + box.height * (1 - (Math.log10(Math.max(value, 10 ** low)) - low) / span),
    );
  }

  /** The loss of guessing, without memory, and without an output layer. */
  referenceLines(plot, { view, palette, labels }) {
    const { guess, floor, headless } = view.baselines;
    const line = (value, name, colour, dash, below) => {
      if (!(value > 0)) return;
      const text = fill(labels[name], { loss: number(value) });
      plot.level(value, text, { colour, dash, below });
    };
    line(guess, "line_guess", palette.muted, [2, 5]);
    line(floor, "line_floor", palette.muted, [9, 5]);
    line(headless, "line_headless", palette.orange, [2, 5], true);
  }

  /** The curve that the lecture notes print, in as many pieces as they print. */
  printedCurve(plot, { view, palette, labels }) {
    const values = view.baselines.reference;
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
    plot.note(`□ ${labels.line_reference}`, plot.y(view.baselines.guess ?? values[0] ?? 0), palette.orange, true);
  }

  /** The curves of all lanes, each with its name. A lane with another kind of loss is only named. */
  drawLanes(plot, { lanes, playheadStep, palette, futureHidden, view, sizes, labels }) {
    const others = lanes.filter((lane) => !comparable(lane, view));
    for (const [index, { title }] of others.entries())
      plot.note(fill(labels.loss_apart, { run: title }), plot.box.top + index * sizes.line, palette.muted, true);

    lanes.forEach((lane, index) => {
      const { store, masked, title } = lane;
      if (masked || !store.have || !comparable(lane, view)) return;
      const { colour, dash } = penOf(palette, index);
      const losses = store.steps.loss.data;
      const count = futureHidden ? Math.min(playheadStep + 1, store.have) : store.have;
      plot.curve(losses, count, playheadStep, colour, 2.5, false, dash);
      const share = 0.9 / lanes.length; // of the width, for its name
      const at = Math.round(plot.steps * (0.1 + share * index));
      if (at < store.have) plot.curveLabel(title, at, losses[at], colour, share * plot.box.width - 8);
    });
  }

  /** The loss of the run from which this one is forked, from that step on. */
  originalCurve(plot, { ghost, step, palette, labels }) {
    const { store, from, held } = ghost;
    const count = Math.min(store.have - from, plot.steps + 1);
    if (count <= 0) return;
    const losses = store.steps.loss.data.subarray(from, from + count);
    plot.curve(losses, count, step, palette.grey, 3);
    plot.note(held ? labels.before : labels.original, plot.y(losses[count - 1]), palette.muted, false);
  }

  /** The validation loss, at the steps where it was measured. */
  heldOut(plot, { store, step, palette, labels, futureHidden }) {
    const until = (last) => store.heldOut.filter(([at]) => at <= last).map(([at, loss]) => [plot.x(at), plot.y(loss)]);
    plot.g.globalAlpha = 0.28;
    if (!futureHidden) stroke(plot.g, palette.blue, 3, until(Infinity));
    plot.g.globalAlpha = 1;
    stroke(plot.g, palette.blue, 3, until(step));
    const newest = this.heldOutAt(store, step);
    setText(this.heldOutLabel, newest ? fill(labels.line_held_out, { loss: number(newest[1]) }) : "");
  }

  heldOutAt(store, step) {
    return store.heldOut.findLast(([at]) => at <= step);
  }

  /** Marks where the text was first all correct, and where it was lost again. */
  solvedMarks(g, plot, { store, step, lastRevealed, palette }) {
    for (const { kind, step: at } of store.milestones) {
      if ((kind !== "solved" && kind !== "lost") || at > lastRevealed) continue;
      const solved = kind === "solved";
      const colour = solved ? palette.blue : palette.orange;
      g.globalAlpha = at <= step ? 1 : 0.35;
      plot.verticalLine(at, colour, 1, [2, 4]);
      const x = plot.x(at);
      const y = plot.box.top + (x < plot.box.left + this.titleWidth ? 10 : -10); // below the title
      (solved ? check : cross)(g, x, y, solved ? 6 : 5, colour);
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
    if (frame.futureHidden && step > frame.step) return { step, text: fill(labels.hover_go, { step }) };
    const loss = store.steps.loss.data[step];
    const perplexity =
      view.loss_unit === "nats" ? fill(labels.hover_perplexity, { value: number(Math.exp(loss), 2) }) : "";
    const words = {
      step,
      loss: number(loss),
      unit: labels[view.loss_unit],
      text: step > frame.lastRevealed ? "" : inOneLine(frame.predictionAt(step)),
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

/** Whether two losses fit on one axis: nats and squared errors do not. */
const comparable = (lane, view) => lane.loss_unit === view.loss_unit;
