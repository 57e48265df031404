/**
 * What the player and every scene have in common: the DOM is built once and kept, messages are taken, and what has changed is
 * drawn in the next frame, in the page's colours.
 */

import { Acts } from "./acts.js";
import { element } from "./dom.js";
import { guarded } from "./guard.js";
import { parse } from "./packets.js";
import { Palette } from "./palette.js";

export class Component {
  acts = new Acts(); // what a person does, for the server
  /** What asks the server for more. @type {import("./poller.js").Poller | null} */
  poller = null;
  /** Takes what is asked for. @type {((request: Record<string, any>) => void) | null} */
  pull = null;
  /** The listener for the document's keys. @type {((event: KeyboardEvent) => void) | null} */
  keydown = null;
  /** @type {Uint8Array | null} the newest message */
  data = null;
  /** @type {any} what is shown, as the message tells it */
  view = null;
  /** @type {Palette | null} */
  palette = null;
  connected = false;
  calls = 0; // of the module, by Streamlit
  frames = 0; // that have been drawn
  /** @type {number | null} */
  ticking = null; // the frame that has been asked for

  /** name: of the component, by which tests find it. */
  constructor(name, classes = "charviz") {
    this.name = name;
    this.root = element("div", { class: classes, "data-testid": name, tabindex: "-1" });
    this.root.addEventListener("transitionend", ({ target }) => target === this.root && this.redraw()); // the theme has changed
    this.resized = new ResizeObserver(() => this.resize());
  }

  /** Streamlit has put it on the page, or calls it with another message; returns the number of the call. */
  connect(setStateValue, setTriggerValue) {
    this.acts.setStateValue = setStateValue;
    this.pull = (request) => setTriggerValue("pull", request);
    if (!this.connected) {
      this.connected = true;
      this.poller?.connect((request) => this.ask(request));
      if (this.keydown) document.addEventListener("keydown", this.keydown);
      this.resized.observe(this.root);
    }
    return ++this.calls;
  }

  /** Streamlit has taken it from the page; it may clean up an old call after a newer one. */
  disconnect(call) {
    if (call !== this.calls) return;
    this.connected = false;
    this.poller?.disconnect();
    if (this.keydown) document.removeEventListener("keydown", this.keydown);
    this.resized.disconnect();
    this.pause();
  }

  /** It has left the page. */
  pause() {}

  /** Sends a request to the server. */
  ask(request) {
    this.pull(request);
  }

  /** Takes a message; called again with the same one where only the theme has changed. */
  receive(data) {
    if (data !== this.data) this.poller?.answered();
    if (data?.length && !isSame(data, this.data)) this.readMessage(data);
    this.data = data;
    this.redraw();
  }

  /** Takes the chunks of a message; false where it could not be read to its end. */
  readMessage(data) {
    return guarded(
      this.name,
      () => {
        for (const { header, arrays } of parse(data)) this.take(header, arrays);
        return true;
      },
      false,
    );
  }

  /** Keeps what a chunk holds. */
  take(_header, _arrays) {}

  /** Its size has changed. */
  resize() {
    this.redraw();
  }

  /** Draws in the next frame. */
  redraw() {
    this.ticking ??= requestAnimationFrame(() => {
      this.ticking = null;
      this.tick();
    });
  }

  /** One frame. */
  tick() {
    this.dress();
    if (this.view) guarded(this.name, () => this.draw());
    this.poller?.ask();
    this.root.dataset.frame = String(++this.frames); // so that a test knows that one more has been drawn
  }

  /** Takes the page's colours, where they have changed. */
  dress() {
    const source = getComputedStyle(this.root).backgroundColor;
    if (this.palette?.source === source) return;
    this.palette = new Palette(source);
    this.palette.dress(this.root);
  }

  /** Draws what is kept. */
  draw() {}
}

/** A module's default export, which Streamlit calls with each message: what has just lost its place on the page is put into its new one. */
export function mount(make) {
  let latest = null;
  return ({ data, parentElement, setStateValue, setTriggerValue }) => {
    parentElement.charviz ??= latest && !latest.root.isConnected ? latest : make();
    const component = parentElement.charviz;
    latest = component;
    if (!component.root.isConnected) parentElement.append(component.root);
    const call = component.connect(setStateValue, setTriggerValue);
    component.receive(data);
    return () => component.disconnect(call);
  };
}

const isSame = (one, other) => one.length === other?.length && one.every((byte, index) => byte === other[index]);
