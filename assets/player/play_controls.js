/** Play, pause, single steps and speed, with the current step and its numbers. */

import { Choice, element, iconButton, name, setIcon, setText, show } from "../shared/dom.js";
import { counted, fill, number } from "../shared/format.js";

const SPEEDS = [1, 4, 20, Infinity];
const LONG = 6; // seconds of training: from here on the button says how long it takes

export class PlayControls {
  step = element("strong", { "data-testid": "player-step" });
  loss = element("span", { "data-testid": "player-loss" });
  accuracy = element("span", { "data-testid": "player-accuracy" });
  live = element("span", { class: "badge live", "data-testid": "player-live", hidden: "" });
  engineParts = [element("span"), element("span", { translate: "no" }), element("span")]; // the engine, its device, the rest
  engine = element("span", { class: "unit", "data-testid": "player-engine" }, ...this.engineParts);

  /** act: the player's commands by name; scrubber: the Scrubber; more: buttons for actions on the run. */
  constructor(act, scrubber, ...more) {
    this.stale = element("button", {
      type: "button",
      class: "badge stale",
      "data-testid": "player-stale",
      hidden: "",
      onclick: () => act.trigger("train"),
    });
    this.badges = element("div", { class: "badges" }, this.stale, this.live); // over the track, so that nothing moves when they appear
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

  draw({ labels, view, store, step, playheadStep, steps, playhead, live, masked, voting }) {
    setIcon(this.buttons.play, playhead.playing || playhead.following ? "pause" : "play");
    name(this.buttons.play, playhead.playing || playhead.following ? labels.pause : labels.play);
    this.speeds.update(
      labels.speed,
      (speed) => (Number.isFinite(speed) ? String(speed) : labels.speed_max),
      playhead.speed,
    );
    show(this.live, live);
    const status = store.status ?? {};
    setText(this.live, store.have && !status.ahead ? labels.live : waitingWords(labels, status, view.language));
    setText(this.step, fill(labels.step, { step: playheadStep, steps }));
    const known = store.have > 0;
    setText(
      this.loss,
      fill(labels.loss, {
        loss: known && !voting ? number(store.steps.loss.data[step]) : "–",
        unit: labels[view.loss_unit],
      }),
    );
    const words = { correct: masked ? "?" : known ? store.steps.correct.data[step] : "–", total: view.targets.length };
    setText(this.accuracy, fill(labels.correct, words));
    const source = view.options.recorded
      ? [labels.recorded]
      : view.options.opened
        ? [labels.opened]
        : store.trainedHere !== null
          ? [fill(labels.this_browser, { ms: number(store.trainedHere, store.trainedHere < 10 ? 1 : 2) })]
          : engineWords(labels, store.status ?? {}, view.in_windows);
    for (const [part, node] of this.engineParts.entries()) setText(node, source[part] ?? "");
  }
}

/** Why there are no records yet, or no more for now. */
function waitingWords(labels, { state, ahead }, language) {
  if (ahead) return fill(counted(labels, "ahead", ahead, language), { count: ahead });
  return state === "preparing" ? labels.preparing : labels.waiting;
}

/** [the engine that trains the run, its device, the rest]; the name of a device is never translated. */
function engineWords(labels, { engine = "", fell_back: fellBack, pace }, inWindows) {
  const speed = inWindows && pace ? fill(labels.pace, { pace: Math.round(pace).toLocaleString("en") }) : "";
  const [name, ...device] = engine.split(" · ");
  const joined = (words) =>
    words
      .filter(Boolean)
      .map((word) => ` · ${word}`)
      .join("");
  return [labels[name] ?? name, joined(device), joined([speed, fellBack ? labels.fell_back : ""])];
}
