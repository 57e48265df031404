/** The one-hot rows of a text: T rows of V numbers, of which only the ones are separate nodes. */

import { element, svg } from "../shared/dom.js";
import { fill } from "../shared/format.js";

const TIME = 32; // px of the time step
const LETTER = 8; // px of a letter of a word
const WIDE = 24; // px of a column
const NARROW = 16; // px of a column if there are many
const MANY = 24;
const ROW = 20;
const LONGEST = 12; // letters of a word that are written

export class OneHotGrid {
  element = element("div", { class: "grid", tabindex: "0", "data-testid": "text-grid" });
  band = null; // highlights the picked row
  head = 0; // px above the rows

  /** letters: { id, time, next } of each row; symbol(id): its visible form. */
  build({ labels, symbols, used, tokenize }, letters, symbol) {
    const column = symbols.length > MANY ? NARROW : WIDE;
    const longest = Math.max(...symbols.map((_symbol, id) => symbol(id).length));
    const word = tokenize === "words" ? Math.min(longest, LONGEST) * LETTER : 0;
    const upright = word <= column; // longer ones are written downwards
    const gutter = TIME + Math.max(30, word + 8);
    const head = upright ? 26 : word + 12;
    this.head = head;
    const width = gutter + symbols.length * column + 8;
    const name = (id) =>
      tokenize === "words" && symbol(id).length > LONGEST ? `${symbol(id).slice(0, LONGEST - 1)}…` : symbol(id);
    const turned = (x) => (upright ? {} : { transform: `rotate(-90 ${x} ${head / 2})` });
    this.band = svg("rect", { class: "band", x: 1, width: width - 6, height: ROW, rx: 4 });
    const heads = symbols.map((_symbol, id) => {
      const x = gutter + (id + 0.5) * column;
      return svg("text", { class: used[id] ? "" : "pale", x, y: head / 2, ...turned(x) }, name(id));
    });
    const picture = svg(
      "svg",
      {
        width,
        height: head + letters.length * ROW + 4,
        role: "img",
        "aria-label": fill(labels.one_hot_alt, { rows: letters.length, columns: symbols.length }),
      },
      this.band,
      svg("path", { class: "zero", d: lines(letters.length, symbols.length, column, gutter, head) }),
      ...heads,
      ...letters.flatMap((letter, at) => row(letter, head + at * ROW, column, gutter, name)),
    );
    this.element.replaceChildren(picture);
  }

  /** picked: an index into the text, or null. */
  highlight(picked) {
    this.band.setAttribute("y", this.head + (picked ?? 0) * ROW);
    this.band.setAttribute("visibility", picked === null ? "hidden" : "visible");
  }

  /** Scrolls a row into the middle. */
  scrollTo(index) {
    this.element.scrollTop = Math.max(0, this.head + index * ROW - this.element.clientHeight / 2);
  }
}

/** The lines between all rows and columns. */
function lines(rows, columns, column, gutter, head) {
  const [right, bottom] = [gutter + columns * column, head + rows * ROW];
  const down = Array.from({ length: columns + 1 }, (_, at) => `M${gutter + at * column} ${head}V${bottom}`);
  const across = Array.from({ length: rows + 1 }, (_, at) => `M${gutter} ${head + at * ROW}H${right}`);
  return [...down, ...across].join("");
}

/** The time step, the symbol and the one of a row. */
function row({ id, time, next }, y, column, gutter, symbol) {
  const one = { x: gutter + id * column + 2, y: y + 2, width: column - 4, height: ROW - 4, rx: 3 };
  return [
    svg("text", { class: "pale", x: 16, y: y + ROW / 2 }, String(time)),
    svg("text", { x: (TIME + gutter - 4) / 2, y: y + ROW / 2 }, symbol(id)),
    svg("rect", { class: next === undefined ? "one unread" : "one", ...one }),
  ];
}
