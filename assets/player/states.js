/** The hidden state, the cell state and the gates, one heat map each. */

import { Choice, element, setText, show } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { guarded } from "../shared/guard.js";
import { isComparable } from "./frame_state.js";
import { Heatmap } from "./heatmap.js";
import { StateImage } from "./state_image.js";

const LAYERS = [0, 1, 2, 3];
const ORDER = {
  // from top to bottom
  rnn: ["hidden"],
  lstm: ["cell_state", "hidden", "gate:input", "gate:forget", "gate:candidate", "gate:output"],
  gru: ["hidden", "gate:reset", "gate:update", "gate:candidate"],
};

export class States {
  maps = new Map(); // name -> Heatmap; those that the current cell does not have are hidden
  layer = 0;
  similar = false;
  original = false; // whether the states of the run from which this one is forked are shown
  opened = null; // the name of the heat map that is taller than the others
  visible = []; // the names of the heat maps that are shown
  images = LAYERS.map(() => new StateImage()); // of the hidden state, one per layer

  constructor(changed, relayout, watch) {
    this.relayout = relayout;
    this.watch = watch;
    const set = (field) => (value) => {
      this[field] = value;
      changed();
    };
    this.layers = new Choice(LAYERS, set("layer"));
    this.orders = new Choice([false, true], set("similar"));
    this.runChoice = new Choice([false, true], set("original"));
    this.note = element("span", { class: "note" });
    const choices = [this.orders, this.layers, this.runChoice].map((choice) => choice.element);
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

  /** The names of the heat maps to show; only those of `part`, states or gates, if one picture is shown alone. */
  names({ layers, cell_type: cell, options: { hide } }, part = null) {
    if (!layers) return [];
    const isGate = (name) => name.startsWith("gate:");
    const isHidden = (name) => hide.includes(isGate(name) ? "gates" : name);
    return ORDER[cell].filter((name) => !isHidden(name) && (!part || isGate(name) === (part === "gates")));
  }

  layout(frame) {
    const { view } = frame;
    this.layer = Math.min(this.layer, Math.max(view.layers - 1, 0));
    for (const name of this.visible) this.map(name).layout({ ...frame, opened: this.opened });
    for (const [name, map] of this.maps) {
      const index = this.visible.indexOf(name);
      show(map.element, index >= 0);
      map.element.style.order = String(index);
    }
    show(this.element, this.visible.length > 0);
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

  /** Sets the frame's layer, order and images before anything is drawn, because the network draws the same units. */
  arrange(frame) {
    frame.layer = this.layer;
    frame.order = this.order(frame);
    const source = this.sourceFrame(frame);
    frame.hiddenImages = this.images
      .slice(0, frame.view.layers)
      .map((image, layer) => (image.paint("hidden", { ...source, layer }, [-1, 1]) ? image : null));
  }

  /** The frame of the run whose states are shown. */
  sourceFrame(frame) {
    const { ghost } = frame;
    return this.original && isComparable(ghost)
      ? { ...frame, store: ghost.store, step: ghost.step, keyframe: ghost.keyframe }
      : frame;
  }

  draw(frame) {
    const { labels, view } = frame;
    const source = this.sourceFrame(frame);
    show(this.runChoice.element, isComparable(frame.ghost));
    this.runChoice.update(
      labels.states_shown,
      (original) => (original ? labels.original : labels.this_run),
      this.original,
    );
    const numbered = (layer) => fill(labels.layer_number, { layer: layer + 1 });
    this.layers.update(labels.layer, numbered, this.layer, view.layers);
    this.orders.update(labels.order, (similar) => (similar ? labels.order_similar : labels.order_number), this.similar);
    const at = source.keyframe < 0 ? source.step : source.store.keyframes.step.data[source.keyframe];
    const [drawn, all] = [view.units.length, view.hidden_size];
    const notes = [
      drawn > 0 && drawn < all && fill(labels.units_of, { drawn, all }),
      at !== source.step && fill(labels.states_of, { step: at }),
    ];
    setText(this.note, notes.filter(Boolean).join(" · "));
    for (const name of this.visible) guarded(`Heatmap ${name}`, () => this.map(name).draw(frame, source));
  }

  /** The units by number or by similarity. The order is computed once, so that rows do not jump during training. */
  order({ store, view, live }) {
    const key = [store.run, this.layer, this.similar, this.similar && store.keyframes.step.length > 0, live].join();
    if (key === this.key) return this.currentOrder;
    this.key = key;
    const units = view.units.map((_, index) => index);
    const states = store.states.hidden;
    this.currentOrder = units;
    if (!this.similar || !states?.length) return units;
    const size = view.inputs.length * units.length;
    const last = states.row(states.length - 1).subarray(this.layer * size, (this.layer + 1) * size);
    this.currentOrder = nearestNeighbourOrder(last, units);
    return this.currentOrder;
  }
}

/** Starts with the first unit and always goes on to the nearest one that is left; values: (T, U). */
function nearestNeighbourOrder(values, units) {
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
    const current = next;
    next = [...left].sort((one, other) => distance(current, one) - distance(current, other))[0];
  }
  return order;
}
