import assert from "node:assert/strict";
import { test } from "node:test";
import { GuessingGame } from "../../assets/scenes/guessing_game.js";

const symbol = (id) => "abc"[id];
const letters = [
  { id: 0, time: 0 },
  { id: 1, time: 1 },
  { id: 2, time: 0 }, // the second sequence
  { id: 0, time: 1 },
];
const labels = {
  guess_right: "right: {letter}",
  guess_wrong: "wrong: {letter}",
  guess_score: "{right} of {told}",
  guess_now: "after {letter}?",
};

test("the first letter of each sequence is given, and each guess is counted", () => {
  const game = new GuessingGame(letters, symbol);
  assert.equal(game.words({ labels, best: 2, total: 2 }), "after a?");
  game.choose(1, labels);
  assert.equal(game.at, 3);
  assert.equal(game.words({ labels, best: 2, total: 2 }), "right: b 1 of 1 after c?");
  game.choose(1, labels);
  assert.ok(game.isOver);
  assert.equal(game.words({ labels, best: 2, total: 2 }), "wrong: a 1 of 2");
  assert.deepEqual({ ...game.marks }, { 1: "right", 3: "wrong" });
});
