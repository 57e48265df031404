/** Embeddings in a plane: a dot per word, labelled if there is room; the path of the picked word, and its nearest words. */

import { clamp, listenToArrowKeys } from "../shared/arrow_keys.js";
import { svg } from "../shared/dom.js";
import { visibleSymbol } from "../shared/format.js";
import { along } from "./linear_scale.js";

const WIDTH = 640;
const HEIGHT = 470;
const MARGIN = 40; // px
const FONT_SIZE = 15; // px
const COLOURS = ["blue", "orange", "ink", "grey"]; // of classes of words

export class EmbeddingPlane {
  view = null;
  points = null; // (steps, words, 2)
  ranges = [];
  index = 0; // of the current keyframe
  picked = 0;
  cursor = null; // the word at the keyboard cursor
  element = svg("svg", {
    class: "plane",
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    role: "img",
    "data-testid": "embeddings-plane",
  });

  /** pick(id): called when a word is chosen; changed(): draw again; announce(text): what the keyboard cursor is on. */
  constructor({ pick, changed, announce }) {
    this.pick = pick;
    listenToArrowKeys(this.element, {
      go: (across, down) => {
        this.walk(across, down);
        announce(this.word(this.cursor));
        changed();
      },
      pick: () => pick(this.cursor ?? this.picked),
      leave: () => {
        this.cursor = null;
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
    return this.view.mode === "words" ? this.view.words[id] : visibleSymbol(this.view.words[id]);
  }

  /** The position of a word, in px. */
  position(id, index = this.index) {
    const at = (index * this.view.words.length + id) * 2;
    const [x, y] = this.points.subarray(at, at + 2);
    return [along(x, this.ranges[0], WIDTH, MARGIN), HEIGHT - along(y, this.ranges[1], HEIGHT, MARGIN)];
  }

  /** Moves the keyboard cursor to the next word horizontally or vertically. */
  walk(across, down) {
    const axis = across ? 0 : 1;
    const order = this.view.words
      .map((_word, id) => id)
      .sort((one, other) => this.position(one)[axis] - this.position(other)[axis] || one - other);
    const here = order.indexOf(this.cursor ?? this.picked);
    this.cursor = order[clamp(here + (across || down), [0, order.length - 1])];
  }

  /** index: of the keyframe; near: the words nearest to the picked one; alt: the description of the picture. */
  draw({ index, picked, near, palette, alt }) {
    this.index = index;
    this.picked = picked;
    const zoom = Math.max(1, Math.min(2, WIDTH / (this.element.clientWidth || WIDTH))); // keeps the size of the letters on a phone
    this.element.style.fontSize = `${FONT_SIZE * zoom}px`;
    this.element.setAttribute("aria-label", alt);
    const rank = (id) => (id === picked ? 0 : near.includes(id) ? 1 : 2);
    const order = this.view.words.map((_word, id) => id).sort((one, other) => rank(one) - rank(other));
    const labels = new Labels(zoom);
    for (const id of order) labels.block(...this.position(id));
    const nodes = order.map((id) => this.node(id, rank(id), labels, palette));
    this.element.replaceChildren(this.trail(), ...this.links(near), ...nodes);
  }

  /** The path of the picked word from the first keyframe on. */
  trail() {
    const points = Array.from({ length: this.index + 1 }, (_point, index) => this.position(this.picked, index));
    return svg("path", {
      class: "trail",
      d: `M${points.map((point) => point.map((at) => at.toFixed(1)).join(" ")).join("L")}`,
    });
  }

  links(near) {
    if (this.view.mode === "one-hot") return [];
    const from = this.position(this.picked).join(" ");
    return near.map((id) => svg("path", { class: "link", d: `M${from} L${this.position(id).join(" ")}` }));
  }

  /** rank: 0 for the picked word, 1 for the nearest words, 2 for the others. */
  node(id, rank, labels, palette) {
    const [x, y] = this.position(id);
    const words = this.word(id);
    const kind = this.view.mode === "one-hot" ? "" : ["picked", "near", ""][rank];
    const dot = { class: "dot", cx: x, cy: y, r: 5, fill: palette[this.colour(id)] };
    const at = labels.place(x, y, words.length * (rank ? 8.4 : 10) + 4, rank < 2);
    const node = svg(
      "g",
      { class: id === this.cursor ? `${kind} here` : kind, "data-word": this.view.words[id] },
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

/** Finds a position for each label that covers no dot and no other label. */
class Labels {
  taken = []; // boxes

  /** zoom: px of the picture per px of the screen. */
  constructor(zoom) {
    this.zoom = zoom;
  }

  /** Keeps labels away from a dot. */
  block(x, y) {
    this.taken.push({ left: x - 5, right: x + 5, top: y - 5, bottom: y + 5 });
  }

  /** A free position next to the dot; without one, above the dot if the label is needed, otherwise null. */
  place(x, y, length, isNeeded) {
    const width = length * this.zoom;
    for (const [dx, down] of positionsAround(width)) {
      const [middle, line] = [x + dx, y + down * this.zoom];
      const box = this.box(middle, line, width);
      if (!this.isFree(box)) continue;
      this.taken.push(box);
      return [middle, line];
    }
    return isNeeded ? [x, y - 15] : null;
  }

  box(x, y, width) {
    return { left: x - width / 2, right: x + width / 2, top: y - 9 * this.zoom, bottom: y + 9 * this.zoom };
  }

  isFree({ left, right, top, bottom }) {
    const inside = left > 0 && right < WIDTH && top > 0 && bottom < HEIGHT;
    const apart = (other) => left >= other.right || right <= other.left || top >= other.bottom || bottom <= other.top;
    return inside && this.taken.every(apart);
  }
}

/** Positions around a dot, the best first. */
const positionsAround = (width) => [
  [0, -15],
  [0, 15],
  [width / 2 + 10, 0],
  [-width / 2 - 10, 0],
  [width / 2 + 6, -16],
  [-width / 2 - 6, -16],
  [width / 2 + 6, 16],
  [-width / 2 - 6, 16],
  [0, -33],
  [0, 33],
  [width / 2 + 26, -32],
  [-width / 2 - 26, 32],
];

/** The range of a coordinate over the whole training. */
function rangeOf(points, axis) {
  let [min, max] = [Infinity, -Infinity];
  for (let at = axis; at < points.length; at += 2) {
    min = Math.min(min, points[at]);
    max = Math.max(max, points[at]);
  }
  return [min, max];
}
