/** Everything inside the cells: the hidden state, the cell state and the gates, one strip each, in the order of the equations. */

import { Choice, element, setText, show } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { guarded } from "../shared/guard.js";
import { Heatmap } from "./heatmap.js";
import { StateImage } from "./state_image.js";

const LAYERS = [0, 1, 2, 3];
const ORDER = {
  // as a letter passes through the cell
  rnn: ["hidden"],
  lstm: ["cell_state", "hidden", "gate:input", "gate:forget", "gate:candidate", "gate:output"],
  gru: ["hidden", "gate:reset", "gate:update", "gate:candidate"],
};

export class States {
  maps = new Map(); // name -> Heatmap; one that a cell lacks is kept, unseen
  layer = 0;
  similar = false;
  original = false; // whether the run from which this one is forked is shown
  opened = null; // the strip that was made taller than the others
  shown = [];
  images = LAYERS.map(() => new StateImage()); // the hidden state of each layer

  constructor(changed, relayout, watch) {
    this.relayout = relayout;
    this.watch = watch;
    const set = (field) => (value) => {
      this[field] = value;
      changed();
    };
    this.layers = new Choice(LAYERS, set("layer"));
    this.orders = new Choice([false, true], set("similar"));
    this.whose = new Choice([false, true], set("original"));
    this.note = element("span", { class: "note" });
    const choices = [this.orders, this.layers, this.whose].map((choice) => choice.element);
    this.bar = element("div", { class: "bar-of-states" }, ...choices, this.note);
    this.element = element("div", { class: "states" });
  }

  open(name) {
    this.opened = this.opened === name ? null : name;
    this.relayout();
  }

  choose(layer) {
    this.layer = layer;
    this.relayout();
  }

  /** The strips of this cell that are shown; of a `part`, states or gates, where one picture stands alone. */
  names({ layers, cell_type: cell, options: { hide } }, part = null) {
    if (!layers) return [];
    const isGate = (name) => name.startsWith("gate:");
    const hidden = (name) => hide.includes(isGate(name) ? "gates" : name);
    return ORDER[cell].filter((name) => !hidden(name) && (!part || isGate(name) === (part === "gates")));
  }

  layout(frame) {
    const { view } = frame;
    this.layer = Math.min(this.layer, Math.max(view.layers - 1, 0));
    for (const name of this.shown) this.map(name).layout({ ...frame, opened: this.opened });
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
      const map = new Heatmap(name, (opened) => this.open(opened));
      this.maps.set(name, map);
      this.element.append(map.element);
      this.watch(map);
    }
    return this.maps.get(name);
  }

  /** Decided before anything is drawn, for the network shows the same units in the same order. */
  arrange(frame) {
    frame.layer = this.layer;
    frame.order = this.order(frame);
    const seen = this.seen(frame);
    frame.hiddenImages = this.images
      .slice(0, frame.view.layers)
      .map((image, layer) => (image.paint("hidden", { ...seen, layer }, [-1, 1]) ? image : null));
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
    const seen = this.seen(frame);
    show(this.whose.element, Boolean(frame.ghost?.same));
    this.whose.update(labels.states_shown, (original) => (original ? labels.original : labels.this_run), this.original);
    const numbered = (layer) => fill(labels.layer_number, { layer: layer + 1 });
    this.layers.update(labels.layer, numbered, this.layer, view.layers);
    this.orders.update(labels.order, (similar) => (similar ? labels.order_similar : labels.order_number), this.similar);
    const at = seen.keyframe < 0 ? seen.step : seen.store.keyframes.step.data[seen.keyframe];
    setText(this.note, at === seen.step ? "" : fill(labels.states_of, { step: at }));
    for (const name of this.shown) guarded(`Heatmap ${name}`, () => this.map(name).draw(frame, seen));
  }

  /** Rows by unit number; or alike beside alike, settled once so that rows do not dance while it trains. */
  order({ store, view, live }) {
    const key = [store.run, this.layer, this.similar, this.similar && store.keyframes.step.length > 0, live].join();
    if (key === this.key) return this.settled;
    this.key = key;
    const units = view.units.map((_, index) => index);
    const states = store.states.hidden;
    this.settled = units;
    if (!this.similar || !states?.length) return units;
    const size = view.inputs.length * units.length;
    const last = states.row(states.length - 1).subarray(this.layer * size, (this.layer + 1) * size);
    this.settled = chain(last, units);
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
