/** What the app says by itself: one sentence at a time, with its step, in a place of its own; the meaning of the colours when there is none. */

import { element, iconButton, name, setText, show } from "../shared/dom.js";
import { fill, number, percent, shown } from "../shared/format.js";
import { ColourLegend } from "./colour_legend.js";

const ACTIONS = {
  spike: "lower_rate",
  diverged: "lower_rate",
  saturated: "lower_rate",
  stuck: "reroll",
  stopped: "continue",
};
const SPIKE_FOR = 30; // steps
const ENDS = 0.97; // of a hidden state's greatest value: beyond it tanh is flat
const SATURATED = 0.8; // of all values lie there

/** What must be true of what is shown for a milestone to be told there; it may have been lost again since. */
const STILL = {
  only_letter: ({ at }) => at.known && at.predicted.every((id) => id === at.predicted[0]),
  tells_apart: (frame, { symbol }) =>
    placesOf(frame.view, symbol).every((time) => frame.at.predicted?.[time] === frame.view.targets[time]),
  remembers: ({ view, store, step }) => store.steps.correct.data[step] > (view.lines.floor_correct ?? 0),
  solved: isSolved,
  learned: isSolved,
  lost: (frame) => !isSolved(frame),
  spike: ({ step }, milestone) => step <= milestone.step + SPIKE_FOR,
};

export class Messages {
  text = element("span", { role: "status" });
  legend = new ColourLegend();
  dismissed = new Set();
  offered = true; // whether messages are shown on this page
  key = null; // of the message that is shown

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
    this.offered = !view.options.hide.includes("messages");
  }

  draw(frame) {
    const { labels, store } = frame;
    const found = this.find(frame);
    this.key = found && `${store.run}:${found.step}:${found.kind}`;
    const visible = Boolean(found) && !this.dismissed.has(this.key);
    show(this.element, visible && this.offered);
    this.element.dataset.kind = visible ? found.kind : "";
    show(this.legend.element, !visible); // in the same place
    setText(this.text, visible ? (found.text ?? sentence(frame, found)) : "");
    this.button = visible ? ACTIONS[found.kind] : undefined;
    show(this.action, Boolean(this.button));
    show(this.close, visible);
    if (this.button) setText(this.action, labels[`action_${this.button}`]);
  }

  /** The end of a run speaks at its end; before, the newest milestone that has something to say, and still holds. */
  find(frame) {
    if (frame.view.options.secret || frame.hidden) return undefined; // it would give the answer away
    const { store, labels } = frame;
    const step = Math.min(frame.step, frame.until);
    const { status } = store;
    const ended = status && !store.growing && step >= store.last;
    if (ended && status.state === "failed")
      return { kind: "failed", step, text: status.message || labels.message_failed };
    if (ended && status.state === "diverged") return { kind: "diverged", step, text: status.message || undefined };
    if (ended && isSaturated(frame)) return { kind: "saturated", step };
    if (ended && status.state === "learned") return { kind: "stopped", step };
    const speaks = ({ kind }) => labels[`message_${kind}`];
    const holds = (milestone) => STILL[milestone.kind]?.(frame, milestone) ?? true;
    return store.milestones.findLast((milestone) => milestone.step <= step && speaks(milestone) && holds(milestone));
  }
}

function isSolved({ view, store, step }) {
  return store.have > 0 && store.steps.correct.data[step] === view.targets.length;
}

/** The times at which a symbol goes in. */
function placesOf({ inputs, symbols }, symbol) {
  return inputs.flatMap((id, time) => (symbols[id] === symbol ? [time] : []));
}

/** Whether nearly all hidden values stand at their ends, and the text is not learned: gradients no longer pass. */
function isSaturated(frame) {
  const { store, keyframe } = frame;
  if (keyframe < 0 || !store.states.hidden || isSolved(frame)) return false;
  const [low, high] = store.ranges.hidden.row(keyframe);
  const values = store.states.hidden.row(keyframe);
  const flat = values.reduce((sum, byte) => sum + (Math.abs(low + ((high - low) * byte) / 255) > ENDS), 0);
  return flat > SATURATED * values.length;
}

/** `Step 12: …`; "lost" asks another question where the loss has fallen all the same. */
function sentence(frame, found) {
  const { labels } = frame;
  const text = labels[`message_${found.kind}${found.loss_fell ? "_fell" : ""}`] ?? labels[`message_${found.kind}`];
  const told = fill(text, { ...words(found), ...(found.kind === "solved" && { confidence: percent(weakest(frame)) }) });
  return fill(labels.message_step, { step: found.step, sentence: told });
}

/** How sure the net is of its weakest letter, at what is shown. */
const weakest = ({ truth }) => (truth.known ? Math.min(...truth.confidence) / 255 : 0);

/** A milestone's details as words. */
export function words({ symbol, confidence, floor, ...rest }) {
  return {
    ...rest,
    symbol: symbol === undefined ? "" : shown(symbol),
    confidence: confidence === undefined ? "" : percent(confidence),
    floor: floor === undefined ? "" : number(floor),
  };
}
