import assert from "node:assert/strict";
import { test } from "node:test";
import { Pieces } from "../../assets/engine/pieces.js";

test("pieces are as long as the steps allow, and the slice is over by at most one of them", (context) => {
  let clock = 0;
  context.mock.method(performance, "now", () => clock);
  const train = (ms, called) => (steps) => {
    called.push(steps);
    clock += ms * steps;
    return steps;
  };
  const pieces = new Pieces(2);
  const cheap = [];
  const spent = pieces.advance(8, () => true, train(0.01, cheap));
  assert.ok(8 <= spent && spent <= 10, String(spent));
  assert.deepEqual(cheap.slice(0, 3), [40, 200, 200]);
  const costly = [];
  for (const _frame of [1, 2]) pieces.advance(8, () => true, train(5, costly));
  assert.deepEqual(costly, [200, 1, 1], "a piece is at least a step");
  assert.deepEqual([pieces.pace, pieces.best], [5, 0.01], "what was held up is not what a step takes");
});

test("nothing is trained where nothing is left, and an empty piece does not change the pace", () => {
  const pieces = new Pieces();
  const { pace } = pieces;
  let left = 1;
  pieces.advance(
    8,
    () => left > 0,
    () => {
      left--;
      return 0;
    },
  );
  assert.equal(pieces.pace, pace);
  assert.equal(left, 0);
});
