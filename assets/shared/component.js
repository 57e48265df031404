/**
 * The base class of the player and every scene: the DOM is built once and kept, messages are read, and changes are drawn in
 * the next frame, in the page's colours.
 */

import { Acts } from "./acts.js";
import { element } from "./dom.js";
import { guarded } from "./guard.js";
import { parse } from "./packets.js";
import { Palette } from "./palette.js";

export class Component {
  acts = new Acts(); // the user's actions, for the server
  /** Requests more from the server. @type {import("./poller.js").Poller | null} */
  poller = null;
  /** Sends a request. @type {((request: Record<string, any>) => void) | null} */
  pull = null;
  /** The listener for the document's keys. @type {((event: KeyboardEvent) => void) | null} */
  keydown = null;
  /** @type {Uint8Array | null} the newest message */
  data = null;
  /** @type {any} the header of the newest view */
  view = null;
  /** @type {Palette | null} */
  palette = null;
  connected = false;
  calls = 0; // how often Streamlit has called the module
  frames = 0; // how many have been drawn
  /** @type {number | null} */
  ticking = null; // the requested animation frame

  /** name: the component's name, which is also its test id. */
  constructor(name, classes = "charviz") {
    this.name = name;
    this.root = element("div", { class: classes, "data-testid": name, tabindex: "-1" });
    this.root.addEventListener("transitionend", ({ target }) => target === this.root && this.redraw()); // the theme has changed
    this.resized = new ResizeObserver(() => this.resize());
  }

  /** Called when Streamlit has put it on the page or has another message; returns the number of the call. */
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

  /** Called when Streamlit has removed it from the page; the clean-up of an old call may come after a newer call. */
  disconnect(call) {
    if (call !== this.calls) return;
    this.connected = false;
    this.poller?.disconnect();
    if (this.keydown) document.removeEventListener("keydown", this.keydown);
    this.resized.disconnect();
    this.pause();
  }

  /** Called when it has been removed from the page. */
  pause() {}

  /** Sends a request to the server. */
  ask(request) {
    this.pull(request);
  }

  /** Takes a message; called with the same one again if only the theme has changed. */
  receive(data) {
    if (data !== this.data) this.poller?.answered();
    if (data?.length && !isSame(data, this.data)) this.readMessage(data);
    this.data = data;
    this.redraw();
  }

  /** Takes the chunks of a message; returns whether all of it could be read. */
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

  /** Takes a chunk. */
  take(_header, _arrays) {}

  /** Called when its size has changed. */
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
    this.root.dataset.frame = String(++this.frames); // lets a test wait for the next frame
  }

  /** Updates the palette if the page's colours have changed. */
  dress() {
    const source = getComputedStyle(this.root).backgroundColor;
    if (this.palette?.source === source) return;
    this.palette = new Palette(source);
    this.palette.dress(this.root);
  }

  /** Draws the current view. */
  draw() {}
}

/** A module's default export, which Streamlit calls with each message. A component that was just removed from the page is reused. */
export function mount(make) {
  let latest = null;
  let isStyled = false; // whether the browser has the style sheet: a component that is put back is drawn at once
  return ({ data, parentElement, setStateValue, setTriggerValue }) => {
    parentElement.charviz ??= latest && !latest.root.isConnected ? latest : make();
    const component = parentElement.charviz;
    latest = component;
    if (!component.root.isConnected) parentElement.append(component.root);
    const call = component.connect(setStateValue, setTriggerValue);
    const draw = () => {
      isStyled = true;
      component.receive(data);
    };
    if (isStyled) draw();
    else whenStyled(parentElement, draw);
    return () => component.disconnect(call);
  };
}

/** Calls draw() once the style sheet beside a component is there: before, it would be seen without style, and measured so. */
function whenStyled(parentElement, draw) {
  const link = parentElement.getRootNode().querySelector("link[rel=stylesheet]");
  if (!link || link.sheet) return draw();
  for (const end of ["load", "error"]) link.addEventListener(end, draw, { once: true });
}

const isSame = (one, other) => one.length === other?.length && one.every((byte, index) => byte === other[index]);
