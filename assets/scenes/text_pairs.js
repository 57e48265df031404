/** The pairs of a text: x, and y moved to the left under it, with a line for each pair. */

import { element, setText } from "../shared/dom.js";

export class TextPairs {
  element = element("div", { class: "across", tabindex: "0", role: "group", "data-testid": "text-pairs" }); // where it is narrow, arrow keys scroll it
  inputs = []; // the tiles of x, sequence after sequence

  /** pick(place): a tile of x was clicked. */
  constructor(pick) {
    this.pick = pick;
  }

  /** symbol(id): as it can be seen; torn(id): whether a letter goes on in several ways. */
  build({ rows, labels, shift }, symbol, torn) {
    this.inputs = [];
    const pairs = rows.map((ids) => {
      const inputs = ids.map((id, time) => this.input(symbol(id), time + shift < ids.length, torn(id), labels));
      const links = ids.map((id, time) => element("i", { class: kinds(time + shift < ids.length, torn(id)) }));
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

  input(words, isPaired, isTorn, labels) {
    const place = this.inputs.length;
    const node = element("span", { class: `tile ${kinds(isPaired, isTorn)}`, onclick: () => this.pick(place) }, words);
    if (!isPaired) node.title = labels.outside;
    this.inputs.push(node);
    return node;
  }

  /** picked: a place in the text, or null. */
  light(picked) {
    for (const [place, node] of this.inputs.entries()) node.classList.toggle("lit", place === picked);
  }
}

const kinds = (isPaired, isTorn) => `${isPaired ? "" : "outside"} ${isPaired && isTorn ? "torn" : ""}`;

/** A tile of y; the first ones are no letter's target. */
function target(words, isOutside, labels) {
  const node = element("span", { class: `tile ${isOutside ? "outside" : ""}` });
  setText(node, words);
  if (isOutside) node.title = labels.outside;
  return node;
}

function line(words, node) {
  return element("div", { class: "line" }, element("b", { style: words ? "" : "height: 20px" }, words), node);
}
