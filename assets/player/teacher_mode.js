/** To present: the whole screen at the size of a hall, or one picture at a time, and keys do the rest. */

import { Choice, element, iconButton, name, setText, show } from "../shared/dom.js";

const ALL = "all";
const PICTURES = [ALL, "network", "history", "loss", "states", "gates"]; // by their digit
const CELLS = { r: "rnn", l: "lstm", g: "gru" };
const OPEN = "data-charviz-stage"; // on the page's root, while the rest of the page is folded away

export class TeacherMode {
  picture = PICTURES[0];
  unfolded = false; // the knobs and the rest of the page are shown
  keys = element("div", { class: "keys" });

  /** act: the player's commands by name; code: the dialog with the link as a QR code. */
  constructor(root, act, code) {
    this.root = root;
    this.act = act;
    this.code = code;
    this.tabs = new Choice(PICTURES, (picture) => this.turn(picture));
    const button = (testid, onclick) =>
      element("button", { type: "button", class: "chip", "data-testid": testid, onclick });
    this.fold = button("player-fold", () => this.toggle());
    this.ask = button("player-keys", () => this.help.showModal());
    this.element = element(
      "nav",
      { class: "stage-line" },
      this.tabs.element,
      element("div", { class: "hints" }, this.fold, this.ask),
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
    return Boolean(this.offered && !this.unfolded);
  }

  /** The one picture that is shown, null where all are. */
  get single() {
    return this.on && this.picture !== ALL ? this.picture : null;
  }

  turn(picture) {
    this.picture = picture;
    this.act.relayout();
  }

  toggle() {
    this.unfolded = !this.unfolded;
    this.act.relayout();
  }

  /** The pictures that this run has. */
  pictures({ layers, gates, options: { hide } }) {
    const lacking = { states: !layers, gates: !gates.length };
    return PICTURES.filter((picture) => !lacking[picture] && !hide.includes(picture));
  }

  next(by) {
    const { shown } = this;
    this.turn(shown[(shown.indexOf(this.picture) + by + shown.length) % shown.length]);
  }

  /** What a key does; a digit answers a question first. */
  key({ key, code }) {
    if (!this.offered) return undefined;
    const commands = {
      q: () => this.code.open(),
      k: () => this.toggle(),
      f: () => fullScreen(),
      "?": () => this.help.showModal(),
      PageDown: () => this.next(1),
      PageUp: () => this.next(-1),
    };
    const picture = /^(Digit|Numpad)[0-5]$/.test(code) && PICTURES[Number(code.at(-1))];
    if (this.on && this.shown.includes(picture)) return () => this.turn(picture);
    if (CELLS[key.toLowerCase()]) return () => this.act.trigger("cell", { cell: CELLS[key.toLowerCase()] });
    return key.startsWith("Page") && !this.on ? undefined : commands[key.length === 1 ? key.toLowerCase() : key];
  }

  /** Decides before all other panels do; the picture's room follows from what is above it. */
  arrange(view) {
    this.offered = Boolean(view.options.stage);
    this.shown = this.pictures(view);
    if (!this.shown.includes(this.picture)) this.picture = this.shown[0];
    this.root.classList.toggle("stage", this.on);
    this.root.dataset.picture = this.on ? this.picture : "";
    document.documentElement.toggleAttribute(OPEN, this.on);
    show(this.element, this.offered);
  }

  layout({ labels }) {
    const names = {
      [ALL]: labels.stage_all,
      network: labels.stage_network,
      history: labels.stage_history,
      loss: labels.stage_loss,
      states: labels.stage_states,
      gates: labels.stage_gates,
    };
    this.tabs.update(
      labels.stage_pictures,
      (picture) => `${PICTURES.indexOf(picture)} ${names[picture]}`,
      this.picture,
    );
    for (const [picture, button] of this.tabs.buttons) show(button, this.on && this.shown.includes(picture));
    setText(this.fold, this.unfolded ? labels.stage_fold : labels.stage_unfold);
    setText(this.ask, labels.stage_keys);
    setText(this.title, labels.stage_help);
    name(this.close, labels.close);
    const lines = labels.stage_help_lines.split("\n").map((line) => line.split(" = "));
    while (this.keys.children.length < lines.length)
      this.keys.append(element("p", {}, element("kbd"), element("span")));
    lines.forEach(([keys, words], index) => {
      setText(this.keys.children[index].firstChild, keys);
      setText(this.keys.children[index].lastChild, words);
    });
  }

  /** The page as it was. */
  leave() {
    document.documentElement.removeAttribute(OPEN);
  }
}

function fullScreen() {
  const { documentElement: page } = document;
  if (document.fullscreenElement) document.exitFullscreen();
  else page.requestFullscreen?.().catch(() => {}); // the browser may refuse; the page stays as it is
}
