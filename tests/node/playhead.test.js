import assert from "node:assert/strict";
import { test } from "node:test";
import { Playhead } from "../../assets/player/playhead.js";

const made = (fields = {}) => Object.assign(new Playhead(), fields);

test("it plays so many steps a second, and rests at the end of what is trained", () => {
  const playhead = made({ playing: true, speed: 4 });
  for (let frame = 0; frame < 10; frame++) playhead.advance(0.1, 20, false);
  assert.equal(playhead.step, 4, "ten times a tenth of a second");
  assert.ok(playhead.advance(60, 20, false), "something has changed");
  assert.deepEqual([playhead.step, playhead.playing], [20, false]);
  assert.ok(!playhead.advance(60, 20, false), "nothing moves any more");
});

test("at the newest step of a run that grows it waits, and goes on when more is known", () => {
  const playhead = made({ playing: true, speed: 10 });
  playhead.advance(60, 5, true);
  assert.deepEqual([playhead.step, playhead.playing, playhead.moves(5)], [5, true, false]);
  assert.ok(playhead.moves(9));
  playhead.advance(60, 9, true);
  assert.equal(playhead.step, 9);
});

test("at full speed it comes to the end in a time that can be watched", () => {
  const playhead = made({ playing: true, speed: Infinity });
  let [seconds, before] = [0, -1];
  for (; playhead.playing && seconds < 60; seconds += 0.1) {
    playhead.advance(0.1, 10_000, false);
    assert.ok(playhead.position > before, "it moves at each frame");
    before = playhead.position;
  }
  assert.equal(playhead.step, 10_000);
  assert.ok(seconds > 1 && seconds < 10, String(seconds));
});

test("steps forward and back stay between the first and the last", () => {
  const playhead = made({ playing: true });
  playhead.nudge(-1, 7);
  assert.deepEqual([playhead.step, playhead.playing], [0, false]);
  playhead.nudge(10, 7);
  assert.equal(playhead.step, 7);
  playhead.nudge(1, 7);
  assert.equal(playhead.step, 7);
  playhead.nudge(-1, 7);
  assert.equal(playhead.step, 6);
  playhead.nudge(1, 0);
  assert.equal(playhead.step, 0, "nothing is known yet");
});

test("a seek goes to a whole step that there is; what is no step leaves it where it is", () => {
  const playhead = made();
  const at = (step) => {
    playhead.seek(step, 9);
    return playhead.position;
  };
  assert.deepEqual([3.4, 3.6, -5, 99, Infinity, -Infinity].map(at), [3, 4, 0, 9, 9, 0]);
  playhead.seek(5, 9);
  assert.deepEqual([Number.NaN, undefined, Number("x")].map(at), [5, 5, 5]);
});

test("it follows the newest step until somebody takes over", () => {
  const playhead = made();
  playhead.toEnd(4, true);
  playhead.advance(0.01, 8, true);
  assert.deepEqual([playhead.step, playhead.following, playhead.moves(8)], [8, true, false]);
  playhead.toggle(8, true);
  playhead.advance(0.01, 12, true);
  assert.deepEqual([playhead.step, playhead.following, playhead.playing], [8, false, false]);
  playhead.toEnd(12, true);
  playhead.advance(0.01, 20, false);
  assert.deepEqual([playhead.step, playhead.following], [20, false], "the run has ended");
});

test("play at the end of a finished run begins anew, of one that grows it does not", () => {
  const finished = made({ position: 9 });
  finished.toggle(9, false);
  assert.deepEqual([finished.step, finished.playing], [0, true]);
  const growing = made({ position: 9 });
  growing.toggle(9, true);
  assert.deepEqual([growing.step, growing.playing], [9, true]);
});

test("it begins at a step as soon as there is that much, or at the last one of a shorter run", () => {
  const playhead = made();
  playhead.restart(true, 6);
  playhead.advance(1, 3, true);
  assert.deepEqual([playhead.step, playhead.from], [3, 6], "it waits at the newest");
  playhead.advance(1, 8, true);
  assert.deepEqual([playhead.step, playhead.from], [6, 0]);
  playhead.restart(false, 6);
  playhead.advance(1, 3, false);
  assert.equal(playhead.from, 0, "no more is to come");
});

test("it rests once at the step that it is to come to, and then plays past it", () => {
  const playhead = made({ speed: 4 });
  playhead.restart(true, 0, 3);
  playhead.advance(60, 50, true);
  assert.deepEqual([playhead.step, playhead.playing], [3, false]);
  playhead.toggle(50, true);
  playhead.advance(2, 50, true);
  assert.equal(playhead.step, 11);
});
