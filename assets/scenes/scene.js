/** What every scene shares: built once and kept, called again with each message, drawn once a frame in the page's colours. */

import { Acts } from "../shared/acts.js";
import { element } from "../shared/dom.js";
import { guarded } from "../shared/guard.js";
import { parse } from "../shared/packets.js";
import { Palette } from "../shared/palette.js";

const PACE = 2000; // ms between two announcements while playing

export class Scene {
  pointed = element("p", { class: "unseen", "aria-live": "polite" }); // what the keyboard has come to in a picture
  spokenAt = -Infinity;
  view = null; // the message that is shown, and what came with it
  arrays = {};
  steps = null; // see step_slider.js
  sentence = null; // an element
  link = null; // see ../shared/poller.js
  keydown = null;
  palette = null;
  frames = 0;

  acts = new Acts(); // what a person does, for the server

  constructor(name) {
    this.name = name;
    this.root = element("div", { class: `charviz scene ${name}`, "data-testid": name, tabindex: "-1" });
    this.root.addEventListener("transitionend", (event) => event.target === this.root && this.redraw()); // the theme has changed
    new ResizeObserver(() => this.redraw()).observe(this.root);
    this.root.append(this.pointed);
  }

  /** Keeps what a chunk holds. */
  take(view, arrays) {
    this.view = view;
    this.arrays = arrays;
  }

  /** Draws what is kept. */
  draw() {}

  /** The scene's sentence is told by a screen reader when it changes; while it plays only now and then. */
  pace() {
    const now = performance.now();
    const silent = Boolean(this.steps?.playing) && now - this.spokenAt < PACE;
    if (!silent) this.spokenAt = now;
    this.sentence?.setAttribute("aria-live", silent ? "off" : "polite");
  }

  /** Takes a message; called again with the same one where only the theme has changed. */
  receive(data) {
    if (data !== this.data) this.link?.answered();
    if (data?.length && !same(data, this.data)) guarded(this.name, () => this.keep(data));
    this.data = data;
    this.root.classList.toggle("hall", Boolean(this.view?.projector));
    this.root.lang = this.view?.language ?? "";
    this.redraw();
  }

  keep(data) {
    for (const { header, arrays } of parse(data)) this.take(header, arrays);
  }

  redraw() {
    this.asked ??= requestAnimationFrame(() => {
      this.asked = null;
      const source = getComputedStyle(this.root).backgroundColor;
      if (this.palette?.source !== source) {
        this.palette = new Palette(source);
        this.palette.dress(this.root);
      }
      this.pace();
      if (this.view) guarded(this.name, () => this.draw());
      this.link?.ask();
      this.root.dataset.frame = ++this.frames;
    });
  }
}

/** The default export of a scene's module: a scene that has just lost its place on the page is put into its new one. */
export function staged(make) {
  let latest = null;
  let calls = 0;
  return ({ data, parentElement, setStateValue, setTriggerValue }) => {
    parentElement.charvizScene ??= latest && !latest.root.isConnected ? latest : make();
    const scene = parentElement.charvizScene;
    latest = scene;
    if (!scene.root.isConnected) parentElement.append(scene.root);
    const call = ++calls;
    scene.acts.setStateValue = setStateValue;
    if (scene.keydown) document.addEventListener("keydown", scene.keydown);
    scene.link?.connect((request) => setTriggerValue("pull", request));
    scene.receive(data);
    return () => {
      if (call !== calls) return; // Streamlit may clean up an old call after a newer one
      scene.pause?.();
      scene.link?.disconnect();
      if (scene.keydown) document.removeEventListener("keydown", scene.keydown);
    };
  };
}

/** Makes as many children as there are items, and lets write(child, item, index) fill them; the rest are hidden. */
export function fillWith(parent, items, make, write) {
  while (parent.children.length < items.length) parent.append(make(parent.children.length));
  [...parent.children].forEach((child, index) => {
    if (child.hidden !== index >= items.length) child.hidden = index >= items.length;
    if (index < items.length) write(child, items[index], index);
  });
}

const same = (one, other) => one.length === other?.length && one.every((byte, index) => byte === other[index]);
