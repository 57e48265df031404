import assert from "node:assert/strict";
import { test } from "node:test";
import { studentLink } from "../../assets/player/qr_dialog.js";
import { clamp } from "../../assets/shared/arrow_keys.js";
import { keyboard } from "../../assets/shared/keyboard.js";

/** Presses a key on a node of the player that matches `kinds`; returns what was done, and whether the page still gets the key. */
function press(key, { kinds = [], inside = true, more = [], ...event } = {}) {
  const done = [];
  const act = new Proxy({}, { get: (_, name) => (value) => done.push([name, value]) });
  const target = {
    matches: (list) => kinds.some((kind) => list.includes(kind)),
    closest: (kind) => (kinds.includes(kind) ? {} : null),
  };
  globalThis.document = { body: {}, documentElement: {} };
  let kept = false;
  keyboard(
    { contains: () => inside },
    act,
    more,
  )({
    key,
    composedPath: () => [target],
    preventDefault: () => {
      kept = true;
    },
    ...event,
  });
  return [done, kept];
}

test("space, arrows, home and end, with shift for ten steps", () => {
  const one = (...what) => press(...what)[0][0];
  assert.deepEqual(one(" "), ["toggle", undefined]);
  assert.deepEqual(one("ArrowLeft"), ["nudge", -1]);
  assert.deepEqual(one("ArrowRight", { shiftKey: true }), ["nudge", 10]);
  assert.deepEqual(one("Home"), ["seek", 0]);
  assert.deepEqual(one("End"), ["toEnd", undefined]);
  assert.ok(press("End")[1]);
});

test("keys are left to who is typing, to a dialog, to a pressed button, to the browser and to other parts of the page", () => {
  const left = [
    press(" ", { kinds: ["textarea"] }),
    press("ArrowLeft", { kinds: ["dialog"] }),
    press(" ", { kinds: ["button"] }),
    press("ArrowLeft", { ctrlKey: true }),
    press("ArrowLeft", { metaKey: true }),
    press("ArrowLeft", { defaultPrevented: true }),
    press("ArrowLeft", { inside: false }),
    press("x"),
  ];
  for (const result of left) assert.deepEqual(result, [[], false]);
  assert.deepEqual(press("ArrowLeft", { kinds: ["button"] })[0], [["nudge", -1]], "an arrow does not press it");
});

test("a panel that wants a key goes first", () => {
  const done = [];
  const panel = { key: ({ key }) => (key === "Home" ? () => done.push("panel") : undefined) };
  assert.deepEqual(press("Home", { more: [panel] }), [[], true]);
  assert.deepEqual(press("End", { more: [panel] })[0], [["toEnd", undefined]]);
  assert.deepEqual(done, ["panel"]);
});

test("a student's link is the teacher's without what is the teacher's own", () => {
  const link = (href) => studentLink({ href });
  assert.equal(
    link("https://a.b/x?cell=lstm&view=class&text=a%20b%26&lang=ko#top"),
    "https://a.b/x?cell=lstm&text=a%20b%26",
  );
  assert.equal(link("https://a.b/~/+/memory?viewer=1"), "https://a.b/memory?viewer=1");
  assert.equal(link("https://a.b/"), "https://a.b/");
});

test("a place is kept within its range", () => {
  assert.deepEqual(
    [-1, 0, 3, 9].map((place) => clamp(place, [0, 3])),
    [0, 0, 3, 3],
  );
});
