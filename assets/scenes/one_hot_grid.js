/** The one-hot rows of a text: T rows of V numbers, of which only the ones are separate nodes. */

import { element, svg } from "../shared/dom.js";
import { fill } from "../shared/format.js";

const GUTTER = 62; // px
const HEAD = 26;
const WIDE = 24; // px of a column
const NARROW = 16; // px of a column if there are many
const MANY = 24;
const ROW = 20;

export class OneHotGrid {
  element = element("div", { class: "grid", tabindex: "0", "data-testid": "text-grid" });
  band = null; // highlights the picked row

  /** letters: { id, time, next } of each row; symbol(id): its visible form. */
  build({ labels, symbols, used }, letters, symbol) {
    const column = symbols.length > MANY ? NARROW : WIDE;
    const width = GUTTER + symbols.length * column + 8;
    this.band = svg("rect", { class: "band", x: 1, width: width - 6, height: ROW, rx: 4 });
    const heads = symbols.map((_symbol, id) =>
      svg("text", { class: used[id] ? "" : "pale", x: GUTTER + (id + 0.5) * column, y: HEAD / 2 }, symbol(id)),
    );
    const picture = svg(
      "svg",
      {
        width,
        height: HEAD + letters.length * ROW + 4,
        role: "img",
        "aria-label": fill(labels.one_hot_alt, { rows: letters.length, columns: symbols.length }),
      },
      this.band,
      svg("path", { class: "zero", d: lines(letters.length, symbols.length, column) }),
      ...heads,
      ...letters.flatMap((letter, at) => row(letter, HEAD + at * ROW, column, symbol)),
    );
    this.element.replaceChildren(picture);
  }

  /** picked: an index into the text, or null. */
  highlight(picked) {
    this.band.setAttribute("y", HEAD + (picked ?? 0) * ROW);
    this.band.setAttribute("visibility", picked === null ? "hidden" : "visible");
  }

  /** Scrolls a row into the middle. */
  scrollTo(index) {
    this.element.scrollTop = Math.max(0, HEAD + index * ROW - this.element.clientHeight / 2);
  }
}

/** The lines between all rows and columns. */
function lines(rows, columns, column) {
  const [right, bottom] = [GUTTER + columns * column, HEAD + rows * ROW];
  const down = Array.from({ length: columns + 1 }, (_, at) => `M${GUTTER + at * column} ${HEAD}V${bottom}`);
  const across = Array.from({ length: rows + 1 }, (_, at) => `M${GUTTER} ${HEAD + at * ROW}H${right}`);
  return [...down, ...across].join("");
}

/** The time step, the symbol and the one of a row. */
function row({ id, time, next }, y, column, symbol) {
  const one = { x: GUTTER + id * column + 2, y: y + 2, width: column - 4, height: ROW - 4, rx: 3 };
  return [
    svg("text", { class: "pale", x: 16, y: y + ROW / 2 }, String(time)),
    svg("text", { x: 44, y: y + ROW / 2 }, symbol(id)),
    svg("rect", { class: next === undefined ? "one unread" : "one", ...one }),
  ];
}
