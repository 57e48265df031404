/** A tensor as a box of cells: sheets behind each other, rows down, columns across. */

import { svg } from "../shared/dom.js";
import { visibleSymbol } from "../shared/format.js";

const MAX_CELLS = 14; // along an edge that are drawn
const DEPTH = 9; // px from sheet to sheet

/** tensor: {name, axes, shape}; values: its numbers; front: the word whose sheet is in front; alt: the description. Returns an SVG node. */
export function box({ axes, shape }, values, view, front, palette, alt) {
  const [sheets, rows, columns] = [1, 1, 1, ...shape].slice(-3);
  const names = `   ${axes}`.slice(-3);
  const size = columns <= 6 && rows <= 6 ? 26 : columns <= 10 && rows <= 10 ? 21 : 16;
  const [tall, wide] = [Math.min(rows, MAX_CELLS), Math.min(columns, MAX_CELLS)];
  const deep = (sheets - 1) * DEPTH;
  const left = 46;
  const top = 24;
  const node = svg("svg", { width: left + wide * size + deep + 14, height: top + tall * size + deep + 6, role: "img" });
  const first = names[0] === "B" ? front : 0;
  for (let back = sheets - 1; back >= 0; back--) {
    const sheet = (first + back) % sheets;
    for (let row = 0; row < tall; row++)
      for (let column = 0; column < wide; column++) {
        const at = { [names[0]]: sheet, [names[1]]: row, [names[2]]: column };
        const value = values[(sheet * rows + row) * columns + column];
        node.append(
          ...cell(
            at,
            value,
            back,
            { x: left + column * size + back * DEPTH, y: top + deep + row * size - back * DEPTH, size },
            view,
            axes,
            palette,
          ),
        );
      }
  }
  const words = (axis, count) => `${axis} = ${count}`;
  const middle = top + deep + (tall * size) / 2;
  if (names[1] !== " ")
    node.append(
      svg(
        "text",
        { class: "edge", x: 0, y: 0, transform: `translate(${left - 14} ${middle}) rotate(-90)` },
        words(names[1], rows),
      ),
    );
  node.append(
    svg("text", { class: "edge", x: left + deep + (wide * size) / 2, y: top - 14 }, words(names[2], columns)),
  );
  if (names[0] !== " ") node.append(svg("text", { class: "edge", x: left - 22, y: top - 14 }, words(names[0], sheets)));
  if (alt) node.setAttribute("aria-label", alt);
  return node;
}

function cell(at, value, back, { x, y, size }, view, axes, palette) {
  const rect = svg("rect", { class: "cell", x, y, width: size - 1, height: size - 1, rx: 3 });
  Object.assign(rect, { at, number: value });
  rect.dataset.same = [at.B ?? "", at.T ?? ""].join();
  const padded = at.B !== undefined && at.T !== undefined && at.T >= view.lengths[at.B];
  const symbol = axes.length < 3;
  const share = symbol ? 0.15 : Math.min(1, Math.abs(value));
  rect.style.fill = padded ? palette.background : palette.tint(value < 0 ? "orange" : "blue", share);
  rect.classList.toggle("padded", padded);
  if (back || size < 20 || padded) return [rect];
  const text = symbol
    ? visibleSymbol(view.symbols[value])
    : axes.endsWith("V") && Number.isInteger(value)
      ? String(value)
      : "";
  if (!text) return [rect];
  const label = svg("text", { x: x + size / 2 - 0.5, y: y + size / 2 }, text);
  label.style.fill = palette.on(value < 0 ? "orange" : "blue", share);
  return [rect, label];
}
