/** Scrolls all pictures along the time axis together if a text is too wide, with a map of the whole text above. */

import { element, show } from "../shared/dom.js";
import { Surface } from "../shared/surface.js";
import { MAP } from "./sizes.js";

export class Scroller {
  left = 0;
  surface = new Surface("player-minimap");

  /** The pictures are sticky and draw only the part in view, so that their canvases stay small. */
  constructor(pictures, moved) {
    this.inner = element("div", { class: "inner" }, ...pictures);
    this.scrollArea = element("div", { class: "time-axis", tabindex: "-1" }, this.inner);
    this.map = element("div", { class: "minimap", "aria-hidden": "true" }, this.surface.canvas); // the table and the readout have the same content
    this.element = element("div", { class: "scroller" }, this.map, this.scrollArea);
    const onScroll = () => {
      this.left = this.scrollArea.scrollLeft; // stored, because reading it while drawing forces a layout
      moved();
    };
    this.scrollArea.addEventListener("scroll", onScroll, { passive: true });
    const drag = ({ buttons, offsetX }) => buttons && this.centreOn(offsetX);
    this.surface.canvas.addEventListener("pointerdown", (event) => {
      event.target.setPointerCapture(event.pointerId);
      drag(event);
    });
    this.surface.canvas.addEventListener("pointermove", drag);
    this.surface.reserve(MAP);
  }

  /** Scrolls so that a position of the map is in the middle. */
  centreOn(x) {
    const { gutter, width, total } = this.axis;
    this.scrollArea.scrollLeft = ((x - gutter) / (width - gutter)) * (total - gutter) - (width - gutter) / 2;
  }

  /** Scrolls a time step into view. */
  scrollTo(axis, time) {
    const x = axis.x(time);
    if (x < axis.gutter || x + axis.column > axis.width) this.scrollArea.scrollLeft = axis.scroll + x - axis.width / 2;
  }

  stretch(axis) {
    this.axis = axis;
    this.inner.style.width = `${Math.max(axis.total, axis.width)}px`;
    this.scrollArea.style.setProperty("--window", `${axis.width}px`);
    this.left = this.scrollArea.scrollLeft;
    show(this.map, axis.total > axis.width);
  }

  /** The whole text, right and wrong predictions, with the part in view outlined. */
  draw({ view, shownRows, palette, lanes, axis: mainAxis }) {
    const { axis } = this;
    if (axis.total <= axis.width) return;
    const mainLane = { ...shownRows, targets: view.targets };
    const lane = axis === mainAxis ? mainLane : lanes.find((other) => other.axis === axis);
    const known = lane.known && !lane.masked;
    const g = this.surface.begin(axis.width);
    const each = (axis.width - axis.gutter - 8) / axis.count;
    for (let time = 0; time < axis.count; time++) {
      const right = known && lane.predicted[time] === lane.targets[time];
      g.fillStyle = !known ? palette.grid : right ? palette.tint("blue", 0.55) : palette.orange;
      const height = right || !known ? 5 : 10; // wrong letters are also taller, not only of another colour
      g.fillRect(axis.gutter + time * each, MAP - 2 - height, Math.max(each, 0.5), height);
    }
    const scale = (axis.width - axis.gutter - 8) / (axis.total - axis.gutter);
    g.strokeStyle = palette.ink;
    g.lineWidth = 2;
    g.strokeRect(axis.gutter + axis.scroll * scale, 1, (axis.width - axis.gutter) * scale, MAP - 2);
  }
}
