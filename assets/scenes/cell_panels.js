/** What surrounds the cell: the letter that is read, the states of all units, and the symbols that are said. */

import { element, name, setText } from "../shared/dom.js";
import { fill, number, percent, shown } from "../shared/format.js";
import { fillWith } from "./scene.js";
import { fillMeter, meterBar } from "./table_bars.js";

const FEW = 24; // symbols of a one-hot row that are drawn

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
  /** x: the bytes of an embedding or of the layer below, null where the letter is read as a one-hot row. */
  draw(view, time, x, palette) {
    const letter = shown(view.symbols[view.inputs[time]]);
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
    const from = symbols.length <= FEW ? 0 : Math.max(0, Math.min(hot - FEW / 2, symbols.length - FEW));
    const make = () => element("div", {}, element("span"), element("b"));
    fillWith(this.body, symbols.slice(from, from + FEW), make, (node, symbol, index) => {
      const isHot = from + index === hot;
      setText(node.firstChild, shown(symbol));
      setText(node.lastChild, isHot ? "1" : "0");
      node.classList.toggle("hot", isHot);
    });
  }
}

export class UnitsPanel extends Panel {
  /** look(unit): it was clicked. */
  constructor(look) {
    super();
    this.look = look;
  }

  /** states: a byte for each unit. */
  draw({ labels, unit: seen }, states, palette) {
    setText(this.title, labels.strip);
    fillWith(
      this.body,
      [...states],
      (unit) => this.button(unit),
      (node, byte, unit) => {
        const value = paint(node, byte, 1, palette);
        node.setAttribute("aria-pressed", String(unit === seen));
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

  /** The likeliest symbols, then the target where it is not among them; of each its logit and its chance. */
  draw(view, { top, logits, chances }) {
    const { labels, symbols, loss } = view;
    const letter = (id) => shown(symbols[id]);
    const target = top[top.length - 1];
    const rows = [...top].map((id, place) => ({ id, logit: logits[place], chance: chances[place] }));
    if (rows.findIndex(({ id }) => id === target) < rows.length - 1) rows.pop();
    setText(this.title, fill(labels.says, { letter: letter(top[0]), target: letter(target) }));
    const heads = [labels.symbol, loss === "mse" ? labels.output : labels.logit, labels.chance];
    fillWith(this.body.tHead.rows[0], heads, () => element("th", { scope: "col" }), setText);
    const make = () => element("tr", {}, element("td"), element("td"), element("td", {}, meterBar()));
    fillWith(this.body.tBodies[0], rows, make, ({ cells, classList }, { id, logit, chance }, place) => {
      classList.toggle("target", id === target);
      setText(cells[0], `${letter(id)}${place ? "" : id === target ? " ✓" : " ✗"}`);
      setText(cells[1], number(logit, 3));
      fillMeter(cells[2].firstChild, chance, finePercent(chance));
    });
    const all = rows.length === symbols.length;
    setText(this.note, all ? "" : fill(labels.of_all, { count: rows.length, size: symbols.length }));
  }
}

/** With two digits where a whole number would say 0 % or 100 %. */
const finePercent = (share) => (share < 0.995 && share > 0.005 ? percent(share) : `${number(100 * share, 2)} %`);

/** A square in the colour of its number; returns the number as text. */
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
