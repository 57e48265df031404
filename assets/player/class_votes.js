/** How many hands went up for each letter; afterwards beside what the net makes of it. Nothing of it is sent anywhere. */

import { element, setText, show } from "../shared/dom.js";
import { fill, percent, shown } from "../shared/format.js";
import { letter, MOST } from "./question.js";

const HANDS = 999;

export class ClassVotes {
  counts = new Map(); // question -> id -> hands
  chances = new Map(); // question -> id -> probability, as the server has said
  key = null;
  ids = []; // the letters to vote for
  open = false;

  /** changed(): draw again; done(): all have voted. */
  constructor(changed, done) {
    this.done = done;
    this.rows = Array.from({ length: MOST }, (_, index) => this.row(index, changed));
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
      max: String(HANDS),
      step: "1",
      inputmode: "numeric",
      "data-testid": "player-hands",
    });
    const row = {
      input,
      letter: element("span", { class: "symbol" }),
      hands: element("i", { class: "hands" }),
      chance: element("i", { class: "chance" }),
      words: element("span", { class: "note" }),
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
    row.bars = element("div", { class: "bars" }, row.hands, row.chance);
    row.element = element("div", { class: "vote" }, element("label", {}, row.letter, input), row.bars, row.words);
    return row;
  }

  /** Enter goes from letter to letter, and after the last one shows what the net says. */
  next(index) {
    const other = this.rows[index + 1];
    if (other && !other.element.hidden) other.input.select();
    else this.done();
  }

  count(index) {
    const hands = Math.max(0, Math.min(HANDS, Math.floor(Number(this.rows[index].input.value) || 0)));
    if (!this.counts.has(this.key)) this.counts.set(this.key, new Map());
    this.counts.get(this.key).set(this.ids[index], hands);
  }

  get hands() {
    return (this.open && this.counts.get(this.key)) || new Map();
  }

  get voters() {
    return [...this.hands.values()].reduce((sum, hands) => sum + hands, 0);
  }

  /** The letter that most hands went up for, or null where there is none, or two. */
  favourite() {
    const sorted = [...this.hands].sort(([, one], [, other]) => other - one);
    return sorted.length && sorted[0][1] > (sorted[1]?.[1] ?? 0) ? sorted[0][0] : null;
  }

  layout(labels) {
    setText(this.button, labels.votes);
    setText(this.class, labels.votes_class);
    setText(this.net, labels.votes_net);
  }

  draw(frame, asked) {
    show(this.element, Boolean(asked) && this.open);
    this.button.setAttribute("aria-expanded", this.open);
    this.button.classList.toggle("invisible", !asked);
    if (!asked) return;
    const key = `${frame.view.run}:${asked.step}:${asked.time}`;
    const other = key !== this.key;
    this.key = key;
    this.ids = asked.ids;
    const done = Boolean(asked.done) && this.voters > 0;
    this.rows.forEach((row, index) => {
      show(row.element, index < asked.ids.length);
      if (index < asked.ids.length) this.fill(row, asked.ids[index], frame, asked, done, other);
    });
    show(this.legend, done);
    setText(this.total, this.voters && !done ? fill(frame.labels.votes_total, { count: this.voters }) : "");
    const words = { right: this.hands.get(asked.done?.said) ?? 0, total: this.voters };
    setText(this.sentence, done ? fill(frame.labels.votes_sentence, words) : "");
  }

  fill(row, id, frame, asked, done, other) {
    const symbol = shown(frame.view.symbols[id]);
    const hands = this.hands.get(id) ?? 0;
    setText(row.letter, symbol);
    row.input.setAttribute("aria-label", fill(frame.labels.votes_for, { symbol: letter(symbol) }));
    if (other) row.input.value = this.counts.get(this.key)?.get(id) || "";
    show(row.bars, done);
    show(row.words, done);
    if (!done) return;
    const chance = this.chance(id, frame, asked.time);
    row.hands.style.width = percent(hands / this.voters).replace(" ", "");
    row.chance.style.width = percent(chance ?? 0).replace(" ", "");
    setText(
      row.words,
      fill(frame.labels.votes_share, {
        hands: percent(hands / this.voters),
        chance: chance === undefined ? "…" : percent(chance),
      }),
    );
  }

  /** The net's probability of a letter: of the likeliest, the next and the right one it is here already. */
  chance(id, { truth, view, step, store, keyframe }, time) {
    const known = this.chances.get(this.key)?.get(id);
    if (known !== undefined) return known;
    if (id === truth.predicted[time]) return truth.confidence[time] / 255;
    if (!truth.rival || store.keyframes.step.data[keyframe] !== step) return undefined;
    if (id === view.targets[time]) return truth.targetProbability[time];
    return id === truth.rival[time] ? truth.rivalProbability[time] / 255 : undefined;
  }

  /** What to ask the server for, once for each question. */
  request({ step, time, ids }) {
    if (!this.voters || this.sent === this.key) return null;
    return { step, time, ids };
  }

  /** It is being asked for. */
  asked() {
    this.sent = this.key;
  }

  take({ at, ids, probabilities }, run) {
    this.chances.set(`${run}:${at.step}:${at.time}`, new Map(ids.map((id, index) => [id, probabilities[index]])));
  }
}
