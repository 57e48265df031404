/** The app's own remarks on the run: one sentence at a time, with its step; the legend of the colours when there is none. */

import { element, iconButton, name, setText, show } from "../shared/dom.js";
import { fill, number, percent, visibleSymbol } from "../shared/format.js";
import { ColourLegend } from "./colour_legend.js";

const ACTIONS = {
  spike: "lower_rate",
  diverged: "lower_rate",
  saturated: "lower_rate",
  stuck: "reroll",
  stopped: "continue",
};
const SPIKE_FOR = 30; // steps that the message about a spike stays
const FLAT = 0.97; // beyond this value of a hidden state tanh is flat
const SATURATED = 0.8; // the fraction of flat values from which a network counts as saturated
const SURE = 0.895; // a probability that is written as 90 % is no longer "only"

/** What must hold at the shown step for a milestone's message to appear: the milestone may have been undone since. */
const STILL_HOLDS = {
  only_letter: ({ shownRows: { known, predicted } }) => known && predicted.every((id) => id === predicted[0]),
  tells_apart: (frame, { symbol }) =>
    timesOf(frame.view, symbol).every((time) => frame.shownRows.predicted?.[time] === frame.view.targets[time]),
  remembers: ({ view, store, step }) => store.steps.correct.data[step] > (view.baselines.floor_correct ?? 0),
  solved: (frame, { confidence }) => isSolved(frame) && Math.max(confidence, lowestConfidence(frame)) < SURE,
  learned: isSolved,
  lost: (frame) => !isSolved(frame),
  spike: ({ step }, milestone) => step <= milestone.step + SPIKE_FOR,
};

export class Messages {
  text = element("span", { role: "status" });
  legend = new ColourLegend();
  dismissed = new Set();
  enabled = true; // whether this page shows messages
  key = null; // of the current message

  constructor(act) {
    this.action = element("button", { type: "button", class: "action", onclick: () => act.trigger(this.button) });
    this.close = iconButton("close", "player-dismiss", () => {
      this.dismissed.add(this.key);
      act.redraw();
    });
    this.element = element(
      "div",
      { class: "message", "data-testid": "player-message" },
      this.text,
      this.action,
      this.close,
    );
  }

  layout(frame) {
    const { labels, view } = frame;
    name(this.close, labels.dismiss);
    this.legend.layout(frame);
    this.enabled = !view.options.hide.includes("messages");
  }

  draw(frame) {
    const { labels, store, view } = frame;
    const message = this.find(frame);
    this.key = message && `${store.run}:${message.step}:${message.kind}`;
    const visible = Boolean(message) && !this.dismissed.has(this.key);
    show(this.element, visible && this.enabled);
    this.element.dataset.kind = visible ? message.kind : "";
    show(this.legend.element, !visible); // it takes the same space
    setText(this.text, visible ? (message.text ?? sentence(frame, message)) : "");
    this.button = visible && !view.options.offline ? ACTIONS[message.kind] : undefined;
    show(this.action, Boolean(this.button));
    show(this.close, visible);
    if (this.button) setText(this.action, labels[`action_${this.button}`]);
  }

  /** At the end of a run, the message about how it ended; before, the newest milestone that has a message and still holds. */
  find(frame) {
    if (frame.view.options.hide_future || frame.masked) return undefined; // it would give the answer away
    const { store, labels } = frame;
    const step = Math.min(frame.step, frame.lastRevealed);
    const { status } = store;
    const ended = status && !store.growing && step >= store.last;
    if (ended && status.state === "failed")
      return { kind: "failed", step, text: status.message || labels.message_failed };
    if (ended && status.state === "diverged") return { kind: "diverged", step, text: status.message || undefined };
    if (ended && isSaturated(frame)) return { kind: "saturated", step };
    if (ended && status.state === "learned") return { kind: "stopped", step };
    const hasMessage = ({ kind }) => labels[`message_${kind}`];
    const holds = (milestone) => STILL_HOLDS[milestone.kind]?.(frame, milestone) ?? true;
    return store.milestones.findLast(
      (milestone) => milestone.step <= step && hasMessage(milestone) && holds(milestone),
    );
  }
}

function isSolved({ view, store, step }) {
  return store.have > 0 && store.steps.correct.data[step] === view.targets.length;
}

/** The time steps whose input is a symbol. */
function timesOf({ inputs, symbols }, symbol) {
  return inputs.flatMap((id, time) => (symbols[id] === symbol ? [time] : []));
}

/** Whether nearly all hidden values are saturated although the text is not learned: gradients no longer flow. */
function isSaturated(frame) {
  const { store, keyframe } = frame;
  if (keyframe < 0 || !store.states.hidden || isSolved(frame)) return false;
  const [low, high] = store.ranges.hidden.row(keyframe);
  const values = store.states.hidden.row(keyframe);
  const flat = values.reduce((sum, byte) => sum + (Math.abs(low + ((high - low) * byte) / 255) > FLAT), 0);
  return flat > SATURATED * values.length;
}

/** `Step 12: …`; "lost" has another text if the loss has fallen nevertheless. */
export function sentence({ labels }, message) {
  const text =
    labels[`message_${message.kind}${message.loss_fell ? "_fell" : ""}`] ?? labels[`message_${message.kind}`];
  return fill(labels.message_step, { step: message.step, sentence: fill(text, detailsAsText(message)) });
}

/** The lowest probability of a prediction at the shown step; a network may have become sure since the milestone. */
const lowestConfidence = ({ rows }) => (rows.known ? Math.min(...rows.confidence) / 255 : 0);

/** A milestone's details as text. */
export function detailsAsText({ symbol, confidence, floor, ...rest }) {
  return {
    ...rest,
    symbol: symbol === undefined ? "" : visibleSymbol(symbol),
    confidence: confidence === undefined ? "" : percent(confidence),
    floor: floor === undefined ? "" : number(floor),
  };
}
