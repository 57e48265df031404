/** Where everything lies: decided from the view and the window alone, so that nothing moves when records arrive. */

import { show } from "../shared/dom.js";
import { each } from "../shared/guard.js";
import { sizes } from "./sizes.js";
import { TimeAxis } from "./time_axis.js";

const WIDE = 860; // px from which all pictures stand beside and below each other on one screen
const PHONE = 600; // px up to which one picture at a time stands under the network
const TOOLS = 1240; // px of the window from which the bar has room for all that can be done
const NARROW = 800; // px of the window up to which the transport's row has none for forks
const LOWEST = 400; // px: in less room than this for its pictures the page scrolls
const SPARE = 8; // px under the pictures
const PARTS = {
  // what is drawn of a picture that is chosen by its name
  network: ["network", "lanes"],
  history: ["history", "writes"],
  loss: ["loss", "letters"],
  states: ["states", "cell"],
  gates: ["states", "cell"],
};

export function layout(player, frame) {
  const { root, view, stage, tabs, states, scroller, side } = player;
  stage.arrange(view);
  const room = roomOf(player);
  tabs.arrange(room.mode === "phone" && !stage.on, view);
  const has = contents(player, room);
  frame.sizes = player.sizes = sizes(room, has, frame.family);
  frame.sideWidth = frame.sizes.side;
  frame.lettered = !has.pictures.has("network") || tabs.on;
  player.lettered = frame.lettered;
  dress(root, view, room, frame.sizes);
  for (const name of ["network", "lanes", "states", "history", "loss", "letters", "writes", "cell"])
    show(player[name].element, has.pictures.has(name));
  states.shown = has.strips;
  const said = room.mode === "phone" ? player.body : side; // on a phone over the pictures
  if (player.readout.element.parentElement !== said) said.prepend(player.readout.element);
  const home = has.historyAt === "left" ? scroller.inner : side;
  if (player.history.element.parentElement !== home) home.append(player.history.element); // the style sheet orders them
  const phone = room.mode === "phone";
  inRow(player, player.keeping.button, phone || root.dataset.tools === "row");
  inRow(player, player.forked.button, phone || innerWidth > NARROW);
  fit(player, frame, has, room);
  each(player.panels, (panel) => panel.layout?.(frame));
}

/** A button stands in the transport's row, or, where that has no room for it, among the tools. */
function inRow({ transport, tools }, button, wanted) {
  if (wanted === (button.parentElement === transport.element)) return; // it keeps the focus
  if (wanted) transport.numbers.before(button);
  else tools.menu.append(button);
}

/** What lies under the transport, and how it is used. */
function roomOf({ root, body, stage, view }) {
  const { width, top } = body.getBoundingClientRect();
  const mode = width >= WIDE ? "screen" : width > PHONE ? "stack" : "phone";
  const above = top + (root.getRootNode().host?.closest("[data-testid=stMain]")?.scrollTop ?? 0);
  const height = stage.on ? body.clientHeight : Math.max(LOWEST, innerHeight - above - SPARE);
  const large = Boolean(view.options.projector || stage.on);
  return { mode, width: Math.floor(width), height: Math.floor(height), large, single: stage.single };
}

/** What this run has to be shown. */
function contents({ view, axes, states, stage, tabs, asking, companions }, { mode }) {
  const lanes = companions.length ? companions.length + 1 : 0;
  const { hide } = view.options;
  const chosen = stage.single ?? tabs.picture;
  const historyAt = mode === "screen" && !chosen && view.gates.length ? "right" : "left";
  const strips = states.names(view, ["states", "gates"].includes(chosen) ? chosen : null);
  const pictures = new Set(chosen ? PARTS[chosen] : Object.values(PARTS).flat());
  if (tabs.on) for (const name of PARTS.network) pictures.add(name);
  const without = (names, lacking) => {
    if (lacking) for (const name of names) pictures.delete(name);
  };
  without(["network"], hide.includes("network"));
  without(["loss", "letters"], hide.includes("loss"));
  without(["history"], hide.includes("history") || view.in_windows || (asking.on && historyAt === "right"));
  without(["writes"], !view.in_windows || asking.on);
  without(["states", "cell"], !strips.length);
  without(["cell"], asking.on || stage.single);
  without(["letters"], asking.on);
  without(["network"], lanes);
  without(["states", "history", "writes", "cell"], lanes && !chosen);
  without(["lanes"], !lanes);
  const shown = pictures.has("states") ? strips : [];
  const opened = shown.includes(states.opened) ? states.opened : null;
  return {
    pictures,
    layers: view.layers,
    strips: shown,
    historyAt,
    opened,
    asking: asking.on,
    votes: asking.votes.open,
    slots: Math.max(...axes.map(({ slots }) => slots)),
    lanes,
  };
}

/** Hands the lengths to the style sheet. */
function dress(root, view, { mode, large }, { text, left, gutter, heights }) {
  const tools = innerWidth > TOOLS && !root.classList.contains("stage") ? "row" : "menu";
  Object.assign(root.dataset, { mode, large, tools });
  root.lang = view.language ?? "";
  root.classList.toggle("stale-picture", Boolean(view.options.stale));
  const px = (name, length) => root.style.setProperty(`--${name}`, `${length}px`);
  px("text", text);
  px("left", left);
  px("gutter", gutter);
  const bar = document.querySelector(".st-key-bar"); // the page's own, where it has one
  root.dataset.bar = bar ? "page" : "own";
  if (bar) px("bar", Math.round(bar.getBoundingClientRect().left));
  for (const name of ["note", "readout", "asking", "writes"]) px(name, heights[name] ?? 0);
}

/** The axes: of all that stands under the net's columns; of small strips beside each other; of a history at the right. */
function fit(player, frame, { historyAt, strips }, { mode, single }) {
  const { axis, axes, scroller, view } = player;
  const { sizes } = frame;
  for (const each of axes) each.fit(sizes.left, sizes);
  const column = Math.min(...axes.map((each) => each.column)); // a letter is as wide in all lanes
  for (const each of axes) each.fit(sizes.left, { ...sizes, column: [column, column] });
  scroller.stretch(axes.reduce((one, other) => (other.total > one.total ? other : one)));
  player.historyAxis = frame.historyAxis =
    historyAt === "left" ? axis : narrow(view, sizes.side, 3 * sizes.text, sizes);
  const grid = strips.length > 1 && (single === "gates" || (mode === "phone" && !single));
  player.states.element.classList.toggle("grid", grid);
  const half = Math.floor((sizes.left - 2 * SPARE) / 2);
  player.stripAxis = frame.stripAxis = grid ? narrow(view, half, 1, sizes) : axis;
}

/** An axis of its own in a width, the whole text in sight where the columns do not get thinner than a hair. */
function narrow(view, width, gutter, { column: [, most] }) {
  const axis = new TimeAxis(view);
  axis.fit(width, { gutter, column: [3, most] });
  return axis;
}
