/** What can be done with the run that is shown: in the app's bar, or behind one button on a phone. */

import { element, setText, show } from "../shared/dom.js";

const COPIED = 2000; // ms that it says so
const SHEET = "data-charviz-sheet"; // on the page's root, while a phone shows all knobs

export class Toolbar {
  /** code: the dialog with the link as a QR code; act: the player's commands by name; buttons: of other panels, in their order. */
  constructor(code, act, ...buttons) {
    const button = (testid, onclick) =>
      element("button", { type: "button", class: "chip", "data-testid": testid, onclick });
    this.beside = button("player-beside", () => act.trigger("beside"));
    this.copy = button("player-copy", () => this.copyLink());
    this.qr = button("player-code", () => code.open());
    this.toggle = button("player-tools", () => this.open(this.menu.dataset.open !== "true"));
    this.knobs = button("player-knobs", () => document.documentElement.toggleAttribute(SHEET));
    this.knobs.classList.add("knobs");
    this.menu = element("div", { class: "tools-menu" }, ...buttons, this.beside, this.copy, this.qr);
    this.said = element("span", { class: "visually-hidden", role: "status" });
    this.element = element("div", { class: "tools" }, this.knobs, this.toggle, this.menu, this.said);
    document.addEventListener("pointerdown", ({ target }) => {
      if (!(target instanceof Element) || !target.closest(".st-key-knobs, .st-key-player")) this.closeSheet();
    });
  }

  /** The page's other knobs, which on a phone lie in a sheet. */
  closeSheet() {
    document.documentElement.removeAttribute(SHEET);
  }

  open(wanted) {
    this.menu.dataset.open = String(wanted);
    this.toggle.setAttribute("aria-expanded", String(wanted));
  }

  async copyLink() {
    const { labels } = this;
    await copied(location.href);
    setText(this.copy, labels.link_copied);
    setText(this.said, labels.link_copied);
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      setText(this.copy, labels.copy_link);
      setText(this.said, "");
    }, COPIED);
  }

  layout({ labels, view }) {
    this.labels = labels;
    setText(this.beside, labels.beside);
    this.beside.setAttribute("aria-pressed", String(Boolean(view.options.cells)));
    show(this.beside, view.layers > 0 && !view.options.hide.includes("beside"));
    setText(this.copy, labels.copy_link);
    setText(this.qr, labels.qr_code);
    setText(this.toggle, labels.tools);
    setText(this.knobs, labels.knobs);
    show(this.copy, !view.options.hide.includes("link"));
    show(this.qr, Boolean(view.options.qr) && !view.options.hide.includes("link"));
  }
}

/** Puts a text on the clipboard, also where the page is not served over HTTPS and the browser keeps its own way closed. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const field = element("textarea", { style: "position: fixed; opacity: 0" });
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
  }
}
