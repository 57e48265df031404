/** A tooltip beside the pointer. */

import { element, setText, show } from "./dom.js";

const EDGE = 4; // px to the edge of its root
const BESIDE = 14; // px from the pointer
const ABOVE = 12;
const BELOW = 24;

export class Tooltip {
  element = element("div", { class: "tooltip", "aria-hidden": "true", hidden: "" });

  /** root: the element that contains it. */
  constructor(root) {
    this.root = root;
    root.append(this.element);
  }

  hide() {
    show(this.element, false);
  }

  /** Shows text above a point of a node, relative to the node's corner; below it if there is no room. */
  show(text, node, x, y) {
    setText(this.element, text);
    show(this.element, true);
    const [home, box] = [this.root, node].map((each) => each.getBoundingClientRect());
    const { offsetWidth: width, offsetHeight: height } = this.element;
    const left = Math.min(box.left - home.left + x + BESIDE, home.width - width - EDGE);
    const point = box.top - home.top + y;
    const top = point < height + ABOVE ? point + BELOW : point - height - ABOVE;
    this.element.style.transform = `translate(${Math.max(EDGE, Math.round(left))}px, ${Math.round(top)}px)`;
  }
}
