import assert from "node:assert/strict";
import { test } from "node:test";
import { sentence } from "../../assets/scenes/comparison_sentence.js";

const names = ["nobody", "alone", "won", "won_all", "luck", "real", "real_solved", "won_held_out"];
const labels = Object.fromEntries(names.map((name) => [name, name]));
const view = { labels, names: ["rnn", "lstm"], of_cells: true, total: 8 };
const report = { done: [8, 8], medians: [90, 40], points: [0, 100], solved_counts: [5, 8] };
const verdict = { winner: 1, second: 0, is_real: true, by: "steps", pairs: 0.9 };

test("nobody, one alone, and who wins", () => {
  assert.equal(sentence(view, { ...report, solved_counts: [0, 0] }), "nobody");
  assert.equal(sentence(view, { ...report, verdict: null }), "alone");
  assert.equal(sentence(view, { ...report, verdict }), "won real");
  assert.equal(sentence(view, { ...report, verdict, solved_counts: [8, 8] }), "won_all real");
  assert.equal(sentence(view, { ...report, verdict: { ...verdict, is_real: false } }), "won luck");
  assert.equal(sentence(view, { ...report, verdict: { ...verdict, by: "solved", chance: 0.01 } }), "won real_solved");
});

test("of a long text, who has the least loss on what it was not trained on", () => {
  const lucky = { ...verdict, is_real: false };
  assert.equal(sentence({ ...view, in_windows: true }, { ...report, verdict: lucky }), "won_held_out luck");
});
