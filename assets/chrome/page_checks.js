/**
 * Whether this page is what the server would send now, and whether this browser can show it; and what printing needs.
 * data.version: what the server serves; data.notices: the words.
 */

import { notice } from "./notice.js";

const LOADED = "charvizVersion"; // on window: what the server served when this page was loaded

export function upkeep({ version, notices }) {
  window[LOADED] ??= version;
  if (!isModern()) notice("old", notices.old_browser, [notices.dismiss]);
  if (window[LOADED] !== version)
    notice("version", notices.new_version, [notices.reload, () => location.reload()], [notices.later]);
  window.removeEventListener("beforeprint", markTheme);
  window.addEventListener("beforeprint", markTheme);
}

/** What Safari 16.4, Firefox 121 and Chrome 110 have, and older ones lack: the second tells an older Safari, the first the others. */
function isModern() {
  return Boolean(window.CSS?.supports?.("selector(:has(a))") && HTMLScriptElement.supports?.("importmap"));
}

/** Paper is white: the print style turns a dark page round. */
function markTheme() {
  const [red, green, blue] = getComputedStyle(document.querySelector(".stApp")).backgroundColor.match(/[\d.]+/g);
  document.documentElement.toggleAttribute("data-charviz-dark", Number(red) + Number(green) + Number(blue) < 384);
}
