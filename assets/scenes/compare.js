/** Compare: bands of loss, a dot for each seed, the share that has solved it; they fill while the runs are trained. */

import { clamp, walked } from "../shared/arrow_keys.js";
import { mount } from "../shared/component.js";
import { element, setText, show, svg } from "../shared/dom.js";
import { counted, fill, number, percent, shown } from "../shared/format.js";
import { Poller } from "../shared/poller.js";
import { fillWith, Scene } from "./scene.js";
import { saving } from "./scene_export.js";

const BOX = { width: 600, left: 58, right: 14, top: 12, bottom: 30 };
const LOSS = 250;
const SHARE = 170;
const ROW = 46;
const STYLES = [
  ["orange", "8 4"],
  ["blue", ""],
  ["ink", "2 4"],
  ["grey", "12 4 2 4"],
  ["blue", "3 3"],
  ["orange", ""],
  ["grey", ""],
  ["ink", "14 6"],
];
const OF_CELLS = { rnn: 0, lstm: 1, gru: 2, memoryless: 3 };
const PENDING = ["queued", "training"]; // there is more to come
const NOT_DONE = -1;
const NEVER = -2;

class Compare extends Scene {
  report = null;
  poller = new Poller(() => this.lacking());

  constructor() {
    super("compare");
    this.count = element("span");
    this.progress = element("progress", { max: "1", value: "0" });
    this.stop = element("button", {
      type: "button",
      class: "stop",
      "data-testid": "compare-stop",
      onclick: () => this.acts.tell(this.view.state === "stopped" ? "go_on" : "stop", { run: this.view.run }),
    });
    this.sentence = element("p", { class: "sentence", "data-testid": "compare-sentence" });
    this.saves = saving(this.root, "compare", () => this.csv());
    this.loss = panel("compare-loss", LOSS);
    this.strip = panel("compare-strip", ROW);
    this.share = panel("compare-share", SHARE);
    this.table = element(
      "table",
      { "data-testid": "compare-table" },
      element("thead", {}, element("tr")),
      element("tbody"),
    );
    this.wide = element("div", { class: "wide", tabindex: "0", role: "region" }, this.table);
    walked(this.strip.svg, {
      go: (across, down) => this.walk(across, down),
      pick: () => this.at && this.acts.tell("open", { place: this.at.place, seed: this.at.seed }),
      leave: () => {
        this.at = null;
        this.redraw();
      },
    });
    this.stage = element(
      "div",
      { class: "stage" },
      this.strip.element,
      this.loss.element,
      this.wide,
      this.share.element,
    );
    this.root.append(
      element("div", { class: "bar-of-progress" }, this.progress, this.count, this.stop),
      this.sentence,
      this.stage,
      this.saves.element,
    );
  }

  take(header, arrays) {
    if (header.kind === "compare") {
      if (header.run !== this.view?.run) this.report = null;
      this.view = header;
    } else if (header.run === this.view?.run) this.report = { ...header, ...arrays };
  }

  /** What to ask the server for, or null. */
  lacking() {
    if (!this.view || (!PENDING.includes(this.view.state) && (this.report || !this.view.reports))) return null;
    return { run: this.view.run, reports: this.report ? this.view.reports : 0 };
  }

  draw() {
    const { view, report, progress } = this;
    const { labels } = view;
    const all = view.total * view.names.length;
    const done = report ? report.done.reduce((sum, count) => sum + count, 0) : 0;
    progress.value = done / all;
    const stopped = view.state === "stopped";
    const place = view.ahead ? fill(counted(labels, "ahead", view.ahead, view.language), { count: view.ahead }) : "";
    const why = stopped || view.state === "failed" ? labels.stopped : done ? place : "";
    setText(this.count, [fill(labels.progress, { done, all }), why].filter(Boolean).join(" · "));
    setText(this.stop, stopped ? labels.go_on : labels.stop);
    show(this.stop, stopped || PENDING.includes(view.state));
    this.root.dataset.state = report || !PENDING.includes(view.state) ? view.state : "waiting";
    setText(this.sentence, done ? this.said() : place || (stopped ? labels.stopped : labels.waiting));
    setText(this.loss.title, view.in_windows ? labels.loss_held_out : labels.loss);
    setText(this.strip.title, view.in_windows ? labels.strip_held_out : labels.strip);
    setText(this.share.title, labels.solved);
    show(this.share.element, !view.in_windows);
    this.saves.draw(labels);
    this.progress.setAttribute("aria-label", this.count.textContent);
    this.wide.setAttribute("aria-label", this.sentence.textContent);
    for (const { svg: picture, title } of [this.loss, this.strip, this.share])
      picture.setAttribute("aria-label", title.textContent);
    this.stage.style.visibility = done ? "" : "hidden"; // there may still be the pictures of another comparison
    if (!done) return;
    this.last = report.points.at(-1);
    this.drawLoss();
    this.drawStrip();
    this.drawShare();
    this.drawTable();
  }

  /** One sentence, computed from what is known so far. */
  said() {
    const { labels, total, knob, of_cells: ofCells } = this.view;
    const names = this.view.names.map((value) => (ofCells ? value : `${knob} ${value}`));
    const { verdict, solved_counts: solved, done, medians, points } = this.report;
    if (this.view.in_windows) return this.saidOfWindows(names);
    const median = (place) => this.score(medians[place]);
    if (!solved.some(Boolean)) return fill(labels.nobody, { steps: points.at(-1) });
    if (!verdict) return fill(labels.alone, { name: names[0], solved: solved[0], total, median: median(0) });
    const { winner, second } = verdict;
    const words = {
      winner: names[winner],
      second: names[second],
      solved: solved[winner],
      total: done[winner],
      other: solved[second],
      median: median(winner),
      later: median(second),
    };
    const first = fill(
      solved[winner] === done[winner] && solved[second] === done[second] ? labels.won_all : labels.won,
      words,
    );
    if (!verdict.is_real) return `${first} ${labels.luck}`;
    const chance = `${number(100 * verdict.chance, 2)} %`;
    return `${first} ${verdict.by === "solved" ? fill(labels.real_solved, { chance }) : fill(labels.real, { pairs: percent(verdict.pairs) })}`;
  }

  saidOfWindows(names) {
    const { labels } = this.view;
    const { verdict, medians } = this.report;
    if (!verdict) return fill(labels.alone_held_out, { name: names[0], loss: this.score(medians[0]) });
    const { winner, second } = verdict;
    const first = fill(labels.won_held_out, {
      winner: names[winner],
      loss: this.score(medians[winner]),
      second: names[second],
      other: this.score(medians[second]),
    });
    return `${first} ${verdict.is_real ? fill(labels.real_held_out, { pairs: percent(verdict.pairs) }) : labels.luck}`;
  }

  /** Steps to solve, or a loss, in words. */
  score(value) {
    if (value === null || value === undefined) return "–";
    return this.view.in_windows ? number(value) : String(Math.round(value));
  }

  style(place) {
    const [colour, dash] = STYLES[(this.view.of_cells ? OF_CELLS[this.view.cells[place]] : place) % STYLES.length];
    return { colour: this.palette[colour], dash };
  }

  x(step) {
    return BOX.left + (step / this.last) * (BOX.width - BOX.left - BOX.right);
  }

  /** The name of a picture, and what it shows in the end. */
  tell({ svg: picture, title }, words) {
    picture.setAttribute(
      "aria-label",
      `${title.textContent}: ${this.view.names.map((name, place) => `${name} ${words(place)}`).join(", ")}`,
    );
  }

  /** Left and right from dot to dot of a net, up and down from net to net. */
  walk(across, down) {
    if (!this.report) return;
    const { total, names } = this.view;
    const place = clamp((this.at?.place ?? 0) + Math.sign(down), [0, names.length - 1]);
    const scores = this.report.scores.subarray(place * total, (place + 1) * total);
    const seeds = [...scores.keys()]
      .filter((seed) => scores[seed] !== NOT_DONE)
      .sort((one, other) => rank(scores[one]) - rank(scores[other]) || one - other);
    if (!seeds.length) return;
    const index = place === this.at?.place ? seeds.indexOf(this.at.seed) + across : 0;
    this.at = { place, seed: seeds[clamp(index, [0, seeds.length - 1])] };
    setText(this.pointed, this.dotWords(place, this.at.seed, scores[this.at.seed]));
    this.redraw();
  }

  drawLoss() {
    const { view, report } = this;
    const wide = report.points.length;
    const band = (place, at) => report.bands.subarray((place * 3 + at) * wide, (place * 3 + at + 1) * wide);
    const shownBands = view.names.map((_name, place) => place).filter((place) => report.done[place]);
    const top = Math.max(...shownBands.map((place) => Math.max(...band(place, 2))), 1e-6);
    const y = (loss) => BOX.top + (LOSS - BOX.top - BOX.bottom) * (1 - Math.min(loss, top) / top);
    const points = (values) =>
      Array.from(values, (loss, at) => `${this.x(report.points[at]).toFixed(1)} ${y(loss).toFixed(1)}`);
    const areas = shownBands.map((place) =>
      svg("path", {
        class: "band",
        fill: this.style(place).colour,
        d: `M${points(band(place, 0)).join("L")}L${points(band(place, 2)).reverse().join("L")}Z`,
      }),
    );
    const lines = shownBands.map((place) => this.line(place, points(band(place, 1))));
    const floor =
      view.floor && view.floor.loss <= top && view.floor.loss > 0
        ? [
            svg("path", { class: "floor", d: `M${BOX.left} ${y(view.floor.loss)} H${BOX.width - BOX.right}` }),
            text(
              BOX.width - BOX.right,
              y(view.floor.loss) - 6,
              fill(view.labels.floor, { loss: number(view.floor.loss) }),
              "end",
            ),
          ]
        : [];
    this.tell(this.loss, (place) => number(band(place, 1).at(-1)));
    this.loss.svg.replaceChildren(
      ...this.frame(
        LOSS,
        [
          [0, "0"],
          [top, number(top, 2)],
        ],
        y,
      ),
      text(BOX.left + 6, BOX.top + 10, view.nats ? view.labels.nats : view.labels.mse),
      ...areas,
      ...lines,
      ...floor,
    );
  }

  line(place, points) {
    const { colour, dash } = this.style(place);
    return svg("path", { class: "line", stroke: colour, "stroke-dasharray": dash, d: `M${points.join("L")}` });
  }

  /** The axes: a line at the bottom with steps, and some values at the left. */
  frame(height, marks, y) {
    const bottom = height - BOX.bottom;
    const lines = marks.map(([value]) =>
      svg("path", { class: "axis", d: `M${BOX.left} ${y(value)} H${BOX.width - BOX.right}` }),
    );
    const words = marks.map(([value, told]) => text(BOX.left - 8, y(value) + 5, told, "end"));
    return [...lines, ...words, ...this.stepWords(bottom)];
  }

  stepWords(bottom) {
    return [
      text(BOX.left, bottom + 18, "0", "middle"),
      text(BOX.width - BOX.right, bottom + 18, String(this.last), "end"),
      text((BOX.left + BOX.width) / 2, bottom + 18, this.view.labels.step, "middle"),
    ];
  }

  /** A row for each net, a dot for each seed; those that never solve it stand at the right. */
  drawStrip() {
    const { view, report } = this;
    const { names, total } = view;
    const titles = names.map((title, place) =>
      text(0, middle(place) + 5, title.length > 10 ? `${title.slice(0, 9)}…` : title, "end", ""),
    );
    const height = names.length * ROW + BOX.bottom + 14;
    const beside = text(0, height - 12, this.never(), "middle");
    this.strip.svg.replaceChildren(...titles, beside); // to know how long the words are, in letters that a phone enlarges
    const left = Math.max(BOX.left + 26, ...titles.map((node) => node.getComputedTextLength()));
    const half = Math.max(34, beside.getComputedTextLength() / 2 + 4);
    const never = BOX.width - half;
    for (const node of titles) node.setAttribute("x", left);
    beside.setAttribute("x", never);
    const [least, most] = this.reach();
    const [from, to] = [left + 14, never - half - 28];
    const x = (score) => (score === NEVER ? never : from + ((score - least) / (most - least)) * (to - from));
    const nobody = view.in_windows && !report.scores.includes(NEVER); // a loss there is, unless a run diverges
    const nodes = [
      ...titles,
      ...(nobody ? [] : [svg("path", { class: "floor", d: `M${never - half} 4 V${height - BOX.bottom}` }), beside]),
      text(x(least), height - 12, this.score(least), "middle"),
      text(x(most), height - 12, this.score(most), "middle"),
    ];
    names.forEach((_title, place) => {
      const row = Array.from(report.scores.subarray(place * total, (place + 1) * total));
      const median = report.medians[place];
      if (median !== null)
        nodes.push(
          svg("path", {
            stroke: this.palette.ink,
            "stroke-width": 2.5,
            d: `M${x(median)} ${middle(place) - 17} V${middle(place) + 17}`,
          }),
        );
      nodes.push(
        ...row.flatMap((step, seed) =>
          step === NOT_DONE ? [] : [this.dot(place, seed, step, x(step), middle(place) + spread(seed))],
        ),
      );
    });
    this.strip.svg.setAttribute("viewBox", `0 0 ${BOX.width} ${height}`);
    this.tell(this.strip, (place) => this.score(report.medians[place]));
    this.strip.svg.replaceChildren(...nodes);
  }

  /** What a run without a score is: one that never solves its text, or in windows one whose loss left all numbers. */
  never() {
    const { labels, in_windows: inWindows } = this.view;
    return inWindows ? labels.never_held_out : labels.never;
  }

  /** From the least to the most on the axis of the dots. */
  reach() {
    if (!this.view.in_windows) return [0, this.last];
    const known = this.report.scores.filter((score) => score >= 0);
    const [least, most] = known.length ? [Math.min(...known), Math.max(...known)] : [0, 1];
    const round = 0.05;
    return [Math.floor(least / round) * round, Math.ceil(most / round) * round + (most === least ? round : 0)];
  }

  dotWords(place, seed, step) {
    const { labels, names, in_windows: inWindows } = this.view;
    const steps =
      step === NEVER ? this.never() : fill(inWindows ? labels.dot_loss : labels.dot_steps, { steps: this.score(step) });
    return fill(labels.dot, { name: names[place], seed, steps });
  }

  dot(place, seed, step, x, y) {
    const here = this.at?.place === place && this.at.seed === seed;
    const node = svg(
      "circle",
      {
        class: here ? "dot here" : "dot",
        cx: x,
        cy: y,
        r: 4.5,
        fill: this.style(place).colour,
        "fill-opacity": 0.75,
        "data-seed": seed,
        "data-place": place,
      },
      svg("title", {}, this.dotWords(place, seed, step)),
    );
    node.addEventListener("click", () => this.acts.tell("open", { place, seed }));
    return node;
  }

  drawShare() {
    const { report, view } = this;
    const wide = report.points.length;
    const y = (share) => BOX.top + (SHARE - BOX.top - BOX.bottom) * (1 - share);
    const lines = view.names.map((_name, place) =>
      this.line(
        place,
        Array.from(
          report.solved.subarray(place * wide, (place + 1) * wide),
          (share, at) => `${this.x(report.points[at]).toFixed(1)} ${y(share).toFixed(1)}`,
        ),
      ),
    );
    this.tell(this.share, (place) => percent(report.solved[(place + 1) * wide - 1]));
    this.share.svg.replaceChildren(
      ...this.frame(
        SHARE,
        [
          [0, "0 %"],
          [1, "100 %"],
        ],
        y,
      ),
      ...lines,
    );
  }

  drawTable() {
    const { view, report } = this;
    const { labels, names, total } = view;
    const heads = [
      view.knob,
      view.in_windows ? labels.done : labels.solved_of,
      view.in_windows ? labels.median_held_out : labels.median,
      labels.parameters,
      labels.microseconds,
      labels.says,
    ];
    fillWith(this.table.tHead.rows[0], heads, () => element("th", { scope: "col" }), setText);
    fillWith(
      this.table.tBodies[0],
      names,
      () => element("tr", {}, ...heads.map(() => element("td"))),
      (row, title, place) => {
        const { colour, dash } = this.style(place);
        const key = svg(
          "svg",
          { class: "key", viewBox: "0 0 36 8" },
          svg("path", { class: "line", stroke: colour, "stroke-width": 4, "stroke-dasharray": dash, d: "M0 4H36" }),
        );
        key.style.width = "2.2em";
        row.cells[0].replaceChildren(key, title);
        const texts = report.texts[place].map(
          ([words, count]) =>
            `${[...words].slice(0, 24).map(shown).join("")}${[...words].length > 24 ? "…" : ""}${count > 1 ? ` ×${count}` : ""}`,
        );
        const solved = view.in_windows
          ? `${report.done[place]} / ${total}`
          : `${report.solved_counts[place]} / ${report.done[place]}${report.done[place] < total ? "…" : ""}`;
        const told = [
          solved,
          this.score(report.medians[place]),
          String(report.parameters[place]),
          report.microseconds[place] === null ? "–" : number(report.microseconds[place], 2),
          texts.join(", "),
        ];
        for (const [at, words] of told.entries()) setText(row.cells[at + 1], words);
      },
    );
  }

  csv() {
    const { names, total } = this.view;
    const scores = this.report?.scores ?? [];
    const value = (name) => (Number.isNaN(Number(name)) ? name : Number(name));
    const row = (score, at) => [
      value(names[Math.floor(at / total)]),
      at % total,
      score === NEVER ? (this.view.in_windows ? "diverged" : "never") : score === NOT_DONE ? null : score,
    ];
    return [
      [this.view.knob, "seed", this.view.in_windows ? "held_out_loss" : "steps_to_solve"],
      ...Array.from(scores, row),
    ];
  }
}

/** Those that never solve it come last. */
const rank = (score) => (score === NEVER ? Infinity : score);

/** The middle of a net's row. */
const middle = (place) => 10 + ROW * (place + 0.5);

/** Dots of a row lie beside each other, the same seed always at the same height. */
const spread = (seed) => (((seed * 7) % 13) / 12 - 0.5) * 30;

function text(x, y, words, anchor = "start", kind = "small") {
  return svg("text", { x, y, "text-anchor": anchor, class: kind }, words);
}

function panel(testid, height) {
  const title = element("h2");
  const picture = svg("svg", { viewBox: `0 0 ${BOX.width} ${height}`, role: "img", "data-testid": testid });
  return { title, svg: picture, element: element("section", {}, title, picture) };
}

export default mount(() => new Compare());
