import assert from "node:assert/strict";
import { test } from "node:test";
import { ambiguous, choices, followers, interesting, MOST, past } from "../../assets/player/question.js";
import { Store } from "../../assets/player/store.js";
import { TimeAxis } from "../../assets/player/time_axis.js";
import { records, viewOf } from "./building.js";

const hihello = viewOf("hihello"); // h i e l o are 0 to 4
const bytes = (...values) => Uint8Array.from(values);

test("the letters that follow each letter of the text", () => {
  const found = Object.fromEntries(
    [...followers(hihello.inputs, hihello.targets)].map(([id, after]) => [id, [...after]]),
  );
  assert.deepEqual(found, { 0: [1, 2], 1: [0], 2: [3], 3: [3, 4] });
});

test("it is asked about where the same letter is followed by different ones, else anywhere", () => {
  assert.deepEqual(ambiguous(hihello), [0, 2, 4, 5]);
  assert.deepEqual(ambiguous(viewOf("abcd")), [0, 1, 2]);
});

test("the most interesting time is one whose answer has just changed, then one where two are close", () => {
  const store = new Store(viewOf("abab"));
  const { header, arrays } = records(0, 2);
  arrays.predicted.set([0, 0, 0, 0, 1, 0]); // at step 1 the second time has changed
  store.addRecords(header, arrays);
  const at = { predicted: store.steps.predicted.row(1), confidence: bytes(200, 250, 200) };
  assert.equal(interesting([0, 1, 2], store, at, 1), 1);
  const torn = { ...at, rival: bytes(1, 1, 1), rivalProbability: bytes(10, 0, 190) };
  assert.equal(interesting([0, 2], store, torn, 1), 2);
  assert.equal(interesting([0, 2], store, { ...at, confidence: bytes(90, 0, 200) }, 0), 0, "the least certain");
});

test("of a small alphabet all letters are offered, in their order", () => {
  const at = { predicted: bytes(0, 1, 2, 3, 3, 4) };
  assert.deepEqual(choices({ view: hihello, store: null, step: 3 }, at, 2), [0, 1, 2, 3, 4]);
});

test("of a large alphabet what is likely and what is right are among those offered, and the place of each tells nothing", () => {
  const view = viewOf("the quick brown fox jumps over a lazy dog");
  const times = view.inputs.length;
  const store = new Store(view);
  const { header, arrays } = records(0, 3, { times });
  store.addRecords(header, arrays);
  const at = {
    predicted: new Uint8Array(times).fill(20),
    rival: new Uint8Array(times).fill(21),
    confidence: new Uint8Array(times),
  };
  const places = new Set();
  for (let time = 0; time < times; time++) {
    const asked = choices({ view, store, step: 2 }, at, time);
    assert.equal(asked.length, MOST);
    assert.equal(new Set(asked).size, MOST, "each once");
    for (const id of [20, 21, view.targets[time]]) assert.ok(asked.includes(id));
    assert.deepEqual(choices({ view, store, step: 2 }, at, time), asked, "the same question, the same choices");
    places.add(asked.indexOf(view.targets[time]));
  }
  assert.ok(places.size > 3, "the right one stands anywhere");
});

test("the past is told from the beginning of its own sequence, and cut where it is long", () => {
  const view = viewOf("abcdefghijklmnopq", { starts: [0, 2] });
  const axis = new TimeAxis(view);
  assert.equal(past(view, axis, 1), "\u2068ab\u2069");
  assert.equal(past(view, axis, 2), "\u2068c\u2069");
  assert.equal(past(view, axis, 14), "\u2068…defghijklmno\u2069");
});
