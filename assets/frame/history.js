/**
 * One press of Back goes back by one page, or by one run.
 *
 * Streamlit gives each change of the address an entry of its own: one for the page that is opened, one for what the page then
 * writes into its address, and one for each place that a person looks at. Those that say neither another page nor another run
 * take the entry's place instead.
 */

import { isIdle, SCRIPT } from "./streamlit.js";

let counts = false; // whether the browser's own way has been replaced
let keys = []; // of the run, in an address
let opening = false; // whether what the page writes is a part of its being opened
let left = ""; // the run on the page from which it was opened
let acted = false; // whether a person has done something since
let leaving = false; // whether the entry was made by a run of the script that has not ended yet

/** Takes the run's keys, and begins where that has not been done; returns what ends the watch over the script. */
export function countRuns(runKeys) {
  keys = runKeys;
  const app = document.querySelector(`[${SCRIPT}]`);
  if (!counts) {
    opening = !isIdle(app);
    count();
  }
  const rest = () => {
    if (isIdle(app)) opening = leaving = false;
  };
  rest();
  const observer = new MutationObserver(rest);
  observer.observe(app, { attributeFilter: [SCRIPT] });
  return observer;
}

function count() {
  const push = history.pushState;
  history.pushState = (state, title, address) => {
    const there = new URL(address ?? "", location.href);
    const same = there.pathname === location.pathname;
    const opened = opening && (!acted || run(there) === left);
    const instead = same ? opened || run(there) === run(location) : leaving && !acted;
    leaving = same && !instead;
    if (!same) [opening, left] = [true, run(location)];
    acted = false;
    return (instead ? history.replaceState : push).call(history, state, title, address);
  };
  for (const act of ["pointerdown", "keydown"]) addEventListener(act, () => (acted = true), { capture: true });
  counts = true;
}

/** What an address says of the run. */
function run({ search }) {
  const said = new URLSearchParams(search);
  return JSON.stringify(keys.map((key) => said.getAll(key)));
}
