import assert from "node:assert/strict";
import { test } from "node:test";
import { Gif, quantize } from "../../assets/shared/gif.js";

/** RGBA of a row of colours, each as often as is said. */
const pixels = (...runs) =>
  runs.flatMap(([colour, count]) => Array.from({ length: count }, () => [...colour, 255])).flat();

test("few colours stay as they are", () => {
  const { colours, indices } = quantize(pixels([[250, 0, 10], 3], [[0, 130, 255], 1], [[9, 9, 9], 2]));
  const seen = [...indices].map((index) => colours.slice(3 * index, 3 * index + 3));
  assert.deepEqual(seen, [...Array(3).fill([250, 0, 10]), [0, 130, 255], [9, 9, 9], [9, 9, 9]]);
});

test("many colours become 64 that are near to them", () => {
  const ramp = Array.from({ length: 4096 }, (_, index) => [[index >> 4, 255 - (index >> 4), (index & 15) << 4], 1]);
  const given = pixels(...ramp);
  const { colours, indices } = quantize(given);
  assert.equal(colours.length, 3 * 64);
  const far = Math.max(
    ...[...indices].flatMap((index, pixel) =>
      [0, 1, 2].map((channel) => Math.abs(colours[3 * index + channel] - given[4 * pixel + channel])),
    ),
  );
  assert.ok(far <= 40, `${far} is the farthest`);
});

test("a file has its size, its loop, a delay for each frame and an end", () => {
  const gif = new Gif(300, 2);
  gif.add(pixels([[1, 2, 3], 600]), 260);
  gif.add(pixels([[200, 2, 3], 600]), 3000);
  const bytes = [...gif.bytes()];
  assert.equal(String.fromCharCode(...bytes.slice(0, 6)), "GIF89a");
  assert.deepEqual(bytes.slice(6, 10), [300 & 255, 1, 2, 0]);
  assert.equal(String.fromCharCode(...bytes.slice(16, 27)), "NETSCAPE2.0");
  const delays = bytes.flatMap((byte, at) =>
    byte === 0x21 && bytes[at + 1] === 0xf9 ? [bytes[at + 4] + 256 * bytes[at + 5]] : [],
  );
  assert.deepEqual(delays, [26, 300]);
  assert.equal(bytes.at(-1), 0x3b);
});
