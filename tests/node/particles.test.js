import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fill } from "../../assets/shared/format.js";
import { particle } from "../../assets/shared/particles.js";

const EXAMPLES = JSON.parse(readFileSync(new URL("../particles.json", import.meta.url), "utf8"));

test("a particle goes by the last sound of what stands before it", () => {
  for (const [before, pair, form] of EXAMPLES) assert.equal(particle(before, pair), form, `${before} ${pair}`);
});

test("a sentence takes its particles from its values, and leaves theirs alone", () => {
  assert.equal(fill("{one}[과/와] {other}[은/는] 글자예요.", { one: "l", other: "h" }), "l과 h는 글자예요.");
  assert.equal(fill("‘{text}’[이/가] 글이에요.", { text: "[은/는]" }), "‘[은/는]’이 글이에요.");
});
