/** Play, pause, step, speed; and where we are. */

import { Choice, element, iconButton, name, setIcon, setText, show } from "../shared/dom.js";
import { counted, fill, number } from "../shared/format.js";

const SPEEDS = [1, 4, 20, Infinity];
const LONG = 6; // seconds of training, from which on its cost is told first

export class PlayControls {
  step = element("strong", { "data-testid": "player-step" });
  loss = element("span", { "data-testid": "player-loss" });
  accuracy = element("span", { "data-testid": "player-accuracy" });
  live = element("span", { class: "badge live", "data-testid": "player-live", hidden: "" });
  made = [element("span"), element("span", { translate: "no" }), element("span")]; // by what, on which device, and how
  engine = element("span", { class: "unit", "data-testid": "player-engine" }, ...this.made);

  /** act: the player's commands by name; scrubber: the way to any step; more: buttons for what is done with the run. */
  constructor(act, scrubber, ...more) {
    this.stale = element("button", {
      type: "button",
      class: "badge stale",
      "data-testid": "player-stale",
      hidden: "",
      onclick: () => act.trigger("train"),
    });
    this.badges = element("div", { class: "badges" }, this.stale, this.live); // they lie over the track, and move nothing when they come
    this.buttons = {
      first: iconButton("first", "player-first", () => act.seek(0)),
      back: iconButton("back", "player-back", () => act.nudge(-1)),
      play: iconButton("play", "player-play", () => act.toggle()),
      forward: iconButton("forward", "player-forward", () => act.nudge(1)),
      last: iconButton("last", "player-last", () => act.toEnd()),
    };
    this.buttons.play.classList.add("main");
    this.speeds = new Choice(SPEEDS, (speed) => act.setSpeed(speed));
    this.unit = element("span", { class: "unit" });
    this.speed = element("div", { class: "speed" }, this.speeds.element, this.unit);
    const measured = element("div", { class: "measured" }, this.loss, this.accuracy);
    this.numbers = element("div", { class: "numbers" }, element("div", {}, this.step, this.engine), measured);
    this.element = element(
      "div",
      { class: "transport" },
      element("div", { class: "buttons" }, ...Object.values(this.buttons)),
      this.speed,
      element("div", { class: "way" }, scrubber.element, this.badges),
      ...more,
      this.numbers,
    );
  }

  layout({ labels, view }) {
    for (const [key, button] of Object.entries(this.buttons)) if (key !== "play") name(button, labels[key]);
    setText(this.unit, labels.speed_unit);
    const { stale, takes } = view.options;
    setText(this.stale, takes > LONG ? fill(labels.stale_long, { seconds: takes }) : labels.stale);
    show(this.speed, !view.options.hide.includes("speed"));
    show(this.stale, Boolean(stale));
  }

  draw({ labels, view, store, step, now, steps, playhead, live, hidden, voting }) {
    setIcon(this.buttons.play, playhead.playing || playhead.following ? "pause" : "play");
    name(this.buttons.play, playhead.playing || playhead.following ? labels.pause : labels.play);
    this.speeds.update(
      labels.speed,
      (speed) => (Number.isFinite(speed) ? String(speed) : labels.speed_max),
      playhead.speed,
    );
    show(this.live, live);
    const status = store.status ?? {};
    setText(this.live, store.have && !status.ahead ? labels.live : waiting(labels, status, view.language));
    setText(this.step, fill(labels.step, { step: now, steps }));
    const known = store.have > 0;
    setText(
      this.loss,
      fill(labels.loss, {
        loss: known && !voting ? number(store.steps.loss.data[step]) : "–",
        unit: labels[view.loss_unit],
      }),
    );
    const words = { correct: hidden ? "?" : known ? store.steps.correct.data[step] : "–", total: view.targets.length };
    setText(this.accuracy, fill(labels.correct, words));
    const made = view.options.recorded
      ? [labels.recorded]
      : view.options.opened
        ? [labels.opened]
        : madeBy(labels, store.status ?? {}, view.in_windows);
    for (const [part, node] of this.made.entries()) setText(node, made[part] ?? "");
  }
}

/** Why there is nothing yet, or no more for now. */
function waiting(labels, { state, ahead }, language) {
  if (ahead) return fill(counted(labels, "ahead", ahead, language), { count: ahead });
  return state === "preparing" ? labels.preparing : labels.waiting;
}

/** What trains the run, on which device, and the rest; a device is called by its name in every language. */
function madeBy(labels, { engine = "", fell_back: fellBack, pace }, inWindows) {
  const speed = inWindows && pace ? fill(labels.pace, { pace: Math.round(pace).toLocaleString("en") }) : "";
  const [by, ...device] = engine.split(" · ");
  const after = (words) =>
    words
      .filter(Boolean)
      .map((word) => ` · ${word}`)
      .join("");
  return [labels[by] ?? by, after(device), after([speed, fellBack ? labels.fell_back : ""])];
}
