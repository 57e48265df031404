/** What every scene shares: a chunk is its view, and its sentence is told by a screen reader. */

import { Component } from "../shared/component.js";
import { element } from "../shared/dom.js";

const PACE = 2000; // ms between two announcements while playing

export class Scene extends Component {
  pointed = element("p", { class: "visually-hidden", "aria-live": "polite" }); // what the keyboard has come to in a picture
  spokenAt = -Infinity;
  arrays = {}; // what came with the view
  steps = null; // see step_slider.js
  sentence = null; // an element

  constructor(name) {
    super(name, `charviz scene ${name}`);
    this.root.append(this.pointed);
  }

  take(view, arrays) {
    this.view = view;
    this.arrays = arrays;
  }

  receive(data) {
    super.receive(data);
    this.root.lang = this.view?.language ?? "";
  }

  tick() {
    this.pace();
    super.tick();
  }

  /** The scene's sentence is told when it changes; while it plays only now and then. */
  pace() {
    const now = performance.now();
    const silent = Boolean(this.steps?.playing) && now - this.spokenAt < PACE;
    if (!silent) this.spokenAt = now;
    this.sentence?.setAttribute("aria-live", silent ? "off" : "polite");
  }

  pause() {
    this.steps?.pause();
  }
}

/** Makes as many children as there are items, and lets write(child, item, index) fill them; the rest are hidden. */
export function fillWith(parent, items, make, write) {
  while (parent.children.length < items.length) parent.append(make(parent.children.length));
  [...parent.children].forEach((child, index) => {
    if (child.hidden !== index >= items.length) child.hidden = index >= items.length;
    if (index < items.length) write(child, items[index], index);
  });
}
