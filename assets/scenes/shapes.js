/** Shapes: every tensor from input to output as a box of cells; the grid of states; view and permute; five topologies. */

import { clamp, listenToArrowKeys } from "../shared/arrow_keys.js";
import { mount } from "../shared/component.js";
import { element, setText } from "../shared/dom.js";
import { fill, number, visibleSymbol } from "../shared/format.js";
import { Tooltip } from "../shared/tooltip.js";
import { Scene } from "./scene.js";
import { exportButtons } from "./scene_export.js";
import { box } from "./tensor_box.js";
import { chain, topologies } from "./topologies.js";

const MAX_LETTERS = 4; // in a topology

class Shapes extends Scene {
  front = 0; // the word whose sheet is in front
  turned = false; // whether the topologies are turned by 90 degrees

  constructor() {
    super("shapes");
    this.path = element("div", { class: "way", "data-testid": "shapes-way" });
    this.hint = element("p", { class: "muted" });
    this.ideas = element("div", { class: "ideas" });
    this.heading = element("h2");
    this.turn = element("button", {
      type: "button",
      class: "turn",
      "data-testid": "shapes-turn",
      onclick: () => {
        this.turned = !this.turned;
        this.redraw();
      },
    });
    this.topologies = element("div", { class: "topologies", "data-testid": "shapes-topologies" });
    this.exports = exportButtons(this.root, "shapes", () => this.table());
    this.root.append(
      this.path,
      this.hint,
      this.exports.element,
      this.ideas,
      element("div", { class: "uses" }, this.heading, this.turn),
      this.topologies,
    );
    this.tooltip = new Tooltip(this.root);
    this.path.addEventListener("pointerover", (event) => this.point(event));
    this.path.addEventListener("pointerleave", () => this.point());
    this.path.addEventListener("click", (event) => this.raise(event));
  }

  take(view, arrays) {
    super.take(view, arrays);
    this.built = null;
    this.front = Math.min(this.front, view.words.length - 1);
  }

  /** Nothing moves here. Everything is rebuilt when the words, the sheet in front or the colours change. */
  draw() {
    const state = [this.palette.source, this.front, this.turned].join();
    if (this.built === state) return;
    this.built = state;
    const { view, palette } = this;
    const isState = ({ axes }) => axes.startsWith("L");
    const states = view.tensors.filter(isState).map((tensor) => this.tensor(tensor, "↳"));
    const path = view.tensors.filter((tensor) => !isState(tensor));
    this.path.replaceChildren(
      ...path.map((tensor) =>
        tensor.name === "output" ? this.fork(this.tensor(tensor, "→"), states) : this.tensor(tensor, "→"),
      ),
    );
    this.hint.textContent = view.labels.same;
    this.ideas.replaceChildren(this.grid(), this.views(), this.parameters());
    this.heading.textContent = view.labels.topologies;
    this.turn.textContent = view.labels.turn;
    this.turn.setAttribute("aria-pressed", this.turned);
    this.topologies.replaceChildren(
      ...topologies(view.letters[this.front].slice(0, Math.min(MAX_LETTERS, view.lengths[this.front]))).map((use) =>
        this.topology(use),
      ),
    );
    this.exports.draw(view.labels);
    palette.dress(this.root);
  }

  /** The outputs of the cell: the output, from which the path continues, and below it the last states. */
  fork(output, states) {
    return element(
      "div",
      { class: "out" },
      output,
      element("div", { class: "branch", "data-testid": "shapes-branch" }, ...states),
    );
  }

  /** A box with its name and shape, after the operation that produces it. */
  tensor(tensor, arrow) {
    const { view } = this;
    const shape = `(${tensor.shape.join(", ")})`;
    const words = fill(view.labels.box_alt, { name: tensor.name, shape });
    const picture = box(tensor, this.arrays[tensor.name], view, this.front, this.palette, words);
    listenToArrowKeys(picture, {
      go: (across, down) => this.walk(picture, across + down * tensor.shape.at(-1)),
      pick: () => this.raise({ target: this.cursor }, tensor.name),
      leave: () => this.point(),
    });
    const operation = view.steps[tensor.name];
    const node = element(
      "div",
      { class: "tensor", "data-tensor": tensor.name },
      picture,
      element("strong", {}, tensor.name),
      element("code", {}, shape),
    );
    return operation
      ? element("div", { class: "made" }, element("span", {}, operation, element("b", {}, arrow)), node)
      : node;
  }

  /** Highlights the same letter of the same word in all boxes, and explains the cell. */
  point(event) {
    const cell = event?.target.closest?.("rect.cell");
    const same = cell?.dataset.same;
    for (const rect of this.path.querySelectorAll("rect.cell"))
      rect.classList.toggle(
        "lit",
        Boolean(same) &&
          (rect === cell || (rect.dataset.same === same && !same.startsWith(",") && !same.endsWith(","))),
      );
    if (!cell) return this.tooltip.hide();
    const words = this.explain(cell.at, cell.number, cell.closest(".tensor").dataset.tensor);
    this.tooltip.show(words, cell, cell.getBoundingClientRect().width, 0);
  }

  explain(at, value, tensor) {
    const { labels, words, letters, lengths, symbols } = this.view;
    const lines = [];
    if (at.L !== undefined) lines.push(fill(labels.layer, { place: at.L + 1 }));
    if (at.B !== undefined)
      lines.push(fill(labels.word, { place: at.B, word: [...words[at.B]].map(visibleSymbol).join("") }));
    if (at.T !== undefined) {
      const known = at.B === undefined || at.T < lengths[at.B];
      lines.push(
        known ? fill(labels.time, { time: at.T, letter: visibleSymbol(letters[at.B ?? 0][at.T]) }) : labels.padding,
      );
    }
    if (at.V !== undefined) lines.push(fill(labels.symbol, { place: at.V, letter: visibleSymbol(symbols[at.V]) }));
    if (at.E !== undefined) lines.push(fill(labels.place, { place: at.E }));
    if (at.H !== undefined) lines.push(fill(labels.unit, { place: at.H }));
    const text =
      tensor === "ids" || tensor === "prediction" ? `${value} = ${visibleSymbol(symbols[value])}` : number(value, 3);
    return [...lines, fill(labels.value, { value: text })].join(" · ");
  }

  /** Moves the keyboard cursor by some cells, row after row. */
  walk(picture, by) {
    const cells = [...picture.querySelectorAll("rect.cell")];
    this.cursor = cells[clamp(cells.indexOf(this.cursor) + by, [0, cells.length - 1])];
    this.point({ target: this.cursor });
    setText(this.live, this.tooltip.element.textContent);
  }

  /** A click brings the sheet of its word to the front. */
  raise(event, tensor) {
    const word = event.target.closest?.("rect.cell")?.at.B;
    if (word === undefined || word === this.front) return;
    this.front = word;
    this.redraw();
    if (tensor) requestAnimationFrame(() => this.path.querySelector(`[data-tensor="${tensor}"] svg`)?.focus()); // the picture has been replaced
  }

  /** The grid of L layers and T time steps, for the word in front. */
  grid() {
    const { labels, letters, lengths, sizes } = this.view;
    const last = sizes.T - 1; // a shorter word is padded, and h_n is the state after the padding
    const lattice = element("div", { class: "lattice", "data-testid": "shapes-grid" });
    lattice.style.gridTemplateColumns = `repeat(${last + 2}, auto)`;
    for (let layer = sizes.L; layer >= 1; layer--) {
      lattice.append(element("span", { class: "head" }, fill(labels.layer, { place: layer })));
      for (let time = 0; time <= last; time++) {
        const kinds = [layer === sizes.L ? "output" : "", time === last ? "last" : ""].join(" ");
        lattice.append(element("span", { class: kinds }, element("span", { style: "background: none" }, "h")));
      }
    }
    lattice.append(
      element("span", { class: "head" }, "t"),
      ...letters[this.front]
        .slice(0, last + 1)
        .map((letter, time) =>
          element("span", { class: "head" }, time < lengths[this.front] ? visibleSymbol(letter) : "–"),
        ),
    );
    return element(
      "section",
      {},
      element("h2", {}, labels.grid),
      element("p", { class: "muted" }, labels.grid_words),
      lattice,
    );
  }

  /** The letters in the colour of their word: before, after permute, and after view. */
  views() {
    const { labels, letters, sizes } = this.view;
    const cells = letters.flatMap((row, word) => row.map((letter) => ({ letter, word })));
    const [b, t] = [sizes.B, sizes.T];
    const cut = (rows, columns) =>
      Array.from({ length: rows }, (_row, row) => cells.slice(row * columns, (row + 1) * columns));
    const before = cut(b, t);
    const turned = Array.from({ length: t }, (_row, time) => before.map((row) => row[time]));
    const parts = [
      [`${labels.before}: (${b}, ${t})`, before],
      [`permute: (${t}, ${b})`, turned],
      [`view: (${t}, ${b})`, cut(t, b)],
    ];
    return element(
      "section",
      { "data-testid": "shapes-view" },
      element("h2", {}, labels.view),
      element("p", { class: "muted" }, labels.view_words),
      ...parts.map(([words, rows]) => this.tiles(words, rows)),
    );
  }

  tiles(words, rows) {
    const colours = [
      ["blue", "solid"],
      ["orange", "dashed"],
      ["ink", "dotted"],
      ["grey", "double"],
    ];
    const tiles = element("div", { class: "letters" });
    tiles.style.gridTemplateColumns = `repeat(${rows[0].length}, auto)`;
    for (const { letter, word } of rows.flat()) {
      const [colour, line] = colours[word % colours.length];
      const tile = element("span", { title: String(word) }, visibleSymbol(letter));
      Object.assign(tile.style, {
        borderColor: this.palette[colour],
        borderStyle: line,
        background: this.palette.tint(colour, 0.12),
      });
      tiles.append(tile);
    }
    return element("figure", {}, tiles, element("figcaption", {}, words));
  }

  parameters() {
    const { labels, parameters, total } = this.view;
    const rows = parameters.map(([name, shape, count]) =>
      element(
        "tr",
        {},
        element("td", {}, name),
        element("td", {}, shape.replaceAll("x", " × ")),
        element("td", {}, String(count)),
      ),
    );
    const table = element(
      "table",
      { class: "parameters", "data-testid": "shapes-parameters" },
      element("tbody", {}, ...rows),
    );
    return element(
      "section",
      {},
      element("h2", {}, labels.parameters),
      element("p", { class: "muted" }, fill(labels.parameters_words, { total })),
      table,
    );
  }

  topology(use) {
    const { labels } = this.view;
    const node = element(
      "div",
      use.live ? { class: "learning" } : {},
      element("h3", {}, labels[use.name]),
      chain(use, labels[use.name], this.turned),
      element("p", {}, labels[`${use.name}_use`]),
    );
    if (use.page)
      node.append(
        element(
          "button",
          { type: "button", class: "open", onclick: () => this.acts.send("open", { page: use.page }) },
          labels[`open_${use.page}`],
        ),
      );
    return node;
  }

  table() {
    return [
      ["tensor", "axes", "shape"],
      ...this.view.tensors.map(({ name, axes, shape }) => [name, axes, `(${shape.join(", ")})`]),
    ];
  }
}

export default mount(() => new Shapes());
