/** The layout of the player. It depends on the view and the window only, so that nothing moves when records arrive. */

import { show } from "../shared/dom.js";
import { each } from "../shared/guard.js";
import { isComparable } from "./frame_state.js";
import { sizes } from "./sizes.js";
import { TimeAxis } from "./time_axis.js";

const WIDE = 860; // px: from this width on all pictures are on one screen
const PHONE = 600; // px: up to this width one picture at a time is below the network
const TOOLS = 1240; // px: from this window width on the app's bar has room for all tools
const NARROW = 800; // px: up to this window width the row of the play controls has no room for the fork button
const MIN_HEIGHT = 400; // px for the pictures; with less room the page scrolls
const WIDE_LETTER = /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff00-\uff60]/; // of East Asia
const MARGIN = 8; // px below the pictures
const PARTS = {
  // picture -> the parts of which it consists
  network: ["network", "lanes"],
  history: ["history", "writes"],
  loss: ["loss", "letters"],
  states: ["states", "cell"],
  gates: ["states", "cell"],
};

export function layout(player, frame) {
  const { root, view, teacherMode, pictureTabs, states, scroller, side } = player;
  teacherMode.arrange(view);
  const room = roomOf(player);
  pictureTabs.arrange(room.mode === "phone" && !teacherMode.on, view);
  const has = contents(player, room);
  frame.sizes = player.sizes = sizes(room, has, frame.family);
  frame.sideWidth = frame.sizes.side;
  frame.lettersBelowStrips = !has.pictures.has("network") || pictureTabs.on;
  player.lettersBelowStrips = frame.lettersBelowStrips;
  dress(root, view, room, frame.sizes);
  for (const [name, panel] of Object.entries(partsOf(player))) show(panel.element, has.pictures.has(name));
  states.visible = has.strips;
  const readoutParent = room.mode === "phone" ? player.body : side; // on a phone above the pictures
  if (player.readout.element.parentElement !== readoutParent) readoutParent.prepend(player.readout.element);
  const historyParent = has.historyAt === "left" ? scroller.inner : side;
  const history = player.predictionHistory.element;
  if (history.parentElement !== historyParent) historyParent.append(history); // the style sheet puts it in order
  const phone = room.mode === "phone";
  placeButton(player, player.keepButton.button, phone || root.dataset.tools === "row");
  placeButton(player, player.fork.button, phone || innerWidth > NARROW);
  fit(player, frame, has, room);
  each(player.panels, (panel) => panel.layout?.(frame));
}

/** The panels of the pictures, by the names in PARTS. */
function partsOf(player) {
  const { network, lanes, states, predictionHistory, lossChart, accuracyChart, sampleText, cellEquation } = player;
  const renamed = { history: predictionHistory, loss: lossChart, letters: accuracyChart, writes: sampleText };
  return { network, lanes, states, cell: cellEquation, ...renamed };
}

/** Puts a button into the row of the play controls if it fits there, otherwise among the tools. */
function placeButton({ playControls, toolbar }, button, fits) {
  if (fits === (button.parentElement === playControls.element)) return; // moving it would lose the focus
  if (fits) playControls.numbers.before(button);
  else toolbar.menu.append(button);
}

/** The page's element that scrolls, if the player is inside one. */
export const scrolledBy = ({ root }) => root.getRootNode().host?.closest("[data-testid=stMain]");

/** The height in px of all that is above the pictures. */
export const heightAbove = (player) =>
  player.body.getBoundingClientRect().top + (scrolledBy(player)?.scrollTop ?? scrollY);

/** The space below the play controls, and how it is used. */
function roomOf(player) {
  const { body, teacherMode, view } = player;
  const { width } = body.getBoundingClientRect();
  const mode = width >= WIDE ? "screen" : width > PHONE ? "stack" : "phone";
  const above = heightAbove(player);
  player.laidOutBelow = above;
  const given = view.options.height; // in a notebook the window is no measure
  const visible = given
    ? given - (body.offsetTop - player.root.offsetTop)
    : innerHeight - above - MARGIN - teacherMode.element.offsetHeight;
  const height = teacherMode.on ? body.clientHeight : Math.max(MIN_HEIGHT, visible);
  const large = Boolean(view.options.projector || teacherMode.on);
  return { mode, width: Math.floor(width), height: Math.floor(height), large, single: teacherMode.single };
}

/** Which pictures this run has. */
function contents({ view, axes, states, teacherMode, pictureTabs, predictFirst, companions }, { mode }) {
  const lanes = companions.length ? companions.length + 1 : 0;
  const { hide } = view.options;
  const chosen = teacherMode.single ?? pictureTabs.picture;
  const historyAt = mode === "screen" && !chosen && view.gates.length ? "right" : "left";
  const strips = states.names(view, ["states", "gates"].includes(chosen) ? chosen : null);
  const pictures = new Set(chosen ? PARTS[chosen] : Object.values(PARTS).flat());
  if (pictureTabs.on) for (const name of PARTS.network) pictures.add(name);
  const removeIf = (names, condition) => {
    if (condition) for (const name of names) pictures.delete(name);
  };
  removeIf(["network"], hide.includes("network"));
  removeIf(["loss", "letters"], hide.includes("loss"));
  removeIf(["history"], hide.includes("history") || view.in_windows || (predictFirst.on && historyAt === "right"));
  removeIf(["writes"], !view.in_windows || predictFirst.on);
  removeIf(["states", "cell"], !strips.length);
  removeIf(["cell"], predictFirst.on || teacherMode.single);
  removeIf(["letters"], predictFirst.on);
  removeIf(["network"], lanes);
  removeIf(["states", "history", "writes", "cell"], lanes && !chosen);
  removeIf(["lanes"], !lanes);
  const visible = pictures.has("states") ? strips : [];
  const opened = visible.includes(states.opened) ? states.opened : null;
  return {
    pictures,
    layers: view.layers,
    strips: visible,
    historyAt,
    opened,
    predictFirst: predictFirst.on,
    votes: predictFirst.votes.open,
    slots: Math.max(...axes.map(({ slots }) => slots)),
    letters: Math.max(...[view, ...companions.map(({ facts }) => facts)].map(widest)),
    lanes,
    original: isComparable(view.ghost),
  };
}

/** The width of the widest word of a text, in Latin letters; 1 where its tokens are letters. */
function widest({ symbols, inputs, targets, tokenize }) {
  if (tokenize !== "words") return 1;
  const width = (symbol) =>
    Array.from(symbol, (letter) => (WIDE_LETTER.test(letter) ? 1.7 : 1)).reduce((sum, one) => sum + one, 0);
  return [...inputs, ...targets].reduce((most, id) => Math.max(most, width(symbols[id])), 1);
}

/** Passes the lengths to the style sheet. */
function dress(root, view, { mode, large }, { text, left, gutter, heights }) {
  const tools = innerWidth > TOOLS && !root.classList.contains("teacher-mode") ? "row" : "menu";
  Object.assign(root.dataset, { mode, large, tools });
  root.lang = view.language ?? "";
  root.classList.toggle("stale-picture", Boolean(view.options.stale));
  const px = (name, length) => root.style.setProperty(`--${name}`, `${length}px`);
  px("text", text);
  px("left", left);
  px("gutter", gutter);
  const bar = document.querySelector(".st-key-bar"); // of the page, if it has one
  root.dataset.bar = bar ? "page" : "own";
  if (bar) px("bar", Math.round(bar.getBoundingClientRect().left));
  px("predict-first", heights.predictFirst ?? 0);
  for (const name of ["note", "readout", "writes"]) px(name, heights[name] ?? 0);
}

/** Fits the time axes: of everything in the network's columns, of heat maps in a grid, and of a history at the right. */
function fit(player, frame, { historyAt, strips }, { mode, single }) {
  const { axis, axes, scroller, view } = player;
  const { sizes } = frame;
  for (const each of axes) each.fit(sizes.left, sizes);
  const column = Math.min(...axes.map((each) => each.column)); // all lanes have columns of the same width
  for (const each of axes) each.fit(sizes.left, { ...sizes, column: [column, column] });
  scroller.stretch(axes.reduce((one, other) => (other.total > one.total ? other : one)));
  player.historyAxis = frame.historyAxis =
    historyAt === "left" ? axis : narrow(view, sizes.side, 3 * sizes.text, sizes);
  const grid = strips.length > 1 && (single === "gates" || (mode === "phone" && !single));
  player.states.element.classList.toggle("grid", grid);
  const half = Math.floor((sizes.left - 2 * MARGIN) / 2);
  player.stripAxis = frame.stripAxis = grid ? narrow(view, half, 1, sizes) : axis;
}

/** A separate axis of a given width that shows the whole text if its columns can be at least 3 px wide. */
function narrow(view, width, gutter, { column: [, maximum] }) {
  const axis = new TimeAxis(view);
  axis.fit(width, { gutter, column: [3, maximum] });
  return axis;
}
