/** Embeddings: letters or words as vectors that move while they learn; what each is like, and from what it has learned. */

import { clamp, walked } from "../shared/arrow_keys.js";
import { mount } from "../shared/component.js";
import { element, iconButton, name, setText, show, svg } from "../shared/dom.js";
import { fill, number, percent, shown } from "../shared/format.js";
import { along } from "./linear_scale.js";
import { fillWith, Scene } from "./scene.js";
import { saving } from "./scene_export.js";
import { StepSlider } from "./step_slider.js";
import { fillMeter, meterBar } from "./table_bars.js";

const PLANE = { width: 640, height: 470, edge: 40 };
const NEAR = 4;
const COLOURS = ["blue", "orange", "ink", "grey"];

class Embeddings extends Scene {
  picked = 0;
  line = 0;
  at = 0;

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
    this.plane = svg("svg", {
      class: "plane",
      viewBox: `0 0 ${PLANE.width} ${PLANE.height}`,
      role: "img",
      "data-testid": "embeddings-plane",
    });
    walked(this.plane, {
      go: (across, down) => this.walk(across, down),
      pick: () => this.pick(this.under ?? this.picked),
      leave: () => {
        this.under = null;
        this.redraw();
      },
    });
    this.note = element("p", { class: "muted" });
    this.windowTitle = element("h2");
    this.back = iconButton("back", "embeddings-back", () => this.turn(-1));
    this.on = iconButton("forward", "embeddings-on", () => this.turn(1));
    this.words = element("div", { class: "line", "data-testid": "embeddings-line" });
    this.direction = element("p", { class: "muted" });
    this.pairs = element("p", { class: "pairs", "data-testid": "embeddings-pairs" });
    this.window = element(
      "section",
      {},
      element("header", {}, this.windowTitle, element("span", {}, this.back, this.on)),
      this.words,
      this.direction,
      this.pairs,
    );
    this.nearTitle = element("h2");
    this.near = element("table", { class: "near-list", "data-testid": "embeddings-near" }, element("tbody"));
    this.vectorTitle = element("h2");
    this.vector = element("div", { class: "squares" });
    this.matrixTitle = element("h2");
    this.canvas = element("canvas", { role: "img", "data-testid": "embeddings-matrix" });
    this.canvas.addEventListener("pointermove", (event) => this.point(event));
    this.canvas.addEventListener("pointerleave", () => setText(this.cosine, "\u00a0"));
    this.cosine = element("p", { class: "muted" }, "\u00a0");
    this.analogyTitle = element("h2");
    this.analogy = element("div", { class: "analogy", "data-testid": "embeddings-analogy" });
    this.selects = ["one", "other", "third"].map((key) =>
      element("select", { onchange: () => this.redraw(), "data-testid": `analogy-${key}` }),
    );
    this.result = element("output", { "data-testid": "analogy-result" });
    this.analogy.append(this.selects[0], " − ", this.selects[1], " + ", this.selects[2], " ≈ ", this.result);
    this.saves = saving(this.root, "embeddings", () => this.table());
    const left = element("div", {}, this.planeTitle, this.plane, this.note);
    this.analogies = element("section", {}, this.analogyTitle, this.analogy);
    const side = element(
      "div",
      { class: "side" },
      element("section", {}, this.nearTitle, this.near),
      this.window,
      this.analogies,
      element("section", {}, this.vectorTitle, this.vector),
      element("section", { class: "matrix" }, this.matrixTitle, this.canvas, this.cosine),
    );
    this.root.append(
      this.steps.element,
      this.sentence,
      element("div", { class: "stage" }, left, side),
      this.saves.element,
    );
  }

  take(view, arrays) {
    const other = view.run !== this.view?.run;
    super.take(view, arrays);
    this.size = arrays.vectors.length / (view.steps.length * view.words.length);
    this.steps.take(view.steps, view.labels, other ? view.step : null);
    if (!other) return;
    const wanted = view.words.indexOf(view.pick);
    const class1 = view.words.findIndex((word) => view.classes[word]);
    this.picked = wanted >= 0 ? wanted : Math.max(0, class1);
    this.bounds = bounds(arrays.plane);
    this.findLine();
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
    this.unit = this.normalised();
    this.ranked = this.like(this.row(this.unit, this.picked)).filter(({ id }) => id !== this.picked);
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
    show(this.window, words);
    show(this.analogies, words && view.words.length > 3);
    if (words) this.drawWindow();
    if (words) this.drawAnalogy();
    this.drawNear(word);
    this.drawVector(word);
    this.drawMatrix();
    this.saves.draw(labels);
  }

  word(id) {
    return this.view.mode === "words" ? this.view.words[id] : shown(this.view.words[id]);
  }

  row(array, id) {
    return array.subarray(id * this.size, (id + 1) * this.size);
  }

  /** The vectors of this step, each of length 1. */
  normalised() {
    const { words } = this.view;
    const count = words.length * this.size;
    const unit = this.arrays.vectors.slice(this.steps.index * count, (this.steps.index + 1) * count);
    for (const id of words.keys()) {
      const vector = this.row(unit, id);
      const length = Math.hypot(...vector) || 1;
      for (const [at, value] of vector.entries()) vector[at] = value / length;
    }
    return unit;
  }

  /** All words by their cosine with a vector, the most alike first. */
  like(vector) {
    const length = Math.hypot(...vector) || 1;
    const cosine = (id) => this.row(this.unit, id).reduce((sum, value, at) => sum + value * vector[at], 0) / length;
    return this.view.words
      .map((_word, id) => ({ id, cosine: cosine(id) }))
      .sort((one, other) => other.cosine - one.cosine);
  }

  place(id, index = this.steps.index) {
    const { width, height, edge } = PLANE;
    const at = (index * this.view.words.length + id) * 2;
    const [x, y] = this.arrays.plane.subarray(at, at + 2);
    return [along(x, this.bounds[0], width, edge), height - along(y, this.bounds[1], height, edge)];
  }

  drawPlane() {
    const { view, palette } = this;
    const near = new Set(this.ranked.slice(0, NEAR).map(({ id }) => id));
    const classes = [...new Set(Object.values(view.classes))];
    const colour = (word) =>
      palette[view.classes[word] ? COLOURS[classes.indexOf(view.classes[word]) % COLOURS.length] : "grey"];
    const trail = Array.from({ length: this.steps.index + 1 }, (_point, index) =>
      this.place(this.picked, index)
        .map((value) => value.toFixed(1))
        .join(" "),
    );
    const [px, py] = this.place(this.picked);
    const links =
      view.mode === "one-hot"
        ? []
        : [...near].map((id) => svg("path", { class: "link", d: `M${px} ${py} L${this.place(id).join(" ")}` }));
    const zoom = Math.max(1, Math.min(2, PLANE.width / (this.plane.clientWidth || PLANE.width))); // letters keep their size on a phone
    this.plane.style.fontSize = `${15 * zoom}px`;
    const taken = view.words
      .map((_word, id) => this.place(id))
      .map(([x, y]) => ({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 }));
    const rank = (id) => (id === this.picked ? 0 : near.has(id) ? 1 : 2);
    const order = view.words.map((_word, id) => id).sort((one, other) => rank(one) - rank(other));
    const nodes = order.map((id) => {
      const [x, y] = this.place(id);
      const word = view.words[id];
      const kind = view.mode === "one-hot" ? "" : ["picked", "near", ""][rank(id)];
      const at = free(taken, x, y, zoom * (this.word(id).length * (rank(id) ? 8.4 : 10) + 4), rank(id) < 2, zoom);
      const label = at ? [svg("text", { x: at[0], y: at[1] }, this.word(id))] : [];
      const node = svg(
        "g",
        { class: id === this.under ? `${kind} here` : kind, "data-word": word },
        svg("circle", { class: "dot", cx: x, cy: y, r: 5, fill: colour(word) }, svg("title", {}, this.word(id))),
        ...label,
      );
      node.addEventListener("click", () => this.pick(id));
      return node;
    });
    this.plane.setAttribute(
      "aria-label",
      `${fill(view.labels.plane_alt, { count: view.words.length })} ${this.sentence.textContent}`,
    );
    this.plane.replaceChildren(svg("path", { class: "trail", d: `M${trail.join("L")}` }), ...links, ...nodes);
  }

  /** From word to word, to the side or up and down, as they lie. */
  walk(across, down) {
    const axis = across ? 0 : 1;
    const order = this.view.words
      .map((_word, id) => id)
      .sort((one, other) => this.place(one)[axis] - this.place(other)[axis] || one - other);
    const here = order.indexOf(this.under ?? this.picked);
    this.under = order[clamp(here + (across || down), [0, order.length - 1])];
    setText(this.pointed, this.word(this.under));
    this.redraw();
  }

  drawWindow() {
    const { view } = this;
    const { labels } = view;
    const line = view.lines[this.line] ?? [];
    const inside = (at) => at !== this.at && Math.abs(at - this.at) <= view.window;
    setText(this.windowTitle, fill(labels.window, { word: line[this.at] ?? "" }));
    name(this.back, labels.earlier);
    name(this.on, labels.later);
    fillWith(
      this.words,
      line,
      (at) => element("button", { type: "button", onclick: () => this.center(at) }),
      (node, word, at) => {
        setText(node, word);
        node.className = `word${at === this.at ? " center" : inside(at) ? " context" : ""}`;
      },
    );
    setText(this.direction, labels[view.model]);
    const context = line.filter((_word, at) => inside(at));
    const center = line[this.at];
    const pairs =
      view.model === "skip-gram"
        ? context.map((word) => `${center} → ${word}`)
        : [`${context.join(" + ")} → ${center}`];
    setText(this.pairs, `${labels.pairs}: ${pairs.join(", ")}`);
  }

  drawNear(word) {
    const { labels } = this.view;
    setText(this.nearTitle, fill(labels.nearest, { word }));
    const make = () => element("tr", {}, element("td"), element("td", {}, meterBar()));
    fillWith(this.near.tBodies[0], this.ranked.slice(0, NEAR), make, (row, { id, cosine }) => {
      setText(row.cells[0], this.word(id));
      fillMeter(row.cells[1].firstChild, cosine, number(cosine, 2));
    });
  }

  drawVector(word) {
    const count = this.view.words.length * this.size;
    const values = [
      ...this.row(this.arrays.vectors.subarray(this.steps.index * count, (this.steps.index + 1) * count), this.picked),
    ].slice(0, 32);
    const reach = Math.max(...values.map(Math.abs), 1e-6);
    setText(this.vectorTitle, fill(this.view.labels.vector, { word }));
    fillWith(
      this.vector,
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

  /** Cosines, words of a class beside each other. */
  drawMatrix() {
    const { view, canvas } = this;
    const size = view.words.length;
    const classes = Object.values(view.classes);
    const rank = (id) => (view.classes[view.words[id]] ? classes.indexOf(view.classes[view.words[id]]) : size);
    this.order = view.words.map((_word, id) => id).sort((one, other) => rank(one) - rank(other) || one - other);
    Object.assign(canvas, { width: size, height: size });
    canvas.setAttribute("aria-label", fill(view.labels.matrix_alt, { count: size }));
    setText(this.matrixTitle, view.labels.matrix);
    const pixels = new ImageData(size, size);
    const colours = new Uint32Array(pixels.data.buffer);
    const colour = (cosine) => this.palette.signed[Math.round((cosine + 1) * 127.5)];
    for (const [y, one] of this.order.entries())
      for (const [x, other] of this.order.entries()) colours[y * size + x] = colour(this.product(one, other));
    canvas.getContext("2d").putImageData(pixels, 0, 0);
  }

  product(one, other) {
    const [first, second] = [this.row(this.unit, one), this.row(this.unit, other)];
    return Math.max(
      -1,
      Math.min(
        1,
        first.reduce((sum, value, at) => sum + value * second[at], 0),
      ),
    );
  }

  point(event) {
    const size = this.view.words.length;
    const [x, y] = [event.offsetX / this.canvas.clientWidth, event.offsetY / this.canvas.clientHeight].map(
      (share) => this.order[Math.min(size - 1, Math.max(0, Math.floor(share * size)))],
    );
    setText(
      this.cosine,
      fill(this.view.labels.cosine, { one: this.word(y), other: this.word(x), cosine: number(this.product(x, y), 2) }),
    );
  }

  drawAnalogy() {
    const { words, labels } = this.view;
    setText(this.analogyTitle, labels.analogies);
    const [one, other, third] = this.selects.map((select) => words.indexOf(select.value));
    const sum = Float32Array.from(
      this.row(this.unit, one),
      (value, at) => value - this.row(this.unit, other)[at] + this.row(this.unit, third)[at],
    );
    const found = this.like(sum)
      .filter(({ id }) => ![one, other, third].includes(id))
      .slice(0, 3);
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
    this.findLine();
    this.redraw();
    this.report();
  }

  /** The first sentence with the picked word, with the window on it. */
  findLine() {
    const word = this.view.words[this.picked];
    this.line = Math.max(
      0,
      this.view.lines.findIndex((line) => line.includes(word)),
    );
    this.at = Math.max(0, this.view.lines[this.line]?.indexOf(word) ?? 0);
  }

  center(at) {
    this.at = at;
    this.picked = Math.max(0, this.view.words.indexOf(this.view.lines[this.line][at]));
    this.redraw();
  }

  turn(by) {
    const count = this.view.lines.length;
    this.line = (this.line + by + count) % count;
    this.center(0);
  }

  table() {
    const count = this.view.words.length * this.size;
    const now = this.arrays.vectors.subarray(this.steps.index * count, (this.steps.index + 1) * count);
    return [
      ["word", ...Array.from({ length: this.size }, (_dimension, at) => at)],
      ...this.view.words.map((word, id) => [word, ...this.row(now, id)]),
    ];
  }

  report() {
    this.acts.tell("rest", {
      step: this.steps.step,
      last: this.steps.index === this.steps.last,
      pick: this.view.words[this.picked],
    });
  }
}

/** Where a label has room beside its dot; where it has none, the nearest place if it must be seen, else nowhere. */
function free(taken, x, y, wide, must, zoom) {
  const places = [
    [0, -15],
    [0, 15],
    [wide / 2 + 10, 0],
    [-wide / 2 - 10, 0],
    [wide / 2 + 6, -16],
    [-wide / 2 - 6, -16],
    [wide / 2 + 6, 16],
    [-wide / 2 - 6, 16],
    [0, -33],
    [0, 33],
    [wide / 2 + 26, -32],
    [-wide / 2 - 26, 32],
  ];
  for (const [dx, down] of places) {
    const dy = down * zoom;
    const box = {
      left: x + dx - wide / 2,
      right: x + dx + wide / 2,
      top: y + dy - 9 * zoom,
      bottom: y + dy + 9 * zoom,
    };
    const inside = box.left > 0 && box.right < PLANE.width && box.top > 0 && box.bottom < PLANE.height;
    if (
      inside &&
      taken.every(
        (other) =>
          box.left >= other.right || box.right <= other.left || box.top >= other.bottom || box.bottom <= other.top,
      )
    ) {
      taken.push(box);
      return [x + dx, y + dy];
    }
  }
  return must ? [x, y - 15] : null;
}

/** The least and greatest of both coordinates over the whole training. */
function bounds(plane) {
  const found = [
    [Infinity, -Infinity],
    [Infinity, -Infinity],
  ];
  plane.forEach((value, at) => {
    const range = found[at % 2];
    range[0] = Math.min(range[0], value);
    range[1] = Math.max(range[1], value);
  });
  return found;
}

export default mount(() => new Embeddings());
