/** Everything inside the cells: the hidden state, the cell state and the gates, one heat map each. */

import { Choice, element, setText, show } from "./dom.js";
import { guarded } from "./guard.js";
import { Heatmap } from "./heatmap.js";
import { fill } from "./text.js";

const LAYERS = [0, 1, 2, 3];

export class States {
  maps = new Map(); // name -> Heatmap; one that a cell lacks is kept, unseen
  layer = 0;
  similar = false;
  original = false; // whether the run from which this one is forked is shown

  constructor(changed, watch) {
    this.changed = changed;
    this.watch = watch;
    this.layers = new Choice(LAYERS, (layer) => this.choose({ layer }));
    this.orders = new Choice([false, true], (similar) => this.choose({ similar }));
    this.whose = new Choice([false, true], (original) => this.choose({ original }));
    this.note = element("span", { class: "note" });
    this.bar = element(
      "div",
      { class: "bar-of-states" },
      this.orders.element,
      this.layers.element,
      this.whose.element,
      this.note,
    );
    this.element = element("div", { class: "states" }, this.bar);
  }

  choose(choice) {
    Object.assign(this, choice);
    this.changed();
  }

  /** The maps of this cell, in drawing order, without those that are to be hidden. */
  names({ layers, cell_type, gates, options: { hide } }, room) {
    if (!layers) return [];
    const gateNames =
      hide.includes("gates") || room?.picture === "states" ? [] : gates.map(({ name }) => `gate:${name}`);
    const states = cell_type === "lstm" ? ["hidden", "cell_state"] : ["hidden"];
    return [...states.filter((name) => !hide.includes(name) && room?.picture !== "gates"), ...gateNames];
  }

  layout(frame) {
    const { view } = frame;
    this.shown = this.names(view, frame.sizes.room);
    this.layer = Math.min(this.layer, Math.max(view.layers - 1, 0));
    for (const name of this.shown) this.map(name).layout(frame);
    for (const [name, map] of this.maps) {
      const index = this.shown.indexOf(name);
      show(map.element, index >= 0);
      map.element.style.order = String(index);
    }
    show(this.element, this.shown.length > 0);
    show(this.layers.element, view.layers > 1);
    this.key = null;
  }

  map(name) {
    if (!this.maps.has(name)) {
      const map = new Heatmap(name);
      this.maps.set(name, map);
      this.element.append(map.element);
      this.watch(map);
    }
    return this.maps.get(name);
  }

  /** Decided before anything is drawn, for the network shows the same layer in the same order. */
  arrange(frame) {
    frame.layer = this.layer;
    frame.order = this.order(frame);
    const hidden = this.map("hidden");
    frame.hiddenImage =
      frame.view.layers && hidden.image.paint("hidden", this.seen(frame), [-1, 1]) ? hidden.image : null;
  }

  /** The frame of the run whose states are shown. */
  seen(frame) {
    const { ghost } = frame;
    return this.original && ghost?.same
      ? { ...frame, store: ghost.store, step: ghost.step, keyframe: ghost.keyframe }
      : frame;
  }

  draw(frame) {
    const { labels, view } = frame;
    const { store, step, keyframe } = this.seen(frame);
    show(this.whose.element, Boolean(frame.ghost?.same));
    this.whose.update(labels.states_shown, (original) => (original ? labels.original : labels.this_run), this.original);
    this.layers.update(
      labels.layer,
      (layer) => fill(labels.layer_number, { layer: layer + 1 }),
      this.layer,
      view.layers,
    );
    this.orders.update(labels.order, (similar) => (similar ? labels.order_similar : labels.order_number), this.similar);
    const at = keyframe < 0 ? step : store.keyframes.step.data[keyframe];
    setText(this.note, at === step ? "" : fill(labels.states_of, { step: at }));
    for (const name of this.shown) guarded(`Heatmap ${name}`, () => this.map(name).draw(frame, this.seen(frame)));
  }

  /** Rows by unit number; or alike beside alike, settled once so that rows do not dance while it trains. */
  order({ store, view, live }) {
    const key = [store.run, this.layer, this.similar, this.similar && store.keyframes.step.length > 0, live].join();
    if (key === this.key) return this.settled;
    this.key = key;
    this.settled = view.units.map((_, index) => index);
    const states = store.states.hidden;
    if (!this.similar || !states?.length) return this.settled;
    const size = view.inputs.length * view.units.length;
    const newest = states.row(states.length - 1).subarray(this.layer * size, (this.layer + 1) * size);
    this.settled = chain(newest, this.settled);
    return this.settled;
  }
}

/** From unit 0 always on to the nearest that is left; values (T, U). */
function chain(values, units) {
  const distance = (one, other) => {
    let sum = 0;
    for (let at = 0; at < values.length; at += units.length) sum += (values[at + one] - values[at + other]) ** 2;
    return sum;
  };
  const left = new Set(units);
  const order = [];
  for (let next = units[0]; next !== undefined; ) {
    order.push(next);
    left.delete(next);
    const here = next;
    next = [...left].sort((one, other) => distance(here, one) - distance(here, other))[0];
  }
  return order;
}
