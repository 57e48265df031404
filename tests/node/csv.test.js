import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cell, csv } from "../../assets/scenes/csv.js";

const EXAMPLES = JSON.parse(readFileSync(new URL("../csv_cells.json", import.meta.url), "utf8"));

test("a text is quoted if a reader would take it for something else", () => {
  for (const [value, written] of EXAMPLES) assert.equal(cell(value), written, JSON.stringify(value));
});

test("a table is lines of cells", () => {
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
