/** The equations of a cell as buttons: in symbols with their results; the picked one with all its numbers. */

import { element } from "../shared/dom.js";
import { filled, typeset } from "./equations.js";
import { fillWith } from "./scene.js";

export class CellEquations {
  element = element("div", { "data-testid": "cell-equations" });

  /** pick(part): called when an equation is clicked. */
  constructor(pick) {
    this.pick = pick;
  }

  /** numbers: name -> number; picked: the part whose equation is picked. */
  draw(equations, numbers, picked) {
    const make = () => element("button", { type: "button", class: "equation" });
    fillWith(this.element, equations, make, (node, equation) => {
      const isPicked = equation.name === picked;
      const lines = isPicked ? allLines(equation, numbers) : [shortLine(equation, numbers)];
      node.onclick = () => this.pick(equation.name);
      node.dataset.part = equation.name;
      node.setAttribute("aria-pressed", String(isPicked));
      node.setAttribute("aria-label", lines.join(" "));
      writeLines(node, lines, gateOf(equation));
    });
  }
}

/** The symbol of the equation's gate, the subscript of its weights; empty for the states. */
const gateOf = ({ name, left }) => ({ hidden: "", cell_state: "" })[name] ?? left.replace("′", "");

function allLines({ left, formula, numbers: templates }, numbers) {
  return [`${left} = ${formula}`, ...templates.map((template) => `= ${filled(template, numbers)}`)];
}

function shortLine({ left, formula, result }, numbers) {
  return `${left} = ${formula} = ${filled(`{${result}}`, numbers)}`;
}

/** Typesets the lines that have changed. */
function writeLines(node, lines, gate) {
  const make = () => element("span", { class: "line" });
  fillWith(node, lines, make, (line, text) => {
    const key = `${text} ${gate}`;
    if (line.key === key) return;
    line.key = key;
    line.replaceChildren(typeset(text, gate));
  });
}
