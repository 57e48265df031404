/**
 * The settings of the run in an HTML file of its own. As on the live page a number is dragged by its label or changed with the
 * arrow keys, and the run is trained anew at every frame meanwhile; when it is released, the new run takes the place of the old.
 */

import { compiledEngine } from "../engine/source.js";
import { improveInputs } from "../shared/hyperparameter_input.js";
import { hearPage } from "../shared/page_events.js";

export class FileForm {
  #count = 0; // runs that have been trained here

  /** packets: of the run that the file holds. @param {HTMLFormElement} form @param {any} player @param {Uint8Array} packets */
  constructor(form, player, packets) {
    this.form = form;
    this.player = player;
    this.packets = packets;
    this.heading = document.querySelector("h1 span");
    this.written = this.heading?.textContent; // what the file is about
  }

  /** Offers the settings as soon as there is something to train with. */
  async connect() {
    await compiledEngine();
    this.player.local.prepare();
    improveInputs(JSON.parse(this.form.dataset.numbers ?? "{}"));
    hearPage("what-if", ({ phase }) => phase === "released" && this.keep());
    this.form.addEventListener("change", (event) => this.typed(/** @type {HTMLInputElement} */ (event.target)));
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.form.addEventListener("reset", () => this.back());
    this.form.querySelector("fieldset")?.removeAttribute("disabled");
  }

  /** A value has been typed; of one that is not allowed the browser says what is. @param {HTMLInputElement} input */
  typed(input) {
    if (!input.reportValidity()) return;
    const { name: field, value } = input;
    this.player.whatIf.hear({ field, value, phase: "held" });
    this.keep();
  }

  /** The run that is being tried becomes the run. */
  keep() {
    const { view } = this.player.whatIf;
    if (!view) return;
    const options = { ...view.options, complete: false };
    const [stem] = view.file.split("+");
    this.player.takeView({
      ...view,
      ghost: null,
      options,
      run: `here:${++this.#count}`,
      file: `${stem}+${this.#count}`,
    });
    this.entitle(this.form.text.value);
    document.body.dataset.changed = "true";
  }

  /** The run of the file is shown again, with its own records. */
  back() {
    this.player.readMessage(this.packets);
    this.entitle(this.written);
    delete document.body.dataset.changed;
  }

  /** @param {string | null | undefined} text */
  entitle(text) {
    if (this.heading) this.heading.textContent = text ?? "";
  }
}
