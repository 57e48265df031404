/**
 * The runs under one playhead: the one that is shown, the one from which it is forked, and those beside it; their records, as
 * packets bring them, and what is lacking of them.
 */

import { Component } from "../shared/component.js";
import { parse } from "../shared/packets.js";
import { Poller } from "../shared/poller.js";
import { HttpTransport } from "./http_transport.js";
import { Store } from "./store.js";
import { TimeAxis } from "./time_axis.js";

export class RunData extends Component {
  poller = new Poller(() => this.lacking());
  route = new HttpTransport(
    (bytes) => this.receiveByRoute(bytes),
    () => {
      this.poller.answered();
      this.poller.ask();
    },
  );
  store = null; // the records of the run that is shown
  axis = null; // and its time axis
  ghost = null; // the store of the run from which it is forked
  companions = []; // the runs beside it: { facts, store, axis }

  ask(/** @type {Pull} */ request) {
    if (this.route.serves(request, this.view)) this.route.pull(request, this.view);
    else this.pull(request);
  }

  /** The same packets, by HTTP; the page hears of it when the run has ended. */
  receiveByRoute(bytes) {
    this.poller.answered();
    const whole = this.readMessage(bytes);
    this.redraw();
    if (!this.lacking()) this.pull?.(this.known());
    return whole;
  }

  /** Takes the chunks of a message; false where it could not be read to its end. */
  readMessage(data) {
    try {
      for (const { header, arrays } of parse(data)) this.take(header, arrays);
      return true;
    } catch (error) {
      console.warn("charviz: a message could not be read; what is missing is asked for again", error);
      return false;
    }
  }

  take(header, arrays) {
    if (header.kind === "view") return this.takeView(header);
    const store = this.storeOf(header.run);
    if (header.kind === "records") store?.addRecords(header, arrays);
    else if (header.kind === "status" && store) store.status = header;
    else if (header.run === this.view?.run) this.takeAnswer(header, arrays);
  }

  /** What the server has answered about the run that is shown. */
  takeAnswer(_header, _arrays) {}

  /** The records of a run, undefined where it is none of those that are shown. */
  storeOf(run) {
    if (this.ghost && run === this.view.ghost.run) return this.ghost;
    const companion = this.companions.find(({ store }) => store.run === run);
    return companion?.store ?? (run === this.view?.run ? this.store : undefined);
  }

  takeView(view) {
    const before = this.view;
    this.view = view;
    if (view.run !== before?.run) this.begin(view);
    else if (this.store.have > view.steps + 1) this.store = new Store(view); // of a run that went on for longer
    this.companions = (view.beside ?? []).map((differs) => this.companion({ ...view, ...differs }, differs));
  }

  /** Another run is shown. */
  begin(view) {
    this.store = new Store(view);
    this.ghost = view.ghost ? new Store({ ...view, ...view.ghost }) : null;
    this.axis = new TimeAxis(view);
  }

  /** A run beside it, with what is known of it already; it has a time axis of its own where its text differs. */
  companion(facts, { inputs, starts }) {
    const known = this.companions.find(({ store }) => store.run === facts.run)?.store;
    return { facts, store: known ?? new Store(facts), axis: inputs || starts ? new TimeAxis(facts) : this.axis };
  }

  /** What to ask the server for, or null. */
  lacking() {
    const questions = this.view ? this.questions() : {};
    const grows = !this.store || this.growing || Boolean(this.ghost?.growing);
    return grows || Object.keys(questions).length ? { ...this.known(), ...questions } : null;
  }

  /** What else is asked about the run that is shown. */
  questions() {
    return {};
  }

  /** What is here already. */
  known() {
    const { view, store, ghost } = this;
    return {
      run: view?.run ?? null,
      view: view?.view ?? null,
      have: store?.have ?? 0,
      ghost: ghost?.have ?? 0,
      beside: Object.fromEntries(this.companions.map(({ store: { run, have } }) => [run, have])),
    };
  }

  /** The stores that the playhead goes through. */
  get stores() {
    return [this.store, ...this.companions.map(({ store }) => store)].filter(Boolean);
  }

  /** The time axes of all that stands under each other, one for each text. */
  get axes() {
    return [...new Set([this.axis, ...this.companions.map(({ axis }) => axis)])];
  }

  /** The last step that is known of any of them. */
  get last() {
    return Math.max(0, ...this.stores.map(({ last }) => last));
  }

  /** Whether more is to come of any of them. */
  get growing() {
    return this.stores.some(({ growing }) => growing);
  }
}
