/** One sentence about the effect of the intervention, computed from the numbers. */

import { fill, visibleSymbol } from "../shared/format.js";

/** erased: time steps; plain, now: the predictions without and with the intervention. Returns {text, isWarning}. */
export function sentence(view, erased, plain, now) {
  const { labels, targets, pins, start, whole } = view;
  const pinned = pins.length > 0;
  if (!erased.size && !pinned && start === "zeros") return { text: labels.nothing, isWarning: false };
  const count = (row) => targets.reduce((sum, id, time) => sum + (row[time] === id), 0);
  const right = count(now);
  const total = { right, before: count(plain), total: targets.length };
  const parts = [];
  if (erased.size === targets.length && whole) parts.push(labels.everywhere);
  else if (erased.size === 1 && !pinned) parts.push(...erasedOnce(view, [...erased][0], plain, now));
  else if (erased.size) parts.push(fill(labels.erased_times, { count: erased.size }));
  if (pinned) parts.push(pins.join(" "));
  if (start !== "zeros") parts.push(labels[`start_${start}`]);
  parts.push(fill(labels.score, total));
  return { text: parts.join(" "), isWarning: right < total.before };
}

/** Erased once: how the prediction after it has changed, and why. */
function erasedOnce({ labels, inputs, symbols, starts, start, whole }, time, plain, now) {
  const letter = (id) => visibleSymbol(symbols[id]);
  const words = { time, input: letter(inputs[time]), before: letter(plain[time]), after: letter(now[time]) };
  const begin = starts.findLast((at) => at <= time);
  const first = fill(plain[time] === now[time] ? labels.erased_same : labels.erased_changed, words);
  if (!whole || start !== "zeros" || time === begin || inputs[begin] !== inputs[time]) return [first];
  return [first, fill(labels.erased_why, { ...words, begin })];
}
