import assert from "node:assert/strict";
import { test } from "node:test";
import { Acts } from "../../assets/shared/acts.js";

test("an act is told with those before it, so that none is lost", () => {
  const acts = new Acts();
  let state = null;
  acts.setStateValue = (name, value) => {
    assert.equal(name, "acts");
    state = value;
  };
  acts.tell("stop", { run: "a" });
  acts.tell("go_on", { run: "a" });
  assert.deepEqual(
    state.map((act) => [act.name, act.value]),
    [
      ["stop", { run: "a" }],
      ["go_on", { run: "a" }],
    ],
  );
  assert.ok(state[1].n > state[0].n);
  for (let n = 0; n < 20; n++) acts.tell("action", { n });
  assert.deepEqual(
    state.map((act) => act.value.n),
    [12, 13, 14, 15, 16, 17, 18, 19],
  );
});

test("where somebody has come to rest counts once, and pushes nothing out", () => {
  const acts = new Acts();
  acts.tell("erase", { at: [1] });
  for (let step = 0; step < 20; step++) acts.tell("rest", { step });
  assert.deepEqual(
    acts.told.map((act) => act.value),
    [{ at: [1] }, { step: 19 }],
  );
});
