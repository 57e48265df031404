/** The arithmetic of one unit at one time step, as the server computed it. */

import { element, iconButton, name, setText, show } from "../shared/dom.js";
import { fill, visibleSymbol } from "../shared/format.js";

const MIN_PAUSE = 500; // ms between two requests while playing

export class UnitDetail {
  cell = null; // {layer, unit, row, time, part}
  lastRequest = null; // {step, sentAt}
  chunk = null; // the newest answer
  drawn = null; // the answer that is shown
  title = element("h2");
  hint = element("p", { class: "hint" });
  lines = element("div", { class: "lines" });

  /** changed(): draw again; open(cell): opens the page Inside a cell. */
  constructor(changed, open) {
    this.openPage = element("button", {
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
      this.openPage,
    );
  }

  pick(cell) {
    this.cell = cell;
    this.lastRequest = null;
    this.chunk = null;
  }

  /** What to request from the server, or null: the shown step; while playing, not more often than MIN_PAUSE. */
  request(step, playing) {
    if (!this.cell || this.lastRequest?.step === step) return null;
    if (playing && this.lastRequest && performance.now() - this.lastRequest.sentAt < MIN_PAUSE) return null;
    const { row, ...cell } = this.cell;
    return { step, ...cell };
  }

  markSent(step) {
    this.lastRequest = { step, sentAt: performance.now() };
  }

  take(chunk) {
    const { layer, unit, time } = this.cell ?? {};
    if (chunk.at.layer === layer && chunk.at.unit === unit && chunk.at.time === time) this.chunk = chunk;
  }

  draw({ labels, view, masked }) {
    const { cell } = this;
    const chunk = masked ? null : this.chunk;
    show(this.element, view.layers > 0 && Boolean(cell) && !view.options.offline);
    show(this.close, Boolean(cell));
    show(this.openPage, Boolean(chunk));
    setText(this.openPage, labels.inside);
    this.element.classList.toggle("open", Boolean(cell));
    name(this.close, labels.close);
    show(this.hint, !chunk);
    setText(this.hint, masked ? labels.ask_detail : labels.detail_waiting);
    if (chunk !== this.drawn) this.write(chunk);
    if (!cell) return;
    const words = {
      unit: cell.unit,
      time: cell.time,
      input: visibleSymbol(view.symbols[view.inputs[cell.time]] ?? ""),
      layer: cell.layer + 1,
    };
    const step = chunk ? chunk.at.step : "…";
    setText(this.title, fill(view.layers > 1 ? labels.detail_title_layer : labels.detail_title, { ...words, step }));
  }

  /** Writes each equation in symbols, then with the numbers. Lines are reused; only their text changes. */
  write(chunk) {
    this.drawn = chunk;
    const lines = chunk?.lines ?? [];
    while (this.lines.children.length < lines.length)
      this.lines.append(element("p", {}, element("b"), element("code")));
    [...this.lines.children].forEach((line, index) => {
      const { name: part, left, formula, numbers = [] } = lines[index] ?? {};
      show(line, index < lines.length);
      line.classList.toggle("picked", part === this.cell?.part);
      setText(line.firstChild, left ? `${left} = ${formula}` : "");
      setText(line.lastChild, numbers.map((text) => `= ${text}`).join("\n"));
    });
  }
}
