/** The actions on the current run: in the app's bar, or behind one button on a phone. */

import { element, setText, show } from "../shared/dom.js";

const COPIED = 2000; // ms that the confirmation is shown
const SHEET = "data-charviz-sheet"; // on the page's root, while a phone shows all settings

export class Toolbar {
  /** qrDialog: the QrDialog; act: the player's commands by name; buttons: of other panels. */
  constructor(qrDialog, act, ...buttons) {
    const button = (testid, onclick) =>
      element("button", { type: "button", class: "chip", "data-testid": testid, onclick });
    this.compare = button("player-beside", () => act.trigger("beside"));
    this.copy = button("player-copy", () => this.copyLink());
    this.qr = button("player-code", () => qrDialog.open());
    this.toggle = button("player-tools", () => this.open(this.menu.dataset.open !== "true"));
    this.settings = button("player-settings", () => this.toggleSheet());
    this.settings.classList.add("settings");
    this.menu = element("div", { class: "tools-menu" }, ...buttons, this.compare, this.copy, this.qr);
    this.status = element("span", { class: "visually-hidden", role: "status" });
    this.element = element("div", { class: "tools" }, this.settings, this.toggle, this.menu, this.status);
    document.addEventListener("pointerdown", (event) => {
      const path = event.composedPath();
      const isIn = (/** @type {string} */ part) => path.some((node) => node instanceof Element && node.matches(part));
      if (isIn(".stApp") && !isIn(".st-key-settings, .head")) this.closeSheet(); // what opens from the sheet is beside the app
    });
    document.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.closeSheet();
    });
  }

  /** The sheet that shows the other settings on a phone, above the controls of the player. */
  toggleSheet() {
    const { top } = this.element.closest(".head")?.getBoundingClientRect() ?? { top: innerHeight };
    document.documentElement.style.setProperty("--charviz-controls", `${innerHeight - top}px`);
    document.documentElement.toggleAttribute(SHEET);
  }

  closeSheet() {
    document.documentElement.removeAttribute(SHEET);
  }

  open(isOpen) {
    this.menu.dataset.open = String(isOpen);
    this.toggle.setAttribute("aria-expanded", String(isOpen));
  }

  async copyLink() {
    const { labels } = this;
    await copyText(location.href);
    setText(this.copy, labels.link_copied);
    setText(this.status, labels.link_copied);
    clearTimeout(this.later);
    this.later = setTimeout(() => {
      setText(this.copy, labels.copy_link);
      setText(this.status, "");
    }, COPIED);
  }

  layout({ labels, view }) {
    this.labels = labels;
    setText(this.compare, labels.beside);
    this.compare.setAttribute("aria-pressed", String(Boolean(view.options.cells)));
    show(this.compare, view.layers > 0 && !view.options.hide.includes("beside"));
    setText(this.copy, labels.copy_link);
    setText(this.qr, labels.qr_code);
    setText(this.toggle, labels.tools);
    setText(this.settings, labels.settings);
    show(this.settings, !view.options.offline);
    show(this.copy, !view.options.hide.includes("link"));
    show(this.qr, Boolean(view.options.qr) && !view.options.hide.includes("link"));
  }
}

/** Copies a text to the clipboard; without HTTPS, where the browser has no clipboard API, by a hidden text field. */
async function copyText(text) {
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
