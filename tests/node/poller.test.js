import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { Poller } from "../../assets/shared/poller.js";

let now = 0;
let sent = [];
let missing = null;
let visible = null; // the listener
const link = () => new Poller(() => missing);

/** Time passes; so do the timers. */
function pass(milliseconds) {
  now += milliseconds;
  mock.timers.tick(milliseconds);
}

beforeEach(() => {
  mock.reset();
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
  [now, sent, missing] = [10_000, [], { run: "run", have: 0 }];
  mock.method(performance, "now", () => now);
  globalThis.document = {
    hidden: false,
    addEventListener: (_name, listener) => {
      visible = listener;
    },
    removeEventListener: () => {
      visible = null;
    },
  };
});

function connected() {
  const made = link();
  made.connect((request) => sent.push(request));
  return made;
}

test("one request is in flight, and what is sent is what is missing then", () => {
  const made = connected();
  made.ask();
  missing = { run: "run", have: 5 };
  made.ask();
  pass(0);
  assert.deepEqual(sent, [{ run: "run", have: 5, n: 1 }]);
  for (let turn = 0; turn < 5; turn++) {
    made.ask();
    pass(100);
  }
  assert.equal(sent.length, 1);
  made.answered();
  made.ask();
  pass(0);
  assert.equal(sent.length, 2);
});

test("a pause lies between two requests", () => {
  const made = connected();
  made.ask();
  pass(0);
  made.answered();
  made.ask();
  pass(99);
  assert.equal(sent.length, 1);
  pass(1);
  assert.equal(sent.length, 2);
});

test("a request that is never answered is made again", () => {
  connected().ask();
  pass(0);
  pass(2999);
  assert.equal(sent.length, 1);
  pass(1);
  pass(100);
  assert.deepEqual(
    sent.map(({ n }) => n),
    [1, 2],
  );
});

test("nothing is asked for where nothing is missing, also where that has changed in between", () => {
  const made = connected();
  made.ask();
  missing = null;
  pass(1000);
  made.ask();
  pass(1000);
  assert.deepEqual(sent, []);
});

test("a hidden tab asks for nothing until it is seen again", () => {
  const made = connected();
  document.hidden = true;
  made.ask();
  pass(5000);
  assert.deepEqual(sent, []);
  document.hidden = false;
  visible();
  pass(0);
  assert.equal(sent.length, 1);
});

test("after it has been cut off nothing is sent, and afterwards it begins anew", () => {
  const made = connected();
  made.ask();
  made.disconnect();
  pass(10_000);
  assert.deepEqual(sent, []);
  assert.equal(visible, null);
  made.connect((request) => sent.push(request));
  made.ask();
  pass(100);
  assert.equal(sent.length, 1);
});
