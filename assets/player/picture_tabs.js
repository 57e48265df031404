/** On a phone one picture at a time stands under the network, chosen by its tab. */

import { Choice, show } from "../shared/dom.js";

const TABS = ["loss", "states", "gates", "history"];

export class PictureTabs {
  on = false;
  chosen = TABS[0];

  /** relayout(): all lengths anew. */
  constructor(relayout) {
    this.choice = new Choice(TABS, (picture) => {
      this.chosen = picture;
      relayout();
    });
    this.element = this.choice.element;
    this.element.classList.add("tabs");
    this.element.dataset.testid = "player-tabs";
  }

  /** The picture that is shown, null where all are. */
  get picture() {
    return this.on ? this.chosen : null;
  }

  arrange(on, { layers, gates, options: { hide } }) {
    this.on = on;
    const lacking = { states: !layers, gates: !gates.length };
    this.offered = TABS.filter((picture) => !lacking[picture] && !hide.includes(picture));
    if (!this.offered.includes(this.chosen)) this.chosen = this.offered[0] ?? TABS[0];
    show(this.element, on);
  }

  layout({ labels }) {
    const names = {
      loss: labels.stage_loss,
      states: labels.stage_states,
      gates: labels.stage_gates,
      history: labels.stage_history,
    };
    this.choice.update(labels.stage_pictures, (picture) => names[picture], this.chosen);
    for (const [picture, button] of this.choice.buttons) show(button, this.offered.includes(picture));
  }
}
