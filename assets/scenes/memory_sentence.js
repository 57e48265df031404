/** One sentence, computed from the numbers: what the intervention has done. */

import { fill, shown } from "../shared/format.js";

/** view: the message; erased: the times; plain, now: what is said without and with it. Returns {text, warm}. */
export function said(view, erased, plain, now) {
  const { labels, targets, pins, start, whole } = view;
  const pinned = pins.length > 0;
  if (!erased.size && !pinned && start === "zeros") return { text: labels.nothing, warm: false };
  const count = (row) => targets.reduce((sum, id, time) => sum + (row[time] === id), 0);
  const right = count(now);
  const total = { right, before: count(plain), total: targets.length };
  const parts = [];
  if (erased.size === targets.length && whole) parts.push(labels.everywhere);
  else if (erased.size === 1 && !pinned) parts.push(...one(view, [...erased][0], plain, now));
  else if (erased.size) parts.push(fill(labels.erased_times, { count: erased.size }));
  if (pinned) parts.push(pins.join(" "));
  if (start !== "zeros") parts.push(labels[`start_${start}`]);
  parts.push(fill(labels.score, total));
  return { text: parts.join(" "), warm: right < total.before };
}

/** Erased once: what became of the letter after it, and why. */
function one({ labels, inputs, symbols, starts, start, whole }, time, plain, now) {
  const letter = (id) => shown(symbols[id]);
  const words = { time, input: letter(inputs[time]), before: letter(plain[time]), after: letter(now[time]) };
  const begin = starts.findLast((at) => at <= time);
  const first = fill(plain[time] === now[time] ? labels.erased_same : labels.erased_changed, words);
  if (!whole || start !== "zeros" || time === begin || inputs[begin] !== inputs[time]) return [first];
  return [first, fill(labels.erased_why, { ...words, begin })];
}
