import assert from "node:assert/strict";
import { test } from "node:test";
import { NEVER, NOT_DONE } from "../../assets/scenes/comparison_sentence.js";
import { barWidth, MOST_DOTS, marksOf } from "../../assets/scenes/seed_marks.js";

test("few seeds are dots, in order of their scores, and those without one come last", () => {
  assert.equal(barWidth(MOST_DOTS, [0, 100], true), 0);
  const marks = marksOf(Float32Array.of(7, NEVER, 3, NOT_DONE, 3), 0, 0);
  assert.deepEqual(
    marks.map(({ seed, from, count }) => [seed, from, count]),
    [
      [2, 3, 1],
      [4, 3, 1],
      [0, 7, 1],
      [1, NEVER, 1],
    ],
  );
});

test("many seeds are bars that count each of them once, of whole steps", () => {
  for (const [last, width] of [
    [100, 1],
    [300, 3],
    [1500, 13],
  ]) {
    assert.equal(barWidth(4096, [0, last], true), width);
    const scores = Float32Array.from({ length: 4096 }, (_, seed) => (seed % 5 ? (seed * 37) % (last + 1) : NEVER));
    const marks = marksOf(scores, 0, width);
    assert.equal(
      marks.reduce((sum, { count }) => sum + count, 0),
      4096,
    );
    assert.ok(marks.length <= 122);
    for (const { seed, from, to, count } of marks.slice(0, -1)) {
      assert.ok(from <= scores[seed] && scores[seed] < to && to === from + width);
      assert.equal(scores.filter((score) => score >= from && score < to).length, count);
    }
    assert.deepEqual(marks.at(-1), { seed: 0, from: NEVER, to: NEVER, count: 820 });
  }
});

test("bars of losses divide the axis, and its last value has one", () => {
  const width = barWidth(1000, [1.5, 2.7], false);
  const marks = marksOf(Float32Array.of(1.5, 2.1, 2.7), 1.5, width);
  assert.equal(marks.length, 3);
  assert.ok(Math.abs(width - 0.01) < 1e-12 && marks[2].from <= 2.7001);
});
