/** What the panels read: everything about one moment, put together once for each drawn frame. */

import { UNFINISHED } from "./store.js";

/**
 * Everything about one moment; a panel's layout and draw get it.
 * @typedef {ReturnType<typeof compose> & {
 *   hover?: Reading | null, // what is pointed at
 *   layer?: number, // the one whose states are shown
 *   order?: number[], // row -> unit
 *   hiddenImages?: (import("./state_image.js").StateImage | null)[], // of each layer
 * }} Frame
 */

/** player: who has the view, the store, the axis and the playhead; family: the page's font. */
export function compose(player, family) {
  const { view, store, playhead, axis, detail, asking } = player;
  const step = Math.min(playhead.step, store.last);
  const companions = player.companions ?? [];
  const keyframe = store.keyframeAt(step);
  const spelled = (ids) => spell(ids, view.symbols, axis);
  const said = (at) => spelled(store.steps.predicted.row(at));
  const truth = moment(store, step, keyframe);
  const asked = asking.question({ view, store, step, truth, playhead });
  const voting = Boolean(companions.length && player.race.masked);
  const hidden = voting || Boolean(asked && !asked.done); // what is said at this step is kept back
  const secret = voting || Boolean(view.options.secret);
  const kept = axis
    .sequences()
    .map(([from, to]) => "?".repeat(to - from))
    .join("\n");
  return {
    view,
    store,
    playhead,
    axis,
    step,
    now: companions.length ? Math.min(playhead.step, player.last) : step, // where others go on, it is at its last step
    keyframe,
    said,
    family,
    stripAxis: player.stripAxis ?? axis,
    historyAxis: player.historyAxis ?? axis,
    lettered: player.lettered,
    truth,
    asked,
    hidden,
    voting,
    asking,
    until: voting ? -1 : asking.on ? step - Number(hidden) : secret ? step : Infinity, // the newest step of which may be told what was said
    secret: secret || asking.on, // nothing may give away what is still to come
    labels: view.labels,
    palette: player.palette,
    sizes: player.sizes,
    sideWidth: player.sizes?.side,
    steps: Math.max(view.steps, ...companions.map(({ facts }) => facts.steps)),
    live: store.growing && UNFINISHED.includes(store.status?.state ?? "queued"),
    at: hidden ? { known: false } : truth,
    prediction: hidden ? kept : store.have ? said(step) : "",
    ghost: original(player, step, spelled, hidden && kept),
    target: spelled(view.targets),
    picked: detail.cell,
    seek: (to) => playhead.nudge(to - playhead.step, player.last),
    pick: (cell) => detail.pick(cell),
    lanes: lanesOf(player),
    growing: player.growing,
    last: player.last, // the last step that is known
    chooseLayer: (layer) => player.states.choose(layer),
  };
}

/** The run from which this one is forked, at the same number of steps since then; null where there is none. */
function original({ ghost, view }, step, spelled, kept) {
  if (!ghost) return null;
  const { step: from, same } = view.ghost;
  const at = Math.min(from + step, ghost.last);
  const said = kept || !same || !ghost.have ? kept || "" : spelled(ghost.steps.predicted.row(at));
  return { store: ghost, from, same, step: at, keyframe: ghost.keyframeAt(at), prediction: said };
}

/** The runs that are shown under one playhead, each at its own last step where it has ended before; empty for one run alone. */
function lanesOf({ view, store, companions = [], playhead, axis: mine, race, asking }) {
  if (!companions.length) return [];
  return [{ facts: view, store, axis: mine }, ...companions]
    .sort((one, other) => one.facts.place - other.facts.place)
    .map(({ facts, store: records, axis }) => {
      const step = Math.min(playhead.step, records.last);
      const keyframe = records.keyframeAt(step);
      const known = records.have > 0;
      const solved = records.milestones.find(({ kind, step: at }) => kind === "solved" && at <= step);
      return {
        ...moment(records, step, keyframe),
        ...facts,
        store: records,
        axis,
        step,
        keyframe,
        order: facts.units.map((_, index) => index),
        correct: known ? records.steps.correct.data[step] : "–",
        prediction: known ? spell(records.steps.predicted.row(step), facts.symbols, axis) : "",
        solvedAt: solved ? solved.step : null,
        masked: race.masked || asking.on,
      };
    });
}

/** The rows of this step, and those of its keyframe. */
function moment({ steps, keyframes, have }, step, keyframe) {
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

/** Ids as one text, its sequences as lines. */
function spell(ids, symbols, axis) {
  const line = ([from, to]) => Array.from(ids.slice(from, to), (id) => symbols[id]).join("");
  return axis.sequences().map(line).join("\n");
}
