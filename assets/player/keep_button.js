/** The button that pins the current run, so that later runs are compared with it. */

import { element, name, setText, show } from "../shared/dom.js";

export class KeepButton {
  /** keep(run): pins the run, or unpins it. */
  constructor(keep) {
    this.button = element("button", {
      type: "button",
      class: "chip",
      "data-testid": "player-keep",
      onclick: () => keep(this.run),
    });
  }

  layout({ labels, view: { run, options } }) {
    this.run = run;
    const kept = options.kept?.includes(run);
    const full = Boolean(options.full && !kept);
    setText(this.button, kept ? labels.kept : labels.keep);
    name(this.button, `${kept ? labels.kept : labels.keep}: ${full ? labels.keep_full : labels.keep_help}`);
    this.button.setAttribute("aria-pressed", String(Boolean(kept)));
    this.button.disabled = full;
    show(this.button, Boolean(options.kept) && !options.hide.includes("beside"));
  }
}
