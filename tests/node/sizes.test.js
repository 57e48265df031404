import assert from "node:assert/strict";
import { test } from "node:test";
import { distribute, MIN_HEIGHT, netHeight, sizes } from "../../assets/player/sizes.js";

const part = (name, min, max, weight = 1) => ({ name, min, max, weight });
const ALL = new Set(["network", "states", "history", "loss", "letters", "cell"]);
const LSTM = ["cell_state", "hidden", "gate:input", "gate:forget", "gate:candidate", "gate:output"];

test("each part has its minimum, and of the rest a share by its weight", () => {
  assert.deepEqual(distribute(100, [part("a", 10, 1000, 1), part("b", 10, 1000, 3)]), { a: 30, b: 70 });
});

test("none has more than its maximum, and the rest goes to the others", () => {
  assert.deepEqual(distribute(100, [part("a", 10, 20), part("b", 10, 1000)]), { a: 20, b: 80 });
  assert.deepEqual(distribute(100, [part("a", 10, 20), part("b", 10, 30)]), { a: 20, b: 30 });
});

test("with too little room each has its minimum", () => {
  assert.deepEqual(distribute(5, [part("a", 10, 20), part("b", 30, 40)]), { a: 10, b: 30 });
  assert.deepEqual(distribute(-50, []), {});
});

test("the parts are never longer than the room together", () => {
  for (let room = 0; room < 900; room += 7) {
    const given = distribute(room, [part("a", 0, 97, 0.3), part("b", 0, 211, 2), part("c", 0, 5000, 0.01)]);
    const sum = Object.values(given).reduce((one, other) => one + other, 0);
    assert.ok(sum <= room && sum > room - 4, `${sum} of ${room}`);
  }
});

for (const height of [485, 572, 752, 930])
  for (const layers of [1, 2])
    test(`all pictures of an LSTM of ${layers} layers fit into ${height} px, and none is too low`, () => {
      const room = { mode: "screen", width: 1256, height, large: false, single: null };
      const has = {
        pictures: ALL,
        layers,
        strips: LSTM,
        historyAt: "right",
        opened: null,
        predictFirst: false,
        slots: 6,
        lanes: 0,
      };
      const { heights, ...px } = sizes(room, has, "serif");
      const strips = LSTM.map((name) => heights[name]);
      const left = netHeight(px, layers, heights.layer, false) + strips.reduce((sum, each) => sum + each + 6, 0);
      const right = ["readout", "loss", "letters", "history", "cell", "note"].reduce(
        (sum, name) => sum + heights[name] + 6,
        -6,
      );
      assert.ok(left <= height && right <= height, `${left} and ${right} of ${height}`);
      assert.ok(Math.min(...strips, heights.loss, heights.history) >= MIN_HEIGHT);
      assert.ok(px.text >= 11);
    });

test("a strip that was clicked is much taller than the others, which stay large enough", () => {
  const room = { mode: "screen", width: 1256, height: 572, large: false, single: null };
  const has = {
    pictures: ALL,
    layers: 1,
    strips: LSTM,
    historyAt: "right",
    opened: "gate:forget",
    predictFirst: false,
    lanes: 0,
  };
  const { heights } = sizes(room, has, "serif");
  assert.ok(heights["gate:forget"] > 2 * heights["gate:input"] && heights["gate:input"] >= MIN_HEIGHT);
});
