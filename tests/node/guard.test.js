import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { each, guarded } from "../../assets/shared/guard.js";

const broken = () => {
  throw new Error("broken on purpose");
};

test("what is returned is handed on; where it throws, the other value", () => {
  const reported = mock.method(console, "error", () => {});
  assert.equal(
    guarded("A", () => 0, 7),
    0,
  );
  assert.equal(guarded("A", broken, 7), 7);
  assert.equal(guarded("A", broken), undefined);
  assert.equal(reported.mock.callCount(), 1, "reported once");
  assert.match(reported.mock.calls[0].arguments[0], /A has failed/);
  mock.reset();
});

test("every panel acts, whichever throws, and each error is reported with the panel's name", () => {
  const reported = mock.method(console, "error", () => {});
  class First {}
  class Second {}
  class Third {}
  const done = [];
  each([new First(), new Second(), new Third()], (panel) => (panel instanceof Third ? done.push(panel) : broken()));
  assert.equal(done.length, 1);
  assert.deepEqual(
    reported.mock.calls.map(({ arguments: [words] }) => words.match(/charviz: (\w+)/)[1]),
    ["First", "Second"],
  );
  mock.reset();
});
