import assert from "node:assert/strict";
import { test } from "node:test";
import { Rows, Store } from "../../assets/player/store.js";
import { records, viewOf } from "./building.js";

const made = () => new Store(viewOf("abab"));
const add = (store, ...what) => {
  const { header, arrays } = records(...what);
  store.addRecords(header, arrays);
};
const losses = ({ steps, have }) => [...steps.loss.data.subarray(0, have)];
const expected = (count) => Array.from({ length: count }, (_, step) => Math.fround(8 / (step + 1)));

test("nothing is known at first, and more is to come", () => {
  const store = made();
  assert.deepEqual([store.have, store.last, store.growing, store.keyframeAt(0)], [0, 0, true, -1]);
});

test("chunks in order, merged, repeated and overlapping give each step once", () => {
  for (const chunks of [
    [[0, 9]],
    [
      [0, 4],
      [4, 5],
    ],
    [
      [0, 6],
      [0, 6],
      [3, 6],
    ],
    [
      [0, 3],
      [1, 8],
      [0, 9],
    ],
  ]) {
    const store = made();
    for (const [first, count] of chunks) add(store, first, count);
    assert.deepEqual(losses(store), expected(9));
    assert.deepEqual(
      [...store.keyframes.step.data.subarray(0, store.keyframes.step.length)],
      [0, 1, 2, 3, 4, 5, 6, 7, 8],
    );
    assert.equal(store.states.hidden.length, 9);
    assert.equal(store.ranges.hidden.length, 9);
    for (let step = 0; step < 9; step++) assert.ok(store.states.hidden.row(step).every((byte) => byte === step));
  }
});

test("what begins beyond the end is not kept, for a step would be missing", () => {
  const store = made();
  add(store, 0, 2);
  add(store, 3, 4);
  assert.equal(store.have, 2);
  add(store, 2, 1);
  add(store, 3, 4);
  assert.deepEqual(losses(store), expected(7));
});

test("milestones, samples and the loss on unseen text are told once each", () => {
  const store = made();
  const told = {
    milestones: [
      { step: 1, kind: "letter_right", details: { symbol: "a", step: 99 } },
      { step: 4, kind: "solved" },
    ],
    samples: [{ step: 2, text: "ab" }],
  };
  for (const [first, count] of [
    [0, 3],
    [0, 5],
  ]) {
    const { header, arrays } = records(first, count, told);
    header.milestones = told.milestones.filter(({ step }) => step < first + count);
    arrays.held_out = Float32Array.from({ length: count }, (_, index) => (index % 2 ? index : Number.NaN));
    store.addRecords(header, arrays);
  }
  assert.deepEqual(store.milestones, [
    { step: 1, kind: "letter_right", symbol: "a" },
    { step: 4, kind: "solved" },
  ]);
  assert.deepEqual(store.samples, [{ step: 2, text: "ab" }]);
  assert.deepEqual(store.heldOut, [
    [1, 1],
    [3, 3],
  ]);
});

test("steps without a keyframe are kept, and so is a chunk without any", () => {
  const store = made();
  const { header, arrays } = records(0, 6);
  header.keyframes = [0, 4];
  store.addRecords(header, arrays);
  const more = records(6, 2);
  more.header.keyframes = [];
  store.addRecords(more.header, more.arrays);
  assert.equal(store.have, 8);
  assert.deepEqual(
    [-1, 0, 3, 4, 5, 100].map((step) => store.keyframeAt(step)),
    [-1, 0, 0, 1, 1, 1],
  );
});

test("the range of the loss leaves out what is no loss", () => {
  const store = made();
  const { header, arrays } = records(0, 4);
  arrays.loss.set([2, Number.NaN, 0, 0.5]);
  store.addRecords(header, arrays);
  assert.deepEqual(store.lossRange, [0.5, 2]);
});

test("the reach of a state is the widest range that it was quantised over", () => {
  const store = made();
  for (const [first, most] of [
    [0, 3],
    [1, 7],
    [2, 2],
  ])
    add(store, first, 1, { ranges: { hidden: [-most, 1] } });
  assert.equal(store.reach.hidden, 7);
  assert.deepEqual([...store.ranges.hidden.row(1)], [-7, 1]);
});

test("it grows while the run is unfinished, and until all of a finished one is here", () => {
  const store = made();
  add(store, 0, 3);
  const grows = (state, have) => {
    store.status = { state, have };
    return store.growing;
  };
  assert.ok(["preparing", "queued", "training"].every((state) => grows(state, 3)));
  assert.ok(["finished", "failed", "diverged", "learned"].every((state) => grows(state, 4) && !grows(state, 3)));
});

test("rows outgrow their array and stay what they were", () => {
  const rows = new Rows(Uint16Array, 3);
  for (let row = 0; row < 1000; row++) rows.append(Uint16Array.of(9, 9, 9, row, row, row), 1, 2);
  assert.equal(rows.length, 1000);
  assert.ok(
    [0, 63, 64, 999].every((row) => rows.row(row).length === 3 && rows.row(row).every((value) => value === row)),
  );
  rows.append(new Uint16Array(3 * 5000), 0, 5000);
  assert.deepEqual([...rows.row(999)], [999, 999, 999]);
});
