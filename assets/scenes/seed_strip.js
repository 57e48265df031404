/**
 * A row per network, a dot per seed, or a bar per range of scores where there are many; seeds that never solve their text are on
 * the right, where the height of a bar is their share.
 */

import { clamp, listenToArrowKeys } from "../shared/arrow_keys.js";
import { svg } from "../shared/dom.js";
import { counted, fill, percent } from "../shared/format.js";
import { BOX, Chart, text } from "./comparison_chart.js";
import { NEVER, neverWords, scoreWords } from "./comparison_sentence.js";
import { barWidth, marksOf } from "./seed_marks.js";

const ROW = 46; // px
const TALLEST = 34; // px of a bar
const LEAST = 2; // px of a bar
const NEVER_BAR = 16; // px that the bar on the right is wide
const GAP = 5; // px on both sides of it
const MAX_LETTERS = 10; // of a name; longer ones are cut
const ROUND = 0.05; // an axis of losses begins and ends at a multiple of this

export class SeedStrip extends Chart {
  at = null; // { place, seed } of the mark at the keyboard cursor
  rows = []; // the marks of each network

  /** open(at): called when a mark is chosen; changed(): draw again; announce(text): what the keyboard cursor is on. */
  constructor({ open, changed, announce }) {
    super("compare-strip", ROW);
    this.open = open;
    listenToArrowKeys(this.svg, {
      go: (across, down) => {
        if (!this.report || !this.walk(across, down)) return;
        announce(this.words(this.at.place, this.markAt(this.at)));
        changed();
      },
      pick: () => this.at && open(this.at),
      leave: () => {
        this.at = null;
        changed();
      },
    });
  }

  take(view, report, palette) {
    super.take(view, report, palette);
    const range = this.range();
    this.width = barWidth(view.total, range, !view.in_windows);
    this.rows = view.names.map((_name, place) => marksOf(this.scores(place), range[0], this.width));
  }

  scores(place) {
    const { total } = this.view;
    return this.report.scores.subarray(place * total, (place + 1) * total);
  }

  markAt({ place, seed }) {
    return this.rows[place].find((mark) => mark.seed === seed);
  }

  /** Left and right: from mark to mark; up and down: from network to network. Returns false if there is no mark. */
  walk(across, down) {
    const place = clamp((this.at?.place ?? 0) + Math.sign(down), [0, this.view.names.length - 1]);
    const marks = this.rows[place];
    if (!marks.length) return false;
    const index = place === this.at?.place ? marks.indexOf(this.markAt(this.at)) + across : 0;
    this.at = { place, seed: marks[clamp(index, [0, marks.length - 1])].seed };
    return true;
  }

  draw() {
    const { names } = this.view;
    const height = names.length * ROW + BOX.bottom + 14;
    const titles = names.map((title, place) => text(0, middle(place) + 5, shortened(title), "end", ""));
    const never = text(0, height - 12, neverWords(this.view), "middle");
    const whole = text(0, 0, shareWords(0.999));
    this.svg.replaceChildren(...titles, never, whole); // to measure the texts, which a phone enlarges
    const left = Math.max(BOX.left + 26, ...titles.map((node) => node.getComputedTextLength()));
    const share = this.width ? GAP + NEVER_BAR + GAP + whole.getComputedTextLength() : 0;
    const half = Math.max(34, never.getComputedTextLength() / 2 + 4, share / 2 + 1);
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
      ...names.flatMap((_title, place) => (this.width ? this.barsOf(place, x, half) : this.dotsOf(place, x))),
    );
  }

  /** Whether a seed can be without a score; on a long text only if it diverges. */
  hasNever() {
    return !this.view.in_windows || this.report.scores.includes(NEVER);
  }

  /** The range of the axis. @returns {[number, number]} */
  range() {
    if (!this.view.in_windows) return [0, this.last];
    const known = this.report.scores.filter((score) => score >= 0).sort();
    const [min, max] = known.length ? [known[0], known[known.length - 1]] : [0, 1];
    return [Math.floor(min / ROUND) * ROUND, Math.ceil(max / ROUND) * ROUND + (max === min ? ROUND : 0)];
  }

  /** The median of a network, and a dot for each seed. */
  dotsOf(place, x) {
    const y = middle(place);
    const dots = this.rows[place].map((mark) =>
      this.mark("circle", place, mark, { cx: x(mark.from), cy: y + spread(mark.seed), r: 4.5 }),
    );
    return [...this.median(place, x), ...dots];
  }

  /** A bar for each range of scores, its height the root of its count, so that few seeds are seen beside many; the median. */
  barsOf(place, x, half) {
    const y = middle(place);
    const most = Math.max(...this.rows.flat().map(({ from, count }) => (from === NEVER ? 1 : count)));
    const inSteps = this.view.in_windows ? 0 : 0.5; // a bar of one step lies around it
    const bars = this.rows[place].flatMap((mark) => {
      if (mark.from === NEVER) return this.neverBar(place, mark, x(NEVER) - half + GAP);
      const [begin, end] = [x(mark.from - inSteps), x(mark.to - inSteps)];
      const height = Math.max(LEAST, TALLEST * Math.sqrt(mark.count / most));
      return [this.mark("rect", place, mark, { x: begin, y: y - height / 2, width: (end - begin) * 0.9, height })];
    });
    return [...bars, ...this.median(place, x)];
  }

  /** The share of a network's seeds that never solve their text. */
  neverBar(place, mark, x) {
    const share = mark.count / this.report.done[place];
    const height = Math.max(LEAST, TALLEST * share);
    const y = middle(place);
    return [
      this.mark("rect", place, mark, { x, y: y - height / 2, width: NEVER_BAR, height }),
      text(x + NEVER_BAR + GAP, y + 5, shareWords(share)),
    ];
  }

  median(place, x) {
    const median = this.report.medians[place];
    const y = middle(place);
    const line = { stroke: this.palette.ink, "stroke-width": 2.5, d: `M${x(median)} ${y - 17} V${y + 17}` };
    return median === null ? [] : [svg("path", line)];
  }

  mark(shape, place, mark, where) {
    const here = this.at?.place === place && this.at.seed === mark.seed;
    const look = { class: here ? "dot here" : "dot", fill: this.style(place).colour, "fill-opacity": 0.75 };
    const names = { "data-seed": mark.seed, "data-place": place };
    const node = svg(shape, { ...look, ...where, ...names }, svg("title", {}, this.words(place, mark)));
    node.addEventListener("click", () => this.open({ place, seed: mark.seed }));
    return node;
  }

  /** What a mark is, and which run it opens. */
  words(place, mark) {
    const { labels, names, language } = this.view;
    const words = { name: names[place], seed: mark.seed, steps: this.scoreOf(mark), count: mark.count };
    return fill(this.width ? counted(labels, "bar", mark.count, language) : labels.dot, words);
  }

  /** The score of a mark, or the range of a bar. */
  scoreOf({ from, to }) {
    const { view, width } = this;
    const { labels, in_windows: inWindows } = view;
    if (from === NEVER) return neverWords(view);
    const last = inWindows ? to : to - 1;
    if (width && last > from)
      return fill(inWindows ? labels.bar_losses : labels.bar_steps, {
        first: scoreWords(view, from),
        last: scoreWords(view, last),
      });
    return fill(inWindows ? labels.dot_loss : labels.dot_steps, { steps: scoreWords(view, from) });
  }
}

/** The x of a score between two ends; `never` without a score. */
function scale([min, max], [from, to], never) {
  return (score) => (score === NEVER ? never : from + ((score - min) / (max - min)) * (to - from));
}

/** The line that separates the seeds that never solve their text. */
const edge = (x, height) => svg("path", { class: "floor", d: `M${x} 4 V${height - BOX.bottom}` });

const shortened = (title) => (title.length > MAX_LETTERS ? `${title.slice(0, MAX_LETTERS - 1)}…` : title);

/** A share; neither none nor all where it is not. */
function shareWords(share) {
  if (share < 0.005) return "< 1 %";
  return share > 0.995 && share < 1 ? "> 99 %" : percent(share);
}

/** The y of the middle of a row. */
const middle = (place) => 10 + ROW * (place + 0.5);

/** The vertical offset of a dot, the same for a seed in every row. */
const spread = (seed) => (((seed * 7) % 13) / 12 - 0.5) * 30;
