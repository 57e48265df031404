import assert from "node:assert/strict";
import { test } from "node:test";
import { Messages, sentence } from "../../assets/player/messages.js";
import { viewOf } from "./building.js";

const labels = {
  message_step: "Step {step}: {sentence}",
  message_solved: "only {confidence}",
  message_remembers: "memory",
};

/** What is said at step 9 of a run that was all correct at step 2, then with `then` as its lowest probability, now with `now`. */
function said(then, now) {
  const view = viewOf("abc");
  const milestones = [
    { step: 1, kind: "remembers" },
    { step: 2, kind: "solved", confidence: then },
  ];
  const steps = { correct: { data: Array(10).fill(2) } };
  const store = { have: 10, last: 20, growing: true, milestones, steps };
  const rows = { known: true, confidence: Uint8Array.of(255, Math.round(255 * now)) };
  const frame = { view: { ...view, baselines: {} }, store, labels, rows, step: 9, lastRevealed: 9, keyframe: 9 };
  return sentence(frame, Messages.prototype.find.call(undefined, frame));
}

test("how sure a network was is said of the step that is named, not of the one that is shown", () => {
  assert.equal(said(0.41, 0.6), "Step 2: only 41 %");
  assert.equal(said(0.894, 0.894), "Step 2: only 89 %");
});

test("nobody is told of a network that is sure, or has become so, that it is only 90 % sure or more", () => {
  for (const [then, now] of [
    [0.9, 0.9],
    [0.896, 0.5],
    [1, 1],
    [0.41, 0.98],
  ])
    assert.equal(said(then, now), "Step 1: memory", `${then} ${now}`);
});
