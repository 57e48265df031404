/** A slider over the training steps whose weights are stored, with a play button and keys. */

import { element, iconButton, name, setIcon, setText } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { keyboard } from "../shared/keyboard.js";

const KEYFRAME_TIME = 80; // ms per keyframe while playing
const REPORT_DELAY = 600; // ms without a change until the position is reported

export class StepSlider {
  index = 0;
  steps = [0];

  /** changed(): draw again; rested(step): the slider has not moved for REPORT_DELAY. */
  constructor(root, changed, rested) {
    this.changed = changed;
    this.rested = rested;
    this.play = iconButton("play", "scene-play", () => this.toggle());
    this.back = iconButton("back", "scene-back", () => this.nudge(-1));
    this.forward = iconButton("forward", "scene-forward", () => this.nudge(1));
    this.input = element("input", { type: "range", min: "0", step: "1", "data-testid": "scene-steps" });
    this.input.addEventListener("input", () => this.jump(Number(this.input.value)));
    this.label = element("output", { class: "step", "aria-live": "off", "data-testid": "scene-step" });
    this.element = element("div", { class: "steps" }, this.back, this.play, this.forward, this.input, this.label);
    this.keydown = keyboard(root, {
      toggle: () => this.toggle(),
      nudge: (by) => this.nudge(by),
      seek: (to) => this.jump(to),
      toEnd: () => this.jump(this.last),
    });
  }

  get step() {
    return this.steps[this.index];
  }

  get last() {
    return this.steps.length - 1;
  }

  /** steps: those whose weights are stored; at: the step to show, or null to keep the current one. */
  take(steps, labels, at) {
    this.steps = steps;
    this.labels = labels;
    if (at !== null) this.index = nearest(steps, at);
    this.index = Math.min(this.index, this.last);
    name(this.back, labels.back);
    name(this.forward, labels.forward);
    this.input.setAttribute("aria-label", labels.scrubber);
  }

  draw() {
    this.input.max = String(this.last);
    this.input.value = String(this.index);
    const text = fill(this.labels.step, { step: this.step, steps: this.steps[this.last] });
    this.input.setAttribute("aria-valuetext", text);
    setText(this.label, text);
    setIcon(this.play, this.playing ? "pause" : "play");
    name(this.play, this.playing ? this.labels.pause : this.labels.play);
  }

  seek(index) {
    this.index = Math.max(0, Math.min(index, this.last));
    clearTimeout(this.reportTimer);
    if (!this.playing) this.reportTimer = setTimeout(() => this.rested(this.step), REPORT_DELAY);
    this.changed();
  }

  /** The user goes to a keyframe, which stops playing. */
  jump(index) {
    this.pause();
    this.seek(index);
  }

  nudge(by) {
    this.jump(this.index + by);
  }

  toggle() {
    if (this.playing) return this.pause();
    if (this.index === this.last) this.index = 0;
    this.playing = setInterval(
      () => (this.index < this.last - 1 ? this.seek(this.index + 1) : this.end()),
      KEYFRAME_TIME,
    );
    this.changed();
  }

  /** Stops at the last step, which is reported then. */
  end() {
    this.jump(this.last);
  }

  pause() {
    if (!this.playing) return;
    clearInterval(this.playing);
    this.playing = null;
    this.seek(this.index);
  }
}

function nearest(steps, target) {
  let best = 0;
  steps.forEach((step, index) => {
    if (Math.abs(step - target) < Math.abs(steps[best] - target)) best = index;
  });
  return best;
}
