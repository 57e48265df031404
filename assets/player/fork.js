/** A run that goes its own way from a step of another one: the button for it, and what the original says meanwhile. */

import { element, setText, show } from "../shared/dom.js";

export class Fork {
  says = element("span");
  prediction = element("output", { dir: "auto", "aria-live": "off", "data-testid": "player-original" });

  /** fork(): from the step that is shown. */
  constructor(fork) {
    this.button = element("button", { type: "button", class: "chip", "data-testid": "player-fork", onclick: fork });
    this.element = element("p", { class: "readout forked" }, element("span", {}, this.says, this.prediction));
  }

  layout({ labels, view }) {
    setText(this.button, labels.fork);
    setText(this.says, labels.original_says);
    show(this.button, !view.options.hide.includes("fork"));
  }

  draw({ ghost, store }) {
    show(this.element, Boolean(ghost?.same));
    if (ghost?.same) setText(this.prediction, ghost.prediction.replaceAll("\n", " / "));
    this.button.disabled = !store.have;
  }
}
