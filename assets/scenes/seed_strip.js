/** A row per network, a dot per seed; seeds that never solve their text are on the right. */

import { clamp, listenToArrowKeys } from "../shared/arrow_keys.js";
import { svg } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { BOX, Chart, text } from "./comparison_chart.js";
import { NEVER, NOT_DONE, neverWords, scoreWords } from "./comparison_sentence.js";

const ROW = 46; // px
const MAX_LETTERS = 10; // of a name; longer ones are cut
const ROUND = 0.05; // an axis of losses begins and ends at a multiple of this

export class SeedStrip extends Chart {
  at = null; // { place, seed } of the dot at the keyboard cursor

  /** open(at): called when a dot is chosen; changed(): draw again; announce(text): what the keyboard cursor is on. */
  constructor({ open, changed, announce }) {
    super("compare-strip", ROW);
    this.open = open;
    listenToArrowKeys(this.svg, {
      go: (across, down) => {
        if (!this.report || !this.walk(across, down)) return;
        announce(this.dotWords(this.at.place, this.at.seed));
        changed();
      },
      pick: () => this.at && open(this.at),
      leave: () => {
        this.at = null;
        changed();
      },
    });
  }

  scores(place) {
    const { total } = this.view;
    return this.report.scores.subarray(place * total, (place + 1) * total);
  }

  /** Left and right: from dot to dot; up and down: from network to network. Returns false if there is no dot. */
  walk(across, down) {
    const place = clamp((this.at?.place ?? 0) + Math.sign(down), [0, this.view.names.length - 1]);
    const scores = this.scores(place);
    const seeds = [...scores.keys()]
      .filter((seed) => scores[seed] !== NOT_DONE)
      .sort((one, other) => rank(scores[one]) - rank(scores[other]) || one - other);
    if (!seeds.length) return false;
    const index = place === this.at?.place ? seeds.indexOf(this.at.seed) + across : 0;
    this.at = { place, seed: seeds[clamp(index, [0, seeds.length - 1])] };
    return true;
  }

  draw() {
    const { names } = this.view;
    const height = names.length * ROW + BOX.bottom + 14;
    const titles = names.map((title, place) => text(0, middle(place) + 5, shortened(title), "end", ""));
    const never = text(0, height - 12, neverWords(this.view), "middle");
    this.svg.replaceChildren(...titles, never); // to measure the texts, which a phone enlarges
    const left = Math.max(BOX.left + 26, ...titles.map((node) => node.getComputedTextLength()));
    const half = Math.max(34, never.getComputedTextLength() / 2 + 4);
    const right = BOX.width - half;
    for (const node of titles) node.setAttribute("x", left);
    never.setAttribute("x", right);
    const range = this.range();
    const x = scale(range, [left + 14, right - half - 28], right);
    this.svg.setAttribute("viewBox", `0 0 ${BOX.width} ${height}`);
    this.describe((place) => scoreWords(this.view, this.report.medians[place]));
    this.svg.replaceChildren(
      ...titles,
      ...(this.hasNever() ? [edge(right - half, height), never] : []),
      ...range.map((score) => text(x(score), height - 12, scoreWords(this.view, score), "middle")),
      ...names.flatMap((_title, place) => this.row(place, x)),
    );
  }

  /** Whether a seed can be without a score; on a long text only if it diverges. */
  hasNever() {
    return !this.view.in_windows || this.report.scores.includes(NEVER);
  }

  /** The range of the axis. @returns {[number, number]} */
  range() {
    if (!this.view.in_windows) return [0, this.last];
    const known = this.report.scores.filter((score) => score >= 0);
    const [min, max] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
    return [Math.floor(min / ROUND) * ROUND, Math.ceil(max / ROUND) * ROUND + (max === min ? ROUND : 0)];
  }

  /** The median and the dots of a network. */
  row(place, x) {
    const median = this.report.medians[place];
    const y = middle(place);
    const line = { stroke: this.palette.ink, "stroke-width": 2.5, d: `M${x(median)} ${y - 17} V${y + 17}` };
    const dots = Array.from(this.scores(place), (score, seed) =>
      score === NOT_DONE ? [] : this.dot(place, seed, x(score), y + spread(seed)),
    );
    return [...(median === null ? [] : [svg("path", line)]), ...dots.flat()];
  }

  dot(place, seed, x, y) {
    const here = this.at?.place === place && this.at.seed === seed;
    const look = { class: here ? "dot here" : "dot", fill: this.style(place).colour, "fill-opacity": 0.75 };
    const names = { "data-seed": seed, "data-place": place };
    const title = svg("title", {}, this.dotWords(place, seed));
    const node = svg("circle", { ...look, cx: x, cy: y, r: 4.5, ...names }, title);
    node.addEventListener("click", () => this.open({ place, seed }));
    return node;
  }

  dotWords(place, seed) {
    const { labels, names, in_windows: inWindows } = this.view;
    const score = this.scores(place)[seed];
    const words = { steps: scoreWords(this.view, score) };
    const steps = score === NEVER ? neverWords(this.view) : fill(inWindows ? labels.dot_loss : labels.dot_steps, words);
    return fill(labels.dot, { name: names[place], seed, steps });
  }
}

/** The x of a score between two ends; `never` without a score. */
function scale([min, max], [from, to], never) {
  return (score) => (score === NEVER ? never : from + ((score - min) / (max - min)) * (to - from));
}

/** The line that separates the seeds that never solve their text. */
const edge = (x, height) => svg("path", { class: "floor", d: `M${x} 4 V${height - BOX.bottom}` });

const shortened = (title) => (title.length > MAX_LETTERS ? `${title.slice(0, MAX_LETTERS - 1)}…` : title);

/** Seeds that never solve their text come last. */
const rank = (score) => (score === NEVER ? Infinity : score);

/** The y of the middle of a row. */
const middle = (place) => 10 + ROW * (place + 0.5);

/** The vertical offset of a dot, the same for a seed in every row. */
const spread = (seed) => (((seed * 7) % 13) / 12 - 0.5) * 30;
