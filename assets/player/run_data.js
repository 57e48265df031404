/**
 * The runs under one playhead: the current run, the run from which it is forked, and the runs it is compared with. Takes
 * their records from packets, and says which are missing.
 */

import { Component } from "../shared/component.js";
import { parse } from "../shared/packets.js";
import { tellPage } from "../shared/page_events.js";
import { Poller } from "../shared/poller.js";
import { HttpTransport } from "./http_transport.js";
import { Store } from "./store.js";
import { TimeAxis } from "./time_axis.js";

export class RunData extends Component {
  poller = new Poller(() => this.missing());
  httpTransport = new HttpTransport(
    (bytes) => this.receiveByHttp(bytes),
    () => {
      this.poller.answered();
      this.poller.ask();
    },
  );
  store = null; // the records of the current run
  axis = null; // its time axis
  ghost = null; // the store of the run from which it is forked
  companions = []; // the runs it is compared with: { facts, store, axis }

  ask(/** @type {Pull} */ request) {
    if (this.httpTransport.serves(request, this.view)) this.httpTransport.pull(request, this.view);
    else this.pull(request);
  }

  /** Takes packets that came by HTTP. */
  receiveByHttp(bytes) {
    this.poller.answered();
    const complete = this.readMessage(bytes);
    this.redraw();
    return complete;
  }

  /** Takes the chunks of a message, and tells the page when no more will come; returns whether all of it could be read. */
  readMessage(data) {
    try {
      for (const { header, arrays } of parse(data)) this.take(header, arrays);
      if (this.store?.serverRests && !this.held && !this.missing()) tellPage("ended", this.recordCounts());
      return true;
    } catch (error) {
      console.warn("charviz: a message could not be read; what is missing is requested again", error);
      return false;
    }
  }

  take(header, arrays) {
    if (header.kind === "view") return this.takeView(header);
    const store = this.storeOf(header.run);
    if (header.kind === "records") store?.addRecords(header, arrays);
    else if (header.kind === "status") store?.setStatus(header);
    else if (header.run === this.view?.run) this.takeAnswer(header, arrays);
  }

  /** Takes the server's answer to a question about the current run. */
  takeAnswer(_header, _arrays) {}

  /** The store of a run; undefined for a run that is not shown. */
  storeOf(run) {
    if (this.ghost && run === this.view.ghost.run) return this.ghost;
    const companion = this.companions.find(({ store }) => store.run === run);
    return companion?.store ?? (run === this.view?.run ? this.store : undefined);
  }

  takeView(view) {
    const before = this.view;
    this.view = view;
    if (view.run !== before?.run) this.begin(view);
    else if (this.store.have > view.steps + 1) this.store = new Store(view); // the run used to be longer
    this.companions = (view.beside ?? []).map((differs) => this.companion({ ...view, ...differs }, differs));
  }

  /** Starts with another run. */
  begin(view) {
    this.store = new Store(view);
    this.ghost = view.ghost ? new Store({ ...view, ...view.ghost }) : null;
    this.axis = new TimeAxis(view);
  }

  /** A run to compare with. Its records are kept, and it has a time axis of its own if its text differs. */
  companion(facts, { inputs, starts }) {
    const known = this.companions.find(({ store }) => store.run === facts.run)?.store;
    return { facts, store: known ?? new Store(facts), axis: inputs || starts ? new TimeAxis(facts) : this.axis };
  }

  /** Whether a run is shown that the server does not know. */
  get held() {
    return false;
  }

  /** What to request from the server, or null. */
  missing() {
    const questions = this.view ? this.questions() : {};
    const incomplete = !this.store || this.growing || !this.store.serverRests || Boolean(this.ghost?.growing);
    if (!incomplete && !Object.keys(questions).length) return null;
    return { ...this.recordCounts(), ...(incomplete && { lacks: true }), ...questions };
  }

  /** What else to request about the current run. */
  questions() {
    return {};
  }

  /** How many records of each run are here. */
  recordCounts() {
    const { view, store, ghost } = this;
    return {
      run: view?.run ?? null,
      view: view?.view ?? null,
      have: store?.have ?? 0,
      ghost: ghost?.have ?? 0,
      beside: Object.fromEntries(this.companions.map(({ store: { run, have } }) => [run, have])),
    };
  }

  /** The stores of all runs under the playhead. */
  get stores() {
    return [this.store, ...this.companions.map(({ store }) => store)].filter(Boolean);
  }

  /** The time axes of these runs, one for each text. */
  get axes() {
    return [...new Set([this.axis, ...this.companions.map(({ axis }) => axis)])];
  }

  /** The last known step of any of them. */
  get last() {
    return Math.max(0, ...this.stores.map(({ last }) => last));
  }

  /** Whether any of them is going to have more records. */
  get growing() {
    return this.stores.some(({ growing }) => growing);
  }
}
