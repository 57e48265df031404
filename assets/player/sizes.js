/** Lengths in px for a desk, a phone, and the last row of a lecture hall. */

const DESK = {
  text: 16,
  big: 20,
  tile: 34,
  strip: 52,
  row: 23,
  unit: [3, 17],
  state: 136,
  gutter: 92,
  column: [24, 72],
  chart: 280,
  letters: 130,
  track: 52,
};
const PHONE = {
  ...DESK,
  text: 14,
  big: 18,
  tile: 32,
  strip: 44,
  gutter: 78,
  column: [22, 72],
  chart: 220,
  letters: 110,
};
const HALL = {
  text: 21,
  big: 28,
  tile: 46,
  strip: 68,
  row: 34,
  unit: [4, 26],
  state: 210,
  gutter: 132,
  column: [36, 112],
  chart: 380,
  letters: 180,
  track: 68,
};

/** room: of the one picture that fills the screen, see stage.js; null where all pictures stand below each other. */
export function sizes(width, hall, family, room = null) {
  const usual = hall ? HALL : width < 600 ? PHONE : DESK;
  const chosen = room ? { ...usual, track: DESK.track, ...filling(room, usual), room } : usual;
  const line = Math.round(chosen.text * 1.5);
  return {
    ...chosen,
    line,
    em: room?.em ?? chosen.text,
    font: `${chosen.text}px ${family}`,
    strong: `600 ${chosen.big}px ${family}`,
  };
}

/**
 * The sizes with which a picture fills its room, `em` px the text of the page around it; 18 px is the least that is read from the last row.
 * @param {Room} room @param {Lengths} usual
 */
function filling({ picture, height, width, em, slots, maps, units }, { gutter, column: [least, most] }) {
  const between = (low, value, high) => Math.round(Math.max(low, Math.min(value, high)));
  if (picture === "network") {
    const room = height - 88; // without arrows and gaps
    const tile = between(34, Math.min(room / 6.8, ((width - gutter) / slots) * 0.7), 150);
    const text = between(18, tile * 0.3, 32);
    const strip = between(36, room - 3 * tile - 6 * text, 2.2 * tile);
    return {
      tile,
      text,
      strip,
      row: 1.5 * text,
      big: between(28, tile * 0.6, 80),
      column: [least, between(most, 3 * tile, 300)],
      gutter: between(gutter, 2 * tile, 220),
    };
  }
  if (picture === "history") {
    const row = between(26, (height - 1.4 * em - 12) / 12, 64);
    return { row, text: between(18, row * 0.6, 34), column: [least, between(most, 4.5 * row, 240)] };
  }
  if (picture === "loss") {
    const both = Math.max(height - 3.6 * em - 60, 260);
    return { ...(both < 400 && { text: 18 }), chart: Math.round(both * 0.65), letters: Math.round(both * 0.35) };
  }
  const unit = Math.floor(((height - 2.5 * em - 14) / Math.max(maps, 1) - 2.1 * em - 44) / units);
  return {
    unit: [4, between(6, unit, 90)],
    state: Math.max(unit * units, 3 * em),
    column: [least, between(most, 180, 180)],
  };
}
