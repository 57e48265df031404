/** Predict first: while the player rests, the prediction is masked until the user has guessed it. */

import { Choice, element, iconButton, name, setText, show } from "../shared/dom.js";
import { fill, percent, visibleSymbol } from "../shared/format.js";
import { AnswerButtons } from "./answer_buttons.js";
import { ClassVotes } from "./class_votes.js";
import { ambiguousTimes, choices, contextOf, isolate, mostInteresting } from "./question.js";
import { QuestionStops } from "./question_stops.js";

const OFF = "false";
const ON = "true";
const STOPS = "stops"; // and the player pauses by itself before something worth seeing
const SPEECH_DELAY = 300; // ms that the playhead rests before the question is announced

export class PredictFirst {
  mode = OFF;
  guesses = new Map(); // step -> {time, guess: an id or null, predicted}
  times = new Map(); // step -> the time step that the user has chosen
  run = null; // the run of these guesses
  candidates = []; // the time steps of this run that are worth asking about
  current = null; // the question that is shown, see `question`
  right = 0;
  total = 0;
  stops = new QuestionStops();
  text = element("p", { class: "question", "data-testid": "player-question" });
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
    this.modeChoice = new Choice([ON, STOPS], (mode) => this.choose(mode));
    this.before = iconButton("back", "player-ask-before", () => this.move(-1));
    this.after = iconButton("forward", "player-ask-after", () => this.move(1));
    this.answers = new AnswerButtons((id) => this.answer(id));
    this.reveal = element("button", {
      type: "button",
      class: "action",
      "data-testid": "player-reveal",
      onclick: () => this.proceed(),
    });
    this.votes = new ClassVotes(
      () => act.relayout(),
      () => this.answer(null),
    );
    this.element = element(
      "section",
      { class: "predict-first", "data-testid": "player-asking" },
      element(
        "header",
        {},
        this.text,
        element("div", { class: "time-buttons" }, this.before, this.after),
        this.score,
        this.modeChoice.element,
      ),
      element("div", { class: "answering" }, this.answers.element, this.reveal, this.votes.button),
      this.votes.element,
      this.live,
    );
  }

  get on() {
    return this.mode !== OFF;
  }

  /** Takes the server's mode if it has changed; a click sets the mode before the server answers. */
  setServerMode(mode = OFF) {
    if (mode === this.serverMode) return;
    this.mode = mode;
    this.serverMode = mode;
  }

  /** Whether it asks about the first step before anything plays. */
  get asksAtOnce() {
    return this.mode === ON;
  }

  choose(mode) {
    if (!this.on || mode === OFF) {
      this.forget();
      this.right = 0;
      this.total = 0;
    }
    if (!this.on) this.act.skipSeenStep();
    this.mode = mode;
    this.act.trigger("ask", { mode });
    this.act.relayout();
  }

  forget() {
    this.guesses.clear();
    this.times.clear();
  }

  /** The step at which the player must stop. */
  stopStep(view, store, position) {
    return this.mode === STOPS && view ? this.stops.next(view, store, position) : Infinity;
  }

  /** The question about the frame's step, { step, time, ids, answer }; null while it plays. */
  question(frame) {
    const { view, store, step, rows, playhead } = frame;
    if (!this.on || !rows.known || playhead.playing || playhead.following) return null;
    if (this.run !== view.run) {
      this.run = view.run;
      this.candidates = ambiguousTimes(view);
      this.forget();
    }
    const answer = this.guesses.get(step);
    const time = answer?.time ?? this.times.get(step) ?? mostInteresting(this.candidates, store, rows, step);
    return { step, time, ids: choices(frame, rows, time), answer };
  }

  /** Asks about another time step. */
  pick(time) {
    if (!this.current || this.current.answer) return;
    this.times.set(this.current.step, time);
    this.act.redraw();
  }

  move(by) {
    const count = this.frame.view.inputs.length;
    this.pick((this.current?.time + by + count) % count);
  }

  /** Takes the user's answer, or null to show the prediction; the favourite of a class counts as its answer. */
  answer(id) {
    const { current, frame } = this;
    if (!current || current.answer) return;
    const guess = id ?? this.votes.favourite();
    const predicted = frame.rows.predicted[current.time];
    this.guesses.set(current.step, { time: current.time, guess, predicted });
    if (guess !== null) this.total++;
    if (guess === predicted) this.right++;
    setText(this.reveal, frame.labels.ask_on);
    if (this.element.contains(this.element.getRootNode().activeElement)) this.reveal.focus();
    this.act.redraw();
  }

  /** Shows the prediction; pressed again, continues to play. */
  proceed() {
    if (this.current?.answer) this.act.toggle();
    else this.answer(null);
  }

  /** The command of a key while a question is shown. */
  key({ key, code, repeat }) {
    if (!this.current || repeat) return undefined;
    if (key === "Enter") return () => this.proceed();
    if (this.current.answer) return undefined;
    const { view } = this.frame;
    const index = /^(Digit|Numpad)[1-8]$/.test(code)
      ? Number(code.at(-1)) - 1
      : this.current.ids.findIndex((id) => view.symbols[id] === key && key !== " ");
    const id = this.current.ids[index];
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
    const { question, labels } = frame;
    this.current = question;
    if (!this.on) return;
    this.frame = frame;
    const open = Boolean(question) && !question.answer;
    const position = open ? `${question.step}:${question.time}` : "";
    if (open && position !== this.position) this.act.scrollTo(question.time);
    this.position = position;
    this.modeChoice.update(labels.ask_way, (mode) => (mode === STOPS ? labels.ask_stops : labels.ask_pause), this.mode);
    for (const button of [this.before, this.after]) button.classList.toggle("invisible", !open);
    setText(this.text, this.sentence(frame, question));
    setText(this.score, this.total ? fill(labels.ask_score, { right: this.right, total: this.total }) : "");
    this.answers.draw(frame, question);
    this.reveal.classList.toggle("invisible", !question);
    setText(this.reveal, open ? labels.ask_show : labels.ask_on);
    this.votes.draw(frame, question);
    this.speak(frame, question);
  }

  sentence({ labels, view, axis, rows }, question) {
    if (!rows.known) return labels.waiting;
    if (!question) return this.mode === STOPS ? labels.ask_will_stop : labels.ask_playing;
    const { time, answer } = question;
    if (!answer) return fill(labels.ask_question, { time, past: contextOf(view, axis, time) });
    const symbol = (id) => isolate(visibleSymbol(view.symbols[id]));
    const words = {
      said: symbol(answer.predicted),
      share: percent(rows.confidence[time] / 255),
      target: symbol(view.targets[time]),
    };
    const isRight = answer.predicted === view.targets[time];
    const result = fill(isRight ? labels.ask_says_right : labels.ask_says, words);
    if (answer.guess === null) return result;
    const verdict = answer.guess === answer.predicted ? labels.ask_right : labels.ask_wrong;
    return `${fill(verdict, { guess: symbol(answer.guess) })} ${result}`;
  }

  /** For screen readers: the question with its choices; afterwards the result, and that of the class. */
  speak({ labels, view }, question) {
    const list =
      question && !question.answer
        ? question.ids.map((id, index) => `${index + 1} ${visibleSymbol(view.symbols[id])}`).join(", ")
        : "";
    const more = list ? fill(labels.ask_choices, { list }) : this.score.textContent;
    const announcement = question
      ? [this.text.textContent, more, this.votes.sentence.textContent].filter(Boolean).join(" ")
      : "";
    clearTimeout(this.later);
    this.later = setTimeout(() => setText(this.live, announcement), SPEECH_DELAY);
  }

  /** What to request from the server: the probabilities of all choices, if a class has voted. */
  request() {
    return this.current?.answer ? this.votes.request(this.current) : null;
  }
}
