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
  const predictFirst = { on: false, question: () => null };
  return {
    view,
    store,
    playhead,
    axis: new TimeAxis(view),
    unitDetail: { cell: null },
    predictFirst,
    width: 900,
    ...more,
  };
}
const frame = (...what) => compose(player(...what), "serif");

test("before there are records nothing is shown", () => {
  const { step, shownRows, prediction, target, live, keyframe } = frame(0, 0);
  assert.deepEqual([step, shownRows.known, prediction, target, live, keyframe], [0, false, "", "bab", true, -1]);
});

test("a frame has the rows of its step and of its keyframe", () => {
  const { shownRows, prediction, keyframe } = frame(3.2, 5);
  assert.deepEqual([prediction, keyframe], ["bbb", 3]);
  assert.deepEqual([...shownRows.confidence], [3, 3, 3]);
  assert.deepEqual([...shownRows.rivalProbability], [3, 3, 3]);
});

test("no step beyond the last known one is shown, and the axis is as long as the view says", () => {
  const short = frame(99, 5);
  assert.deepEqual([short.step, short.steps], [4, 10]);
  const status = { state: "training", steps: 30, have: 20 };
  assert.equal(frame(0, 5, { fields: { status } }).steps, 10, "whoever has asked for more");
});

test("sequences are lines", () => {
  assert.equal(frame(1, 2, { view: { starts: [0, 2] } }).prediction, "bb\nb");
});

test("the prediction of a question is masked, its length is not", () => {
  const question = { step: 1, time: 0, ids: [0, 1] };
  const predictFirst = { on: true, question: () => question };
  const { masked, shownRows, rows, prediction, lastRevealed } = frame(1, 3, { predictFirst, view: { starts: [0, 2] } });
  assert.deepEqual([masked, shownRows.known, rows.known, prediction, lastRevealed], [true, false, true, "??\n?", 0]);
  const answered = { on: true, question: () => ({ ...question, answer: {} }) };
  assert.equal(frame(1, 3, { predictFirst: answered }).lastRevealed, 1);
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
