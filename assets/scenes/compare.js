/** Compare: loss bands, a dot per seed, and the share of seeds that solved the text; updated while the runs are trained. */

import { mount } from "../shared/component.js";
import { element, setText, show } from "../shared/dom.js";
import { counted, fill, number } from "../shared/format.js";
import { Poller } from "../shared/poller.js";
import { LossBands, SolvedShares } from "./comparison_curves.js";
import { NEVER, NOT_DONE, sentence } from "./comparison_sentence.js";
import { ComparisonTable } from "./comparison_table.js";
import { LocalComparison } from "./local_comparison.js";
import { Scene } from "./scene.js";
import { exportButtons } from "./scene_export.js";
import { MOST_DOTS } from "./seed_marks.js";
import { SeedStrip } from "./seed_strip.js";

const PENDING = ["queued", "training"]; // more reports will come

class Compare extends Scene {
  report = null;
  local = null; // the LocalComparison, where this tab trains
  poller = new Poller(() => this.missing());
  loss = new LossBands();
  share = new SolvedShares();
  table = new ComparisonTable();

  constructor() {
    super("compare");
    this.count = element("span");
    this.progress = element("progress", { max: "1", value: "0" });
    this.stop = element("button", {
      type: "button",
      class: "stop",
      "data-testid": "compare-stop",
      onclick: () => this.stopOrGoOn(),
    });
    this.engine = element("span", { class: "unit", "data-testid": "compare-engine" });
    this.sentence = element("p", { class: "sentence", "data-testid": "compare-sentence" });
    this.exports = exportButtons(this.root, "compare", () => this.csv());
    this.strip = new SeedStrip({
      open: (at) => this.acts.send("open", at),
      changed: () => this.redraw(),
      announce: (words) => setText(this.live, words),
    });
    const parts = [this.strip, this.loss, this.table, this.share].map((part) => part.element);
    this.columnsElement = element("div", { class: "columns" }, ...parts);
    this.root.append(
      element("div", { class: "bar-of-progress" }, this.progress, this.count, this.engine, this.stop),
      this.sentence,
      this.columnsElement,
      this.exports.element,
    );
  }

  take(header, arrays) {
    if (header.kind === "compare") this.takeView(header);
    else if (header.run !== this.view?.run) return;
    else if (header.kind === "verdict") Object.assign(this.local ?? {}, { verdict: header });
    else this.report = { ...header, ...arrays };
  }

  takeView(view) {
    const isNew = view.run !== this.view?.run || Boolean(view.runs) !== Boolean(this.local);
    this.view = view;
    if (!isNew) return;
    this.report = null;
    this.local = view.runs ? new LocalComparison(view, () => this.redraw()) : null;
  }

  stopOrGoOn() {
    if (!this.local) return this.acts.send(this.view.state === "stopped" ? "go_on" : "stop", { run: this.view.run });
    this.local.toggle();
    this.redraw();
  }

  /** A frame trains or draws, so that none takes long. */
  tick() {
    const isTraining = this.connected && this.local?.advance();
    if (isTraining || (this.connected && this.local?.busy)) this.redraw();
    if (!isTraining) super.tick();
    else this.poller.ask(); // behind the last piece, before it is drawn
  }

  /** What to request from the server, or null. */
  missing() {
    if (this.local) return this.local.question();
    if (!this.view || (!PENDING.includes(this.view.state) && (this.report || !this.view.reports))) return null;
    return { run: this.view.run, reports: this.report ? this.view.reports : 0 };
  }

  draw() {
    const { view, local, progress } = this;
    const { labels } = view;
    if (local) this.report = local.report();
    const { report } = this;
    const { state } = local ?? view;
    const all = view.total * view.names.length;
    const done = report ? report.done.reduce((sum, count) => sum + count, 0) : 0;
    progress.value = done / all;
    const stopped = state === "stopped";
    const queue = view.ahead ? fill(counted(labels, "ahead", view.ahead, view.language), { count: view.ahead }) : "";
    const reason = stopped || state === "failed" ? labels.stopped : done ? queue : "";
    setText(this.count, [fill(labels.progress, { done, all }), reason].filter(Boolean).join(" · "));
    setText(this.stop, stopped ? labels.go_on : labels.stop);
    show(this.stop, stopped || PENDING.includes(state));
    const ms = local?.spent ?? 0;
    setText(this.engine, ms && !local.busy ? fill(labels.this_browser, { ms: number(ms, ms < 10 ? 1 : 2) }) : "");
    this.root.dataset.state = report || !PENDING.includes(state) ? state : "waiting";
    const reported = local?.lacksVerdict ? labels.comparing : done ? sentence(view, report) : "";
    setText(this.sentence, reported || queue || (stopped ? labels.stopped : labels.waiting));
    setText(this.loss.title, view.in_windows ? labels.loss_held_out : labels.loss);
    const strip = `${view.in_windows ? "strip_held_out" : "strip"}${view.total > MOST_DOTS ? "_many" : ""}`;
    setText(this.strip.title, fill(labels[strip], { total: view.total }));
    setText(this.share.title, labels.solved);
    show(this.share.element, !view.in_windows);
    this.exports.draw(labels);
    this.progress.setAttribute("aria-label", this.count.textContent);
    this.table.element.setAttribute("aria-label", this.sentence.textContent);
    const charts = [this.loss, this.strip, this.share];
    for (const { svg, title } of charts) svg.setAttribute("aria-label", title.textContent);
    this.columnsElement.style.visibility = done ? "" : "hidden"; // the charts may still show another comparison
    if (!done) return;
    for (const chart of charts) {
      chart.take(view, report, this.palette);
      chart.draw();
    }
    this.table.draw(view, report, this.palette);
  }

  csv() {
    const { names, total } = this.view;
    const scores = this.report?.scores ?? [];
    const value = (name) => (Number.isNaN(Number(name)) ? name : Number(name));
    const row = (score, index) => [
      value(names[Math.floor(index / total)]),
      index % total,
      score === NEVER ? (this.view.in_windows ? "diverged" : "never") : score === NOT_DONE ? null : score,
    ];
    return [
      [this.view.setting, "seed", this.view.in_windows ? "held_out_loss" : "steps_to_solve"],
      ...Array.from(scores, row),
    ];
  }
}

export default mount(() => new Compare());
