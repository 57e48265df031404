/** The shown step as text: the prediction as a word, and a table for screen readers. */

import { element, setText, show } from "../shared/dom.js";
import { fill, inOneLine, number, percent, visibleSymbol, visibleText } from "../shared/format.js";

const LONG = 60; // time steps; a longer table is filled when the playhead rests
const FILL_DELAY = 300; // ms
const ANNOUNCEMENT_PAUSE = 2000; // ms between two announcements while playing

export class Readout {
  prediction = element("output", { dir: "auto", "aria-live": "off", "data-testid": "player-prediction" }); // `live` announces it, and not at every step
  target = element("output", { dir: "auto", "aria-live": "off", "data-testid": "player-target" });
  predictionLabel = element("span");
  targetLabel = element("span");
  live = element("p", { class: "visually-hidden", "aria-live": "polite" });
  caption = element("caption");
  head = element("tr");
  body = element("tbody");
  announcedAt = -Infinity;

  constructor() {
    this.element = element(
      "p",
      { class: "readout" },
      element("span", {}, this.predictionLabel, this.prediction),
      element("span", {}, this.targetLabel, this.target),
    );
    const table = element("table", {}, this.caption, element("thead", {}, this.head), this.body);
    this.hiddenTable = element("div", { class: "visually-hidden" }, table);
    for (let column = 0; column < 6; column++) this.head.append(element("th", { scope: "col" }));
  }

  layout({ labels }) {
    setText(this.predictionLabel, labels.says);
    setText(this.targetLabel, labels.should_say);
    const words = [
      labels.time,
      labels.input,
      labels.target,
      labels.predicted,
      labels.probability,
      labels.right_or_wrong,
    ];
    for (const [index, word] of words.entries()) setText(this.head.children[index], word);
    this.announcedAt = -Infinity;
  }

  draw(frame) {
    setText(this.prediction, inOneLine(frame.prediction));
    setText(this.target, inOneLine(frame.target));
    const now = performance.now();
    const moving = frame.playhead.playing || frame.playhead.following;
    if (moving && now - this.announcedAt < ANNOUNCEMENT_PAUSE) return;
    this.announcedAt = now;
    this.speak(frame);
    clearTimeout(this.later);
    if (frame.view.inputs.length <= LONG) this.fillTable(frame);
    else this.later = setTimeout(() => this.fillTable(frame), FILL_DELAY);
  }

  speak({ labels, step, store, prediction, view, masked }) {
    if (!store.have) return;
    const loss = `${number(store.steps.loss.data[step])} ${labels[view.loss_unit]}`;
    setText(
      this.live,
      fill(masked ? labels.announce_asking : labels.announce, {
        step,
        loss,
        prediction: visibleText(prediction, view.tokenize),
      }),
    );
  }

  /** Fills the table of the shown step: a row per time step. Rows are reused. */
  fillTable({ labels, view, step, shownRows }) {
    setText(this.caption, fill(labels.table, { step }));
    const count = shownRows.known ? view.inputs.length : 0;
    while (this.body.children.length < count)
      this.body.append(element("tr", {}, ...Array.from({ length: 6 }, () => element("td"))));
    [...this.body.children].forEach((row, time) => {
      show(row, time < count);
      if (time >= count) return;
      const right = shownRows.predicted[time] === view.targets[time];
      const symbols = [view.inputs[time], view.targets[time], shownRows.predicted[time]].map((id) =>
        visibleSymbol(view.symbols[id]),
      );
      const words = [
        String(time),
        ...symbols,
        percent(shownRows.confidence[time] / 255),
        right ? labels.right : labels.wrong,
      ];
      for (const [index, word] of words.entries()) setText(row.children[index], word);
    });
  }
}
