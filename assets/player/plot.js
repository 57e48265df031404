/** Curves over the training steps: scales, ticks, and curves that are reduced to as many points as there are px. */

import { label, stroke } from "../shared/canvas.js";

const LABEL_SPACE = 30; // px that a name above a line needs, and the buttons in the corner above the plot

export class Plot {
  pendingLabels = []; // drawn by `drawNotes`

  /** box: left, top, width, height in px; steps: the last step of the axis; y(value) -> px. */
  constructor(g, box, steps, y) {
    this.g = g;
    this.box = box;
    this.steps = Math.max(steps, 1);
    this.y = y;
  }

  x(step) {
    return this.box.left + (this.box.width * step) / this.steps;
  }

  step(x) {
    return Math.round(((x - this.box.left) / this.box.width) * this.steps);
  }

  /** For the keyboard: one position at each known step. */
  places({ store, step }) {
    return {
      columns: [0, store.last],
      rows: [0, 0],
      start: [step, 0],
      point: (at) => [this.x(at), this.box.top + this.box.height / 2],
    };
  }

  /** A curve through values[0 .. count), paler after `now`. */
  curve(values, count, now, colour, width, isStepped = false, dash = []) {
    const { g, box } = this;
    const points = this.points(values, count, isStepped);
    const part = (left, right, alpha) => {
      g.save();
      g.beginPath();
      g.rect(left, box.top - 4, Math.max(right - left, 0), box.height + 8);
      g.clip();
      g.globalAlpha = alpha;
      stroke(g, colour, width, points, dash);
      g.restore();
    };
    if (!points.length) return;
    part(box.left - 3, this.x(now), 1);
    part(this.x(now), box.left + box.width + 4, 0.28);
  }

  /** The points of a curve; if there are more steps than px, the minimum and the maximum in each px. */
  points(values, count, isStepped) {
    const every = Math.max(1, Math.floor(count / Math.max(this.box.width, 1)));
    const points = [];
    for (let from = 0; from < count; from += every) {
      let [minimum, maximum] = [Infinity, -Infinity];
      for (let step = from; step < Math.min(from + every, count); step++) {
        if (values[step] === null || !Number.isFinite(values[step])) continue;
        minimum = Math.min(minimum, values[step]);
        maximum = Math.max(maximum, values[step]);
      }
      if (minimum > maximum) continue;
      const x = this.x(from);
      if (isStepped && points.length) points.push([x, points.at(-1)[1]]);
      points.push([x, this.y(maximum)]);
      if (minimum < maximum) points.push([x, this.y(minimum)]);
    }
    return points;
  }

  /** A horizontal line at a value, with its name above or below. */
  level(value, text, { colour, dash, below = false }) {
    const { box } = this;
    const y = this.y(value);
    stroke(
      this.g,
      colour,
      2,
      [
        [box.left, y],
        [box.left + box.width, y],
      ],
      dash,
    );
    this.note(text, y, colour, below);
  }

  /** A name at the right, above a height or below it. `drawNotes` draws it after all curves. */
  note(text, y, ink, prefersBelow) {
    const below = prefersBelow || y < this.box.top + LABEL_SPACE;
    this.pendingLabels.push([
      text,
      y + (below ? 7 : -5),
      { ink, align: "right", baseline: below ? "top" : "bottom", width: this.box.width },
    ]);
  }

  /** A name at a point of a curve. */
  curveLabel(text, step, value, ink, width) {
    this.pendingLabels.push([
      text,
      this.y(value) - 4,
      { ink, width, at: this.x(step), align: "left", baseline: "bottom" },
    ]);
  }

  /** Draws all names. Those of lines stay in place; those of curves move up until they cover no other name. */
  drawNotes({ sizes, palette }) {
    const right = this.box.left + this.box.width - 6; // clear of the playhead at the last step
    const taken = [];
    for (const [text, start, { at, ...style }] of this.pendingLabels.sort(
      (one, other) => (one[2].at ?? 0) - (other[2].at ?? 0),
    )) {
      this.g.font = sizes.font;
      const width = Math.min(this.g.measureText(text).width, style.width);
      const from = at ?? right - width;
      let y = start;
      const covers = ([x, otherWidth, base]) =>
        from < x + otherWidth && x < from + width && Math.abs(y - base) < sizes.line;
      while (at !== undefined && y > this.box.top && taken.some(covers)) y -= sizes.line / 2;
      taken.push([from, width, style.baseline === "top" ? y + sizes.line : y]);
      label(this.g, text, at ?? right, y, { font: sizes.font, halo: palette.background, ...style });
    }
  }

  xTicks({ sizes, palette }) {
    const { g, box, steps } = this;
    const bottom = box.top + box.height;
    stroke(g, palette.grey, 1, [
      [box.left, bottom + 0.5],
      [box.left + box.width, bottom + 0.5],
    ]);
    for (const step of ticks(steps, Math.max(2, Math.floor(box.width / 90)))) {
      const last = this.x(step) > box.left + box.width - 20;
      label(g, String(step), this.x(step), bottom + 3, {
        font: sizes.font,
        ink: palette.muted,
        baseline: "top",
        align: last ? "right" : "center",
      });
    }
  }

  yTicks(values, { sizes, palette }, format = short) {
    const { g, box } = this;
    for (const value of values) {
      const y = this.y(value);
      stroke(g, palette.grid, 1, [
        [box.left, y],
        [box.left + box.width, y],
      ]);
      label(g, format(value), box.left - 6, y, {
        font: sizes.font,
        ink: palette.muted,
        align: "right",
        width: box.left - 8,
      });
    }
  }

  /** A vertical line at a step. */
  verticalLine(step, colour, width, dash = []) {
    stroke(
      this.g,
      colour,
      width,
      [
        [this.x(step), this.box.top],
        [this.x(step), this.box.top + this.box.height],
      ],
      dash,
    );
  }
}

/** Round numbers from 0 to `maximum`, about `count` of them. */
export function ticks(maximum, count) {
  const raw = maximum / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const every = [1, 2, 5, 10].map((step) => step * power).find((step) => step >= raw * 0.999);
  return Array.from({ length: Math.floor(maximum / every + 1e-9) + 1 }, (_, index) => index * every);
}

/** The smallest round number that is at least `value`; steps: the round numbers from 1 to 10. */
export function nice(value, steps = [1, 2, 5, 10]) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-9)));
  return power * steps.find((step) => step * power >= value * 0.999999);
}

const short = (value) => (value >= 1e4 || (value && value < 1e-3) ? exponential(value) : String(+value.toPrecision(3)));
const exponential = (value) => value.toExponential().replace("+", "").replace("-", "−");

export const dot = (g, x, y, colour, edge, radius) => {
  g.beginPath();
  g.arc(x, y, radius, 0, 7);
  g.fillStyle = colour;
  g.fill();
  g.strokeStyle = edge;
  g.lineWidth = 2;
  g.stroke();
};
