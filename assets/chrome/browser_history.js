/**
 * One press of Back goes back by one page, or by one run.
 *
 * Streamlit gives each change of the address an entry of its own: one for the page that is opened, one for what the page then
 * writes into its address, and one for each place that a person looks at. Those that say neither another page nor another run
 * take the entry's place instead.
 *
 * And steps may follow each other faster than pages run. Of a page that has been passed by, Streamlit would still write the
 * address, as an entry after the one that was gone back to. So one step is followed at a time, and what lies between is passed
 * by; until then nothing is written.
 */

import { isConnected, isIdle, SCRIPT } from "./streamlit.js";

const PATIENCE = 2000; // ms that a step waits for the one before it

let counts = false; // whether the browser's own way has been replaced
let keys = []; // of the run, in an address
let opening = false; // whether what the page writes is a part of its being opened
let left = ""; // the run on the page from which it was opened
let acted = false; // whether a person has done something since
let leaving = false; // whether the entry was made by a run of the script that has not ended yet
let followed = false; // whether a step back or forward has been told to the server, which has not drawn its page yet
let waiting = 0; // the timer of a step that has not been told yet

/** Takes the run's keys, and begins where that has not been done; returns what ends the watch over the script. */
export function countRuns(runKeys) {
  keys = runKeys;
  const app = document.querySelector(`[${SCRIPT}]`);
  if (!counts) {
    opening = !isIdle(app);
    count();
    followSteps(app);
  }
  const rest = () => {
    if (!isIdle(app)) return;
    opening = leaving = followed = false;
    follow();
  };
  rest();
  const observer = new MutationObserver(rest);
  observer.observe(app, { attributeFilter: [SCRIPT] });
  return observer;
}

function count() {
  const push = history.pushState;
  const replace = history.replaceState;
  history.pushState = (state, title, address) => {
    const there = new URL(address ?? "", location.href);
    const same = there.pathname === location.pathname;
    if (waiting || (followed && !same && !acted)) return;
    const opened = opening && (!acted || run(there) === left);
    const instead = same ? opened || run(there) === run(location) : leaving && !acted;
    leaving = same && !instead;
    if (!same) [opening, left] = [true, run(location)];
    acted = false;
    (instead ? replace : push).call(history, state, title, address);
  };
  history.replaceState = (...entry) => {
    if (!waiting) replace.apply(history, entry);
  };
  const act = () => {
    follow(); // what is done after a step is told after it
    acted = true;
  };
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, act, { capture: true });
  counts = true;
}

/** Lets Streamlit hear of a step only when it has followed the one before. */
function followSteps(app) {
  const step = (event) => {
    if (!followed) {
      followed = isConnected(app) && !location.hash; // a place on the same page asks the server nothing
      acted = false;
      return;
    }
    event.stopImmediatePropagation();
    waiting ||= setTimeout(follow, PATIENCE);
  };
  addEventListener("popstate", step, { capture: true });
}

/** Follows the step that waits. */
function follow() {
  if (!waiting) return;
  clearTimeout(waiting);
  waiting = 0;
  followed = false;
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
}

/** What an address says of the run. */
function run({ search }) {
  const said = new URLSearchParams(search);
  return JSON.stringify(keys.map((key) => said.getAll(key)));
}
