/** What the panels read: everything about one step, computed once per frame. */

import { joined } from "../shared/tokens.js";
import { UNFINISHED } from "./store.js";

/**
 * Everything about one step; passed to `layout` and `draw` of every panel.
 * @typedef {ReturnType<typeof compose> & {
 *   hover?: Reading | null, // what the pointer is on
 *   layer?: number, // the layer whose states are shown
 *   order?: number[], // row -> index of the unit
 *   hiddenImages?: (import("./state_image.js").StateImage | null)[], // one per layer
 * }} Frame
 */

/** player: a Player, or an object with its fields; family: the page's font. */
export function compose(player, family) {
  const { view, store, playhead, axis, unitDetail, predictFirst } = player;
  const step = Math.min(playhead.step, store.last);
  const companions = player.companions ?? [];
  const keyframe = store.keyframeAt(step);
  const spelled = (ids) => spell(ids, view, axis);
  const predictionAt = (at) => spelled(store.steps.predicted.row(at));
  const rows = rowsAt(store, step, keyframe);
  const question = predictFirst.question({ view, store, step, rows, playhead });
  const voting = Boolean(companions.length && player.winnerGuess.masked);
  const masked = voting || Boolean(question && !question.answer); // the prediction of this step is not shown yet
  const futureHidden = voting || predictFirst.on || Boolean(view.options.hide_future); // nothing after this step may be shown
  const questionMarks = axis
    .sequences()
    .map(([from, to]) => "?".repeat(to - from))
    .join("\n");
  return {
    view,
    store,
    playhead,
    axis,
    step,
    playheadStep: companions.length ? Math.min(playhead.step, player.last) : step, // may be beyond this run's last step
    keyframe,
    predictionAt,
    family,
    stripAxis: player.stripAxis ?? axis,
    historyAxis: player.historyAxis ?? axis,
    lettersBelowStrips: player.lettersBelowStrips,
    rows,
    question,
    masked,
    voting,
    predictFirst,
    // the newest step whose prediction may be shown
    lastRevealed: voting ? -1 : predictFirst.on ? step - Number(masked) : futureHidden ? step : Infinity,
    futureHidden,
    labels: view.labels,
    palette: player.palette,
    sizes: player.sizes,
    sideWidth: player.sizes?.side,
    steps: lastStep(player, futureHidden),
    live: store.growing && UNFINISHED.includes(store.status?.state ?? "queued"),
    shownRows: masked ? { known: false } : rows,
    prediction: masked ? questionMarks : store.have ? predictionAt(step) : "",
    ghost: original(player, step, spelled, masked && questionMarks),
    target: spelled(view.targets),
    selectedCell: unitDetail.cell,
    seek: (to) => playhead.nudge(to - playhead.step, player.last),
    pick: (cell) => unitDetail.pick(cell),
    lanes: lanesOf(player),
    growing: player.growing,
    last: player.last, // the last known step of all runs
    chooseLayer: (layer) => player.states.choose(layer),
  };
}

/** Where the axis of steps ends: where a run that stops when its text is learned has stopped, unless that may not be seen. */
function lastStep({ view, store, ghost, companions = [] }, futureHidden) {
  const runs = [{ facts: view, store }, ...companions];
  const ends = runs.map(({ facts, store: { status, last } }) =>
    status?.state === "learned" && !futureHidden ? last : facts.steps,
  );
  const before = ghost ? Math.min(ghost.last - view.ghost.step, view.steps) : 0;
  return Math.max(...ends, before);
}

/** Whether the states and predictions of the run from which this one is forked can stand beside its own. ghost: the view's, or the frame's. */
export const isComparable = (ghost) => Boolean(ghost?.same && !ghost.held);

/** The run from which this one is forked, at the same number of steps after the fork; null without one. */
function original({ ghost, view }, step, spelled, questionMarks) {
  if (!ghost) return null;
  const { step: from, same, held } = view.ghost;
  const at = Math.min(from + step, ghost.last);
  const unknown = questionMarks || !same || !ghost.have;
  const prediction = unknown ? questionMarks || "" : spelled(ghost.steps.predicted.row(at));
  return { store: ghost, from, same, held, step: at, keyframe: ghost.keyframeAt(at), prediction };
}

/** The runs under one playhead, each at the playhead's step or its own last one; empty for a single run. */
function lanesOf({ view, store, companions = [], playhead, axis: ownAxis, winnerGuess, predictFirst }) {
  if (!companions.length) return [];
  return [{ facts: view, store, axis: ownAxis }, ...companions]
    .sort((one, other) => one.facts.place - other.facts.place)
    .map(({ facts, store: records, axis }) => {
      const step = Math.min(playhead.step, records.last);
      const keyframe = records.keyframeAt(step);
      const known = records.have > 0;
      const solved = records.milestones.find(({ kind, step: at }) => kind === "solved" && at <= step);
      return {
        ...rowsAt(records, step, keyframe),
        ...facts,
        store: records,
        axis,
        step,
        keyframe,
        order: facts.units.map((_, index) => index),
        correct: known ? records.steps.correct.data[step] : "–",
        prediction: known ? spell(records.steps.predicted.row(step), facts, axis) : "",
        solvedAt: solved ? solved.step : null,
        masked: winnerGuess.masked || predictFirst.on,
      };
    });
}

/** The rows of a step, and those of its keyframe. */
function rowsAt({ steps, keyframes, have }, step, keyframe) {
  const known = have > 0;
  const rows = {
    known,
    predicted: known && steps.predicted.row(step),
    confidence: known && steps.confidence.row(step),
  };
  if (keyframe < 0) return rows;
  const row = (name) => keyframes[name].row(keyframe);
  return {
    ...rows,
    rival: row("rival"),
    rivalProbability: row("rival_probability"),
    targetProbability: row("target_probability"),
  };
}

/** Ids as one text, each sequence on a line of its own. */
function spell(ids, { symbols, tokenize }, axis) {
  const line = ([from, to]) =>
    joined(
      Array.from(ids.slice(from, to), (id) => symbols[id]),
      tokenize,
    );
  return axis.sequences().map(line).join("\n");
}
