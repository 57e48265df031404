/** The part that is scrolled along the time axis where a text is wider than its place, all rows together, under a map of the whole. */

import { element, show } from "../shared/dom.js";
import { Surface } from "../shared/surface.js";
import { MAP } from "./sizes.js";

export class Scroller {
  left = 0;
  surface = new Surface("player-minimap");

  /** The pictures stay where they are and draw what the scrolled window would show; so they need no long canvas. */
  constructor(pictures, moved) {
    this.inner = element("div", { class: "inner" }, ...pictures);
    this.timed = element("div", { class: "time-axis", tabindex: "-1" }, this.inner);
    this.map = element("div", { class: "minimap", "aria-hidden": "true" }, this.surface.canvas); // the table and the readout say the same
    this.element = element("div", { class: "scroller" }, this.map, this.timed);
    const scrolled = () => {
      this.left = this.timed.scrollLeft; // kept, for to read it while drawing costs a layout
      moved();
    };
    this.timed.addEventListener("scroll", scrolled, { passive: true });
    const drag = ({ buttons, offsetX }) => buttons && this.to(offsetX);
    this.surface.canvas.addEventListener("pointerdown", (event) => {
      event.target.setPointerCapture(event.pointerId);
      drag(event);
    });
    this.surface.canvas.addEventListener("pointermove", drag);
    this.surface.reserve(MAP);
  }

  /** Scrolls to where a place of the map is in the middle. */
  to(x) {
    const { gutter, width, total } = this.axis;
    this.timed.scrollLeft = ((x - gutter) / (width - gutter)) * (total - gutter) - (width - gutter) / 2;
  }

  /** Scrolls to where a time can be seen. */
  bring(axis, time) {
    const x = axis.x(time);
    if (x < axis.gutter || x + axis.column > axis.width) this.timed.scrollLeft = axis.scroll + x - axis.width / 2;
  }

  stretch(axis) {
    this.axis = axis;
    this.inner.style.width = `${Math.max(axis.total, axis.width)}px`;
    this.timed.style.setProperty("--window", `${axis.width}px`);
    this.left = this.timed.scrollLeft;
    show(this.map, axis.total > axis.width);
  }

  /** The whole text, right and wrong, with the window that is in sight. */
  draw({ view, at, palette, lanes, axis: shown }) {
    const { axis } = this;
    if (axis.total <= axis.width) return;
    const mine = { ...at, targets: view.targets };
    const lane = axis === shown ? mine : lanes.find((other) => other.axis === axis);
    const known = lane.known && !lane.masked;
    const g = this.surface.begin(axis.width);
    const each = (axis.width - axis.gutter - 8) / axis.count;
    for (let time = 0; time < axis.count; time++) {
      const right = known && lane.predicted[time] === lane.targets[time];
      g.fillStyle = !known ? palette.grid : right ? palette.tint("blue", 0.55) : palette.orange;
      const height = right || !known ? 5 : 10; // wrong is taller, not only of another colour
      g.fillRect(axis.gutter + time * each, MAP - 2 - height, Math.max(each, 0.5), height);
    }
    const scale = (axis.width - axis.gutter - 8) / (axis.total - axis.gutter);
    g.strokeStyle = palette.ink;
    g.lineWidth = 2;
    g.strokeRect(axis.gutter + axis.scroll * scale, 1, (axis.width - axis.gutter) * scale, MAP - 2);
  }
}
