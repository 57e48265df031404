/** The choices of a question as buttons; afterwards, which one was chosen and which one the network predicted. */

import { element, setText, show } from "../shared/dom.js";
import { fill, visibleSymbol } from "../shared/format.js";
import { MAX_CHOICES } from "./question.js";

export class AnswerButtons {
  ids = [];

  /** choose(id): called with the user's answer. */
  constructor(choose) {
    this.buttons = Array.from({ length: MAX_CHOICES }, (_, index) => {
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

  draw({ labels, view }, question) {
    if (question) this.ids = question.ids;
    this.element.setAttribute("aria-label", labels.ask_answers);
    this.element.classList.toggle("invisible", !question);
    this.buttons.forEach((button, index) => {
      show(button, index < this.ids.length);
      if (index < this.ids.length) this.drawButton(button, this.ids[index], index, question?.answer, { labels, view });
    });
  }

  drawButton(button, id, index, answer, { labels, view }) {
    const [, text, mark] = button.children;
    const symbol = visibleSymbol(view.symbols[id] ?? "");
    const guessed = Boolean(answer) && answer.guess === id;
    const predicted = Boolean(answer) && answer.predicted === id;
    setText(text, symbol);
    setText(mark, predicted ? "✓" : guessed ? "✗" : "");
    Object.assign(button.dataset, { predicted, guessed });
    button.setAttribute("aria-disabled", Boolean(answer));
    const notes = [guessed && labels.ask_your_guess, predicted && labels.ask_it_says].filter(Boolean);
    button.setAttribute("aria-label", [fill(labels.ask_answer, { number: index + 1, symbol }), ...notes].join(", "));
  }
}
