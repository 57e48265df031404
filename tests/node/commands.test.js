import assert from "node:assert/strict";
import { test } from "node:test";
import { commands } from "../../assets/player/commands.js";
import { Playhead } from "../../assets/player/playhead.js";

function made({ store = { last: 9, growing: false }, on = false } = {}) {
  const { last, growing } = store ?? { last: 0, growing: true };
  const player = { playhead: new Playhead(), store, last, growing, predictFirst: { on }, sent: [], drawn: 0 };
  player.redraw = () => player.drawn++;
  globalThis.document = /** @type {any} */ (new EventTarget());
  document.addEventListener("charviz:action", (/** @type {any} */ { detail }) => player.sent.push(detail));
  return [commands(player), player];
}

test("a step at a time, to the ends and no farther, and each is drawn", () => {
  const [act, player] = made();
  const at = (command, value) => {
    act[command](value);
    return player.playhead.step;
  };
  assert.deepEqual(
    [at("nudge", -1), at("nudge", 1), at("toEnd"), at("nudge", 1), at("seek", 4), at("seek", Number.NaN)],
    [0, 1, 9, 9, 4, 4],
  );
  assert.equal(player.drawn, 6);
});

test("before there is a run a key moves nothing", () => {
  const [act, player] = made({ store: null });
  act.nudge(5);
  act.seek(7);
  assert.equal(player.playhead.step, 0);
  act.toEnd();
  assert.ok(player.playhead.following, "it follows what is to come");
});

test("in predict-first mode a pause moves on to a step that has not been shown", () => {
  const [act, player] = made({ on: true });
  player.playhead.position = 3;
  act.toggle();
  act.toggle();
  assert.deepEqual([player.playhead.step, player.playhead.playing], [4, false]);
});

test("speed is set, and the server gets each action by name", () => {
  const [act, player] = made();
  act.setSpeed(Infinity);
  assert.equal(player.playhead.speed, Infinity);
  act.trigger("fork", { step: 3, name: "ignored" });
  act.trigger("reroll");
  assert.deepEqual(player.sent, [{ step: 3, name: "fork" }, { name: "reroll" }]);
});
