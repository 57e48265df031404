/** Where everything lies: decided from the view and the width alone, so that nothing moves when records arrive. */

import { show } from "./dom.js";
import { each } from "./guard.js";
import { sizes } from "./sizes.js";

export function layout(player, frame) {
  const { root, view, axis, scroller } = player;
  const { projector, stale, hide } = view.options;
  player.stage.arrange(view);
  root.classList.toggle("hall", Boolean(projector));
  root.classList.toggle("stale-picture", Boolean(stale));
  root.lang = view.language ?? "";
  frame.width = player.width = player.head.clientWidth;
  player.room = player.stage.room(player.body, view, axis);
  frame.sizes = sizes(player.width, projector, frame.family, player.room);
  const px = (name, length) => root.style.setProperty(name, `${length}px`);
  px("--axis", axis.wanted(frame.sizes));
  px("--top", underBar());
  px("--below-head", underBar() + player.head.offsetHeight + 8);
  px("--track", hide.includes("scrubber") ? 0 : frame.sizes.track);
  root.style.setProperty("--lines", Math.min(view.in_windows ? 2 : 4, frame.target.split("\n").length));
  for (const name of ["network", "history", "loss"]) show(player[name].element, !hide.includes(name));
  show(player.letters.element, !hide.includes("loss"));
  axis.fit(scroller.element.clientWidth, frame.sizes);
  scroller.stretch(axis);
  frame.sideWidth = player.sideWidth = player.side.clientWidth;
  each(player.panels, (panel) => panel.layout?.(frame));
}

/** The height of Streamlit's own bar at the top of the page, where the page scrolls away under it. */
function underBar() {
  /** @type {HTMLElement | null} */
  const bar = document.querySelector("[data-testid=stHeader]");
  if (!bar || /(, 0\)|transparent)$/.test(getComputedStyle(bar).backgroundColor)) return 0;
  return bar.offsetHeight;
}
