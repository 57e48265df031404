/** Teacher mode: the player fills the screen in large type, all pictures or one at a time, with keys for everything. */

import { Choice, element, iconButton, name, setText, show } from "../shared/dom.js";

const ALL = "all";
const PICTURES = [ALL, "network", "history", "loss", "states", "gates"]; // in the order of their digits
const CELLS = { r: "rnn", l: "lstm", g: "gru" };
const ACTIVE = "data-charviz-teacher-mode"; // on the page's root while the rest of the page is hidden

export class TeacherMode {
  picture = PICTURES[0];
  showsPage = false; // whether the settings and the rest of the page are shown
  keys = element("div", { class: "keys" });

  /** act: the player's commands by name; qrDialog: the QrDialog. */
  constructor(root, act, qrDialog) {
    this.root = root;
    this.act = act;
    this.qrDialog = qrDialog;
    this.tabs = new Choice(PICTURES, (picture) => this.select(picture));
    const button = (testid, onclick) =>
      element("button", { type: "button", class: "chip", "data-testid": testid, onclick });
    this.pageButton = button("player-fold", () => this.toggle());
    this.helpButton = button("player-keys", () => this.help.showModal());
    this.element = element(
      "nav",
      { class: "teacher-bar" },
      this.tabs.element,
      element("div", { class: "hints" }, this.pageButton, this.helpButton),
    );
    this.close = iconButton("close", "player-keys-close", () => this.help.close());
    this.title = element("h3");
    this.help = element(
      "dialog",
      { class: "help", "data-testid": "player-help" },
      element("header", {}, this.title, this.close),
      this.keys,
    );
  }

  /** Whether the player fills the window. */
  get on() {
    return Boolean(this.enabled && !this.showsPage);
  }

  /** The only picture that is shown; null if all are. */
  get single() {
    return this.on && this.picture !== ALL ? this.picture : null;
  }

  select(picture) {
    this.picture = picture;
    this.act.relayout();
  }

  toggle() {
    this.showsPage = !this.showsPage;
    this.act.relayout();
  }

  /** The pictures that this run has. */
  pictures({ layers, gates, options: { hide } }) {
    const absent = { states: !layers, gates: !gates.length };
    return PICTURES.filter((picture) => !absent[picture] && !hide.includes(picture));
  }

  next(by) {
    const { available } = this;
    this.select(available[(available.indexOf(this.picture) + by + available.length) % available.length]);
  }

  /** The command of a key. Predict first is asked before, so that a digit answers a question. */
  key({ key, code }) {
    if (!this.enabled) return undefined;
    const commands = {
      q: () => this.qrDialog.open(),
      k: () => this.toggle(),
      f: () => fullScreen(),
      "?": () => this.help.showModal(),
      PageDown: () => this.next(1),
      PageUp: () => this.next(-1),
    };
    const picture = /^(Digit|Numpad)[0-5]$/.test(code) && PICTURES[Number(code.at(-1))];
    if (this.on && this.available.includes(picture)) return () => this.select(picture);
    const cell = CELLS[key.toLowerCase()];
    if (cell) return () => this.act.changeCell(cell);
    return key.startsWith("Page") && !this.on ? undefined : commands[key.length === 1 ? key.toLowerCase() : key];
  }

  /** Called before the layout of all panels, which depends on it. */
  arrange(view) {
    this.enabled = Boolean(view.options.teacher_mode);
    this.available = this.pictures(view);
    if (!this.available.includes(this.picture)) this.picture = this.available[0];
    this.root.classList.toggle("teacher-mode", this.on);
    this.root.dataset.picture = this.on ? this.picture : "";
    document.documentElement.toggleAttribute(ACTIVE, this.on);
    show(this.element, this.enabled);
  }

  layout({ labels }) {
    const names = {
      [ALL]: labels.teacher_all,
      network: labels.teacher_network,
      history: labels.teacher_history,
      loss: labels.teacher_loss,
      states: labels.teacher_states,
      gates: labels.teacher_gates,
    };
    this.tabs.update(
      labels.teacher_pictures,
      (picture) => `${PICTURES.indexOf(picture)} ${names[picture]}`,
      this.picture,
    );
    show(this.tabs.element, this.on);
    for (const [picture, button] of this.tabs.buttons) show(button, this.on && this.available.includes(picture));
    setText(this.pageButton, this.showsPage ? labels.teacher_fold : labels.teacher_unfold);
    setText(this.helpButton, labels.teacher_keys);
    setText(this.title, labels.teacher_help);
    name(this.close, labels.close);
    const lines = labels.teacher_help_lines.split("\n").map((line) => line.split(" = "));
    while (this.keys.children.length < lines.length)
      this.keys.append(element("p", {}, element("kbd"), element("span")));
    lines.forEach(([keys, words], index) => {
      setText(this.keys.children[index].firstChild, keys);
      setText(this.keys.children[index].lastChild, words);
    });
  }

  /** Shows the rest of the page again. */
  leave() {
    document.documentElement.removeAttribute(ACTIVE);
  }
}

function fullScreen() {
  const { documentElement: page } = document;
  if (document.fullscreenElement) document.exitFullscreen();
  else page.requestFullscreen?.().catch(() => {}); // the browser may refuse
}
