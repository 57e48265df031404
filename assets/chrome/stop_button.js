/**
 * Has the page drawn again when the player says that no more records will come, but the page still offers to stop the run.
 *
 * The server could do so by itself. But a script that asks for its own rerun in the moment in which the user opens another page
 * makes Streamlit draw the old page once more, and the user's step is lost. The browser's requests come in one order.
 */

import { hearPage } from "../shared/page_events.js";
import { isConnected, isIdle, SCRIPT } from "./streamlit.js";

const STOP = ".st-key-stop button:not(:disabled)";
const MAX_TRIES = 3; // in a row: the server may see the run differently
const LEAVING = 3000; // ms in which another page has come

let tries = 0;
let ended = null; // what the player has, while the script still runs
let leftAt = -Infinity; // when another page was requested; until that comes, Streamlit takes this one for the current one

/** send(counts): asks the server to draw the page. Returns the function that ends this. */
export function watchStopButton(send) {
  const app = document.querySelector(`[${SCRIPT}]`);
  const check = () => {
    if (!ended || !isIdle(app) || !isConnected(app) || performance.now() - leftAt < LEAVING) return;
    const counts = ended;
    ended = null;
    tries = document.querySelector(STOP) ? tries + 1 : 0;
    if (tries && tries <= MAX_TRIES) send(counts);
  };
  const leave = (/** @type {Event} */ { type, target }) => {
    if (type === "click" && !(target instanceof Element && target.closest("a:not([target=_blank], [download])")))
      return;
    leftAt = performance.now();
    setTimeout(check, LEAVING);
  };
  const observer = new MutationObserver(check);
  const listening = new AbortController();
  for (const type of ["popstate", "click"])
    window.addEventListener(type, leave, { capture: true, signal: listening.signal });
  observer.observe(app, { attributeFilter: [SCRIPT] });
  const remove = hearPage("ended", (counts) => {
    ended = counts;
    requestAnimationFrame(check); // what came with the message is on the page by then
  });
  return () => {
    observer.disconnect();
    listening.abort();
    remove();
  };
}
