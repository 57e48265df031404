/** The base class of all scenes: each chunk is a view, and the scene's sentence is announced to screen readers. */

import { Component } from "../shared/component.js";
import { element } from "../shared/dom.js";

const ANNOUNCEMENT_PAUSE = 2000; // ms between two announcements while playing

export class Scene extends Component {
  live = element("p", { class: "visually-hidden", "aria-live": "polite" }); // announces what the keyboard cursor is on
  announcedAt = -Infinity;
  arrays = {}; // the arrays of the view
  steps = null; // a StepSlider
  sentence = null; // an element

  constructor(name) {
    super(name, `charviz scene ${name}`);
    this.root.append(this.live);
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
    this.limitAnnouncements();
    super.tick();
  }

  /** The scene's sentence is announced when it changes; while playing, not more often than ANNOUNCEMENT_PAUSE. */
  limitAnnouncements() {
    const now = performance.now();
    const silent = Boolean(this.steps?.playing) && now - this.announcedAt < ANNOUNCEMENT_PAUSE;
    if (!silent) this.announcedAt = now;
    this.sentence?.setAttribute("aria-live", silent ? "off" : "polite");
  }

  pause() {
    this.steps?.pause();
  }
}

/** Creates a child per item with make(index), and fills it with write(child, item, index); surplus children are hidden. */
export function fillWith(parent, items, make, write) {
  while (parent.children.length < items.length) parent.append(make(parent.children.length));
  [...parent.children].forEach((child, index) => {
    if (child.hidden !== index >= items.length) child.hidden = index >= items.length;
    if (index < items.length) write(child, items[index], index);
  });
}
