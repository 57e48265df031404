import assert from "node:assert/strict";
import { test } from "node:test";
import { bars, diagram } from "../../assets/scenes/cell_diagram_data.js";
import { filled } from "../../assets/scenes/equations.js";
import { along } from "../../assets/scenes/linear_scale.js";
import { sentence } from "../../assets/scenes/memory_sentence.js";
import { topologies } from "../../assets/scenes/topologies.js";
import { viewOf } from "./building.js";

test("numbers go into equations with a true minus, in brackets where that is asked for", () => {
  const numbers = { w: -0.5, b: 1.23456, zero: -0.00001 };
  assert.equal(filled("{w} + {w!} · {b!} + {zero}", numbers), "−0.5000 + (−0.5000) · 1.2346 + 0.0000");
  assert.equal(filled("{b}", numbers, 1), "1.2");
});

test("a plane keeps its margins free, and a range of one value is no division by zero", () => {
  assert.deepEqual(
    [-1, 0, 3].map((value) => along(value, [-1, 3], 100, 10)),
    [10, 30, 90],
  );
  assert.equal(along(2, [2, 2], 100, 10), 10);
});

test("every topology reads and says at the same times, with the learner's letters", () => {
  for (const letters of [["a"], ["a", "b"], ["h", "i", "h", "e"]]) {
    const found = topologies(letters);
    assert.equal(found.length, 5);
    for (const { name, reads, says } of found.slice(0, letters.length < 4 ? 3 : 5))
      assert.equal(reads.length, says.length, name);
    const synced = found.find(({ name }) => name === "synced");
    assert.deepEqual(synced.says, [...letters.slice(1), "·"]);
  }
});

test("each cell has a drawing within its frame, and bars", () => {
  for (const [cell, convention] of [
    ["rnn", "torch"],
    ["lstm", "torch"],
    ["gru", "torch"],
    ["gru", "slides"],
  ]) {
    const { height, marks } = diagram(cell, convention);
    assert.ok(marks.length > 5);
    for (const { kind, x, y } of marks)
      if (kind !== "wire") assert.ok(x >= 0 && x <= 768 && y >= 0 && y <= height, `${cell}: ${x} ${y}`);
    assert.ok(bars(cell, convention).length);
  }
});

test("a sentence counts what erasing has broken, and says why where the same letter began the text", () => {
  const labels = Object.fromEntries(
    ["nothing", "everywhere", "erased_times", "erased_same", "erased_changed", "erased_why", "start_noise"].map(
      (name) => [name, `${name} {time}{count}`],
    ),
  );
  const view = {
    ...viewOf("hihello"),
    labels: { ...labels, score: "{right}/{before}/{total}" },
    pins: [],
    start: "zeros",
    whole: true,
  };
  const [plain, broken] = [view.targets, view.targets.map((id, time) => (time === 2 ? 1 : id))];
  assert.deepEqual(sentence(view, new Set(), plain, plain), { text: "nothing {time}{count}", isWarning: false });
  const once = sentence(view, new Set([2]), plain, broken);
  assert.deepEqual([once.isWarning, once.text], [true, "erased_changed 2{count} erased_why 2{count} 5/6/6"]);
  assert.equal(sentence(view, new Set([1]), plain, plain).text, "erased_same 1{count} 6/6/6");
  assert.equal(sentence(view, new Set([1, 2]), plain, broken).text, "erased_times {time}2 5/6/6");
  assert.equal(sentence(view, new Set([0, 1, 2, 3, 4, 5]), plain, broken).text, "everywhere {time}{count} 5/6/6");
  assert.equal(sentence({ ...view, start: "noise" }, new Set(), plain, plain).text, "start_noise {time}{count} 6/6/6");
});
