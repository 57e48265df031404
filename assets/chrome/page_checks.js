/**
 * Checks whether the server has a newer version of this page and whether the browser is recent enough; prepares printing.
 * data.version: the server's version; data.notices: the texts.
 */

import { notice } from "./notice.js";

const LOADED = "charvizVersion"; // on window: the server's version when this page was loaded

export function checkPage({ version, notices }) {
  window[LOADED] ??= version;
  if (!isModern()) notice("old", notices.old_browser, [notices.dismiss]);
  if (window[LOADED] !== version)
    notice("version", notices.new_version, [notices.reload, () => location.reload()], [notices.later]);
  window.removeEventListener("beforeprint", markTheme);
  window.addEventListener("beforeprint", markTheme);
}

/** Whether the browser is at least Safari 16.4, Firefox 121 or Chrome 110; the second test fails in an older Safari, the first in the others. */
function isModern() {
  return Boolean(window.CSS?.supports?.("selector(:has(a))") && HTMLScriptElement.supports?.("importmap"));
}

/** Marks a dark page, so that the print style can invert it: paper is white. */
function markTheme() {
  const [red, green, blue] = getComputedStyle(document.querySelector(".stApp")).backgroundColor.match(/[\d.]+/g);
  document.documentElement.toggleAttribute("data-charviz-dark", Number(red) + Number(green) + Number(blue) < 384);
}
