// Set up in every page before its own scripts: what the tests ask, through the shadow roots of our components.
window.roots = () => [document, ...[...document.querySelectorAll("*")].flatMap((node) => node.shadowRoot ?? [])];
window.every = (selector) => roots().flatMap((root) => [...root.querySelectorAll(selector)]);
window.shown = (name) => every(`[data-testid=${name}]`)[0];
window.focused = (node = document.activeElement) => (node?.shadowRoot ? focused(node.shadowRoot.activeElement) : node);

// Ends once so many more frames have been drawn, and what moves for a while has come to rest.
window.frames = async (count) => {
  const moves = roots().flatMap((root) => root.getAnimations());
  const ending = moves.filter(({ effect }) => effect.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(ending.map(({ finished }) => finished));
  for (; count > 0; count--) await new Promise(requestAnimationFrame);
};

// What Streamlit has been asked to run, and what it has begun and ended since.
const [RERUN, BEGUN, ENDED] = [11, 4, 6]; // fields of BackMsg and ForwardMsg
const GONE = 10_000; // ms: what has not begun by then was asked of a fragment that the server has dropped with its page
window.runs = { sent: 0, asked: -Infinity, running: true };

// The field of a protobuf message that comes last in it: its kind.
function kind(bytes) {
  let at = 0;
  let field = 0;
  const number = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      value += (bytes[at] & 127) * scale;
      if (bytes[at++] < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = number();
    field = tag >> 3;
    const told = number(); // a number itself, or the length of what follows
    if ((tag & 7) === 2) at += told;
  }
  return field;
}

window.WebSocket = class extends WebSocket {
  constructor(...address) {
    super(...address);
    runs.running = true;
    super.addEventListener("message", ({ data }) => {
      const told = kind(new Uint8Array(data));
      if (told === BEGUN) Object.assign(runs, { asked: -Infinity, running: true });
      else if (told === ENDED) runs.running = false;
    });
  }

  send(data) {
    if (kind(new Uint8Array(data)) === RERUN) Object.assign(runs, { sent: runs.sent + 1, asked: performance.now() });
    super.send(data);
  }
};

window.isAsked = () => performance.now() - runs.asked < GONE;
window.idle = () => {
  const app = document.querySelector("[data-test-script-state]")?.dataset;
  const rests = app?.testConnectionState === "CONNECTED" && app.testScriptState === "notRunning";
  return rests && !isAsked() && !runs.running;
};
