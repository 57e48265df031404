import assert from "node:assert/strict";
import { test } from "node:test";
import { TimeAxis } from "../../assets/player/time_axis.js";

const LENGTHS = { gutter: 90, column: [24, 72] };
const made = (count, starts, width, scroll = 0) => {
  const axis = new TimeAxis({ inputs: Array(count).fill(0), starts });
  axis.fit(width, LENGTHS);
  axis.scroll = scroll;
  return axis;
};

test("columns are as wide as there is room, between the least and the greatest width", () => {
  assert.deepEqual(
    [100, 1000, 5000].map((width) => made(20, [0], width).column),
    [24, 45, 72],
  );
});

test("half a column lies between two sequences", () => {
  const axis = made(6, [0, 2, 5], 800);
  const steps = [1, 2, 3, 4, 5].map((time) => (axis.x(time) - axis.x(time - 1)) / axis.column);
  assert.deepEqual(steps, [1, 1.5, 1, 1, 1.5]);
  assert.equal(axis.slots, 7);
  assert.deepEqual(axis.sequences(), [
    [0, 2],
    [2, 5],
    [5, 6],
  ]);
  assert.deepEqual(
    [0, 1, 2, 3, 4, 5].map((time) => axis.begins(time)),
    [true, false, true, false, false, true],
  );
});

test("a point belongs to the column that is drawn there, and to none in the gutter or a gap", () => {
  const axis = made(6, [0, 2, 5], 800);
  for (let time = 0; time < 6; time++)
    for (const within of [0, axis.column / 2, axis.column - 1]) assert.equal(axis.at(axis.x(time) + within), time);
  assert.deepEqual(
    [0, 89, axis.x(1) + axis.column + 1, axis.x(5) + axis.column + 1].map((x) => axis.at(x)),
    [-1, -1, -1, -1],
  );
});

test("exactly what is in sight is visited, wherever it is scrolled to", () => {
  const starts = [0, 7, 8, 60];
  for (let scroll = 0; scroll < 3000; scroll += 37) {
    const axis = made(100, starts, 500, scroll);
    const inSight = (time) => axis.x(time) + axis.column > axis.gutter && axis.x(time) < axis.width;
    const visited = [...axis.visible()];
    const wanted = Array.from({ length: 100 }, (_, time) => time).filter(inSight);
    const spare = visited.filter((time) => !inSight(time));
    assert.deepEqual(
      visited.filter((time) => inSight(time)),
      wanted,
      `scrolled by ${scroll}`,
    );
    assert.ok(spare.length <= 1, "one may end just at the gutter");
  }
});

test("what is drawn in the columns is clipped, also where it throws", () => {
  const calls = [];
  const names = ["save", "restore", "beginPath", "rect", "clip"];
  const g = Object.fromEntries(names.map((name) => [name, () => calls.push(name)]));
  assert.throws(() =>
    made(3, [0], 500).clipped(g, 10, () => {
      throw new Error("broken on purpose");
    }),
  );
  assert.deepEqual(calls, ["save", "beginPath", "rect", "clip", "restore"]);
});
