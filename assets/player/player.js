/**
 * The player: a person watches a net learn. Streamlit calls the default export with each new message; the DOM is built
 * at the first call and kept. The server trains as fast as it can; the playhead lives here.
 */

import { mount } from "../shared/component.js";
import { element, show } from "../shared/dom.js";
import { each, guarded } from "../shared/guard.js";
import { keyboard } from "../shared/keyboard.js";
import { AccuracyChart } from "./accuracy_chart.js";
import { CellEquation } from "./cell_equation.js";
import { commands } from "./commands.js";
import { ExportMenu } from "./export_menu.js";
import { Fork } from "./fork.js";
import { compose } from "./frame_state.js";
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
import { RunData } from "./run_data.js";
import { SampleText } from "./sample_text.js";
import { Scroller } from "./scroller.js";
import { Scrubber } from "./scrubber.js";
import { States } from "./states.js";
import { TeacherMode } from "./teacher_mode.js";
import { Toolbar } from "./toolbar.js";
import { UnitDetail } from "./unit_detail.js";
import { Welcome } from "./welcome.js";
import { WinnerGuess } from "./winner_guess.js";

const LONGEST = 0.25; // seconds that pass in one frame at most
const AWAY = 300; // ms: Streamlit takes the player from the page now and then, and puts it back
const onPage = new Set(); // of players; there are two while Streamlit exchanges one

/** The speed at which a run is to be played, at first; a long text is watched live. */
const paceOf = ({ in_windows: long, options }) => (long || options.speed === "max" ? Infinity : options.speed || 4);

/** On what that depends. */
const paceKey = ({ in_windows: long, options }) => `${Boolean(long)}:${options.speed}`;

class Player extends RunData {
  playhead = new Playhead();
  sizes = null; // all lengths, since the last layout
  historyAxis = null;
  stripAxis = null;
  lettered = false; // whether each strip has the letters below it
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
    super.ask(request);
  }

  takeAnswer(header, arrays) {
    if (header.kind === "detail") this.detail.take(header);
    else if (header.kind === "qr") this.code.take(header, arrays);
    else if (header.kind === "chances") this.asking.votes.take(header, header.run);
  }

  takeView(view) {
    const before = this.view;
    super.takeView(view);
    if (view.run !== before?.run) this.detail.pick(null);
    if (!before || paceKey(view) !== paceKey(before)) this.playhead.speed = paceOf(view);
    this.asking.heed(view.options.ask);
    if (view.run !== before?.run || view.options.start !== before.options.start) this.restart(view.options);
    this.relayout();
  }

  /** Plays from the step at which the page wants it to begin; who wants less motion sees the one at which it is to end. */
  restart({ autoplay, at, to }) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const plays = autoplay && !still && !this.asking.first;
    this.playhead.restart(plays, still ? (to ?? at) : at, to ?? Infinity);
  }

  /** What is asked about the run that is shown, beside its records. */
  questions() {
    const { playhead } = this;
    const detail = guarded("UnitDetail", () => this.detail.request(playhead.step, playhead.playing));
    const chances = guarded("PredictFirst", () => this.asking.request());
    const qr = this.code.request();
    return { ...(detail && { detail }), ...(chances && { chances }), ...(qr && { qr }) };
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
