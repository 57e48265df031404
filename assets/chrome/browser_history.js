/**
 * Makes one press of Back go back by one page, or by one run.
 *
 * Streamlit adds a history entry for each change of the URL: one for the page that is opened, one for what the page then writes
 * into its URL, and one for each step or unit that the user looks at. A change that is neither another page nor another run
 * replaces the current entry instead.
 *
 * The user may also press Back faster than pages can run. Streamlit would then still write the URL of a page that has been
 * skipped, as an entry after the one the user went back to. So one step is followed at a time, those in between are skipped, and
 * nothing is written until then.
 */

import { isConnected, isIdle, SCRIPT } from "./streamlit.js";

const MAX_WAIT = 2000; // ms that a step back or forward waits for the one before it

let isPatched = false; // whether pushState and replaceState have been replaced
let keys = []; // the keys of the URL that describe the run
let isOpening = false; // whether the page is still being opened, so that its writes belong to the opening
let previousRun = ""; // the run on the page from which this one was opened
let hasActed = false; // whether the user has done something since
let isFreshEntry = false; // whether the entry was added by a script run that has not ended yet
let inProgress = false; // whether a step back or forward has been sent to the server, which has not drawn its page yet
let timer = 0; // of a step that has not been sent yet

/** Sets the run's keys, and patches the history on the first call; returns the observer of the script state. */
export function countRuns(runKeys) {
  keys = runKeys;
  const app = document.querySelector(`[${SCRIPT}]`);
  if (!isPatched) {
    isOpening = !isIdle(app);
    patchHistory();
    followSteps(app);
  }
  const rest = () => {
    if (!isIdle(app)) return;
    isOpening = isFreshEntry = inProgress = false;
    follow();
  };
  rest();
  const observer = new MutationObserver(rest);
  observer.observe(app, { attributeFilter: [SCRIPT] });
  return observer;
}

function patchHistory() {
  const push = history.pushState;
  const replace = history.replaceState;
  history.pushState = (state, title, address) => {
    const target = new URL(address ?? "", location.href);
    const samePage = target.pathname === location.pathname;
    if (timer || (inProgress && !samePage && !hasActed)) return;
    const partOfOpening = isOpening && (!hasActed || runOf(target) === previousRun);
    const replaces = samePage ? partOfOpening || runOf(target) === runOf(location) : isFreshEntry && !hasActed;
    isFreshEntry = samePage && !replaces;
    if (!samePage) [isOpening, previousRun] = [true, runOf(location)];
    hasActed = false;
    (replaces ? replace : push).call(history, state, title, address);
  };
  history.replaceState = (...entry) => {
    if (!timer) replace.apply(history, entry);
  };
  const act = () => {
    follow(); // an action after a step is sent after it
    hasActed = true;
  };
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, act, { capture: true });
  isPatched = true;
}

/** Passes a step back or forward to Streamlit only after it has finished the one before. */
function followSteps(app) {
  const step = (event) => {
    if (!inProgress) {
      inProgress = isConnected(app) && !location.hash; // an anchor on the same page needs no server
      hasActed = false;
      return;
    }
    event.stopImmediatePropagation();
    timer ||= setTimeout(follow, MAX_WAIT);
  };
  addEventListener("popstate", step, { capture: true });
}

/** Sends the waiting step. */
function follow() {
  if (!timer) return;
  clearTimeout(timer);
  timer = 0;
  inProgress = false;
  dispatchEvent(new PopStateEvent("popstate", { state: history.state }));
}

/** The part of a URL that describes the run. */
function runOf({ search }) {
  const query = new URLSearchParams(search);
  return JSON.stringify(keys.map((key) => query.getAll(key)));
}
