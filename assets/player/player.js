/**
 * The player shows a network learning. Streamlit calls the default export with each new message; the DOM is built on the
 * first call and kept.
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
import { heightAbove, layout, scrolledBy } from "./layout.js";
import { LossChart } from "./loss_chart.js";
import { Messages } from "./messages.js";
import { Network } from "./network.js";
import { PictureTabs } from "./picture_tabs.js";
import { PlayControls } from "./play_controls.js";
import { Playback } from "./playback.js";
import { Pointer } from "./pointer.js";
import { PredictFirst } from "./predict_first.js";
import { PredictionHistory } from "./prediction_history.js";
import { QrDialog } from "./qr_dialog.js";
import { Readout } from "./readout.js";
import { SampleText } from "./sample_text.js";
import { Scroller } from "./scroller.js";
import { Scrubber } from "./scrubber.js";
import { States } from "./states.js";
import { TeacherMode } from "./teacher_mode.js";
import { Toolbar } from "./toolbar.js";
import { UnitDetail } from "./unit_detail.js";
import { Welcome } from "./welcome.js";
import { WinnerGuess } from "./winner_guess.js";

const REMOUNT_DELAY = 300; // ms: Streamlit sometimes removes the player from the page and puts it back
const mounted = new Set(); // players on the page; there are two while Streamlit replaces one

class Player extends Playback {
  sizes = null; // all lengths in px, from the last layout
  historyAxis = null;
  stripAxis = null;
  lettersBelowStrips = false;
  frame = null; // the frame state that was drawn last
  laidOutBelow = 0; // px that were above the pictures when they were laid out
  page = new ResizeObserver(() => Math.abs(heightAbove(this) - this.laidOutBelow) > 0.5 && this.relayout());

  constructor() {
    super("player");
    const act = commands(this);
    this.pointer = new Pointer(this.root, () => this.redraw());
    const watch = (panel) => this.pointer.watch(panel, () => this.frame);
    const redraw = () => this.redraw();
    this.scrubber = new Scrubber(act, this.pointer);
    this.fork = new Fork(() => act.trigger("fork", { step: this.playhead.step }));
    this.keepButton = new KeepButton((run) => act.trigger("keep", { run }));
    this.playControls = new PlayControls(act, this.scrubber, this.fork.button, this.keepButton.button);
    this.messages = new Messages(act);
    this.predictFirst = new PredictFirst(act);
    this.qrDialog = new QrDialog(redraw);
    this.teacherMode = new TeacherMode(this.root, act, this.qrDialog);
    this.pictureTabs = new PictureTabs(() => this.relayout());
    this.readout = new Readout();
    this.network = new Network();
    this.predictionHistory = new PredictionHistory();
    this.states = new States(redraw, () => this.relayout(), watch);
    this.cellEquation = new CellEquation(this.states.bar);
    this.lossChart = new LossChart(redraw);
    this.accuracyChart = new AccuracyChart();
    this.sampleText = new SampleText();
    this.welcome = new Welcome();
    this.lanes = new Lanes((run) => act.trigger("keep", { run }));
    this.winnerGuess = new WinnerGuess(redraw, () => act.seek(0));
    this.unitDetail = new UnitDetail(redraw, (cell) => act.trigger("inside", cell));
    this.exportMenu = new ExportMenu(this);
    this.toolbar = new Toolbar(this.qrDialog, act, this.predictFirst.button, this.exportMenu.element);
    const scrolled = [this.network, this.lanes, this.pictureTabs, this.states].map((panel) => panel.element);
    this.scroller = new Scroller(scrolled, redraw);
    /** @type {Panel[]} */
    this.panels = [
      this.keepButton,
      this.toolbar,
      this.pictureTabs,
      this.exportMenu,
      this.playControls,
      this.fork,
      this.scrubber, // gets the space that the others of its row leave
      this.messages,
      this.readout,
      this.predictFirst,
      this.qrDialog,
      this.teacherMode,
      this.scroller,
      this.network,
      this.predictionHistory,
      this.states,
      this.lossChart,
      this.accuracyChart,
      this.sampleText,
      this.cellEquation,
      this.unitDetail,
      this.welcome,
      this.lanes,
      this.winnerGuess,
      this.whatIfMap,
    ];
    for (const panel of [this.network, this.lanes, this.predictionHistory, this.lossChart, this.accuracyChart])
      watch(panel);
    this.build();
    this.keydown = keyboard(this.root, act, [this.predictFirst, this.teacherMode]);
    this.onResize = () => this.relayout(); // the height of the window may have changed
  }

  build() {
    this.head = element("div", { class: "head" }, this.playControls.element, this.toolbar.element);
    this.side = element(
      "div",
      { class: "side" },
      this.readout.element,
      this.fork.element,
      this.lossChart.element,
      this.accuracyChart.element,
      this.predictFirst.element,
      this.winnerGuess.element,
      this.sampleText.element,
      this.cellEquation.element,
      this.unitDetail.element,
      this.messages.element,
      this.messages.legend.element,
      this.welcome.element,
      this.whatIfMap.element,
    );
    this.body = element("div", { class: "body" }, this.scroller.element, this.side);
    this.root.append(
      this.head,
      this.body,
      this.teacherMode.element,
      this.teacherMode.help,
      this.qrDialog.element,
      this.readout.live,
      this.readout.hiddenTable,
    );
  }

  connect(setStateValue, setTriggerValue) {
    mounted.add(this);
    addEventListener("resize", this.onResize);
    this.whatIf.connect();
    this.page.observe(scrolledBy(this)?.firstElementChild ?? document.body); // rows above may come, or grow, after the pictures have been laid out
    return super.connect(setStateValue, setTriggerValue);
  }

  pause() {
    mounted.delete(this);
    removeEventListener("resize", this.onResize);
    this.whatIf.disconnect();
    this.page.disconnect();
    setTimeout(() => mounted.size || this.teacherMode.leave(), REMOUNT_DELAY); // unless it is put back at once
    cancelAnimationFrame(this.ticking);
    this.ticking = null;
  }

  ask(/** @type {Pull} */ request) {
    if (request.detail) this.unitDetail.markSent(request.detail.step);
    if (request.vote_probabilities) this.predictFirst.votes.markSent();
    super.ask(request);
  }

  takeAnswer(header, arrays) {
    if (header.kind === "detail") this.unitDetail.take(header);
    else if (header.kind === "qr") this.qrDialog.take(header, arrays);
    else if (header.kind === "vote_probabilities") this.predictFirst.votes.take(header, header.run);
  }

  takeView(view) {
    const before = this.view;
    this.predictFirst.setServerMode(view.options.ask); // first, because a run that is asked about does not play by itself
    super.takeView(view);
    if (view.run !== before?.run) this.unitDetail.pick(null);
    this.relayout();
  }

  /** What else to request about the current run, besides its records. */
  questions() {
    const { playhead, view } = this;
    if (view.options.offline) return {};
    const detail = guarded("UnitDetail", () => this.unitDetail.request(playhead.step, playhead.playing));
    const votes = guarded("PredictFirst", () => this.predictFirst.request());
    const qr = this.qrDialog.request();
    return { ...(detail && { detail }), ...(votes && { vote_probabilities: votes }), ...(qr && { qr }) };
  }

  resize() {
    this.relayout();
  }

  stopStep() {
    return guarded(
      "PredictFirst",
      () => this.predictFirst.stopStep(this.view, this.store, this.playhead.position),
      Infinity,
    );
  }

  get asksAtOnce() {
    return this.predictFirst.asksAtOnce;
  }

  glide() {
    this.scrubber.glide(this.playhead.position);
  }

  draw() {
    show(this.root, Boolean(this.view));
    if (!this.view) return;
    this.dress();
    const frame = compose(this, getComputedStyle(this.root).fontFamily);
    this.frame = frame;
    if (this.layoutDirty) layout(this, frame);
    this.layoutDirty = false;
    for (const axis of this.axes) axis.scroll = this.scroller.left;
    if (this.historyAxis !== this.axis) this.historyAxis.follow(this.axis);
    guarded("States", () => this.states.arrange(frame));
    frame.hover = guarded("Pointer", () => this.pointer.read(frame), null);
    each(this.panels, (panel) => panel.draw?.(frame));
    guarded("Pointer", () => this.pointer.showReading(frame.hover));
    Object.assign(this.root.dataset, {
      step: frame.playheadStep,
      have: this.store.have,
      state: this.store.status?.state ?? "",
      held: String(this.whatIf.on),
    });
  }
}

export default mount(() => new Player());
