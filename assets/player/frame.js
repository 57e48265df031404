/** What the panels read: everything about one moment, put together once for each drawn frame. */

import { sizes } from "./sizes.js";
import { UNFINISHED } from "./store.js";

/**
 * Everything about one moment; a panel's layout and draw get it.
 * @typedef {ReturnType<typeof compose> & {
 *   hover?: Reading | null, // what is pointed at
 *   layer?: number, // the one whose states are shown
 *   order?: number[], // row -> unit
 *   hiddenImage?: import("./stateimage.js").StateImage | null,
 * }} Frame
 */

/** player: who has the view, the store, the axis and the playhead; family: the page's font. */
export function compose(player, family) {
  const { view, store, playhead, axis, detail, width, asking } = player;
  const step = Math.min(playhead.step, store.last);
  const keyframe = store.keyframeAt(step);
  const spelled = (ids) => spell(ids, view.symbols, axis);
  const said = (at) => spelled(store.steps.predicted.row(at));
  const truth = moment(store, step, keyframe);
  const asked = asking.question({ view, store, step, truth, playhead });
  const hidden = Boolean(asked && !asked.done); // what is said at this step is kept back
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
    keyframe,
    said,
    family,
    width,
    truth,
    asked,
    hidden,
    asking,
    until: asking.on ? step - Number(hidden) : Infinity, // the newest step of which may be told what was said
    labels: view.labels,
    palette: player.palette,
    sizes: sizes(width ?? 0, view.options.projector, family, player.room),
    sideWidth: player.sideWidth,
    steps: view.steps,
    live: store.growing && UNFINISHED.includes(store.status?.state ?? "queued"),
    at: hidden ? { known: false } : truth,
    prediction: hidden ? kept : store.have ? said(step) : "",
    ghost: original(player, step, spelled, hidden && kept),
    target: spelled(view.targets),
    picked: detail.cell,
    seek: (to) => playhead.nudge(to - playhead.step, store.last),
    pick: (cell) => detail.pick(cell),
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
