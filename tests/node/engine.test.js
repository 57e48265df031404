import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { packed, TrainingEngine } from "../../assets/engine/engine.js";
import { LocalRun } from "../../assets/player/local_run.js";
import { Store } from "../../assets/player/store.js";

const here = (path) => readFileSync(new URL(path, import.meta.url));
const rows = JSON.parse(here("../engines/bits.json"));
const engine = new TrainingEngine(new WebAssembly.Module(here("../../assets/engine/engine.wasm")));
const trained = (view, training = {}) => new LocalRun(engine, { ...view.training, patience: null, ...training }, view);
const stored = (run, n) => {
  const store = new Store(run.view);
  while (!run.ended) {
    const { header, arrays } = run.advance(n);
    store.addRecords(header, arrays);
  }
  return store;
};
const bytes = ({ steps, states, keyframes }) =>
  [...Object.values(steps), ...Object.values(states), ...Object.values(keyframes)].flatMap((rows) => [
    ...rows.data.subarray(0, rows.length * rows.width),
  ]);

for (const { run, view, digest } of rows) {
  test(`the module gives the bits of native code: ${run || "hihello"}`, () => {
    const { steps } = view.training;
    engine.begin(view.training, view, packed(view.inputs, view.targets, view.starts), steps);
    const hash = createHash("sha256");
    for (let step = 0; step < steps; ) {
      const n = Math.min(engine.capacity, steps - step);
      hash.update(Float64Array.from(engine.advance(n, () => false).losses));
      step += n;
    }
    hash.update(Float64Array.from(engine.measure().losses));
    hash.update(Float32Array.from(engine.replay(0).weights));
    assert.equal(hash.digest("hex"), digest);
  });
}

test("records in other portions are the same records", () => {
  const { view } = rows[0];
  const [whole, pieces] = [stored(trained(view), 1000), stored(trained(view), 7)];
  assert.equal(whole.have, view.steps + 1);
  assert.deepEqual(bytes(whole), bytes(pieces));
  assert.deepEqual(whole.milestones, pieces.milestones);
});

test("a run that has learned its text may stop by itself, and one that diverges ends", () => {
  const { view } = rows[0];
  const learned = stored(trained(view, { steps: 900, patience: 100 }), 50);
  const { step } = learned.milestones.find(({ kind }) => kind === "learned");
  assert.equal(learned.have, step - 20 + 100 + 1);
  const diverged = trained(view, { steps: 900, loss: "mse", optimizer: "sgd", learning_rate: 1e30 });
  const { have } = stored(diverged, 50);
  assert.ok(diverged.diverged && have < 900);
});

test("sequences are read time by time, the longest first", () => {
  const text = packed([1, 2, 3, 4, 5, 6], [2, 3, 4, 5, 6, 7], [0, 1, 4]);
  assert.deepEqual([text.times, text.sequences, text.place], [3, 3, [1, 4, 0, 2, 5, 3]]);
  assert.deepEqual([...text.ids.slice(12)], [0, 3, 5, 6]);
});
