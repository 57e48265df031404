import assert from "node:assert/strict";
import { afterEach, mock, test } from "node:test";
import { HttpTransport } from "../../assets/player/http_transport.js";

const view = { view: "v", language: "ko", ghost: null, options: { route: "/api/packets", viewer: "me" } };
const request = { run: "run", view: "v", have: 7, ghost: 2 };
const packets = { headers: { "content-type": "application/octet-stream" } };

afterEach(() => mock.reset());

/** A route whose server answers with `answers`, one after the other: {taken, failed, addresses, pull()}. */
function made(answers, take = () => true) {
  const seen = { taken: [], failed: 0, addresses: [] };
  mock.method(globalThis, "fetch", async (address) => {
    seen.addresses.push(new URL(address, "http://here"));
    const answer = answers.shift();
    if (answer instanceof Error) throw answer;
    return answer;
  });
  const route = new HttpTransport(
    (bytes) => {
      seen.taken.push([...bytes]);
      return take();
    },
    () => seen.failed++,
  );
  return Object.assign(seen, { route, pull: (current = view) => route.pull(request, current) });
}

test("it serves what is shown, and nothing but its records", () => {
  const { route } = made([]);
  assert.ok(route.serves(request, view));
  for (const other of [{ view: "old" }, { detail: {} }, { vote_probabilities: {} }])
    assert.ok(!route.serves({ ...request, ...other }, view));
  assert.ok(!route.serves(request, null));
  assert.ok(!route.serves(request, { ...view, options: {} }), "the server has no route");
});

test("packets are taken, and asked for from where we stand", async () => {
  const seen = made([new Response(Uint8Array.of(1, 2), packets)]);
  await seen.pull({ ...view, ghost: { run: "old" } });
  assert.deepEqual([seen.taken, seen.failed], [[[1, 2]], 0]);
  assert.deepEqual(Object.fromEntries(seen.addresses[0].searchParams), {
    run: "run",
    have: "7",
    viewer: "me",
    lang: "ko",
    ghost: "old",
    ghost_have: "2",
  });
});

test("after two failures in a row, of any kind, the page's own messages carry on", async () => {
  for (const wrong of [
    () => new Error("no network"),
    () => new Response("", { ...packets, status: 500 }),
    () => new Response("<!doctype html>", { headers: { "content-type": "text/html" } }),
  ]) {
    const seen = made([wrong(), new Response(Uint8Array.of(1), packets), wrong(), wrong()]);
    for (let turn = 0; turn < 3; turn++) await seen.pull();
    assert.ok(seen.route.serves(request, view), "one answer between them was right");
    await seen.pull();
    assert.deepEqual([seen.route.serves(request, view), seen.failed], [false, 3]);
    mock.reset();
  }
});

test("an answer that is no packets counts as a failure", async () => {
  const seen = made([new Response(Uint8Array.of(1), packets)], () => false);
  await seen.pull();
  assert.equal(seen.failed, 1);
});

test("a busy server is asked later, and is no failure", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const seen = made([new Response("", { status: 429 })]);
  await seen.pull();
  assert.equal(seen.failed, 0);
  mock.timers.tick(1000);
  assert.deepEqual([seen.failed, seen.route.failures], [1, 0]);
  mock.timers.reset();
});
