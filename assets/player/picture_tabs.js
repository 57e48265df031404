/** On a phone one picture at a time is shown below the network, chosen by its tab. */

import { Choice, show } from "../shared/dom.js";

const TABS = ["loss", "states", "gates", "history"];

export class PictureTabs {
  on = false;
  chosen = TABS[0];

  /** relayout(): computes the layout again. */
  constructor(relayout) {
    this.choice = new Choice(TABS, (picture) => {
      this.chosen = picture;
      relayout();
    });
    this.element = this.choice.element;
    this.element.classList.add("tabs");
    this.element.dataset.testid = "player-tabs";
  }

  /** The picture that is shown; null if all are. */
  get picture() {
    return this.on ? this.chosen : null;
  }

  arrange(on, { layers, gates, options: { hide } }) {
    this.on = on;
    const absent = { states: !layers, gates: !gates.length };
    this.available = TABS.filter((picture) => !absent[picture] && !hide.includes(picture));
    if (!this.available.includes(this.chosen)) this.chosen = this.available[0] ?? TABS[0];
    show(this.element, on);
  }

  layout({ labels }) {
    const names = {
      loss: labels.teacher_loss,
      states: labels.teacher_states,
      gates: labels.teacher_gates,
      history: labels.teacher_history,
    };
    this.choice.update(labels.teacher_pictures, (picture) => names[picture], this.chosen);
    for (const [picture, button] of this.choice.buttons) show(button, this.available.includes(picture));
  }
}
