import assert from "node:assert/strict";
import { test } from "node:test";
import {
  ambiguousTimes,
  choices,
  contextOf,
  MAX_CHOICES,
  mostInteresting,
  successors,
} from "../../assets/player/question.js";
import { Store } from "../../assets/player/store.js";
import { TimeAxis } from "../../assets/player/time_axis.js";
import { records, viewOf } from "./building.js";

const hihello = viewOf("hihello"); // h i e l o are 0 to 4
const bytes = (...values) => Uint8Array.from(values);

test("the letters that follow each letter of the text", () => {
  const found = Object.fromEntries(
    [...successors(hihello.inputs, hihello.targets)].map(([id, after]) => [id, [...after]]),
  );
  assert.deepEqual(found, { 0: [1, 2], 1: [0], 2: [3], 3: [3, 4] });
});

test("it is asked about where the same letter is followed by different ones, else anywhere", () => {
  assert.deepEqual(ambiguousTimes(hihello), [0, 2, 4, 5]);
  assert.deepEqual(ambiguousTimes(viewOf("abcd")), [0, 1, 2]);
});

test("the most interesting time is one whose answer has just changed, then one where two are close", () => {
  const store = new Store(viewOf("abab"));
  const { header, arrays } = records(0, 2);
  arrays.predicted.set([0, 0, 0, 0, 1, 0]); // at step 1 the second time has changed
  store.addRecords(header, arrays);
  const rows = { predicted: store.steps.predicted.row(1), confidence: bytes(200, 250, 200) };
  assert.equal(mostInteresting([0, 1, 2], store, rows, 1), 1);
  const undecided = { ...rows, rival: bytes(1, 1, 1), rivalProbability: bytes(10, 0, 190) };
  assert.equal(mostInteresting([0, 2], store, undecided, 1), 2);
  assert.equal(mostInteresting([0, 2], store, { ...rows, confidence: bytes(90, 0, 200) }, 0), 0, "the least certain");
});

test("of a small alphabet all letters are offered, in their order", () => {
  const rows = { predicted: bytes(0, 1, 2, 3, 3, 4) };
  assert.deepEqual(choices({ view: hihello, store: null, step: 3 }, rows, 2), [0, 1, 2, 3, 4]);
});

test("of a large alphabet what is likely and what is right are among those offered, in an order that reveals nothing", () => {
  const view = viewOf("the quick brown fox jumps over a lazy dog");
  const times = view.inputs.length;
  const store = new Store(view);
  const { header, arrays } = records(0, 3, { times });
  store.addRecords(header, arrays);
  const rows = {
    predicted: new Uint8Array(times).fill(20),
    rival: new Uint8Array(times).fill(21),
    confidence: new Uint8Array(times),
  };
  const places = new Set();
  for (let time = 0; time < times; time++) {
    const offered = choices({ view, store, step: 2 }, rows, time);
    assert.equal(offered.length, MAX_CHOICES);
    assert.equal(new Set(offered).size, MAX_CHOICES, "each once");
    for (const id of [20, 21, view.targets[time]]) assert.ok(offered.includes(id));
    assert.deepEqual(choices({ view, store, step: 2 }, rows, time), offered, "the same question, the same choices");
    places.add(offered.indexOf(view.targets[time]));
  }
  assert.ok(places.size > 3, "the target is anywhere");
});

test("the context starts with its own sequence, and is cut if it is long", () => {
  const view = viewOf("abcdefghijklmnopq", { starts: [0, 2] });
  const axis = new TimeAxis(view);
  assert.equal(contextOf(view, axis, 1), "\u2068ab\u2069");
  assert.equal(contextOf(view, axis, 2), "\u2068c\u2069");
  assert.equal(contextOf(view, axis, 14), "\u2068…defghijklmno\u2069");
});
