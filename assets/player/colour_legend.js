/** What the colours and marks mean; shown in place of the message while there is none. */

import { element, setText } from "../shared/dom.js";

const PARTS = ["right", "wrong", "sure", "plus", "minus"];

export class ColourLegend {
  element = element("div", { class: "colour-legend" });
  labels = new Map(); // part -> element;

  constructor() {
    for (const part of PARTS) {
      const text = element("span");
      this.labels.set(part, text);
      this.element.append(element("span", {}, element("i", { class: `swatch ${part}`, "aria-hidden": "true" }), text));
    }
  }

  layout({ labels }) {
    for (const [part, node] of this.labels) setText(node, labels[`legend_${part}`]);
  }
}
