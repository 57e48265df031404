import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { sequencesOf } from "../../assets/player/text_sequences.js";
import { joined, tokensOf } from "../../assets/shared/tokens.js";

const EXAMPLES = JSON.parse(readFileSync(new URL("../tokens.json", import.meta.url), "utf8"));

test("a text is cut into the same words here and in Python, and joined in the same way", () => {
  for (const [text, words, whole] of EXAMPLES) {
    assert.deepEqual(tokensOf(text, "words"), words, text);
    assert.equal(joined(words, "words"), whole);
    assert.deepEqual(tokensOf(whole, "words"), words, whole);
  }
});

test("no space is written beside a line break, as in Python", () => {
  assert.equal(joined(["one", ",", "\n", "two", "three", "\n"], "words"), "one,\ntwo three\n");
});

test("characters are what a reader counts", () => {
  assert.deepEqual(tokensOf("e\u0301a\r\n한"), ["é", "a", "\n", "한"]);
  assert.equal(joined(["a", ",", " "]), "a, ");
});

test("a text of words is trained here as the server would: its symbols, pairs and sequences", () => {
  const settings = { alphabet: null, boundary_tokens: true, sequences: "lines", tokenize: "words" };
  const read = sequencesOf("I am here.\n \nhere I am", settings);
  assert.deepEqual(read?.symbols, ["I", "am", "here", ".", "<s>", "<e>"]);
  assert.deepEqual(
    [read?.inputs, read?.targets, read?.starts],
    [
      [4, 0, 1, 2, 3, 4, 2, 0, 1],
      [0, 1, 2, 3, 5, 2, 0, 1, 5],
      [0, 5],
    ],
  );
  assert.deepEqual(sequencesOf("b a", { ...settings, alphabet: "a  b c" })?.symbols, ["a", "b", "c", "<s>", "<e>"]);
  assert.equal(sequencesOf("hihello", { ...settings, boundary_tokens: false }), null);
});
