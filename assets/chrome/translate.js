/** What Streamlit says by itself, in the page's language. */

import { DROP_ZONE, OWN_WORDS } from "./streamlit.js";

const NAMES = ["aria-label", "placeholder", "title", "data-title"]; // the last: Plotly's buttons
const NAMED = NAMES.map((name) => `[${name}]`).join();

/**
 * Translates what stands under a node, and what comes to stand there; returns the observer.
 * words: what may stand there, as a template with {places} -> the same in the page's language.
 */
export function translate(root, words) {
  const says = translator(words);
  translateTree(root, says);
  const observer = new MutationObserver((changes) => {
    for (const { type, target, attributeName, addedNodes } of changes) {
      if (type === "attributes") translateName(target, attributeName, says);
      else if (type === "characterData") translateText(target, says);
      else for (const node of addedNodes) translateTree(node, says);
    }
  });
  observer.observe(root, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: NAMES,
  });
  return observer;
}

function translateTree(root, says) {
  if (root.nodeType === Node.TEXT_NODE) return translateText(root, says);
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  const within = (selector) => [root, ...root.querySelectorAll(selector)];
  for (const node of within(NAMED)) for (const name of NAMES) translateName(node, name, says);
  for (const zone of within(DROP_ZONE)) if (zone.matches(DROP_ZONE)) zone.removeAttribute("role");
  for (const place of within(OWN_WORDS).filter((node) => node.closest(OWN_WORDS))) {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) translateText(texts.currentNode, says);
  }
}

function translateName(node, name, says) {
  const told = says(node.getAttribute(name));
  if (told !== undefined) node.setAttribute(name, told);
}

function translateText(node, says) {
  const told = node.parentElement?.closest(OWN_WORDS) ? says(node.data) : undefined;
  if (told !== undefined) node.data = told;
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
