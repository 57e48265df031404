/** What the app says by itself: one sentence at a time, in a strip of fixed height. */

import { element, iconButton, name, setText, show } from "./dom.js";
import { fill, number, percent, shown } from "./text.js";

const ACTIONS = { spike: "lower_rate", diverged: "lower_rate", stuck: "reroll", stopped: "continue" };

const SPIKE_FOR = 30; // steps
const STILL = {
  only_letter: ({ at }) => at.known && at.predicted.every((id) => id === at.predicted[0]),
  spike: ({ step }, milestone) => step <= milestone.step + SPIKE_FOR,
};

export class Messages {
  text = element("span", { role: "status" });
  dismissed = new Set();

  constructor(act) {
    this.action = element("button", { type: "button", class: "action", onclick: () => act.trigger(this.button) });
    this.close = iconButton("close", "player-dismiss", () => act.redraw(this.dismissed.add(this.key)));
    this.element = element(
      "div",
      { class: "message", "data-testid": "player-message" },
      this.text,
      this.action,
      this.close,
    );
  }

  layout({ labels, view }) {
    name(this.close, labels.dismiss);
    this.element.classList.toggle("gone", view.options.hide.includes("messages"));
  }

  draw(frame) {
    const { labels, store } = frame;
    const found = this.find(frame);
    this.key = found && `${store.run}:${found.step}:${found.kind}`;
    const visible = Boolean(found) && !this.dismissed.has(this.key);
    this.element.classList.toggle("empty", !visible);
    this.element.dataset.kind = visible ? found.kind : "";
    setText(this.text, visible ? (found.text ?? fill(sentence(labels, found), words(found))) : "");
    this.button = visible ? ACTIONS[found.kind] : undefined;
    show(this.action, Boolean(this.button));
    show(this.close, visible);
    if (this.button) setText(this.action, labels[`action_${this.button}`]);
  }

  /** The end of a run speaks at its end; before, the newest milestone that has something to say. */
  find(frame) {
    const { store, labels } = frame;
    const step = Math.min(frame.step, frame.until);
    const { status } = store;
    const ended = status && step >= store.last;
    if (ended && status.state === "failed")
      return { kind: "failed", step, text: status.message || labels.message_failed };
    if (ended && status.state === "diverged") return { kind: "diverged", step, text: status.message || undefined };
    if (ended && status.state === "learned") return { kind: "stopped", step };
    const speaks = ({ kind }) => labels[`message_${kind}`];
    const holds = (milestone) => STILL[milestone.kind]?.(frame, milestone) ?? true;
    return store.milestones.findLast((milestone) => milestone.step <= step && speaks(milestone) && holds(milestone));
  }
}

/** "Lost" asks another question where the loss has fallen all the same. */
function sentence(labels, { kind, loss_fell: fell }) {
  return labels[`message_${kind}${fell ? "_fell" : ""}`] ?? labels[`message_${kind}`];
}

/** A milestone's details as words. */
export function words({ symbol, confidence, floor, ...rest }) {
  return {
    ...rest,
    symbol: symbol === undefined ? "" : shown(symbol),
    confidence: confidence === undefined ? "" : percent(confidence),
    floor: floor === undefined ? "" : number(floor),
  };
}
