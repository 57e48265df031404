/** Compare: bands of loss, a dot for each seed, the share that has solved it; they fill while the runs are trained. */

import { mount } from "../shared/component.js";
import { element, setText, show } from "../shared/dom.js";
import { counted, fill } from "../shared/format.js";
import { Poller } from "../shared/poller.js";
import { LossBands, SolvedShares } from "./comparison_curves.js";
import { NEVER, NOT_DONE, sentence } from "./comparison_sentence.js";
import { ComparisonTable } from "./comparison_table.js";
import { Scene } from "./scene.js";
import { saving } from "./scene_export.js";
import { SeedStrip } from "./seed_strip.js";

const PENDING = ["queued", "training"]; // there is more to come

class Compare extends Scene {
  report = null;
  poller = new Poller(() => this.lacking());
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
      onclick: () => this.acts.tell(this.view.state === "stopped" ? "go_on" : "stop", { run: this.view.run }),
    });
    this.sentence = element("p", { class: "sentence", "data-testid": "compare-sentence" });
    this.saves = saving(this.root, "compare", () => this.csv());
    this.strip = new SeedStrip({
      open: (at) => this.acts.tell("open", at),
      changed: () => this.redraw(),
      tell: (words) => setText(this.pointed, words),
    });
    const parts = [this.strip, this.loss, this.table, this.share].map((part) => part.element);
    this.stage = element("div", { class: "stage" }, ...parts);
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
    setText(this.sentence, done ? sentence(view, report) : place || (stopped ? labels.stopped : labels.waiting));
    setText(this.loss.title, view.in_windows ? labels.loss_held_out : labels.loss);
    setText(this.strip.title, view.in_windows ? labels.strip_held_out : labels.strip);
    setText(this.share.title, labels.solved);
    show(this.share.element, !view.in_windows);
    this.saves.draw(labels);
    this.progress.setAttribute("aria-label", this.count.textContent);
    this.table.element.setAttribute("aria-label", this.sentence.textContent);
    const charts = [this.loss, this.strip, this.share];
    for (const { svg, title } of charts) svg.setAttribute("aria-label", title.textContent);
    this.stage.style.visibility = done ? "" : "hidden"; // there may still be the pictures of another comparison
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

export default mount(() => new Compare());
