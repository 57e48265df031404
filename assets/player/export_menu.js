/** The menu that saves the player's pictures: one row per picture, and a button for the film. */

import { element, setText, show } from "../shared/dom.js";
import { download } from "../shared/download.js";
import { fill, percent } from "../shared/format.js";
import { asGif, asPng, asSvg, pictures } from "./picture_export.js";

const KINDS = { PNG: asPng, SVG: asSvg };

export class ExportMenu {
  constructor(player) {
    this.player = player;
    this.toggle = element("button", {
      type: "button",
      class: "save",
      "aria-expanded": "false",
      "data-testid": "player-save",
      onclick: () => this.open(this.menu.hidden),
    });
    this.rows = element("div", { class: "rows" });
    this.film = element("button", {
      type: "button",
      class: "save",
      "data-testid": "player-gif",
      onclick: () => this.saveFilm(),
    });
    const menu = { class: "save-menu", role: "group", "data-testid": "player-save-menu", hidden: "" };
    this.menu = element("div", menu, this.rows, this.film);
    this.element = element("div", { class: "export-menu" }, this.toggle, this.menu);
    this.element.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.open(false);
      this.toggle.focus();
    });
    this.element.addEventListener(
      "focusout",
      ({ relatedTarget }) => relatedTarget && !this.element.contains(relatedTarget) && this.open(false),
    );
    player.root.addEventListener(
      "pointerdown",
      (event) => event.composedPath().includes(this.element) || this.open(false),
    );
  }

  layout({ labels, view }) {
    this.labels = labels;
    setText(this.toggle, labels.save_pictures);
    if (!this.film.disabled) setText(this.film, labels.save_film);
    show(this.element, !view.options.hide.includes("save"));
  }

  draw({ store }) {
    this.toggle.disabled = !store.have;
    this.film.disabled = this.filming || store.have < 2;
  }

  open(isOpen) {
    if (isOpen) this.rows.replaceChildren(...pictures(this.player).map((picture) => this.row(picture)));
    this.toggle.setAttribute("aria-expanded", isOpen);
    show(this.menu, isOpen);
  }

  row(picture) {
    const buttons = Object.entries(KINDS).map(([kind, render]) =>
      element(
        "button",
        {
          type: "button",
          class: "save",
          "aria-label": `${picture.title}, ${kind}`,
          "data-testid": `save-${picture.name}-${kind.toLowerCase()}`,
          onclick: async () => this.save(await render(this.player, picture), picture.name, kind),
        },
        kind,
      ),
    );
    return element("div", {}, element("span", {}, picture.title), ...buttons);
  }

  async saveFilm() {
    this.filming = true;
    this.film.disabled = true;
    try {
      const showProgress = (share) => setText(this.film, fill(this.labels.filming, { share: percent(share) }));
      this.save(await asGif(this.player, showProgress), "history", "GIF");
    } finally {
      this.filming = false;
      this.film.disabled = false;
      setText(this.film, this.labels.save_film);
    }
  }

  save(blob, name, kind) {
    download(blob, `${this.player.view.file ?? "charviz"}-${name}.${kind.toLowerCase()}`);
  }
}
