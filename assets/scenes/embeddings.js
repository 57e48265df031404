/** Embeddings: letters or words as vectors that move during training; the nearest words, and the contexts they are learned from. */

import { mount } from "../shared/component.js";
import { element, setText, show } from "../shared/dom.js";
import { fill, number, percent } from "../shared/format.js";
import { ContextWindow } from "./context_window.js";
import { CosineMatrix } from "./cosine_matrix.js";
import { EmbeddingPlane } from "./embedding_plane.js";
import { fillWith, Scene } from "./scene.js";
import { exportButtons } from "./scene_export.js";
import { StepSlider } from "./step_slider.js";
import { fillMeter, meterBar } from "./table_bars.js";
import { UnitVectors } from "./unit_vectors.js";

const MAX_NEAREST = 4;
const MAX_DIMENSIONS = 32; // of a vector that are shown

class Embeddings extends Scene {
  picked = 0;
  size = 0; // of a vector
  unit = null; // the UnitVectors of the current step
  ranked = []; // the words nearest to the picked one: { id, cosine }
  matrix = new CosineMatrix((id) => this.word(id));
  plane = new EmbeddingPlane({
    pick: (id) => this.pick(id),
    changed: () => this.redraw(),
    announce: (words) => setText(this.live, words),
  });
  window = new ContextWindow((word) => {
    this.picked = Math.max(0, this.view.words.indexOf(word));
    this.redraw();
  });

  constructor() {
    super("embeddings");
    this.steps = new StepSlider(
      this.root,
      () => this.redraw(),
      () => this.report(),
    );
    this.keydown = this.steps.keydown;
    this.sentence = element("p", { class: "sentence", "data-testid": "embeddings-sentence" });
    this.build();
  }

  build() {
    this.planeTitle = element("h2");
    this.note = element("p", { class: "muted" });
    this.nearTitle = element("h2");
    this.near = element("table", { class: "near-list", "data-testid": "embeddings-near" }, element("tbody"));
    this.vectorTitle = element("h2");
    this.squares = element("div", { class: "squares" });
    this.analogyTitle = element("h2");
    this.analogy = element("div", { class: "analogy", "data-testid": "embeddings-analogy" });
    this.selects = ["one", "other", "third"].map((key) =>
      element("select", { onchange: () => this.redraw(), "data-testid": `analogy-${key}` }),
    );
    this.result = element("output", { "data-testid": "analogy-result" });
    this.analogy.append(this.selects[0], " − ", this.selects[1], " + ", this.selects[2], " ≈ ", this.result);
    this.exports = exportButtons(this.root, "embeddings", () => this.table());
    const left = element("div", {}, this.planeTitle, this.plane.element, this.note);
    this.analogies = element("section", {}, this.analogyTitle, this.analogy);
    const side = element(
      "div",
      { class: "side" },
      element("section", {}, this.nearTitle, this.near),
      this.window.element,
      this.analogies,
      element("section", {}, this.vectorTitle, this.squares),
      this.matrix.element,
    );
    this.root.append(
      this.steps.element,
      this.sentence,
      element("div", { class: "columns" }, left, side),
      this.exports.element,
    );
  }

  take(view, arrays) {
    const isNewRun = view.run !== this.view?.run;
    super.take(view, arrays);
    this.plane.take(view, arrays.plane);
    this.size = arrays.vectors.length / (view.steps.length * view.words.length);
    this.steps.take(view.steps, view.labels, isNewRun ? view.step : null);
    if (!isNewRun) return;
    const fromUrl = view.words.indexOf(view.pick);
    const firstWithClass = view.words.findIndex((word) => view.classes[word]);
    this.picked = fromUrl >= 0 ? fromUrl : Math.max(0, firstWithClass);
    this.window.find(view, view.words[this.picked]);
    for (const [index, select] of this.selects.entries()) {
      select.setAttribute("aria-label", `${view.labels.analogies} ${"ABC"[index]}`);
      select.replaceChildren(...view.words.map((word) => element("option", {}, word)));
      select.value = view.analogies[0]?.[index] ?? view.words[index] ?? view.words[0];
    }
  }

  draw() {
    const { view, steps } = this;
    const { labels } = view;
    const words = view.mode === "words";
    const moves = view.steps.length > 1;
    show(this.steps.element, moves);
    steps.draw();
    if (moves)
      setText(
        steps.label,
        `${fill(labels.step, { step: steps.step, steps: view.steps.at(-1) })} · ${fill(labels.loss, { loss: number(view.losses[steps.index], 2) })}`,
      );
    this.unit = new UnitVectors(this.vectors, this.size);
    this.ranked = this.unit.nearest(this.unit.row(this.picked)).filter(({ id }) => id !== this.picked);
    const word = this.word(this.picked);
    const near = this.ranked
      .slice(0, 3)
      .map(({ id, cosine }) => `${this.word(id)} (${number(cosine, 2)})`)
      .join(", ");
    setText(
      this.sentence,
      view.mode === "one-hot" ? labels.one_hot_said : fill(labels.nearest_said, { word, words: near }),
    );
    setText(this.planeTitle, words ? labels.plane_words : labels.plane_letters);
    setText(this.note, `${fill(labels.explained, { share: percent(view.explained) })} ${labels.click}`);
    this.drawPlane();
    show(this.window.element, words);
    show(this.analogies, words && view.words.length > 3);
    if (words) this.window.draw(view);
    if (words) this.drawAnalogy();
    this.drawNear(word);
    this.drawVector(word);
    this.matrix.draw(view, this.unit, this.palette);
    this.exports.draw(labels);
  }

  word(id) {
    return this.plane.word(id);
  }

  /** The vectors of the current step, one after the other. */
  get vectors() {
    const count = this.view.words.length * this.size;
    return this.arrays.vectors.subarray(this.steps.index * count, (this.steps.index + 1) * count);
  }

  vector(id) {
    return this.vectors.subarray(id * this.size, (id + 1) * this.size);
  }

  drawPlane() {
    const { labels, words } = this.view;
    this.plane.draw({
      index: this.steps.index,
      picked: this.picked,
      near: this.ranked.slice(0, MAX_NEAREST).map(({ id }) => id),
      palette: this.palette,
      alt: `${fill(labels.plane_alt, { count: words.length })} ${this.sentence.textContent}`,
    });
  }

  drawNear(word) {
    const { labels } = this.view;
    setText(this.nearTitle, fill(labels.nearest, { word }));
    const make = () => element("tr", {}, element("td"), element("td", {}, meterBar()));
    fillWith(this.near.tBodies[0], this.ranked.slice(0, MAX_NEAREST), make, (row, { id, cosine }) => {
      setText(row.cells[0], this.word(id));
      fillMeter(row.cells[1].firstChild, cosine, number(cosine, 2));
    });
  }

  drawVector(word) {
    const values = [...this.vector(this.picked)].slice(0, MAX_DIMENSIONS);
    const reach = Math.max(...values.map(Math.abs), 1e-6);
    setText(this.vectorTitle, fill(this.view.labels.vector, { word }));
    fillWith(
      this.squares,
      values,
      () => element("span"),
      (node, value) => {
        const [colour, share] = [value < 0 ? "orange" : "blue", Math.abs(value) / reach];
        setText(node, number(value, 2));
        Object.assign(node.style, {
          background: this.palette.tint(colour, share),
          color: this.palette.on(colour, share),
        });
      },
    );
  }

  drawAnalogy() {
    const { words, labels } = this.view;
    setText(this.analogyTitle, labels.analogies);
    const [one, other, third] = this.selects.map((select) => words.indexOf(select.value));
    const found = this.unit.analogy(one, other, third);
    setText(
      this.result,
      found
        .map(({ id, cosine }, at) => `${words[id]} (${number(cosine, 2)})${at ? "" : " ✓"}`)
        .join(", ")
        .replace(" ✓", ""),
    );
  }

  pick(id) {
    this.picked = id;
    this.window.find(this.view, this.view.words[id]);
    this.redraw();
    this.report();
  }

  table() {
    return [
      ["word", ...Array.from({ length: this.size }, (_dimension, at) => at)],
      ...this.view.words.map((word, id) => [word, ...this.vector(id)]),
    ];
  }

  report() {
    this.acts.send("rest", {
      step: this.steps.step,
      last: this.steps.index === this.steps.last,
      pick: this.view.words[this.picked],
    });
  }
}

export default mount(() => new Embeddings());
