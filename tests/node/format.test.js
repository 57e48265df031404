import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, fill, inOneLine, isolated, number, percent, visibleSymbol } from "../../assets/shared/format.js";

test("places are filled once, with whatever the values say", () => {
  assert.equal(fill("{step} / {steps}", { step: 0, steps: 10 }), "0 / 10");
  assert.equal(fill("{a}{b}", { a: "{b}", b: "$& $1" }), "{b}$& $1");
  assert.equal(fill("{known} {unknown}", { known: "x" }), "x {unknown}");
  assert.equal(fill(undefined), "");
  assert.equal(fill("no place"), "no place");
});

test("words that run from right to left do not turn the sentence round them", () => {
  assert.equal(fill("says {word}!", { word: "שלום" }), "says \u2068שלום\u2069!");
  assert.equal(isolated("ihello"), "ihello");
});

test("the form of a label follows the language's plural", () => {
  const labels = { ahead: "{count} runs", ahead_one: "{count} run" };
  assert.deepEqual(
    [0, 1, 2].map((count) => counted(labels, "ahead", count, "en")),
    ["{count} runs", "{count} run", "{count} runs"],
  );
  assert.equal(counted({ ahead: "{count}개" }, "ahead", 1, "ko"), "{count}개");
});

test("spaces are marked where nothing else shows them, and nowhere else", () => {
  const seen = {
    " ": "␣",
    "    ": "␣␣␣␣",
    " a b ": "␣a b␣",
    "a  b": "a  b",
    "a \n b": "a␣ / ␣b",
    "": "",
    "to be": "to be",
  };
  for (const [text, visible] of Object.entries(seen)) assert.equal(inOneLine(text), visible);
});

test("every symbol can be seen", () => {
  const seen = {
    " ": "␣",
    "\n": "⏎",
    "\t": "⇥",
    "<s>": "⟨s⟩",
    "\u0000": "␀",
    "\u001b": "␛",
    "\u202e": "U+202E",
    "\u200b": "U+200B",
    "\u0301": "◌\u0301",
    "e\u0301": "e\u0301",
    "👩‍👩‍👧": "👩‍👩‍👧",
    "🇰🇷": "🇰🇷",
    한: "한",
    नि: "नि",
    a: "a",
    "": "",
  };
  for (const [symbol, text] of Object.entries(seen)) assert.equal(visibleSymbol(symbol), text, JSON.stringify(symbol));
  assert.equal(visibleSymbol("\ud800"), "U+D800");
});

test("numbers have about three digits and a true minus", () => {
  const examples = [
    [0, "0.000"],
    [-0, "0.000"],
    [0.5, "0.500"],
    [-1.23456, "−1.235"],
    [12.345, "12.3"],
    [1234.5, "1235"],
    [123456, "1.2e5"],
    [-1e-5, "−0.000010"],
    [1e-12, "1.0e−12"],
    [Number.NaN, "NaN"],
    [Infinity, "Infinity"],
  ];
  for (const [value, text] of examples) assert.equal(number(value), text);
  assert.equal(number(12.345, 2), "12");
});

test("shares are written in whole per cent", () => {
  assert.deepEqual([0, 0.005, 0.5, 1].map(percent), ["0 %", "1 %", "50 %", "100 %"]);
});
