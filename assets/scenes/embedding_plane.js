/** Embeddings in a plane: a dot for each word with its name where there is room, the way of the picked one, and the nearest to it. */

import { clamp, walked } from "../shared/arrow_keys.js";
import { svg } from "../shared/dom.js";
import { shown } from "../shared/format.js";
import { along } from "./linear_scale.js";

const WIDTH = 640;
const HEIGHT = 470;
const EDGE = 40; // px that stay free around it
const LETTERS = 15; // px
const COLOURS = ["blue", "orange", "ink", "grey"]; // of classes of words

export class EmbeddingPlane {
  view = null;
  points = null; // (steps, words, 2)
  ranges = [];
  index = 0; // of the step that is shown
  picked = 0;
  under = null; // the word at the keyboard's place
  element = svg("svg", {
    class: "plane",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "img",
    "data-testid": "embeddings-plane",
  });

  /** pick(id): a word was chosen; changed(): draw again; tell(words): what the keyboard has come to. */
  constructor({ pick, changed, tell }) {
    this.pick = pick;
    walked(this.element, {
      go: (across, down) => {
        this.walk(across, down);
        tell(this.word(this.under));
        changed();
      },
      pick: () => pick(this.under ?? this.picked),
      leave: () => {
        this.under = null;
        changed();
      },
    });
  }

  take(view, points) {
    if (view.run !== this.view?.run) this.ranges = [0, 1].map((axis) => rangeOf(points, axis));
    this.view = view;
    this.points = points;
  }

  word(id) {
    return this.view.mode === "words" ? this.view.words[id] : shown(this.view.words[id]);
  }

  /** Where a word lies, in px. */
  place(id, index = this.index) {
    const at = (index * this.view.words.length + id) * 2;
    const [x, y] = this.points.subarray(at, at + 2);
    return [along(x, this.ranges[0], WIDTH, EDGE), HEIGHT - along(y, this.ranges[1], HEIGHT, EDGE)];
  }

  /** From word to word, to the side or up and down, as they lie. */
  walk(across, down) {
    const axis = across ? 0 : 1;
    const order = this.view.words
      .map((_word, id) => id)
      .sort((one, other) => this.place(one)[axis] - this.place(other)[axis] || one - other);
    const here = order.indexOf(this.under ?? this.picked);
    this.under = order[clamp(here + (across || down), [0, order.length - 1])];
  }

  /** index: of the step; near: the words nearest to the picked one; words: what the picture shows. */
  draw({ index, picked, near, palette, words }) {
    this.index = index;
    this.picked = picked;
    const zoom = Math.max(1, Math.min(2, WIDTH / (this.element.clientWidth || WIDTH))); // letters keep their size on a phone
    this.element.style.fontSize = `${LETTERS * zoom}px`;
    this.element.setAttribute("aria-label", words);
    const rank = (id) => (id === picked ? 0 : near.includes(id) ? 1 : 2);
    const order = this.view.words.map((_word, id) => id).sort((one, other) => rank(one) - rank(other));
    const labels = new Labels(zoom);
    for (const id of order) labels.keepFree(...this.place(id));
    const nodes = order.map((id) => this.node(id, rank(id), labels, palette));
    this.element.replaceChildren(this.trail(), ...this.links(near), ...nodes);
  }

  /** The way that the picked word has come. */
  trail() {
    const points = Array.from({ length: this.index + 1 }, (_point, index) => this.place(this.picked, index));
    return svg("path", {
      class: "trail",
      d: `M${points.map((point) => point.map((at) => at.toFixed(1)).join(" ")).join("L")}`,
    });
  }

  links(near) {
    if (this.view.mode === "one-hot") return [];
    const from = this.place(this.picked).join(" ");
    return near.map((id) => svg("path", { class: "link", d: `M${from} L${this.place(id).join(" ")}` }));
  }

  /** rank: 0 of the picked word, 1 of those near to it, 2 of the others. */
  node(id, rank, labels, palette) {
    const [x, y] = this.place(id);
    const words = this.word(id);
    const kind = this.view.mode === "one-hot" ? "" : ["picked", "near", ""][rank];
    const dot = { class: "dot", cx: x, cy: y, r: 5, fill: palette[this.colour(id)] };
    const at = labels.place(x, y, words.length * (rank ? 8.4 : 10) + 4, rank < 2);
    const node = svg(
      "g",
      { class: id === this.under ? `${kind} here` : kind, "data-word": this.view.words[id] },
      svg("circle", dot, svg("title", {}, words)),
      ...(at ? [svg("text", { x: at[0], y: at[1] }, words)] : []),
    );
    node.addEventListener("click", () => this.pick(id));
    return node;
  }

  colour(id) {
    const { classes, words } = this.view;
    const names = [...new Set(Object.values(classes))];
    const own = classes[words[id]];
    return own ? COLOURS[names.indexOf(own) % COLOURS.length] : "grey";
  }
}

/** Finds for each label a place that covers no dot and no other label. */
class Labels {
  taken = []; // boxes

  /** zoom: how many px of the picture are one of the screen's. */
  constructor(zoom) {
    this.zoom = zoom;
  }

  /** A dot. */
  keepFree(x, y) {
    this.taken.push({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 });
  }

  /** Beside its dot; where there is no room, over it if it must be seen, else nowhere (null). */
  place(x, y, length, isNeeded) {
    const wide = length * this.zoom;
    for (const [dx, down] of around(wide)) {
      const [middle, line] = [x + dx, y + down * this.zoom];
      const box = this.box(middle, line, wide);
      if (!this.isFree(box)) continue;
      this.taken.push(box);
      return [middle, line];
    }
    return isNeeded ? [x, y - 15] : null;
  }

  box(x, y, wide) {
    return { left: x - wide / 2, right: x + wide / 2, top: y - 9 * this.zoom, bottom: y + 9 * this.zoom };
  }

  isFree({ left, right, top, bottom }) {
    const inside = left > 0 && right < WIDTH && top > 0 && bottom < HEIGHT;
    const apart = (other) => left >= other.right || right <= other.left || top >= other.bottom || bottom <= other.top;
    return inside && this.taken.every(apart);
  }
}

/** Places around a dot, the best first. */
const around = (wide) => [
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

/** The least and greatest coordinate over the whole training. */
function rangeOf(points, axis) {
  let [least, most] = [Infinity, -Infinity];
  for (let at = axis; at < points.length; at += 2) {
    least = Math.min(least, points[at]);
    most = Math.max(most, points[at]);
  }
  return [least, most];
}
