/** The game on the page From text to numbers: the text is hidden, and the user guesses it letter by letter. */

import { fill } from "../shared/format.js";

export class GuessingGame {
  at = 0; // the index of the letter to guess
  right = 0;
  guesses = 0;
  last = ""; // the result of the last guess
  /** @type {string[]} index -> right or wrong */
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

  /** Skips the first letter of a sequence, which cannot be predicted. */
  skip() {
    while (!this.isOver && this.letters[this.at].time === 0) this.at++;
  }

  /** @param {number} id @param {Labels} labels */
  choose(id, labels) {
    const right = this.letters[this.at].id === id;
    this.marks[this.at] = right ? "right" : "wrong";
    this.last = fill(labels[right ? "guess_right" : "guess_wrong"], { letter: this.symbol(this.letters[this.at].id) });
    if (right) this.right++;
    this.guesses++;
    this.at++;
    this.skip();
  }

  /** The result of the last guess, the score, and the next question. @param {{ labels: Labels, best: number, total: number }} view */
  words({ labels, best, total }) {
    const { right, guesses } = this;
    const score = guesses ? fill(labels.guess_score, { right, told: guesses, best, total }) : "";
    const next = this.isOver ? "" : fill(labels.guess_now, { letter: this.symbol(this.letters[this.at - 1].id) });
    return [this.last, score, next].filter(Boolean).join(" ");
  }
}
