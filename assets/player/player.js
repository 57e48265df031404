/**
 * The player: a person watches a net learn. Streamlit calls the default export with each new message; the DOM is built
 * at the first call and kept. The server trains as fast as it can; the playhead lives here.
 */

import { Component, mount } from "../shared/component.js";
import { element, show } from "../shared/dom.js";
import { each, guarded } from "../shared/guard.js";
import { keyboard } from "../shared/keyboard.js";
import { parse } from "../shared/packets.js";
import { Poller } from "../shared/poller.js";
import { AccuracyChart } from "./accuracy_chart.js";
import { CellEquation } from "./cell_equation.js";
import { commands } from "./commands.js";
import { ExportMenu } from "./export_menu.js";
import { Fork } from "./fork.js";
import { compose } from "./frame_state.js";
import { HttpTransport } from "./http_transport.js";
import { KeepButton } from "./keep_button.js";
import { Lanes } from "./lanes.js";
import { layout } from "./layout.js";
import { LossChart } from "./loss_chart.js";
import { Messages } from "./messages.js";
import { Network } from "./network.js";
import { PictureTabs } from "./picture_tabs.js";
import { PlayControls } from "./play_controls.js";
import { Playhead } from "./playhead.js";
import { Pointer } from "./pointer.js";
import { PredictFirst } from "./predict_first.js";
import { PredictionHistory } from "./prediction_history.js";
import { QrDialog } from "./qr_dialog.js";
import { Readout } from "./readout.js";
import { SampleText } from "./sample_text.js";
import { Scroller } from "./scroller.js";
import { Scrubber } from "./scrubber.js";
import { States } from "./states.js";
import { Store } from "./store.js";
import { TeacherMode } from "./teacher_mode.js";
import { TimeAxis } from "./time_axis.js";
import { Toolbar } from "./toolbar.js";
import { UnitDetail } from "./unit_detail.js";
import { Welcome } from "./welcome.js";
import { WinnerGuess } from "./winner_guess.js";

const LONGEST = 0.25; // seconds that pass in one frame at most
const AWAY = 300; // ms: Streamlit takes the player from the page now and then, and puts it back
const onPage = new Set(); // of players; there are two while Streamlit exchanges one

/** The speed at which a run is to be played, at first. */
const wanted = ({ in_windows: long, options }) => (long || options.speed === "max" ? Infinity : options.speed || 4);

class Player extends Component {
  playhead = new Playhead();
  poller = new Poller(() => this.lacking());
  route = new HttpTransport(
    (bytes) => this.receiveByRoute(bytes),
    () => {
      this.poller.answered();
      this.poller.ask();
    },
  );
  companions = []; // the runs beside this one: { facts, store, axis }
  sizes = null; // all lengths, since the last layout
  historyAxis = null;
  stripAxis = null;
  lettered = false; // whether each strip has the letters below it
  store = null;
  ghost = null; // the store of the run from which it is forked
  axis = null;
  frame = null; // what was drawn last
  dirty = false; // whether something has changed since
  stretched = false; // whether all is to be laid out anew
  before = 0; // ms, when the last frame was

  constructor() {
    super("player");
    const act = commands(this);
    this.pointer = new Pointer(this.root, () => this.redraw());
    const watch = (panel) => this.pointer.watch(panel, () => this.frame);
    const redraw = () => this.redraw();
    this.scrubber = new Scrubber(act, this.pointer);
    this.forked = new Fork(() => act.trigger("fork", { step: this.playhead.step }));
    this.keeping = new KeepButton((run) => act.trigger("keep", { run }));
    this.transport = new PlayControls(act, this.scrubber, this.forked.button, this.keeping.button);
    this.messages = new Messages(act);
    this.asking = new PredictFirst(act);
    this.code = new QrDialog(redraw);
    this.stage = new TeacherMode(this.root, act, this.code);
    this.tabs = new PictureTabs(() => this.relayout());
    this.readout = new Readout();
    this.network = new Network();
    this.history = new PredictionHistory();
    this.states = new States(redraw, () => this.relayout(), watch);
    this.cell = new CellEquation(this.states.bar);
    this.loss = new LossChart(redraw);
    this.letters = new AccuracyChart();
    this.writes = new SampleText();
    this.welcome = new Welcome();
    this.lanes = new Lanes((run) => act.trigger("keep", { run }));
    this.race = new WinnerGuess(redraw, () => act.seek(0));
    this.detail = new UnitDetail(redraw, (place) => act.trigger("inside", place));
    this.saves = new ExportMenu(this);
    this.tools = new Toolbar(this.code, act, this.asking.button, this.saves.element);
    const timed = [this.network, this.lanes, this.tabs, this.states].map((panel) => panel.element);
    this.scroller = new Scroller(timed, redraw);
    /** @type {Panel[]} */
    this.panels = [
      this.keeping, // first, for the scrubber has the room that it leaves
      this.tools,
      this.tabs,
      this.saves,
      this.scrubber,
      this.transport,
      this.messages,
      this.readout,
      this.asking,
      this.code,
      this.stage,
      this.forked,
      this.scroller,
      this.network,
      this.history,
      this.states,
      this.loss,
      this.letters,
      this.writes,
      this.cell,
      this.detail,
      this.welcome,
      this.lanes,
      this.race,
    ];
    for (const panel of [this.network, this.lanes, this.history, this.loss, this.letters]) watch(panel);
    this.build();
    this.keydown = keyboard(this.root, act, [this.asking, this.stage]);
    this.onResize = () => this.relayout(); // of the window's height
  }

  build() {
    this.head = element("div", { class: "head" }, this.transport.element, this.tools.element);
    this.side = element(
      "div",
      { class: "side" },
      this.readout.element,
      this.forked.element,
      this.loss.element,
      this.letters.element,
      this.asking.element,
      this.race.element,
      this.writes.element,
      this.cell.element,
      this.detail.element,
      this.messages.element,
      this.messages.legend.element,
      this.welcome.element,
    );
    this.body = element("div", { class: "body" }, this.scroller.element, this.side);
    this.root.append(
      this.head,
      this.body,
      this.stage.element,
      this.stage.help,
      this.code.element,
      this.readout.live,
      this.readout.hiddenTable,
    );
  }

  connect(setStateValue, setTriggerValue) {
    onPage.add(this);
    addEventListener("resize", this.onResize);
    return super.connect(setStateValue, setTriggerValue);
  }

  pause() {
    onPage.delete(this);
    removeEventListener("resize", this.onResize);
    setTimeout(() => onPage.size || this.stage.leave(), AWAY); // what comes back at once has never left
    cancelAnimationFrame(this.ticking);
    this.ticking = null;
  }

  ask(/** @type {Pull} */ request) {
    if (request.detail) this.detail.sent(request.detail.step);
    if (request.chances) this.asking.votes.asked();
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
    if (header.kind === "view") this.takeView(header);
    else if (this.ghost && header.run === this.view.ghost.run) this.takeGhost(header, arrays);
    else if (this.companions.some(({ store }) => store.run === header.run)) this.takeCompanion(header, arrays);
    else if (header.run !== this.view?.run) return;
    else if (header.kind === "records") this.store.addRecords(header, arrays);
    else if (header.kind === "status") this.store.status = header;
    else if (header.kind === "detail") this.detail.take(header);
    else if (header.kind === "qr") this.code.take(header, arrays);
    else if (header.kind === "chances") this.asking.votes.take(header, header.run);
  }

  /** The run from which this one is forked. */
  takeGhost(header, arrays) {
    if (header.kind === "records") this.ghost.addRecords(header, arrays);
    else if (header.kind === "status") this.ghost.status = header;
  }

  /** A run beside this one. */
  takeCompanion(header, arrays) {
    const { store } = this.companions.find(({ store: { run } }) => run === header.run);
    if (header.kind === "records") store.addRecords(header, arrays);
    else if (header.kind === "status") store.status = header;
  }

  takeView(view) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const before = this.view;
    this.view = view;
    const fewer = view.run === before?.run && this.store.have > view.steps + 1; // of a run that went on for longer
    if (fewer) this.store = new Store(view);
    if (view.run !== before?.run) {
      this.store = new Store(view);
      this.ghost = view.ghost ? new Store({ ...view, ...view.ghost }) : null;
      this.axis = new TimeAxis(view);
      this.detail.pick(null);
    }
    this.companions = (view.beside ?? []).map((differs) => {
      const facts = { ...view, ...differs };
      const known = this.companions.find(({ store: { run } }) => run === facts.run)?.store;
      const axis = differs.inputs || differs.starts ? new TimeAxis(facts) : this.axis;
      return { facts, store: known ?? new Store(facts), axis };
    });
    if (
      !before ||
      view.options.speed !== before.options.speed ||
      Boolean(view.in_windows) !== Boolean(before.in_windows)
    )
      this.playhead.speed = wanted(view); // a long run is watched live
    this.asking.heed(view.options.ask);
    const { start, autoplay, at, to } = view.options;
    if (view.run !== before?.run || start !== before.options.start)
      this.playhead.restart(autoplay && !still && !this.asking.first, still ? (to ?? at) : at, to ?? Infinity);
    this.relayout();
  }

  /** What to ask the server for, or null. */
  lacking() {
    const { view, store, detail } = this;
    const asked = view && guarded("UnitDetail", () => detail.request(this.playhead.step, this.playhead.playing));
    const chances = view && guarded("PredictFirst", () => this.asking.request());
    const qr = view && this.code.request();
    const grows = !store || this.growing || Boolean(this.ghost?.growing);
    if (!grows && !asked && !chances && !qr) return null;
    return { ...this.known(), ...(asked && { detail: asked }), ...(chances && { chances }), ...(qr && { qr }) };
  }

  /** What is here already. */
  known() {
    const { view, store, ghost } = this;
    const beside = Object.fromEntries(this.companions.map(({ store: { run, have } }) => [run, have]));
    return {
      run: view?.run ?? null,
      view: view?.view ?? null,
      have: store?.have ?? 0,
      ghost: ghost?.have ?? 0,
      beside,
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

  resize() {
    this.relayout();
  }

  relayout() {
    this.stretched = true;
    this.redraw();
  }

  redraw() {
    this.dirty = true;
    if (this.ticking || !this.connected) return;
    this.before = performance.now();
    this.nextFrame();
  }

  nextFrame() {
    this.ticking = requestAnimationFrame((now) => {
      this.ticking = null;
      this.tick(now);
    });
  }

  /** One frame: time passes, and what has changed is drawn; goes on only while something moves. */
  tick(now) {
    const { playhead } = this;
    const step = playhead.step;
    if (this.store) this.advance((now - this.before) / 1000);
    if (this.dirty || playhead.step !== step) guarded("Player", () => this.draw());
    this.dirty = false;
    guarded("Scrubber", () => this.scrubber.glide(playhead.position));
    this.root.dataset.frame = String(++this.frames);
    this.poller.ask();
    this.before = now;
    if (this.store && playhead.moves(this.last)) this.nextFrame();
  }

  /** Lets so many seconds pass, up to the step at which it is to stop. */
  advance(seconds) {
    const bar = this.playhead.from ? Infinity : this.bar();
    const passed = Math.max(0, Math.min(seconds, LONGEST));
    this.playhead.advance(passed, Math.min(this.last, bar), this.growing && bar > this.last);
  }

  /** The step at which it is to stop. */
  bar() {
    return guarded("PredictFirst", () => this.asking.bar(this.view, this.store, this.playhead.position), Infinity);
  }

  draw() {
    show(this.root, Boolean(this.view));
    if (!this.view) return;
    this.dress();
    const frame = compose(this, getComputedStyle(this.root).fontFamily);
    this.frame = frame;
    if (this.stretched) layout(this, frame);
    this.stretched = false;
    for (const axis of this.axes) axis.scroll = this.scroller.left;
    if (this.historyAxis !== this.axis) this.historyAxis.follow(this.axis);
    guarded("States", () => this.states.arrange(frame));
    frame.hover = guarded("Pointer", () => this.pointer.read(frame), null);
    each(this.panels, (panel) => panel.draw?.(frame));
    guarded("Pointer", () => this.pointer.tell(frame.hover));
    Object.assign(this.root.dataset, {
      step: frame.now,
      have: this.store.have,
      state: this.store.status?.state ?? "",
    });
  }
}

export default mount(() => new Player());
