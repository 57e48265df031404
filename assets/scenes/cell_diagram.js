/** Draws a cell from cell_diagram_data.js as SVG. It is built once per cell; afterwards only texts and highlights change. */

import { setText, svg } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { filled } from "./equations.js";

const DIGITS = 3;

export class CellDiagram {
  /** pick(part): called when a box is clicked. */
  constructor(pick) {
    this.element = svg("svg", { class: "diagram", role: "img", "data-testid": "cell-diagram" });
    this.element.addEventListener("click", (event) => {
      const part = event.target.closest("[data-pick]")?.dataset.pick;
      if (part) pick(part);
    });
  }

  /** diagram: {height, marks}; numbers: name -> number; picked: the part to highlight; alt: its description; names: values of placeholders. */
  draw(diagram, numbers, picked, alt, names) {
    if (JSON.stringify(diagram) !== this.built) this.build(diagram);
    this.element.setAttribute("aria-label", alt);
    diagram.marks.forEach(({ kind, text, parts }, index) => {
      const node = this.element.children[index];
      for (const shape of kind === "box" || kind === "op" ? [node.firstChild] : [node])
        shape.classList.toggle("lit", parts.includes(picked));
      if (kind === "text") {
        setText(node, filled(fill(text, names), numbers, DIGITS));
      }
    });
  }

  build(diagram) {
    this.built = JSON.stringify(diagram);
    this.element.setAttribute("viewBox", `-4 14 768 ${diagram.height - 10}`);
    this.element.replaceChildren(...diagram.marks.map(shape));
  }
}

function shape({ kind, d, x, y, sign, width, low, text, pick }) {
  if (kind === "wire") return svg("path", { class: "wire", d });
  if (kind === "text") return svg("text", { x, y }, text);
  const height = low ? 36 : 44;
  const outline =
    kind === "op"
      ? svg("circle", { class: "op", cx: x, cy: y, r: 14 })
      : svg("rect", { class: "box", x: x - width / 2, y: y - height / 2, width, height, rx: 8 });
  return svg("g", pick ? { "data-pick": pick } : {}, outline, svg("text", { class: "sign", x, y }, sign));
}
