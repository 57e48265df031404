import assert from "node:assert/strict";
import { test } from "node:test";
import { csv } from "../../assets/scenes/csv.js";

test("no text is taken for a formula, a number or nothing", () => {
  const rows = [
    ["value", "seed", "steps"],
    ["=1+1", 0, 16],
    ["-2", 1, "never"],
    ["0.1", 2, null],
    ['a, "b"', 3, "nan"],
    ["가", 4, 5],
  ];
  assert.deepEqual(csv(rows).split("\r\n"), [
    "\ufeffvalue,seed,steps",
    '"""=1+1""",0,16',
    '"""-2""",1,never',
    '"""0.1""",2,',
    '"a, ""b""",3,"""nan"""',
    "가,4,5",
  ]);
});
