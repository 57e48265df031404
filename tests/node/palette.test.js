import assert from "node:assert/strict";
import { test } from "node:test";
import { Palette } from "../../assets/shared/palette.js";

const WHITE = "rgb(255, 255, 255)";
const NIGHT = "rgba(20, 23, 28, 1)";
const numbers = (css) =>
  css
    .match(/[\d.]+/g)
    .slice(0, 3)
    .map(Number);

/** WCAG's contrast of two colours, from its own text. */
function contrast(one, other) {
  const linear = (byte) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
  const light = (css) =>
    numbers(css).reduce((sum, byte, index) => sum + [0.2126, 0.7152, 0.0722][index] * linear(byte), 0);
  const [less, more] = [light(one), light(other)].sort((a, b) => a - b);
  return (more + 0.05) / (less + 0.05);
}

const pixel = (scale, index) => [...new Uint8Array(scale.buffer, 4 * index, 4)];

test("whatever is written can be read on the page, light or dark", () => {
  for (const paper of [WHITE, NIGHT, "rgb(0 0 0)", "not a colour"]) {
    const palette = new Palette(paper);
    for (const name of ["ink", "muted", "blue", "orange"])
      assert.ok(contrast(palette[name], palette.background) >= 4.5, `${name} on ${paper}`);
    assert.ok(contrast(palette.grey, palette.background) >= 3, `lines on ${paper}`);
  }
});

test("it is dark where the page is", () => {
  assert.deepEqual(
    [WHITE, NIGHT, "rgb(250 250 250)", "none"].map((paper) => new Palette(paper).dark),
    [false, true, false, false],
  );
});

test("text on a tint can be read, however strong the tint", () => {
  for (const paper of [WHITE, NIGHT])
    for (const name of ["blue", "orange", "grey"])
      for (let share = 0; share <= 1; share += 0.05) {
        const palette = new Palette(paper);
        assert.ok(contrast(palette.on(name, share), palette.tint(name, share)) >= 4.5, `${name} ${share} on ${paper}`);
      }
});

test("the middle of a signed scale is the page itself; its ends are orange and blue", () => {
  for (const paper of [WHITE, NIGHT]) {
    const palette = new Palette(paper);
    const [low, high] = [pixel(palette.signed, 0), pixel(palette.signed, 255)];
    assert.deepEqual(low, [...numbers(palette.orange), 255]);
    assert.deepEqual(high, [...numbers(palette.blue), 255]);
    for (const index of [127, 128])
      for (const [channel, value] of pixel(palette.signed, index).slice(0, 3).entries())
        assert.ok(Math.abs(value - numbers(paper)[channel]) <= 2);
    assert.deepEqual(pixel(palette.unsigned, 0), [...numbers(paper).slice(0, 3), 255]);
    assert.deepEqual(pixel(palette.unsigned, 255), [...numbers(palette.blue), 255]);
  }
});

test("nothing of a colour is the page, all of it is the colour", () => {
  const palette = new Palette(NIGHT);
  assert.deepEqual(numbers(palette.tint("blue", 0)), [20, 23, 28]);
  assert.equal(palette.tint("blue", 1), palette.blue);
});
