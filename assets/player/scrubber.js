/** A slider over all steps, on top of the loss curve, with marks at the milestones. */

import { element, setText, show } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { Surface } from "../shared/surface.js";
import { detailsAsText } from "./messages.js";
import { Plot } from "./plot.js";

const TICKS = {
  letter_right: "•",
  tells_apart: "◆",
  remembers: "★",
  solved: "✓",
  lost: "✗",
  spike: "▲",
  diverged: "▲",
  learned: "⚑",
};
const MINOR = ["letter_right", "tells_apart"];
const MIN_DISTANCE = 24; // px between two marks
const THUMB = 16; // px, as in the style sheet
const TRACK = 24; // px of height

export class Scrubber {
  surface = new Surface("player-track");
  input = element("input", {
    type: "range",
    min: "0",
    max: "0",
    step: "1",
    value: "0",
    "data-testid": "player-scrubber",
  });
  marks = element("div", { class: "marks" });
  thumb = element("div", { class: "thumb", "aria-hidden": "true" });
  ticks = new Map(); // step -> button; unused ones are hidden

  constructor(act, pointer) {
    this.act = act;
    this.pointer = pointer;
    this.surface.canvas.setAttribute("aria-hidden", "true"); // the slider over it has the same content
    this.input.addEventListener("input", () => act.seek(Number(this.input.value)));
    const track = element("div", { class: "track" }, this.surface.canvas, this.thumb, this.input);
    this.element = element("div", { class: "scrubber" }, this.marks, track);
  }

  layout({ sizes, labels, view }) {
    this.surface.reserve(sizes.room.large ? 1.3 * TRACK : TRACK);
    this.input.setAttribute("aria-label", labels.scrubber);
    show(this.element, !view.options.hide.includes("scrubber"));
    this.drawnKey = null;
    this.width = this.element.clientWidth;
  }

  draw(frame) {
    const { store, playheadStep, steps, palette, futureHidden, voting } = frame;
    const { width } = this;
    const g = this.surface.begin(width);
    const box = { left: THUMB / 2, top: 4, width: width - THUMB, height: this.surface.height - 8 };
    const top = Math.max(store.lossRange[1], 1e-9);
    const plot = new Plot(g, box, steps, (value) => box.top + box.height * (1 - value / top));
    this.plot = plot;
    if (!voting) this.fillUnder(g, plot, frame);
    if (!voting)
      plot.curve(
        store.steps.loss.data,
        futureHidden ? Math.min(playheadStep + 1, store.have) : store.have,
        playheadStep,
        palette.muted,
        1.5,
      );
    this.placeSlider(frame, plot);
    if (this.drawnKey !== this.marksKey(frame, plot)) this.drawMarks(frame, plot);
  }

  /** Fills the area below the part of the curve that has been played. */
  fillUnder(g, plot, { store, playheadStep, palette }) {
    const points = plot.points(store.steps.loss.data, Math.min(playheadStep + 1, store.have), false);
    if (!points.length) return;
    g.beginPath();
    g.moveTo(points[0][0], plot.box.top + plot.box.height);
    for (const [x, y] of points) g.lineTo(x, y);
    g.lineTo(points.at(-1)[0], plot.box.top + plot.box.height);
    g.fillStyle = palette.tint("blue", 0.16);
    g.fill();
  }

  /** Makes the slider as wide as the known steps, so that its thumb is on the curve. */
  placeSlider({ last, playheadStep, labels }, plot) {
    const { input } = this;
    input.max = String(last);
    input.value = String(playheadStep);
    input.style.width = `${plot.x(last) - plot.x(0) + THUMB}px`;
    input.setAttribute("aria-valuetext", fill(labels.step, { step: playheadStep, steps: plot.steps }));
    for (const [at, tick] of this.ticks) tick.classList.toggle("ahead", at > playheadStep);
  }

  /** Moves the line through the track with the playhead, also between two steps. */
  glide(position) {
    if (this.plot) this.thumb.style.transform = `translateX(${this.plot.x(position)}px)`;
  }

  /** A mark at each milestone. Milestones that are too close share one mark with the texts of all. */
  drawMarks(frame, plot) {
    const { labels } = frame;
    this.drawnKey = this.marksKey(frame, plot);
    const milestones = visibleMilestones(frame).filter(({ kind }) => kind in TICKS);
    const spots = [];
    const spotOf = ({ step, kind }) => {
      let spot = spots.find((other) => Math.abs(plot.x(other.step) - plot.x(step)) < MIN_DISTANCE);
      if (!spot) {
        spot = { step, kind, texts: [] };
        spots.push(spot);
      }
      if (!MINOR.includes(kind)) spot.kind = kind;
      return spot;
    };
    for (const milestone of milestones) if (!MINOR.includes(milestone.kind)) spotOf(milestone);
    for (const milestone of milestones) {
      const { step, kind } = milestone;
      spotOf(milestone).texts.push(`${step}: ${fill(labels[`tick_${kind}`], detailsAsText(milestone))}`);
    }
    for (const tick of this.ticks.values()) show(tick, false);
    for (const spot of spots) this.drawMark(spot, plot.x(spot.step));
  }

  marksKey(frame, plot) {
    return [frame.store.run, visibleMilestones(frame).length, plot.steps, plot.box.width].join();
  }

  drawMark({ step, kind, texts }, x) {
    const tick = this.tick(step);
    show(tick, true);
    tick.dataset.kind = kind;
    setText(tick, TICKS[kind]);
    tick.style.left = `${x}px`;
    tick.setAttribute("aria-label", texts.join("; "));
    tick.text = texts.join("\n");
  }

  tick(step) {
    if (!this.ticks.has(step)) {
      const tick = element("button", { type: "button", onclick: () => this.act.seek(step) });
      this.pointer.explain(tick, () => tick.text);
      const later = [...this.ticks.keys()].filter((other) => other > step);
      this.marks.insertBefore(tick, this.ticks.get(Math.min(...later)) ?? null); // in Tab order
      this.ticks.set(step, tick);
    }
    return this.ticks.get(step);
  }
}

/** The milestones that may be shown: while predictions are masked, none after the last revealed step. */
const visibleMilestones = ({ store, lastRevealed }) => store.milestones.filter(({ step }) => step <= lastRevealed);
