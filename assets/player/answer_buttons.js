/** The letters to choose from, as buttons; afterwards which was chosen, and which it was. */

import { element, setText, show } from "../shared/dom.js";
import { fill, shown } from "../shared/format.js";
import { MOST } from "./question.js";

export class AnswerButtons {
  ids = [];

  /** choose(id): a person's answer. */
  constructor(choose) {
    this.buttons = Array.from({ length: MOST }, (_, index) => {
      const act = () => choose(this.ids[index]);
      return element(
        "button",
        { type: "button", class: "answer", "data-testid": "player-answer", onclick: act },
        element("kbd", {}, String(index + 1)),
        element("span", { class: "symbol" }),
        element("i", { "aria-hidden": "true" }),
      );
    });
    this.element = element("div", { class: "answers", role: "group" }, ...this.buttons);
  }

  draw({ labels, view }, asked) {
    if (asked) this.ids = asked.ids;
    this.element.setAttribute("aria-label", labels.ask_answers);
    this.element.classList.toggle("invisible", !asked);
    this.buttons.forEach((button, index) => {
      show(button, index < this.ids.length);
      if (index < this.ids.length) this.one(button, this.ids[index], index, asked?.done, { labels, view });
    });
  }

  one(button, id, index, done, { labels, view }) {
    const [, text, mark] = button.children;
    const symbol = shown(view.symbols[id] ?? "");
    const guessed = Boolean(done) && done.guess === id;
    const said = Boolean(done) && done.said === id;
    setText(text, symbol);
    setText(mark, said ? "✓" : guessed ? "✗" : "");
    Object.assign(button.dataset, { said, guessed });
    button.setAttribute("aria-disabled", Boolean(done));
    const what = [guessed && labels.ask_your_guess, said && labels.ask_it_says].filter(Boolean);
    button.setAttribute("aria-label", [fill(labels.ask_answer, { number: index + 1, symbol }), ...what].join(", "));
  }
}
