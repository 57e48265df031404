/** Exports the player's pictures: each as PNG or SVG, and the training from the first step to the last as a GIF. */

import { label } from "../shared/canvas.js";
import { element, svg } from "../shared/dom.js";
import { fill } from "../shared/format.js";
import { Gif } from "../shared/gif.js";
import { SvgSurface } from "../shared/svg_surface.js";
import { compose } from "./frame_state.js";
import { TimeAxis } from "./time_axis.js";

const MARGIN = 16; // px around a picture
const MAX_WIDTH = 6000; // px; of a wider picture only the part in view is exported
const FILM = { width: 800, steps: 48, dense: 14, pace: 260, turn: 420, end: 3000 }; // px; frames; ms

/** The pictures that are shown now: { name, title, panel }. */
export function pictures(player) {
  const { view, states, lossChart, accuracyChart, predictionHistory, network } = player;
  const { labels } = view;
  const frame = still(player);
  const maps = states.visible
    .map((name) => states.maps.get(name))
    .map((panel) => ({ name: panel.part, title: panel.facts(states.sourceFrame(frame)).title, panel }));
  const all = [
    { name: "network", title: labels.network, panel: network },
    { name: "history", title: labels.history, panel: predictionHistory },
    { name: "loss", title: lossChart.title.textContent, panel: lossChart },
    { name: "letters", title: accuracyChart.title, panel: accuracyChart },
  ];
  return [...all.filter(({ panel }) => !panel.element.hidden), ...maps];
}

/** One picture as SVG, with lines as paths and text as text. */
export function asSvg(player, picture) {
  const ids = { next: 0 };
  const frame = still(player);
  const parts = surfacesOf(player, frame, picture, (height) => new SvgSurface(height, ids));
  const [width, height] = extent(parts);
  const root = svg("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}` });
  root.append(
    svg("title", {}, picture.title),
    svg("rect", { width, height, fill: parts[0].g.colour(frame.palette.background) }),
  );
  stack(parts, (part, y) => {
    part.g.root.setAttribute("transform", `translate(${MARGIN} ${y})`);
    root.append(part.g.root);
  });
  return new Blob([new XMLSerializer().serializeToString(root)], { type: "image/svg+xml" });
}

/** One picture as PNG, at twice its size on the page. */
export function asPng(player, picture) {
  const frame = still(player);
  const canvas = joined(
    surfacesOf(player, frame, picture, (height) => new RasterSurface(height, 2)),
    frame,
    2,
  );
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** The network and the history of its predictions from the first step to the last; progress(share): called after each frame. */
export async function asGif(player, progress) {
  const steps = filmSteps(player.store);
  let gif = null;
  const filmed = pictures(player).filter(({ name }) => name === "network" || name === "history");
  const ratio = Math.min(2, FILM.width / player.axis.total);
  for (const [index, { step, delay }] of steps.entries()) {
    const frame = still(player, step, FILM.width);
    const parts = filmed.flatMap((picture, at) =>
      surfacesOf(player, frame, picture, (height) => new RasterSurface(height, ratio), at === 0),
    );
    const canvas = joined(parts, frame, ratio);
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    gif ??= new Gif(canvas.width, canvas.height);
    gif.add(data, delay);
    progress((index + 1) / steps.length);
    await new Promise((resolve) => setTimeout(resolve)); // keeps the page responsive
  }
  return new Blob([gif.bytes()], { type: "image/gif" });
}

/** The steps of the film and how long each is shown: the first ones, those where a prediction changes, and ever fewer later ones. */
function filmSteps({ steps: { predicted }, last }) {
  const turns = new Set();
  for (let step = 1; step <= last; step++)
    if (predicted.row(step).some((id, time) => id !== predicted.row(step - 1)[time])) turns.add(step);
  const chosen = new Set([0, last]);
  const take = (candidates, maximum) => {
    const every = Math.ceil(candidates.length / Math.max(maximum, 1));
    for (const [index, step] of candidates.entries())
      if (index % every === 0 && chosen.size < FILM.steps) chosen.add(step);
  };
  const range = (count, step) => Array.from({ length: count }, (_, index) => step(index));
  take(
    range(Math.min(FILM.dense, last), (index) => index),
    FILM.dense,
  );
  take(
    [...turns].filter((step) => !chosen.has(step)),
    FILM.steps - chosen.size - 10,
  );
  take(
    range(10, (index) => Math.round(last ** ((index + 1) / 10))).filter((step) => step <= last),
    10,
  );
  const order = [...chosen].sort((one, other) => one - other);
  return order.map((step) => ({ step, delay: step === last ? FILM.end : turns.has(step) ? FILM.turn : FILM.pace }));
}

/** The frame state of a step without a pointer, with the whole text in view unless it is too wide. */
function still(player, step, maxWidth = MAX_WIDTH) {
  const axis = new TimeAxis(player.view);
  const playhead = step === undefined ? player.playhead : { step, position: step, playing: true }; // playing, so that no question is asked
  const frame = compose(
    Object.assign(Object.create(player), {
      axis,
      stripAxis: axis,
      historyAxis: axis,
      lettersBelowStrips: true,
      playhead,
      unitDetail: { cell: null },
    }),
    player.frame.family,
  );
  axis.fit(Math.min(player.axis.total, Math.max(maxWidth, player.axis.width)), frame.sizes);
  axis.scroll = axis.total > axis.width ? player.axis.scroll : 0;
  player.states.arrange(frame);
  return frame;
}

/** A picture's surfaces from top to bottom: its heading, and what its panel draws. */
function surfacesOf(player, frame, { title, panel }, surface, hasHeading = true) {
  const own = panel.surface;
  const lacksLetters = panel.tall && !player.lettersBelowStrips; // on the page the network above shows them
  const body = surface(own.height + (lacksLetters ? frame.sizes.line : 0));
  panel.surface = body;
  try {
    panel.draw(frame, player.states.sourceFrame(frame));
  } finally {
    panel.surface = own;
    player.redraw();
  }
  if (!hasHeading) return [body];
  const head = surface(frame.sizes.line + 6);
  heading(head.begin(body.width), frame, title, panel, body.width);
  return [head, body];
}

/** The title and the step, and the scale of a heat map. */
function heading(g, { sizes, palette, labels, step, steps }, title, panel, width) {
  const at = sizes.line / 2;
  const right = panel.scale ? `${panel.scale} · ${step}` : fill(labels.step, { step, steps });
  g.font = sizes.font;
  const room = g.measureText(right).width + 16;
  label(g, right, width, at, { font: sizes.font, ink: palette.muted, align: "right" });
  label(g, title, 0, at, {
    font: `600 ${sizes.font}`,
    ink: palette.ink,
    align: "left",
    width: Math.max(width - room, 40),
  });
}

/** A canvas that replaces a panel's `surface` while it is drawn. */
class RasterSurface {
  constructor(height, ratio) {
    this.height = height;
    this.ratio = ratio;
  }

  begin(width) {
    this.width = width;
    this.canvas = element("canvas", {
      width: Math.ceil(width * this.ratio),
      height: Math.ceil(this.height * this.ratio),
    });
    const g = this.canvas.getContext("2d");
    g.scale(this.ratio, this.ratio);
    return g;
  }

  describe() {}
}

/** Draws surfaces below each other on one canvas. */
function joined(parts, { palette }, ratio) {
  const [width, height] = extent(parts).map((length) => Math.ceil(length * ratio));
  const canvas = element("canvas", { width, height });
  const g = canvas.getContext("2d", { willReadFrequently: true });
  g.fillStyle = palette.background;
  g.fillRect(0, 0, width, height);
  stack(parts, ({ canvas: part }, y) => g.drawImage(part, Math.round(MARGIN * ratio), Math.round(y * ratio)));
  return canvas;
}

function extent(parts) {
  const height = parts.reduce((sum, part) => sum + part.height, 2 * MARGIN);
  return [Math.max(...parts.map(({ width }) => width)) + 2 * MARGIN, height];
}

function stack(parts, put) {
  let y = MARGIN;
  for (const part of parts) {
    put(part, y);
    y += part.height;
  }
}
