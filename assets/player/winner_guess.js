/** Which network is correct first? Counts votes before the lanes' predictions and curves are shown. They stay in the browser. */

import { element, setText, show } from "../shared/dom.js";
import { fill } from "../shared/format.js";

const MAX_LANES = 4;

export class WinnerGuess {
  masked = false;
  hands = new Map(); // run -> votes
  question = element("strong");
  result = element("p", { role: "status" });

  /** changed(): draw again; restart(): from the first step. */
  constructor(changed, restart) {
    this.mask = element("button", {
      type: "button",
      class: "chip",
      "data-testid": "player-race",
      onclick: () => {
        this.masked = true;
        this.hands.clear();
        restart();
      },
    });
    this.reveal = element("button", {
      type: "button",
      class: "action",
      "data-testid": "player-race-show",
      onclick: () => {
        this.masked = false;
        restart();
      },
    });
    this.votes = Array.from({ length: MAX_LANES }, (_, index) => {
      const button = element("button", {
        type: "button",
        class: "answer",
        "data-testid": "player-race-vote",
        onclick: () => {
          const { run } = this.lanes[index];
          this.hands.set(run, this.votesFor(run) + 1);
          changed();
        },
      });
      return button;
    });
    this.element = element(
      "section",
      { class: "race", "data-testid": "player-race-panel" },
      element("header", {}, this.question, this.mask, this.reveal),
      element("div", { class: "answers" }, ...this.votes),
      this.result,
    );
  }

  layout({ labels, lanes }) {
    show(this.element, lanes.length > 0);
    setText(this.mask, labels.race_hide);
    setText(this.reveal, labels.race_show);
    setText(this.question, labels.race_question);
  }

  draw({ lanes, labels, growing, last, playhead }) {
    if (!lanes.length) return;
    this.lanes = lanes;
    show(this.mask, !this.masked);
    show(this.reveal, this.masked);
    this.votes.forEach((button, index) => {
      show(button, this.masked && index < lanes.length);
      if (lanes[index]) setText(button, `${lanes[index].title}: ${this.votesFor(lanes[index].run)}`);
    });
    const over = !growing && (playhead.step >= last || lanes.every(({ solvedAt }) => solvedAt !== null));
    setText(this.result, !over || lanes.some(({ masked }) => masked) ? "" : this.resultText(lanes, labels));
  }

  votesFor(run) {
    return this.hands.get(run) ?? 0;
  }

  /** Which network was correct first, and how many votes it had. */
  resultText(lanes, labels) {
    const solved = lanes
      .filter(({ solvedAt }) => solvedAt !== null)
      .sort((one, other) => one.solvedAt - other.solvedAt);
    if (!solved.length) return labels.race_none;
    const [first] = solved;
    const ties = solved.filter(({ solvedAt }) => solvedAt === first.solvedAt);
    const votes = (some) => some.reduce((sum, { run }) => sum + this.votesFor(run), 0);
    const [right, total] = [votes(ties), votes(lanes)];
    const winner = fill(labels.race_first, { cells: ties.map(({ title }) => title).join(" · "), step: first.solvedAt });
    return total ? `${winner} ${fill(labels.race_hands, { right, total })}` : winner;
  }
}
