/**
 * The playback of a run: the playhead moves over the steps, frame by frame, over records from the server or from training in
 * this tab. The server trains as fast as it can; the playhead is in the browser.
 */

import { guarded } from "../shared/guard.js";
import { LocalTraining } from "./local_training.js";
import { Playhead } from "./playhead.js";
import { RunData } from "./run_data.js";
import { isSameRun, WhatIf } from "./what_if.js";
import { WhatIfMap } from "./what_if_map.js";

const MAX_FRAME = 0.25; // seconds that one frame may advance the playhead

/** The initial playback speed; a long text is followed live. */
const speedOf = ({ in_windows: long, options }) => (long || options.speed === "max" ? Infinity : options.speed || 4);

/** What the initial speed depends on. */
const speedKey = ({ in_windows: long, options }) => `${Boolean(long)}:${options.speed}`;

export class Playback extends RunData {
  playhead = new Playhead();
  dirty = false; // whether anything has changed since the last frame
  layoutDirty = false; // whether the layout must be computed again
  lastTick = 0; // ms
  announced = null; // the session that knows that runs are trained here
  local = new LocalTraining(() => this.trainHere());
  whatIfMap = new WhatIfMap(this.local);
  whatIf = new WhatIf(this, this.local, this.whatIfMap);

  takeView(view) {
    const awaited = this.whatIf.view; // as it was shown while a number was held
    this.whatIf.cancel();
    const before = this.view;
    super.takeView(view);
    if (view.run !== before?.run || view.steps !== before.steps) this.trainHere();
    const known = awaited !== null && isSameRun(awaited, view);
    if (!before || speedKey(view) !== speedKey(before)) this.playhead.speed = speedOf(view);
    const begins = view.run !== before?.run || view.options.start !== before.options.start;
    if (begins && !known) this.restart(view.options);
  }

  /** Tells the server, once in each session, that it need not train what is quick. */
  announce() {
    const { viewer } = this.view?.options ?? {};
    if (viewer === undefined || viewer === this.announced || !this.connected) return;
    this.announced = viewer;
    this.pull?.({ ...this.recordCounts(), trains: true });
  }

  /** Trains the run in this tab where that is quick: its first records are there before the first frame. */
  trainHere() {
    if (this.view?.options.complete) return;
    this.local.prepare();
    if (this.local.module) {
      this.announce();
      this.whatIf.engineCame();
    }
    if (!this.store || this.whatIf.on || !this.local.trains(this.view)) return;
    this.local.begin(this.view, this.store);
    this.local.advance();
    this.redraw();
  }

  /** Plays from step `at` to step `to`; with reduced motion only the last of them is shown. */
  restart({ autoplay, at, to }) {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const plays = autoplay && !still && !this.asksAtOnce;
    this.playhead.restart(plays, still ? (to ?? at) : at, to ?? Infinity);
  }

  get held() {
    return this.whatIf.on;
  }

  /** Nothing while a number is held, for the page draws the run when it is released, or while records come from this tab. */
  missing() {
    if (this.held || this.local.isExpectedFor(this.view, this.store)) return null;
    return super.missing();
  }

  relayout() {
    this.layoutDirty = true;
    this.redraw();
  }

  redraw() {
    this.dirty = true;
    if (this.ticking || !this.connected) return;
    this.lastTick = performance.now();
    this.nextFrame();
  }

  nextFrame() {
    this.ticking = requestAnimationFrame((now) => {
      this.ticking = null;
      this.tick(now);
    });
  }

  /** One frame: advances the playhead and draws what has changed. Requests the next frame only while something moves. */
  tick(now) {
    const { playhead } = this;
    const step = playhead.step;
    if (this.local.advance()) this.dirty = true;
    if (this.whatIfMap.advance()) this.dirty = true;
    if (this.store) this.advance((now - this.lastTick) / 1000);
    if (this.dirty || playhead.step !== step) guarded("Player", () => this.draw());
    this.dirty = false;
    guarded("Scrubber", () => this.glide());
    this.root.dataset.frame = String(++this.frames);
    this.poller.ask();
    this.lastTick = now;
    if (this.store && (playhead.moves(this.last) || this.local.busy || this.whatIfMap.busy)) this.nextFrame();
  }

  /** Advances the playhead by some seconds, up to the step at which it must stop. */
  advance(seconds) {
    const stop = this.playhead.from ? Infinity : this.stopStep();
    const elapsed = Math.max(0, Math.min(seconds, MAX_FRAME));
    this.playhead.advance(elapsed, Math.min(this.last, stop), this.growing && stop > this.last);
  }

  /** The step at which it must stop to ask. */
  stopStep() {
    return Infinity;
  }

  /** Whether it asks before it has played anything. */
  get asksAtOnce() {
    return false;
  }

  /** Moves what follows the playhead between two steps. */
  glide() {}
}
