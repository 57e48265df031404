/** The canvas of a picture, sharp on every screen; one unit is one CSS px. */

import { element } from "./dom.js";

export class Surface {
  constructor(testid) {
    this.canvas = element("canvas", { role: "img", "data-testid": testid });
    this.g = this.canvas.getContext("2d");
  }

  /** Reserves the height before there is anything to draw. */
  reserve(height) {
    const length = `${height}px`;
    if (this.canvas.style.height !== length) this.canvas.style.height = length;
    this.height = height;
  }

  /** Clears the canvas, sets its width, and returns its context. */
  begin(width) {
    const ratio = window.devicePixelRatio || 1;
    const [across, down] = [Math.round(width * ratio), Math.round(this.height * ratio)];
    if (this.canvas.width !== across || this.canvas.height !== down) {
      this.canvas.width = across;
      this.canvas.height = down;
      this.canvas.style.width = `${width}px`;
    }
    this.g.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.g.clearRect(0, 0, width, this.height);
    return this.g;
  }

  describe(text) {
    if (this.canvas.getAttribute("aria-label") !== text) this.canvas.setAttribute("aria-label", text);
  }
}
