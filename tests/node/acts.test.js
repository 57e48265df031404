import assert from "node:assert/strict";
import { test } from "node:test";
import { Acts } from "../../assets/shared/acts.js";

test("an act is sent together with those before it, so that none is lost", () => {
  const acts = new Acts();
  let state = null;
  acts.setStateValue = (name, value) => {
    assert.equal(name, "acts");
    state = value;
  };
  acts.send("stop", { run: "a" });
  acts.send("go_on", { run: "a" });
  assert.deepEqual(
    state.map((act) => [act.name, act.value]),
    [
      ["stop", { run: "a" }],
      ["go_on", { run: "a" }],
    ],
  );
  assert.ok(state[1].n > state[0].n);
  for (let n = 0; n < 20; n++) acts.send("action", { n });
  assert.deepEqual(
    state.map((act) => act.value.n),
    [12, 13, 14, 15, 16, 17, 18, 19],
  );
});

test("only the newest position counts, and it displaces no other act", () => {
  const acts = new Acts();
  acts.send("erase", { at: [1] });
  for (let step = 0; step < 20; step++) acts.send("rest", { step });
  assert.deepEqual(
    acts.recent.map((act) => act.value),
    [{ at: [1] }, { step: 19 }],
  );
});
