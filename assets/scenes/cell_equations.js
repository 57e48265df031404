/** The equations of a cell as buttons: all in symbols with their results, the picked one with all its numbers. */

import { element } from "../shared/dom.js";
import { filled, typeset } from "./equations.js";
import { fillWith } from "./scene.js";

export class CellEquations {
  element = element("div", { "data-testid": "cell-equations" });

  /** pick(part): an equation was clicked. */
  constructor(pick) {
    this.pick = pick;
  }

  /** numbers: name -> number; picked: the part whose equation is picked. */
  draw(equations, numbers, picked) {
    const make = () => element("button", { type: "button", class: "equation" });
    fillWith(this.element, equations, make, (node, equation) => {
      const isPicked = equation.name === picked;
      const lines = isPicked ? inFull(equation, numbers) : [inShort(equation, numbers)];
      node.onclick = () => this.pick(equation.name);
      node.dataset.part = equation.name;
      node.setAttribute("aria-pressed", String(isPicked));
      node.setAttribute("aria-label", lines.join(" "));
      writeLines(node, lines, gateOf(equation));
    });
  }
}

/** The letter of the gate that its weights belong to; none for the states. */
const gateOf = ({ name, left }) => ({ hidden: "", cell_state: "" })[name] ?? left.replace("′", "");

function inFull({ left, formula, numbers: templates }, numbers) {
  return [`${left} = ${formula}`, ...templates.map((template) => `= ${filled(template, numbers)}`)];
}

function inShort({ left, formula, result }, numbers) {
  return `${left} = ${formula} = ${filled(`{${result}}`, numbers)}`;
}

/** Sets a line anew only where it has changed. */
function writeLines(node, lines, gate) {
  const make = () => element("span", { class: "line" });
  fillWith(node, lines, make, (line, words) => {
    const stamp = `${words} ${gate}`;
    if (line.words === stamp) return;
    line.words = stamp;
    line.replaceChildren(typeset(words, gate));
  });
}
