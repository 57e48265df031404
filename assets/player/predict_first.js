/** Predict first: while the player rests, what the net says is kept back, and a person says it before it does. */

import { Choice, element, iconButton, name, setText, show } from "../shared/dom.js";
import { fill, percent, shown } from "../shared/format.js";
import { AnswerButtons } from "./answer_buttons.js";
import { ClassVotes } from "./class_votes.js";
import { ambiguous, choices, interesting, letter, past } from "./question.js";
import { QuestionStops } from "./question_stops.js";

const OFF = "false";
const ON = "true";
const REST = 300; // ms until the playhead rests, and the question is spoken
const STOPS = "stops"; // and the player stops by itself where something is about to be seen

export class PredictFirst {
  mode = OFF;
  guesses = new Map(); // step -> {time, guess: an id or null, said}
  times = new Map(); // step -> the time that a person has chosen
  run = null; // whose guesses these are
  candidates = []; // the times of this run that are worth asking about
  asked = null; // the question that stands, see `question`
  right = 0;
  total = 0;
  stops = new QuestionStops();
  words = element("p", { class: "question", "data-testid": "player-question" });
  score = element("strong", { class: "score", "data-testid": "player-score" });
  live = element("p", { class: "visually-hidden", role: "status" });

  /** act: the player's commands by name. */
  constructor(act) {
    this.act = act;
    this.button = element("button", {
      type: "button",
      class: "chip",
      "data-testid": "player-ask",
      onclick: () => this.choose(this.on ? OFF : ON),
    });
    this.way = new Choice([ON, STOPS], (mode) => this.choose(mode));
    this.before = iconButton("back", "player-ask-before", () => this.move(-1));
    this.after = iconButton("forward", "player-ask-after", () => this.move(1));
    this.answers = new AnswerButtons((id) => this.answer(id));
    this.reveal = element("button", {
      type: "button",
      class: "action",
      "data-testid": "player-reveal",
      onclick: () => this.go(),
    });
    this.votes = new ClassVotes(
      () => act.relayout(),
      () => this.answer(null),
    );
    this.element = element(
      "section",
      { class: "asking", "data-testid": "player-asking" },
      element(
        "header",
        {},
        this.words,
        element("div", { class: "which" }, this.before, this.after),
        this.score,
        this.way.element,
      ),
      element("div", { class: "answering" }, this.answers.element, this.reveal, this.votes.button),
      this.votes.element,
      this.live,
    );
  }

  get on() {
    return this.mode !== OFF;
  }

  /** The server's word, where it has changed: a click here is quicker than its answer. */
  heed(mode = OFF) {
    if (mode === this.told) return;
    this.mode = mode;
    this.told = mode;
  }

  /** Whether the first step is asked about before anything plays. */
  get first() {
    return this.mode === ON;
  }

  choose(mode) {
    if (!this.on || mode === OFF) {
      this.forget();
      this.right = 0;
      this.total = 0;
    }
    if (!this.on) this.act.freshen();
    this.mode = mode;
    this.act.trigger("ask", { mode });
    this.act.relayout();
  }

  forget() {
    this.guesses.clear();
    this.times.clear();
  }

  /** The step at which the player is to stop. */
  bar(view, store, position) {
    return this.mode === STOPS && view ? this.stops.next(view, store, position) : Infinity;
  }

  /** What is asked of the frame's moment, or was: {time, ids, done}; null while it plays. */
  question(frame) {
    const { view, store, step, truth, playhead } = frame;
    if (!this.on || !truth.known || playhead.playing || playhead.following) return null;
    if (this.run !== view.run) {
      this.run = view.run;
      this.candidates = ambiguous(view);
      this.forget();
    }
    const done = this.guesses.get(step);
    const time = done?.time ?? this.times.get(step) ?? interesting(this.candidates, store, truth, step);
    return { step, time, ids: choices(frame, truth, time), done };
  }

  /** Asks about another time of this step. */
  pick(time) {
    if (!this.asked || this.asked.done) return;
    this.times.set(this.asked.step, time);
    this.act.redraw();
  }

  move(by) {
    const count = this.frame.view.inputs.length;
    this.pick((this.asked?.time + by + count) % count);
  }

  /** A person's answer, or null to be shown it; what a class has voted for is its answer. */
  answer(id) {
    const { asked, frame } = this;
    if (!asked || asked.done) return;
    const guess = id ?? this.votes.favourite();
    const said = frame.truth.predicted[asked.time];
    this.guesses.set(asked.step, { time: asked.time, guess, said });
    if (guess !== null) this.total++;
    if (guess === said) this.right++;
    setText(this.reveal, frame.labels.ask_on);
    if (this.element.contains(this.element.getRootNode().activeElement)) this.reveal.focus();
    this.act.redraw();
  }

  /** Shows it; then plays on. */
  go() {
    if (this.asked?.done) this.act.toggle();
    else this.answer(null);
  }

  /** What a key does while a question stands. */
  key({ key, code, repeat }) {
    if (!this.asked || repeat) return undefined;
    if (key === "Enter") return () => this.go();
    if (this.asked.done) return undefined;
    const { view } = this.frame;
    const index = /^(Digit|Numpad)[1-8]$/.test(code)
      ? Number(code.at(-1)) - 1
      : this.asked.ids.findIndex((id) => view.symbols[id] === key && key !== " ");
    const id = this.asked.ids[index];
    return id === undefined ? undefined : () => this.answer(id);
  }

  layout({ labels, view }) {
    setText(this.button, labels.ask);
    this.button.setAttribute("aria-pressed", this.on);
    this.element.setAttribute("aria-label", labels.ask);
    show(this.button, !view.options.hide.includes("ask"));
    show(this.element, this.on);
    name(this.before, labels.ask_before);
    name(this.after, labels.ask_after);
    this.votes.layout(labels);
  }

  draw(frame) {
    const { asked, labels } = frame;
    this.asked = asked;
    if (!this.on) return;
    this.frame = frame;
    const open = Boolean(asked) && !asked.done;
    const place = open ? `${asked.step}:${asked.time}` : "";
    if (open && place !== this.place) this.act.bring(asked.time);
    this.place = place;
    this.way.update(labels.ask_way, (mode) => (mode === STOPS ? labels.ask_stops : labels.ask_pause), this.mode);
    for (const button of [this.before, this.after]) button.classList.toggle("invisible", !open);
    setText(this.words, this.sentence(frame, asked));
    setText(this.score, this.total ? fill(labels.ask_score, { right: this.right, total: this.total }) : "");
    this.answers.draw(frame, asked);
    this.reveal.classList.toggle("invisible", !asked);
    setText(this.reveal, open ? labels.ask_show : labels.ask_on);
    this.votes.draw(frame, asked);
    this.speak(frame, asked);
  }

  sentence({ labels, view, axis, truth }, asked) {
    if (!truth.known) return labels.waiting;
    if (!asked) return this.mode === STOPS ? labels.ask_will_stop : labels.ask_playing;
    const { time, done } = asked;
    if (!done) return fill(labels.ask_question, { time, past: past(view, axis, time) });
    const symbol = (id) => letter(shown(view.symbols[id]));
    const words = {
      said: symbol(done.said),
      share: percent(truth.confidence[time] / 255),
      target: symbol(view.targets[time]),
    };
    const told = fill(done.said === view.targets[time] ? labels.ask_says_right : labels.ask_says, words);
    if (done.guess === null) return told;
    return `${fill(done.guess === done.said ? labels.ask_right : labels.ask_wrong, { guess: symbol(done.guess) })} ${told}`;
  }

  /** For who cannot see it: the question with its choices; what came of it, and how the class did. */
  speak({ labels, view }, asked) {
    const list =
      asked && !asked.done ? asked.ids.map((id, index) => `${index + 1} ${shown(view.symbols[id])}`).join(", ") : "";
    const more = list ? fill(labels.ask_choices, { list }) : this.score.textContent;
    const said = asked ? [this.words.textContent, more, this.votes.sentence.textContent].filter(Boolean).join(" ") : "";
    clearTimeout(this.later);
    this.later = setTimeout(() => setText(this.live, said), REST);
  }

  /** What to ask the server for: the chances of all choices, where a class has voted. */
  request() {
    return this.asked?.done ? this.votes.request(this.asked) : null;
  }
}
