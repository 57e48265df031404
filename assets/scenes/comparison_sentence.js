/** The result of a comparison so far, in one sentence that is computed from its numbers. */

import { fill, number, percent } from "../shared/format.js";

export const NOT_DONE = -1; // the score of a seed that is still being trained
export const NEVER = -2; // the score of a seed that never solved its text, or diverged

const LEAST_CHANCE = 1e-4; // that is told as a number

/** A score as text: steps to solve, or a loss. */
export function scoreWords(view, value) {
  if (value === null || value === undefined) return "–";
  return view.in_windows ? number(value) : String(Math.round(value));
}

/** The text for a run without a score: it never solved its text, or diverged on a long text. */
export function neverWords({ labels, in_windows: inWindows }) {
  return inWindows ? labels.never_held_out : labels.never;
}

export function sentence(view, report) {
  const names = view.names.map((value) => (view.of_cells ? value : `${view.setting} ${value}`));
  return view.in_windows ? ofHeldOutLoss(view, report, names) : ofSolved(view, report, names);
}

/** Which network solves its text first. */
function ofSolved(view, { verdict, solved_counts: solved, done, medians, points }, names) {
  const { labels, total } = view;
  const median = (index) => scoreWords(view, medians[index]);
  if (!solved.some(Boolean)) return fill(labels.nobody, { steps: points.at(-1) });
  if (!verdict) return fill(labels.alone, { name: names[0], solved: solved[0], total, median: median(0) });
  const { winner, second } = verdict;
  const words = {
    winner: names[winner],
    second: names[second],
    solved: solved[winner],
    total: done[winner],
    other: solved[second],
    median: median(winner),
    later: median(second),
  };
  const all = solved[winner] === done[winner] && solved[second] === done[second];
  return `${fill(all ? labels.won_all : labels.won, words)} ${luck(labels, verdict)}`;
}

/** Whether the difference may be luck. */
function luck(labels, { is_real: isReal, by, chance, pairs }) {
  if (!isReal) return labels.luck;
  if (by === "solved") return fill(labels.real_solved, { chance: chanceWords(chance) });
  return fill(labels.real, { pairs: percent(pairs) });
}

/** A probability; the smallest ones have more zeros than anybody reads. */
const chanceWords = (chance) => (chance < LEAST_CHANCE ? "< 0.01 %" : `${number(100 * chance, 2)} %`);

/** Of a long text: which network has the lowest validation loss. */
function ofHeldOutLoss(view, { verdict, medians }, names) {
  const { labels } = view;
  const loss = (index) => scoreWords(view, medians[index]);
  if (!verdict) return fill(labels.alone_held_out, { name: names[0], loss: loss(0) });
  const { winner, second, is_real: isReal, pairs } = verdict;
  const words = { winner: names[winner], loss: loss(winner), second: names[second], other: loss(second) };
  const verdictText = isReal ? fill(labels.real_held_out, { pairs: percent(pairs) }) : labels.luck;
  return `${fill(labels.won_held_out, words)} ${verdictText}`;
}
