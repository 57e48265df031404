import assert from "node:assert/strict";
import { test } from "node:test";
import { UnitVectors } from "../../assets/scenes/unit_vectors.js";

const near = (one, other) => assert.ok(Math.abs(one - other) < 1e-6, `${one} is not ${other}`);
const vectors = new UnitVectors(Float32Array.of(3, 4, 0, 2, 4, -3, -6, -8), 2);

test("a product is a cosine, whatever the lengths were", () => {
  near(vectors.cosine(0, 0), 1);
  near(vectors.cosine(0, 1), 0.8);
  near(vectors.cosine(0, 2), 0);
  near(vectors.cosine(0, 3), -1);
});

test("the nearest come first", () => {
  assert.deepEqual(
    vectors.nearest(Float32Array.of(0, 9)).map(({ id }) => id),
    [1, 0, 2, 3],
  );
});

test("an analogy leaves its own words out", () => {
  assert.deepEqual(
    vectors.analogy(0, 1, 2).map(({ id }) => id),
    [3],
  );
});

test("a vector of zeros stays one", () => {
  assert.deepEqual([...new UnitVectors(Float32Array.of(0, 0), 2).row(0)], [0, 0]);
});
