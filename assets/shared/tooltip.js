/** What a place of a picture says, beside the pointer. */

import { element, setText, show } from "./dom.js";

const EDGE = 4; // px to the edge of the part of the page in which it lies
const BESIDE = 14; // px from the pointer
const ABOVE = 12;
const BELOW = 24;

export class Tooltip {
  element = element("div", { class: "tooltip", "aria-hidden": "true", hidden: "" });

  /** root: what it lies in. */
  constructor(root) {
    this.root = root;
    root.append(this.element);
  }

  hide() {
    show(this.element, false);
  }

  /** Over a point of a node, from the node's corner; under it where there is no room. */
  show(words, node, x, y) {
    setText(this.element, words);
    show(this.element, true);
    const [home, box] = [this.root, node].map((each) => each.getBoundingClientRect());
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = Math.min(box.left - home.left + x + BESIDE, home.width - width - EDGE);
    const point = box.top - home.top + y;
    const top = point < height + ABOVE ? point + BELOW : point - height - ABOVE;
    this.element.style.transform = `translate(${Math.max(EDGE, Math.round(left))}px, ${Math.round(top)}px)`;
  }
}
