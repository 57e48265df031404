/**
 * The commands of the player, by name: the same for buttons, keys and clicks. The server hears of those that change the run or
 * the page by the page around the player (`chrome`), which is drawn at once then: a part of a page that asks for its whole page
 * may do so just as the user opens another one, and that step would be lost.
 */

import { tellPage } from "../shared/page_events.js";

export function commands(player) {
  const { playhead } = player;
  const last = () => player.last;
  const growing = () => !player.store || player.growing;
  const then = (command) => (value) => {
    command(value);
    player.redraw();
  };
  return {
    seek: then((step) => playhead.seek(step, last())),
    nudge: then((steps) => playhead.nudge(steps, last())),
    toggle: then(() => {
      playhead.toggle(last(), growing());
      // a step whose prediction has been shown cannot be asked about
      if (player.predictFirst.on && !playhead.playing) playhead.seek(playhead.step + 1, last());
    }),
    skipSeenStep: then(() => playhead.playing || playhead.following || playhead.seek(playhead.step + 1, last())),
    toEnd: then(() => playhead.toEnd(last(), growing())),
    setSpeed: then((speed) => {
      playhead.speed = speed;
    }),
    redraw: () => player.redraw(),
    relayout: () => player.relayout(),
    scrollTo: (time) => player.scroller.scrollTo(player.axis, time),
    changeCell: (cell) => {
      for (const phase of ["held", "released"]) player.whatIf.hear({ field: "cell_type", value: cell, phase });
      tellPage("action", { cell, name: "cell" });
    },
    trigger: (name, more = {}) => tellPage("action", { ...more, name }),
  };
}
