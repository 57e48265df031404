/** The button that forks the run at the current step, and, in a fork, the prediction of the original run. */

import { element, setText, show } from "../shared/dom.js";
import { inOneLine } from "../shared/format.js";
import { isComparable } from "./frame_state.js";

export class Fork {
  label = element("span");
  prediction = element("output", { dir: "auto", "aria-live": "off", "data-testid": "player-original" });

  /** fork(): called to fork at the current step. */
  constructor(fork) {
    this.button = element("button", { type: "button", class: "chip", "data-testid": "player-fork", onclick: fork });
    this.element = element("p", { class: "readout original" }, element("span", {}, this.label, this.prediction));
  }

  layout({ labels, view }) {
    setText(this.button, labels.fork);
    setText(this.label, labels.original_says);
    show(this.button, !view.options.hide.includes("fork"));
  }

  draw({ ghost, store }) {
    const forked = isComparable(ghost);
    show(this.element, forked);
    if (forked) setText(this.prediction, inOneLine(ghost.prediction));
    this.button.disabled = !store.have;
  }
}
