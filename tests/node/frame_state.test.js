import assert from "node:assert/strict";
import { test } from "node:test";
import { compose } from "../../assets/player/frame_state.js";
import { Playhead } from "../../assets/player/playhead.js";
import { Store } from "../../assets/player/store.js";
import { TimeAxis } from "../../assets/player/time_axis.js";
import { records, viewOf } from "./building.js";

/** A player of a text over two symbols at a step, with so many records; more: fields that differ. */
function player(step, have, { fields = {}, view: differs = {}, ...more } = {}) {
  const view = viewOf("abab", differs);
  const store = new Store(view);
  const { header, arrays } = records(0, have);
  if (have) store.addRecords(header, arrays);
  Object.assign(store, fields);
  const playhead = Object.assign(new Playhead(), { position: step });
  const asking = { on: false, question: () => null };
  return { view, store, playhead, axis: new TimeAxis(view), detail: { cell: null }, asking, width: 900, ...more };
}
const frame = (...what) => compose(player(...what), "serif");

test("before anything is known nothing is told", () => {
  const { step, at, prediction, target, live, keyframe } = frame(0, 0);
  assert.deepEqual([step, at.known, prediction, target, live, keyframe], [0, false, "", "bab", true, -1]);
});

test("a moment holds the rows of its step and of its keyframe", () => {
  const { at, prediction, keyframe } = frame(3.2, 5);
  assert.deepEqual([prediction, keyframe], ["bbb", 3]);
  assert.deepEqual([...at.confidence], [3, 3, 3]);
  assert.deepEqual([...at.rivalProbability], [3, 3, 3]);
});

test("no step beyond the last known one is shown, and the axis is as long as was asked for", () => {
  const short = frame(99, 5);
  assert.deepEqual([short.step, short.steps], [4, 10]);
  const status = { state: "training", steps: 30, have: 20 };
  assert.equal(frame(0, 5, { fields: { status } }).steps, 10, "whoever has asked for more");
});

test("sequences are lines", () => {
  assert.equal(frame(1, 2, { view: { starts: [0, 2] } }).prediction, "bb\nb");
});

test("what is asked for is kept back, its length is not", () => {
  const asked = { step: 1, time: 0, ids: [0, 1] };
  const asking = { on: true, question: () => asked };
  const { hidden, at, truth, prediction, until } = frame(1, 3, { asking, view: { starts: [0, 2] } });
  assert.deepEqual([hidden, at.known, truth.known, prediction, until], [true, false, true, "??\n?", 0]);
  const done = { on: true, question: () => ({ ...asked, done: {} }) };
  assert.equal(frame(1, 3, { asking: done }).until, 1);
});

test("the original is shown at the same number of steps since the fork, up to its last", () => {
  const ghost = new Store(viewOf("abab"));
  const { header, arrays } = records(0, 8);
  ghost.addRecords(header, arrays);
  const view = { ghost: { run: "old", step: 3, same: true } };
  assert.deepEqual([frame(2, 4, { ghost, view }).ghost.step, frame(3, 9, { ghost, view }).ghost.step], [5, 6]);
  assert.equal(frame(8, 9, { ghost, view }).ghost.step, 7);
  assert.equal(frame(2, 4, { ghost, view }).ghost.prediction, "bbb");
  const other = { ghost: { run: "old", step: 3, same: false } };
  assert.equal(frame(2, 4, { ghost, view: other }).ghost.prediction, "", "another text");
});
