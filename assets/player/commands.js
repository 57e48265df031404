/** The commands of the player, by name: the same for buttons, keys and clicks. */

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
      player.acts.send("action", { cell, name: "cell" });
    },
    trigger: (name, more = {}) => player.acts.send("action", { ...more, name }),
  };
}
