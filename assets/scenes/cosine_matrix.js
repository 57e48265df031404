/** The cosine similarity of all pairs of words as an image of N x N pixels; words of one class are adjacent. */

import { element, setText } from "../shared/dom.js";
import { fill, number } from "../shared/format.js";

export class CosineMatrix {
  title = element("h2");
  canvas = element("canvas", { role: "img", "data-testid": "embeddings-matrix" });
  reading = element("p", { class: "muted" }, "\u00a0");
  element = element("section", { class: "matrix" }, this.title, this.canvas, this.reading);
  view = null;
  unit = null; // see unit_vectors.js
  order = []; // the words' ids, by class

  /** word(id): the visible form of a word. */
  constructor(word) {
    this.word = word;
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => setText(this.reading, "\u00a0"));
  }

  draw(view, unit, palette) {
    const size = view.words.length;
    this.view = view;
    this.unit = unit;
    this.order = orderByClass(view);
    this.canvas.width = size;
    this.canvas.height = size;
    this.canvas.setAttribute("aria-label", fill(view.labels.matrix_alt, { count: size }));
    setText(this.title, view.labels.matrix);
    const pixels = new ImageData(size, size);
    const colours = new Uint32Array(pixels.data.buffer);
    for (const [y, one] of this.order.entries())
      for (const [x, other] of this.order.entries())
        colours[y * size + x] = palette.signed[Math.round((unit.cosine(one, other) + 1) * 127.5)];
    this.canvas.getContext("2d").putImageData(pixels, 0, 0);
  }

  point({ offsetX, offsetY }) {
    const last = this.view.words.length - 1;
    const wordAt = (share) => this.order[Math.min(last, Math.max(0, Math.floor(share * (last + 1))))];
    const other = wordAt(offsetX / this.canvas.clientWidth);
    const one = wordAt(offsetY / this.canvas.clientHeight);
    const words = { one: this.word(one), other: this.word(other), cosine: number(this.unit.cosine(other, one), 2) };
    setText(this.reading, fill(this.view.labels.cosine, words));
  }
}

/** The words' ids by class, those without a class last. */
function orderByClass({ words, classes }) {
  const known = Object.values(classes);
  const rank = (id) => (classes[words[id]] ? known.indexOf(classes[words[id]]) : words.length);
  return words.map((_word, id) => id).sort((one, other) => rank(one) - rank(other) || one - other);
}
