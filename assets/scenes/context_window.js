/** A window that moves over the sentences: the words from which a word is predicted, or which it predicts. */

import { element, iconButton, name, setText } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { fillWith } from "./scene.js";

export class ContextWindow {
  view = null;
  line = 0; // the index of the sentence
  at = 0; // the index of the centre word
  title = element("h2");
  words = element("div", { class: "line", "data-testid": "embeddings-line" });
  direction = element("p", { class: "muted" });
  pairs = element("p", { class: "pairs", "data-testid": "embeddings-pairs" });

  /** centre(word): called when another word is the centre word. */
  constructor(centre) {
    this.centre = centre;
    this.back = iconButton("back", "embeddings-back", () => this.turn(-1));
    this.on = iconButton("forward", "embeddings-on", () => this.turn(1));
    this.element = element(
      "section",
      {},
      element("header", {}, this.title, element("span", {}, this.back, this.on)),
      this.words,
      this.direction,
      this.pairs,
    );
  }

  /** Moves the window to the first occurrence of a word. */
  find(view, word) {
    this.view = view;
    this.line = Math.max(
      0,
      view.lines.findIndex((line) => line.includes(word)),
    );
    this.at = Math.max(0, view.lines[this.line]?.indexOf(word) ?? 0);
  }

  move(at) {
    this.at = at;
    this.centre(this.view.lines[this.line][at]);
  }

  /** Goes to another sentence. */
  turn(by) {
    const count = this.view.lines.length;
    this.line = (this.line + by + count) % count;
    this.move(0);
  }

  draw(view) {
    this.view = view;
    const { labels, model } = view;
    const line = view.lines[this.line] ?? [];
    const inside = (at) => at !== this.at && Math.abs(at - this.at) <= view.window;
    const context = line.filter((_word, at) => inside(at));
    setText(this.title, fill(labels.window, { word: line[this.at] ?? "" }));
    name(this.back, labels.earlier);
    name(this.on, labels.later);
    setText(this.direction, labels[model]);
    setText(this.pairs, `${labels.pairs}: ${pairsOf(model, line[this.at], context).join(", ")}`);
    const make = (at) => element("button", { type: "button", onclick: () => this.move(at) });
    fillWith(this.words, line, make, (node, word, at) => {
      setText(node, word);
      node.className = `word${at === this.at ? " center" : inside(at) ? " context" : ""}`;
    });
  }
}

function pairsOf(model, centre, context) {
  if (model === "skip-gram") return context.map((word) => `${centre} → ${word}`);
  return [`${context.join(" + ")} → ${centre}`];
}
