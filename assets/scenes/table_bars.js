/** Bars in tables: for a share, and for a signed value. */

import { element, setText } from "../shared/dom.js";

export const meterBar = () => element("div", { class: "meter" }, element("b"), element("span"));
export const signedBar = () => element("div", { class: "signed-bar" }, element("b"));

/** share: 0 to 1. */
export function fillMeter(bar, share, words) {
  bar.firstChild.style.width = `${100 * Math.max(0, share)}%`;
  setText(bar.lastChild, words);
}

/** share: -1 to 1; the bar extends from the middle. */
export function fillSigned(bar, share, palette) {
  const size = Math.min(1, Math.abs(share)) * 50;
  Object.assign(bar.firstChild.style, {
    left: `${share < 0 ? 50 - size : 50}%`,
    width: `${size}%`,
    background: share < 0 ? palette.orange : palette.blue,
  });
}
