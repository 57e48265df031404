/** The pairs of a text: x, and below it y shifted to the left, with a line per pair. */

import { element, setText } from "../shared/dom.js";

export class TextPairs {
  element = element("div", { class: "across", tabindex: "0", role: "group", "data-testid": "text-pairs" }); // focusable, so that arrow keys scroll it
  inputs = []; // the tiles of x, one sequence after the other

  /** pick(index): called when a tile of x is clicked. */
  constructor(pick) {
    this.pick = pick;
  }

  /** symbol(id): its visible form; isAmbiguous(id): whether different letters follow it. */
  build({ rows, labels, shift }, symbol, isAmbiguous) {
    this.inputs = [];
    const pairs = rows.map((ids) => {
      const inputs = ids.map((id, time) => this.input(symbol(id), time + shift < ids.length, isAmbiguous(id), labels));
      const links = ids.map((id, time) => element("i", { class: kinds(time + shift < ids.length, isAmbiguous(id)) }));
      const targets = ids.map((id, time) => target(symbol(id), time < shift, labels));
      const moved = { class: "cells says", style: `transform: translateX(calc(var(--col) * ${-shift}))` };
      return element(
        "div",
        { class: "pair" },
        line(labels.x, element("div", { class: "cells reads" }, ...inputs)),
        line("", element("div", { class: "cells links" }, ...links)),
        line(labels.y, element("div", moved, ...targets)),
      );
    });
    this.element.replaceChildren(...pairs);
  }

  input(words, isPaired, isAmbiguous, labels) {
    const index = this.inputs.length;
    const node = element(
      "span",
      { class: `tile ${kinds(isPaired, isAmbiguous)}`, onclick: () => this.pick(index) },
      words,
    );
    if (!isPaired) node.title = labels.outside;
    this.inputs.push(node);
    return node;
  }

  /** picked: an index into the text, or null. */
  highlight(picked) {
    for (const [index, node] of this.inputs.entries()) node.classList.toggle("lit", index === picked);
  }
}

const kinds = (isPaired, isAmbiguous) => `${isPaired ? "" : "outside"} ${isPaired && isAmbiguous ? "ambiguous" : ""}`;

/** A tile of y; the first ones are not the target of any letter. */
function target(words, isOutside, labels) {
  const node = element("span", { class: `tile ${isOutside ? "outside" : ""}` });
  setText(node, words);
  if (isOutside) node.title = labels.outside;
  return node;
}

function line(words, node) {
  return element("div", { class: "line" }, element("b", { style: words ? "" : "height: 20px" }, words), node);
}
