/** The arithmetic of one unit at one time, as the server wrote it down. */

import { element, iconButton, name, setText, show } from "../shared/dom.js";
import { fill, shown } from "../shared/format.js";

const WHILE_PLAYING = 500; // ms between two questions

export class UnitDetail {
  cell = null; // {layer, unit, row, time, part}
  asked = null; // the newest question: {step, when}
  chunk = null; // the newest answer
  drawn = null; // the answer that is shown
  title = element("h2");
  hint = element("p", { class: "hint" });
  lines = element("div", { class: "lines" });

  /** changed(): draw again; open(cell): show it on the page Inside a cell. */
  constructor(changed, open) {
    this.whole = element("button", {
      type: "button",
      class: "action",
      "data-testid": "player-inside",
      onclick: () => open({ step: this.chunk?.at.step, ...this.cell }),
    });
    this.close = iconButton("close", "player-detail-close", () => {
      this.pick(null);
      changed();
    });
    this.element = element(
      "section",
      { class: "detail", "data-testid": "player-detail" },
      element("header", {}, this.title, this.close),
      this.hint,
      this.lines,
      this.whole,
    );
  }

  pick(cell) {
    this.cell = cell;
    this.asked = null;
    this.chunk = null;
  }

  /** What to ask the server for, or null: the step shown, when it rests, or now and then while it plays. */
  request(step, playing) {
    if (!this.cell || this.asked?.step === step) return null;
    if (playing && this.asked && performance.now() - this.asked.when < WHILE_PLAYING) return null;
    const { row, ...cell } = this.cell;
    return { step, ...cell };
  }

  sent(step) {
    this.asked = { step, when: performance.now() };
  }

  take(chunk) {
    const { layer, unit, time } = this.cell ?? {};
    if (chunk.at.layer === layer && chunk.at.unit === unit && chunk.at.time === time) this.chunk = chunk;
  }

  draw({ labels, view, hidden }) {
    const { cell } = this;
    const chunk = hidden ? null : this.chunk;
    show(this.element, view.layers > 0 && Boolean(cell));
    show(this.close, Boolean(cell));
    show(this.whole, Boolean(chunk));
    setText(this.whole, labels.inside);
    this.element.classList.toggle("open", Boolean(cell));
    name(this.close, labels.close);
    show(this.hint, !chunk);
    setText(this.hint, hidden ? labels.ask_detail : labels.detail_waiting);
    if (chunk !== this.drawn) this.write(chunk);
    if (!cell) return;
    const words = {
      unit: cell.unit,
      time: cell.time,
      input: shown(view.symbols[view.inputs[cell.time]] ?? ""),
      layer: cell.layer + 1,
    };
    const step = chunk ? chunk.at.step : "…";
    setText(this.title, fill(view.layers > 1 ? labels.detail_title_layer : labels.detail_title, { ...words, step }));
  }

  /** Symbols first, then with the numbers. Lines are reused, and only their text changes. */
  write(chunk) {
    this.drawn = chunk;
    const wanted = chunk?.lines ?? [];
    while (this.lines.children.length < wanted.length)
      this.lines.append(element("p", {}, element("b"), element("code")));
    [...this.lines.children].forEach((line, index) => {
      const { name: part, left, formula, numbers = [] } = wanted[index] ?? {};
      show(line, index < wanted.length);
      line.classList.toggle("picked", part === this.cell?.part);
      setText(line.firstChild, left ? `${left} = ${formula}` : "");
      setText(line.lastChild, numbers.map((text) => `= ${text}`).join("\n"));
    });
  }
}
