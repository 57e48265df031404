/** The panels around the cell: the input letter, the states of all units, and the most likely symbols. */

import { element, name, setText } from "../shared/dom.js";
import { fill, number, percent, visibleSymbol } from "../shared/format.js";
import { fillWith } from "./scene.js";
import { fillMeter, meterBar } from "./table_bars.js";

const MAX_SYMBOLS = 24; // of a one-hot row that are drawn

/** A title, its body, and a note. */
class Panel {
  title = element("h2");
  note = element("p", { class: "muted" });

  constructor(body = element("div", { class: "squares" })) {
    this.body = body;
    this.element = element("section", {}, this.title, body, this.note);
  }
}

export class InputPanel extends Panel {
  /** x: the bytes of an embedding or of the layer below; null if the input is one-hot. */
  draw(view, time, x, palette) {
    const letter = visibleSymbol(view.symbols[view.inputs[time]]);
    if (x) this.drawVector(view, letter, x, palette);
    else this.drawOneHot(view, letter, view.inputs[time]);
  }

  drawVector({ labels, layer, reach }, letter, x, palette) {
    setText(this.title, layer ? fill(labels.x_layer, { layer }) : fill(labels.x_embedding, { letter }));
    const make = () => element("div");
    fillWith(this.body, [...x], make, (node, byte) => paint(node, byte, reach, palette));
  }

  drawOneHot({ labels, symbols }, letter, hot) {
    setText(this.title, fill(labels.x_one_hot, { letter, size: symbols.length }));
    const from =
      symbols.length <= MAX_SYMBOLS ? 0 : Math.max(0, Math.min(hot - MAX_SYMBOLS / 2, symbols.length - MAX_SYMBOLS));
    const make = () => element("div", {}, element("span"), element("b"));
    fillWith(this.body, symbols.slice(from, from + MAX_SYMBOLS), make, (node, symbol, index) => {
      const isHot = from + index === hot;
      setText(node.firstChild, visibleSymbol(symbol));
      setText(node.lastChild, isHot ? "1" : "0");
      node.classList.toggle("hot", isHot);
    });
  }
}

export class UnitsPanel extends Panel {
  /** look(unit): called when a unit is clicked. */
  constructor(look) {
    super();
    this.look = look;
  }

  /** states: one byte per unit. */
  draw({ labels, unit: current }, states, palette) {
    setText(this.title, labels.strip);
    fillWith(
      this.body,
      [...states],
      (unit) => this.button(unit),
      (node, byte, unit) => {
        const value = paint(node, byte, 1, palette);
        node.setAttribute("aria-pressed", String(unit === current));
        name(node, fill(labels.pick_unit, { unit, value }));
      },
    );
  }

  button(unit) {
    const act = () => this.look(unit);
    return element("button", { type: "button", onclick: act, "data-testid": `cell-unit-${unit}` });
  }
}

export class AnswerPanel extends Panel {
  constructor() {
    const table = { class: "guesses", "data-testid": "cell-guesses" };
    super(element("table", table, element("thead", {}, element("tr")), element("tbody")));
  }

  /** The most likely symbols, and the target if it is not among them, with their logits and probabilities. */
  draw(view, { top, logits, probabilities }) {
    const { labels, symbols, loss } = view;
    const letter = (id) => visibleSymbol(symbols[id]);
    const target = top[top.length - 1];
    const rows = [...top].map((id, index) => ({ id, logit: logits[index], probability: probabilities[index] }));
    if (rows.findIndex(({ id }) => id === target) < rows.length - 1) rows.pop();
    setText(this.title, fill(labels.says, { letter: letter(top[0]), target: letter(target) }));
    const heads = [labels.symbol, loss === "mse" ? labels.output : labels.logit, labels.chance];
    fillWith(this.body.tHead.rows[0], heads, () => element("th", { scope: "col" }), setText);
    const make = () => element("tr", {}, element("td"), element("td"), element("td", {}, meterBar()));
    fillWith(this.body.tBodies[0], rows, make, ({ cells, classList }, { id, logit, probability }, index) => {
      classList.toggle("target", id === target);
      setText(cells[0], `${letter(id)}${index ? "" : id === target ? " ✓" : " ✗"}`);
      setText(cells[1], number(logit, 3));
      fillMeter(cells[2].firstChild, probability, finePercent(probability));
    });
    const all = rows.length === symbols.length;
    setText(this.note, all ? "" : fill(labels.of_all, { count: rows.length, size: symbols.length }));
  }
}

/** A percentage; with two digits where a whole number would be 0 % or 100 %. */
const finePercent = (share) => (share < 0.995 && share > 0.005 ? percent(share) : `${number(100 * share, 2)} %`);

/** Colours a square by its number; returns the number as text. */
function paint(node, byte, reach, palette) {
  const value = (byte / 127.5 - 1) * reach;
  const share = Math.min(1, Math.abs(value) / reach);
  const colour = value < 0 ? "orange" : "blue";
  const text = number(value, 2);
  node.style.background = palette.tint(colour, share);
  node.style.color = palette.on(colour, share);
  setText(node, text.replace(/^(−?)0\./, "$1."));
  return text;
}
