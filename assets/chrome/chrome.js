/**
 * The page around the pictures: its `lang`, by which screen readers choose a voice, and changes to Streamlit's own elements.
 * data.run: the keys of the URL that describe the run; data.numbers: see hyperparameter_input.js; data.skip: see skip_link.js;
 * data.words: see translate.js; data.version, data.notices: see page_checks.js.
 * Act `back`: the connection has been restored. The server may have forgotten this session, and the first click in a new one
 * only draws its page. So the page is drawn before the user clicks. Act `ended`: see stop_button.js. Act `action`: something was
 * pressed in the player.
 */

import { Acts } from "../shared/acts.js";
import { improveInputs, keepTyping, nameLabels } from "../shared/hyperparameter_input.js";
import { hearPage } from "../shared/page_events.js";
import { countRuns } from "./browser_history.js";
import { checkPage } from "./page_checks.js";
import { addSkipLink } from "./skip_link.js";
import { watchStopButton } from "./stop_button.js";
import { CONNECTION, isConnected } from "./streamlit.js";
import { translate } from "./translate.js";

const acts = new Acts();

export default function ({ data, parentElement, setStateValue }) {
  const stop = () => {
    for (const observer of parentElement.observers ?? []) observer.disconnect();
    for (const remove of parentElement.removers ?? []) remove();
  };
  stop(); // it is called many times, and cleaned up only once
  acts.setStateValue = setStateValue;
  checkPage(data);
  document.documentElement.lang = data.language;
  addSkipLink(data.skip);
  parentElement.removers = [
    improveInputs(data.numbers),
    watchStopButton((counts) => acts.send("ended", counts)),
    hearPage("action", (action) => acts.send("action", action)),
  ];
  parentElement.observers = [
    translate(document.body, data.words),
    watchConnection(() => acts.send("back", {})),
    countRuns(data.run),
    nameLabels(),
    keepTyping(),
  ];
  return stop;
}

/** Calls onReconnect() whenever a lost connection has been restored; returns the observer. */
function watchConnection(onReconnect) {
  const app = document.querySelector(`[${CONNECTION}]`);
  const observer = new MutationObserver(
    (changes) => isConnected(app) && changes.some(({ oldValue }) => oldValue !== "CONNECTED") && onReconnect(),
  );
  observer.observe(app, { attributeFilter: [CONNECTION], attributeOldValue: true });
  return observer;
}
