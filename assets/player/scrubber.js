/** The way to any step: a slider on top of the loss curve itself, with a mark at everything worth seeing. */

import { element, name, show } from "./dom.js";
import { words } from "./messages.js";
import { Plot } from "./plot.js";
import { Surface } from "./surface.js";
import { fill } from "./text.js";

const TICKS = { letter_right: "•", tells_apart: "◆", remembers: "★", solved: "✓", lost: "✗", spike: "▲", diverged: "▲", learned: "⚑" };
const THUMB = 16; // px, as in the style sheet

export class Scrubber {
  surface = new Surface("player-track");
  input = element("input", { type: "range", min: "0", max: "0", step: "1", value: "0", "data-testid": "player-scrubber" });
  marks = element("div", { class: "marks" });
  thumb = element("div", { class: "thumb", "aria-hidden": "true" });
  ticks = new Map(); // step -> button; kept when not needed

  constructor(act) {
    this.act = act;
    this.input.addEventListener("input", () => act.seek(Number(this.input.value)));
    const track = element("div", { class: "track" }, this.surface.canvas, this.thumb, this.input);
    this.element = element("div", { class: "scrubber" }, this.marks, track);
  }

  layout({ sizes, labels, view }) {
    this.surface.reserve(sizes.track);
    this.input.setAttribute("aria-label", labels.scrubber);
    show(this.element, !view.options.hide.includes("scrubber"));
    for (const tick of this.ticks.values()) show(tick, false);
    this.told = 0;
  }

  draw(frame) {
    const { store, step, steps, palette, labels, width } = frame;
    const g = this.surface.begin(width);
    const box = { left: THUMB / 2, top: 6, width: width - THUMB, height: this.surface.height - 12 };
    const top = Math.max(store.lossRange[1], 1e-9);
    const plot = (this.plot = new Plot(g, box, steps, (value) => box.top + box.height * (1 - value / top)));
    this.fillUnder(g, plot, frame);
    plot.curve(store.steps.loss.data, store.have, step, palette.muted, 2);
    this.place(frame, plot);
    if (store.milestones.length !== this.told) this.tell(frame, plot);
    this.surface.describe(labels.scrubber);
  }

  /** What has been played, lightly filled. */
  fillUnder(g, plot, { store, step, palette }) {
    const points = plot.points(store.steps.loss.data, Math.min(step + 1, store.have), false);
    if (!points.length) return;
    g.beginPath();
    g.moveTo(points[0][0], plot.box.top + plot.box.height);
    for (const [x, y] of points) g.lineTo(x, y);
    g.lineTo(points.at(-1)[0], plot.box.top + plot.box.height);
    g.fillStyle = palette.tint("blue", 0.16);
    g.fill();
  }

  /** The slider covers the steps that are known, so its thumb lies on the curve. */
  place({ store, step, labels }, plot) {
    const { input } = this;
    input.max = String(store.last);
    input.value = String(step);
    input.style.width = `${plot.x(store.last) - plot.x(0) + THUMB}px`;
    input.setAttribute("aria-valuetext", fill(labels.step, { step, steps: plot.steps }));
    for (const [at, tick] of this.ticks) tick.classList.toggle("ahead", at > step);
  }

  /** The line through the track glides with the playhead, between two steps too. */
  glide(position) {
    if (this.plot) this.thumb.style.transform = `translateX(${this.plot.x(position)}px)`;
  }

  tell({ store, labels }, plot) {
    this.told = store.milestones.length;
    const texts = new Map();
    for (const milestone of store.milestones) {
      if (!(milestone.kind in TICKS)) continue;
      const { step, kind } = milestone;
      const text = fill(labels[`tick_${kind}`], words(milestone));
      const before = texts.get(step)?.text;
      texts.set(step, { kind, text: before ? `${before} · ${text}` : text });
    }
    for (const [step, { kind, text }] of texts) {
      const tick = this.tick(step);
      show(tick, true);
      tick.dataset.kind = kind;
      tick.firstChild.data = TICKS[kind];
      tick.style.left = `${(100 * (plot.x(step) - 0)) / (plot.box.width + THUMB)}%`;
      name(tick, `${step}: ${text}`);
    }
  }

  tick(step) {
    if (!this.ticks.has(step)) {
      const tick = element("button", { type: "button", onclick: () => this.act.seek(step) }, " ");
      this.ticks.set(step, tick);
      this.marks.append(tick);
    }
    return this.ticks.get(step);
  }
}
