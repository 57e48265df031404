/**
 * What Streamlit says by itself, in the page's language; and the page's `lang`, by which screen readers choose a voice.
 * data.run: the keys of an address that tell of the run; data.knobs: see knobs.js.
 * data.skip: see skip.js. data.words: what may stand there, as a template with {places} -> the same in the page's language.
 * Act `back`: the connection is there again. The server may have forgotten this session, and the first click of a new one
 * only draws its page: so the page is drawn before anybody clicks.
 */

import { Acts } from "../player/acts.js";
import { countRuns } from "./history.js";
import { holdKnobs } from "./knobs.js";
import { skipTo } from "./skip.js";
import { CONNECTION, DROP_ZONE, isConnected, OWN_WORDS } from "./streamlit.js";
import { upkeep } from "./upkeep.js";

const NAMES = ["aria-label", "placeholder", "title", "data-title"]; // the last: Plotly's buttons

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
  const says = translator(data.words);
  const one = (node, name) => {
    const told = says(node.getAttribute(name));
    if (told !== undefined) node.setAttribute(name, told);
  };
  const text = (node) => {
    const told = node.parentElement?.closest(OWN_WORDS) ? says(node.data) : undefined;
    if (told !== undefined) node.data = told;
  };
  const all = (root) => {
    if (root.nodeType === Node.TEXT_NODE) return text(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return;
    for (const node of [root, ...root.querySelectorAll(NAMES.map((name) => `[${name}]`).join())])
      for (const name of NAMES) one(node, name);
    for (const zone of [root, ...root.querySelectorAll(DROP_ZONE)])
      if (zone.matches(DROP_ZONE)) zone.removeAttribute("role");
    for (const place of [root, ...root.querySelectorAll(OWN_WORDS)].filter((node) => node.closest(OWN_WORDS))) {
      const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
      while (texts.nextNode()) text(texts.currentNode);
    }
  };
  all(document.body);
  const chrome = new MutationObserver((changes) => {
    for (const { type, target, attributeName, addedNodes } of changes) {
      if (type === "attributes") one(target, attributeName);
      else if (type === "characterData") text(target);
      else addedNodes.forEach(all);
    }
  });
  chrome.observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: NAMES,
  });
  parentElement.letGo = holdKnobs(data.knobs);
  parentElement.observers = [chrome, connected(() => acts.tell("back", {})), countRuns(data.run)];
  return stop;
}

/** Calls again() whenever a lost connection is there again. */
function connected(again) {
  const app = document.querySelector(`[${CONNECTION}]`);
  const observer = new MutationObserver(
    (changes) => isConnected(app) && changes.some(({ oldValue }) => oldValue !== "CONNECTED") && again(),
  );
  observer.observe(app, { attributeFilter: [CONNECTION], attributeOldValue: true });
  return observer;
}

/** says(text) -> what to say in its place, undefined where there is nothing to change. */
function translator(words) {
  const patterns = Object.entries(words).map(([template, told]) => [pattern(template), told]);
  return (text) => {
    if (!text) return undefined;
    for (const [found, told] of patterns) {
      const match = found.exec(text);
      if (match) return told.replace(/\{(\w+)\}/g, (place, name) => match.groups?.[name] ?? place);
    }
    return undefined;
  };
}

const pattern = (template) =>
  new RegExp(`^${template.replace(/[.*+?^$()[\]\\|]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+)")}$`, "s");
