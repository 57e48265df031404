/**
 * What the page has around its pictures: its `lang`, by which screen readers choose a voice, and what Streamlit's own parts say and do.
 * data.run: the keys of an address that tell of the run; data.knobs: see hyperparameter_input.js; data.skip: see skip_link.js;
 * data.words: see translate.js; data.version, data.notices: see page_checks.js.
 * Act `back`: the connection is there again. The server may have forgotten this session, and the first click of a new one
 * only draws its page: so the page is drawn before anybody clicks.
 */

import { Acts } from "../shared/acts.js";
import { countRuns } from "./browser_history.js";
import { holdKnobs } from "./hyperparameter_input.js";
import { upkeep } from "./page_checks.js";
import { skipTo } from "./skip_link.js";
import { CONNECTION, isConnected } from "./streamlit.js";
import { translate } from "./translate.js";

const acts = new Acts();

export default function ({ data, parentElement, setStateValue }) {
  const stop = () => {
    for (const observer of parentElement.observers ?? []) observer.disconnect();
    parentElement.letGo?.();
  };
  stop(); // it is called again and again, and cleaned up only once
  acts.setStateValue = setStateValue;
  upkeep(data);
  document.documentElement.lang = data.language;
  skipTo(data.skip);
  parentElement.letGo = holdKnobs(data.knobs);
  parentElement.observers = [
    translate(document.body, data.words),
    watchConnection(() => acts.tell("back", {})),
    countRuns(data.run),
  ];
  return stop;
}

/** Calls again() whenever a lost connection is there again; returns the observer. */
function watchConnection(again) {
  const app = document.querySelector(`[${CONNECTION}]`);
  const observer = new MutationObserver(
    (changes) => isConnected(app) && changes.some(({ oldValue }) => oldValue !== "CONNECTED") && again(),
  );
  observer.observe(app, { attributeFilter: [CONNECTION], attributeOldValue: true });
  return observer;
}
