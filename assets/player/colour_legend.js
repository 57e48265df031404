/** What the colours and marks mean, for who sees them for the first time; it stands where messages stand when there is none. */

import { element, setText } from "../shared/dom.js";

const PARTS = ["right", "wrong", "sure", "plus", "minus"];

export class ColourLegend {
  element = element("div", { class: "key-to-colours" });
  words = new Map();

  constructor() {
    for (const part of PARTS) {
      const text = element("span");
      this.words.set(part, text);
      this.element.append(element("span", {}, element("i", { class: `swatch ${part}`, "aria-hidden": "true" }), text));
    }
  }

  layout({ labels }) {
    for (const [part, node] of this.words) setText(node, labels[`legend_${part}`]);
  }
}
