/** The game on the page From text to numbers: the text is hidden, and a person guesses letter by letter how it goes on. */

import { fill } from "../shared/format.js";

export class GuessingGame {
  at = 0; // the place that is to be guessed
  right = 0;
  told = 0; // so many guesses
  last = ""; // what came of the newest one
  /** @type {string[]} place -> right or wrong */
  marks = [];

  /** @param {{ id: number, time: number }[]} letters the text, sequence after sequence @param {(id: number) => string} symbol */
  constructor(letters, symbol) {
    this.letters = letters;
    this.symbol = symbol;
    this.skip();
  }

  get isOver() {
    return this.at >= this.letters.length;
  }

  /** The first letter of a sequence is given: nothing was read that could tell it. */
  skip() {
    while (!this.isOver && this.letters[this.at].time === 0) this.at++;
  }

  /** @param {number} id @param {Labels} labels */
  choose(id, labels) {
    const right = this.letters[this.at].id === id;
    this.marks[this.at] = right ? "right" : "wrong";
    this.last = fill(labels[right ? "guess_right" : "guess_wrong"], { letter: this.symbol(this.letters[this.at].id) });
    if (right) this.right++;
    this.told++;
    this.at++;
    this.skip();
  }

  /** How it stands, and what is asked next. @param {{ labels: Labels, best: number, total: number }} view */
  words({ labels, best, total }) {
    const { right, told } = this;
    const score = told ? fill(labels.guess_score, { right, told, best, total }) : "";
    const next = this.isOver ? "" : fill(labels.guess_now, { letter: this.symbol(this.letters[this.at - 1].id) });
    return [this.last, score, next].filter(Boolean).join(" ");
  }
}
