/** Translates Streamlit's own texts into the page's language. */

import { DROP_ZONE, OWN_WORDS } from "./streamlit.js";

const NAMES = ["aria-label", "placeholder", "title", "data-title"]; // the last: Plotly's buttons
const NAMED = NAMES.map((name) => `[${name}]`).join();

/**
 * Translates the texts below a node, and those that appear there later; returns the observer.
 * words: a template with {placeholders} -> its translation.
 */
export function translate(root, words) {
  const translation = translator(words);
  translateTree(root, translation);
  const observer = new MutationObserver((changes) => {
    for (const { type, target, attributeName, addedNodes } of changes) {
      if (type === "attributes") translateName(target, attributeName, translation);
      else if (type === "characterData") translateText(target, translation);
      else for (const node of addedNodes) translateTree(node, translation);
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

function translateTree(root, translation) {
  if (root.nodeType === Node.TEXT_NODE) return translateText(root, translation);
  if (root.nodeType !== Node.ELEMENT_NODE) return;
  const within = (selector) => [root, ...root.querySelectorAll(selector)];
  for (const node of within(NAMED)) for (const name of NAMES) translateName(node, name, translation);
  for (const zone of within(DROP_ZONE)) if (zone.matches(DROP_ZONE)) zone.removeAttribute("role");
  for (const part of within(OWN_WORDS).filter((node) => node.closest(OWN_WORDS))) {
    const texts = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) translateText(texts.currentNode, translation);
  }
}

function translateName(node, name, translation) {
  const text = translation(node.getAttribute(name));
  if (text !== undefined) node.setAttribute(name, text);
}

function translateText(node, translation) {
  const text = node.parentElement?.closest(OWN_WORDS) ? translation(node.data) : undefined;
  if (text !== undefined) node.data = text;
}

/** Returns translation(text): the translated text, undefined if there is none. */
function translator(words) {
  const patterns = Object.entries(words).map(([template, translated]) => [pattern(template), translated]);
  return (text) => {
    if (!text) return undefined;
    for (const [regex, translated] of patterns) {
      const match = regex.exec(text);
      if (match) return translated.replace(/\{(\w+)\}/g, (placeholder, name) => match.groups?.[name] ?? placeholder);
    }
    return undefined;
  };
}

const pattern = (template) =>
  new RegExp(`^${template.replace(/[.*+?^$()[\]\\|]/g, "\\$&").replace(/\{(\w+)\}/g, "(?<$1>.+)")}$`, "s");
