/** A sharp canvas of a picture: one unit a px, on every screen. */

import { element } from "./dom.js";

export class Surface {
  constructor(testid) {
    this.canvas = element("canvas", { role: "img", "data-testid": testid });
    this.g = this.canvas.getContext("2d");
  }

  /** Keeps its place before there is anything to draw. */
  reserve(height) {
    const length = `${height}px`;
    if (this.canvas.style.height !== length) this.canvas.style.height = length;
    this.height = height;
  }

  /** A cleared canvas `width` wide, one unit a px, as sharp as the screen. */
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

  describe(words) {
    if (this.canvas.getAttribute("aria-label") !== words) this.canvas.setAttribute("aria-label", words);
  }
}
