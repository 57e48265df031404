/** What is shown, as text: for the screen reader, and for everyone who wants to read the prediction as a word. */

import { element, setText, show } from "../shared/dom.js";
import { fill, number, percent, shown } from "../shared/format.js";

const LONG = 60; // times; a longer table waits
const REST = 300; // ms, until the playhead rests
const PACE = 2000; // ms between two announcements while playing

export class Readout {
  prediction = element("output", { dir: "auto", "aria-live": "off", "data-testid": "player-prediction" }); // `live` speaks of it, and not at every step
  target = element("output", { dir: "auto", "aria-live": "off", "data-testid": "player-target" });
  says = element("span");
  should = element("span");
  live = element("p", { class: "visually-hidden", "aria-live": "polite" });
  caption = element("caption");
  head = element("tr");
  body = element("tbody");
  spokenAt = -Infinity;

  constructor() {
    this.element = element(
      "p",
      { class: "readout" },
      element("span", {}, this.says, this.prediction),
      element("span", {}, this.should, this.target),
    );
    const table = element("table", {}, this.caption, element("thead", {}, this.head), this.body);
    this.hiddenTable = element("div", { class: "visually-hidden" }, table);
    for (let column = 0; column < 6; column++) this.head.append(element("th", { scope: "col" }));
  }

  layout({ labels }) {
    setText(this.says, labels.says);
    setText(this.should, labels.should_say);
    const words = [
      labels.time,
      labels.input,
      labels.target,
      labels.predicted,
      labels.probability,
      labels.right_or_wrong,
    ];
    for (const [index, word] of words.entries()) setText(this.head.children[index], word);
    this.spokenAt = -Infinity;
  }

  draw(frame) {
    setText(this.prediction, inOneLine(frame.prediction));
    setText(this.target, inOneLine(frame.target));
    const now = performance.now();
    const moving = frame.playhead.playing || frame.playhead.following;
    if (moving && now - this.spokenAt < PACE) return;
    this.spokenAt = now;
    this.speak(frame);
    clearTimeout(this.later);
    if (frame.view.inputs.length <= LONG) this.fillTable(frame);
    else this.later = setTimeout(() => this.fillTable(frame), REST);
  }

  speak({ labels, step, store, prediction, view, hidden }) {
    if (!store.have) return;
    const loss = `${number(store.steps.loss.data[step])} ${labels[view.loss_unit]}`;
    setText(
      this.live,
      fill(hidden ? labels.announce_asking : labels.announce, {
        step,
        loss,
        prediction: Array.from(prediction, shown).join(""),
      }),
    );
  }

  /** The playhead's row: a line per time. Lines are reused. */
  fillTable({ labels, view, step, at }) {
    setText(this.caption, fill(labels.table, { step }));
    const count = at.known ? view.inputs.length : 0;
    while (this.body.children.length < count)
      this.body.append(element("tr", {}, ...Array.from({ length: 6 }, () => element("td"))));
    [...this.body.children].forEach((line, time) => {
      show(line, time < count);
      if (time >= count) return;
      const right = at.predicted[time] === view.targets[time];
      const symbols = [view.inputs[time], view.targets[time], at.predicted[time]].map((id) => shown(view.symbols[id]));
      const words = [String(time), ...symbols, percent(at.confidence[time] / 255), right ? labels.right : labels.wrong];
      for (const [index, word] of words.entries()) setText(line.children[index], word);
    });
  }
}

/** Sequences beside each other: there is one line of room. */
const inOneLine = (text) => text.replaceAll("\n", " / ");
