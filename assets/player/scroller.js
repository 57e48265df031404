/** The part that is scrolled along the time axis where a text is longer than the screen is wide, all rows together. */

import { element, show } from "./dom.js";

export class Scroller {
  left = 0;

  /** The pictures stay where they are and draw what the scrolled window would show; so they need no long canvas. */
  constructor(pictures, moved) {
    this.inner = element("div", { class: "inner" }, ...pictures);
    this.timed = element("div", { class: "timed", tabindex: "-1" }, this.inner);
    this.length = element("div");
    this.rail = element("div", { class: "rail", tabindex: "-1" }, this.length);
    this.element = element("div", { class: "scroller" }, this.rail, this.timed);
    this.tie(this.rail, this.timed, moved);
    this.tie(this.timed, this.rail, moved);
  }

  /** Where one goes, the other goes. */
  tie(leader, follower, moved) {
    const follow = () => {
      this.left = leader.scrollLeft; // kept, for to read it while drawing costs a layout
      if (follower.scrollLeft !== this.left) follower.scrollLeft = this.left;
      moved();
    };
    leader.addEventListener("scroll", follow, { passive: true });
  }

  /** Scrolls to where a time can be seen. */
  bring(axis, time) {
    const x = axis.x(time);
    if (x < axis.gutter || x + axis.column > axis.width) this.timed.scrollLeft = axis.scroll + x - axis.width / 2;
  }

  stretch(axis) {
    this.inner.style.width = this.length.style.width = `${Math.max(axis.total, axis.width)}px`;
    this.timed.style.setProperty("--window", `${axis.width}px`);
    this.left = this.timed.scrollLeft;
    show(this.rail, axis.total > axis.width);
  }
}
