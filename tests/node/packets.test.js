import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "../../assets/shared/packets.js";
import { chunk, joined } from "./building.js";

const one = chunk(
  { kind: "records", run: "한글 👩‍👩‍👧 \u202e" },
  {
    predicted: ["u1", [1, 3], [7, 0, 255]],
    correct: ["u2", [3], [0, 256, 65535]],
    loss: ["f4", [2], [0.5, -1.25]],
    none: ["u1", [0, 3], []],
  },
);
const other = chunk({ kind: "status", run: "run", have: 3 });
const kinds = (message) => [...parse(message)].map(({ header }) => header.kind);

test("a chunk is read as it was written", () => {
  const [{ header, arrays }] = parse(one);
  assert.equal(header.run, "한글 👩‍👩‍👧 \u202e");
  assert.deepEqual(arrays.predicted, Uint8Array.of(7, 0, 255));
  assert.deepEqual(arrays.correct, Uint16Array.of(0, 256, 65535));
  assert.deepEqual(arrays.loss, Float32Array.of(0.5, -1.25));
  assert.equal(arrays.none.length, 0);
});

test("messages that were merged are all read, in their order", () => {
  assert.deepEqual(kinds(joined(one, other, one)), ["records", "status", "records"]);
  assert.deepEqual(kinds(new Uint8Array()), []);
});

test("a message may lie anywhere in its buffer, and is left as it is", () => {
  const buffer = joined([1, 2, 3], one, [9]);
  const [{ arrays }] = parse(buffer.subarray(3, 3 + one.length));
  arrays.predicted[0] = 1;
  assert.deepEqual(buffer.subarray(3, 3 + one.length), one);
});

test("a message that is cut short yields whole chunks only, then throws", () => {
  const whole = joined(other, one);
  for (let length = 0; length < whole.length; length++) {
    const read = [];
    try {
      for (const { header, arrays } of parse(whole.subarray(0, length))) read.push([header.kind, arrays]);
      assert.ok(length === 0 || length >= other.length - 7, `nothing was thrown at ${length}`);
    } catch (error) {
      assert.ok(error instanceof RangeError || error instanceof SyntaxError, String(error));
    }
    const known = [...parse(whole)].slice(0, read.length).map(({ header, arrays }) => [header.kind, arrays]);
    assert.deepEqual(read, known, `what was read of ${length} bytes`);
  }
});

test("a type that nobody has agreed on is refused", () => {
  const strange = chunk({ kind: "x" }, { value: ["u1", [1], [1]] });
  const text = new TextDecoder().decode(strange).replace("u1", "i8");
  assert.throws(() => [...parse(new TextEncoder().encode(text))]);
});
