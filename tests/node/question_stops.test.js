import assert from "node:assert/strict";
import { test } from "node:test";
import { QuestionStops } from "../../assets/player/question_stops.js";
import { Store } from "../../assets/player/store.js";
import { records, viewOf } from "./building.js";

const view = viewOf("abac"); // a is followed by b and by c, at the times 0 and 2

/** A store of 10 steps without a likely rival; then `change(arrays)`. */
function stored(change = () => {}, more = {}) {
  const store = new Store(view);
  const { header, arrays } = records(0, 10, more);
  arrays.rival_probability.fill(0);
  change(arrays);
  store.addRecords(header, arrays);
  return store;
}

test("it stops at what is worth seeing, beyond where it is", () => {
  const milestones = ["only_letter", "tells_apart", "solved"].map((kind, index) => ({ kind, step: 2 * index + 1 }));
  const [stops, store] = [new QuestionStops(), stored(() => {}, { milestones })];
  assert.deepEqual(
    [0, 2.9, 3, 5].map((position) => stops.next(view, store, position)),
    [3, 3, 5, Infinity],
  );
  assert.equal(stops.next({ ...view, in_windows: true }, store, 0), Infinity);
});

test("it stops where the network is undecided between two successors, once for each letter", () => {
  const undecided = (arrays) => {
    for (const step of [4, 5, 8]) {
      arrays.predicted[3 * step] = 1; // b
      arrays.rival[3 * step] = 2; // c
      arrays.confidence[3 * step] = 100;
      arrays.rival_probability[3 * step] = 90;
    }
  };
  const [stops, store] = [new QuestionStops(), stored(undecided)];
  assert.equal(stops.next(view, store, 0), 4);
  assert.equal(stops.next(view, store, 4), Infinity);
  assert.equal(stops.next(view, store, 3.5), 4, "going back finds it again");
});

test("an untrained network is undecided between all letters, which is not worth a stop; nor is a rival that never follows", () => {
  const weak = (arrays) => {
    arrays.predicted.fill(1);
    arrays.rival.fill(2);
    arrays.confidence.fill(60);
    arrays.rival_probability.fill(60);
  };
  const strange = (arrays) => {
    weak(arrays);
    arrays.rival.fill(0);
    arrays.confidence.fill(120);
    arrays.rival_probability.fill(110);
  };
  for (const change of [weak, strange]) assert.equal(new QuestionStops().next(view, stored(change), 0), Infinity);
});

test("another run is searched from its beginning", () => {
  const stops = new QuestionStops();
  stops.next(view, stored(), 0);
  const other = new Store({ ...view, run: "other" });
  assert.equal(stops.next(view, other, 0), Infinity);
  assert.equal(stops.searched, 0);
});
