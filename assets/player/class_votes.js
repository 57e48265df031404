/** The votes of a class for each letter; afterwards next to the network's probabilities. The votes stay in the browser. */

import { element, setText, show } from "../shared/dom.js";
import { fill, percent, visibleSymbol } from "../shared/format.js";
import { isolate, MAX_CHOICES } from "./question.js";

const MAX_HANDS = 999;

export class ClassVotes {
  counts = new Map(); // question -> id -> hands
  probabilities = new Map(); // question -> id -> probability, from the server
  key = null; // of the current question
  ids = []; // the choices
  open = false;

  /** changed(): draw again; done(): everybody has voted. */
  constructor(changed, done) {
    this.done = done;
    this.rows = Array.from({ length: MAX_CHOICES }, (_, index) => this.row(index, changed));
    this.button = element("button", {
      type: "button",
      class: "chip",
      "data-testid": "player-votes",
      onclick: () => {
        this.open = !this.open;
        changed();
      },
    });
    this.total = element("span", { class: "note" });
    this.sentence = element("strong", { "data-testid": "player-class" });
    this.class = element("span", { class: "of-class" });
    this.net = element("span", { class: "of-net" });
    this.legend = element("p", { class: "legend" }, this.class, this.net);
    const list = element("div", { class: "ballot" }, ...this.rows.map((row) => row.element));
    this.element = element(
      "div",
      { class: "votes" },
      list,
      element("p", { class: "count" }, this.total, this.sentence, this.legend),
    );
  }

  row(index, changed) {
    const input = element("input", {
      type: "number",
      min: "0",
      max: String(MAX_HANDS),
      step: "1",
      inputmode: "numeric",
      "data-testid": "player-hands",
    });
    const row = {
      input,
      letter: element("span", { class: "symbol" }),
      hands: element("i", { class: "hands" }),
      probability: element("i", { class: "probability" }),
      note: element("span", { class: "note" }),
    };
    input.addEventListener("input", () => {
      this.count(index);
      changed();
    });
    input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      this.next(index);
    });
    row.bars = element("div", { class: "bars" }, row.hands, row.probability);
    row.element = element("div", { class: "vote" }, element("label", {}, row.letter, input), row.bars, row.note);
    return row;
  }

  /** Enter goes to the next letter; after the last one it shows the network's prediction. */
  next(index) {
    const other = this.rows[index + 1];
    if (other && !other.element.hidden) other.input.select();
    else this.done();
  }

  count(index) {
    const hands = Math.max(0, Math.min(MAX_HANDS, Math.floor(Number(this.rows[index].input.value) || 0)));
    if (!this.counts.has(this.key)) this.counts.set(this.key, new Map());
    this.counts.get(this.key).set(this.ids[index], hands);
  }

  get hands() {
    return (this.open && this.counts.get(this.key)) || new Map();
  }

  get voters() {
    return [...this.hands.values()].reduce((sum, hands) => sum + hands, 0);
  }

  /** The letter with the most votes; null without votes, or if two are equal. */
  favourite() {
    const sorted = [...this.hands].sort(([, one], [, other]) => other - one);
    return sorted.length && sorted[0][1] > (sorted[1]?.[1] ?? 0) ? sorted[0][0] : null;
  }

  layout(labels) {
    setText(this.button, labels.votes);
    setText(this.class, labels.votes_class);
    setText(this.net, labels.votes_net);
  }

  draw(frame, question) {
    show(this.element, Boolean(question) && this.open);
    this.button.setAttribute("aria-expanded", this.open);
    this.button.classList.toggle("invisible", !question);
    if (!question) return;
    const key = `${frame.view.run}:${question.step}:${question.time}`;
    const isNew = key !== this.key;
    this.key = key;
    this.ids = question.ids;
    const answered = Boolean(question.answer) && this.voters > 0;
    this.rows.forEach((row, index) => {
      show(row.element, index < question.ids.length);
      if (index < question.ids.length) this.fill(row, question.ids[index], frame, question, answered, isNew);
    });
    show(this.legend, answered);
    setText(this.total, this.voters && !answered ? fill(frame.labels.votes_total, { count: this.voters }) : "");
    const words = { right: this.hands.get(question.answer?.predicted) ?? 0, total: this.voters };
    setText(this.sentence, answered ? fill(frame.labels.votes_sentence, words) : "");
  }

  fill(row, id, frame, question, answered, isNew) {
    const symbol = visibleSymbol(frame.view.symbols[id]);
    const hands = this.hands.get(id) ?? 0;
    setText(row.letter, symbol);
    row.input.setAttribute("aria-label", fill(frame.labels.votes_for, { symbol: isolate(symbol) }));
    if (isNew) row.input.value = this.counts.get(this.key)?.get(id) || "";
    show(row.bars, answered);
    show(row.note, answered);
    if (!answered) return;
    const probability = this.probabilityOf(id, frame, question.time);
    row.hands.style.width = percent(hands / this.voters).replace(" ", "");
    row.probability.style.width = percent(probability ?? 0).replace(" ", "");
    setText(
      row.note,
      fill(frame.labels.votes_share, {
        hands: percent(hands / this.voters),
        chance: probability === undefined ? "…" : percent(probability),
      }),
    );
  }

  /** The network's probability of a letter. Of the most likely one, the runner-up and the target it is in the records. */
  probabilityOf(id, { rows, view, step, store, keyframe }, time) {
    const known = this.probabilities.get(this.key)?.get(id);
    if (known !== undefined) return known;
    if (id === rows.predicted[time]) return rows.confidence[time] / 255;
    if (!rows.rival || store.keyframes.step.data[keyframe] !== step) return undefined;
    if (id === view.targets[time]) return rows.targetProbability[time];
    return id === rows.rival[time] ? rows.rivalProbability[time] / 255 : undefined;
  }

  /** What to request from the server, once per question. */
  request({ step, time, ids }) {
    if (!this.voters || this.sentKey === this.key) return null;
    return { step, time, ids };
  }

  /** The request has been sent. */
  markSent() {
    this.sentKey = this.key;
  }

  take({ at, ids, probabilities }, run) {
    this.probabilities.set(`${run}:${at.step}:${at.time}`, new Map(ids.map((id, index) => [id, probabilities[index]])));
  }
}
