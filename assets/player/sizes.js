/** How the window is divided among the pictures: from its room and the run alone, so that nothing moves while it plays. */

export const LEAST = 40; // px of a picture's height
export const GAP = 6; // px between two pictures
export const MAP = 16; // px of height of the map of a text that is scrolled
const ARROW = 7; // px between two rows of the unrolled net
const SHARE = 0.59; // of the width for what has a letter
const OPENED = 6; // times the weight of its neighbours has the strip that was clicked
const STACKED = { left: 560, right: 440 }; // px, where the page scrolls
const TAB = 250; // px of the one picture under the net on a phone

const between = (least, value, most) => Math.max(least, Math.min(value, most));

/**
 * Shares room among parts: each has its least, and of what is left as much as its weight says, none more than its most.
 * parts: [{ name, least, most, weight }]; returns { name: px }. Where the least of all does not fit, it is given all the same.
 */
export function share(room, parts) {
  const given = Object.fromEntries(parts.map(({ name, least }) => [name, least]));
  let left = room - parts.reduce((sum, { least }) => sum + least, 0);
  let open = parts.filter(({ least, most }) => most > least);
  while (left >= 1 && open.length) {
    const portion = left / open.reduce((sum, { weight }) => sum + weight, 0);
    for (const { name, most, weight } of open) {
      const more = Math.min(portion * weight, most - given[name]);
      given[name] += more;
      left -= more;
    }
    open = open.filter(({ name, most }) => given[name] < most - 0.5);
  }
  return Object.fromEntries(Object.entries(given).map(([name, length]) => [name, Math.floor(length)]));
}

/**
 * All lengths, in px.
 * room: { mode: screen | stack | phone, width, height, large, single }; single: the picture that alone fills the room, or null.
 * has: { pictures: names, layers, strips: names, historyAt: left | right, opened: name of a strip or null, asking, votes, slots: columns that it would have, lanes: how many runs beside each other }.
 */
export function sizes(room, has, family) {
  const { mode, width, height, single } = room;
  const text = lettering(room);
  const beside = mode === "screen" && !single;
  const left = beside ? Math.floor((width - 2 * text) * SHARE) : width;
  const px = {
    text,
    left,
    side: beside ? width - left - 2 * text : width,
    line: Math.round(text * 1.35),
    big: Math.round(text * 1.3),
    tile: Math.round(text * (single === "network" ? 2.6 : 1.9)),
    row: Math.round(text * 1.45),
    gutter: Math.round(text * 7.4),
    arrow: ARROW,
    column: [Math.round(text * (mode === "phone" ? 1.5 : 0.92)), Math.round(text * (single ? 16 : 9))],
    font: `${text}px ${family}`,
    strong: `600 ${Math.round(text * 1.3)}px ${family}`,
    room,
  };
  const heights = single ? alone(single, height, has, px) : together(mode, height, has, px);
  return { ...px, heights };
}

/** As large as the room bears; never under 11, nor under 15 where a hall reads it. */
function lettering({ mode, width, height, large, single }) {
  if (single) return Math.round(between(18, height / 26, 30));
  const fits = mode === "screen" ? Math.min(height / 44, width / 96) : 13;
  return Math.round(large ? between(15, fits * 1.35, 26) : between(12, fits, 16));
}

/** The height of the unrolled net with rows for its layers of a given height. */
export function netHeight({ tile, line, row, arrow }, layers, layer, asking) {
  const around = line + tile + arrow + (tile + 4) + line + 4 + tile + 4;
  return around + layers * (layer + arrow) + (asking ? row + 4 : 0);
}

/** All pictures beside and below each other. */
function together(mode, height, has, px) {
  const rooms = mode === "screen" ? { left: height, right: height } : STACKED;
  const heights = { ...lefts(rooms.left, has, px), ...rights(rooms.right, has, px) };
  if (mode !== "phone") return heights;
  const rows = Math.ceil(has.strips.length / 2);
  for (const name of has.strips) heights[name] = Math.max(LEAST, Math.floor(TAB / Math.max(rows, 1)) - px.line);
  return { ...heights, layer: 30, history: TAB, writes: TAB, loss: TAB - 70, letters: 70, cell: 84 };
}

/** `layer` for each hidden row of the net; then the strips, and the history where it is at the left. */
function lefts(room, { pictures, layers, strips, historyAt, opened, asking, slots, lanes }, px) {
  const map = px.gutter + slots * px.column[0] + 8 > px.left ? MAP : 0;
  if (lanes) return { lanes: Math.min(room - map, 80 + lanes * 22 * px.text) };
  const rows = pictures.has("network") ? layers : 0;
  const history = pictures.has("history") && historyAt === "left";
  const weight = (name) => (opened === name ? OPENED : opened ? 0.01 : 1);
  const parts = strips.map((name) => ({ name, least: LEAST, most: 24 * px.text, weight: weight(name) }));
  if (rows) parts.unshift({ name: "layer", least: 22 * rows, most: 7 * px.text * rows, weight: 0.5 });
  if (history) parts.push({ name: "history", least: 90, most: 30 * px.row, weight: 1.8 });
  const gaps = GAP * (strips.length + Number(history));
  const net = pictures.has("network") ? netHeight(px, rows, 0, asking) : 0;
  const given = share(room - net - map - gaps, parts);
  return { ...given, layer: Math.floor((given.layer ?? 0) / Math.max(rows, 1)) };
}

/** What has steps: the loss and the letters right; then the history or what the net writes; the cell; a sentence. */
function rights(room, { pictures, historyAt, asking, votes, lanes }, px) {
  const { text, row, line } = px;
  const note = Math.round(2.5 * line);
  const readout = Math.round(2.2 * text);
  const parts = [
    { name: "loss", least: 120, most: 34 * text, weight: 2 },
    { name: "letters", least: Math.round(4.8 * text), most: 9 * text, weight: 0.4 },
    { name: "history", least: 66, most: 24 * row, weight: 1.4 },
    { name: "writes", least: 90, most: 30 * line, weight: 1.6 },
    { name: "cell", least: Math.round(5.6 * text), most: 9 * text, weight: 0.4 },
  ].filter(({ name }) => pictures.has(name) && !(name === "history" && historyAt === "left"));
  if (asking) parts.push({ name: "asking", least: Math.round((votes ? 19 : 8.5) * text), most: 320, weight: 0.2 });
  if (lanes) parts.push({ name: "race", least: Math.round(7 * text), most: Math.round(8 * text), weight: 0.1 });
  const given = share(room - note - readout - GAP * (parts.length + 1), parts);
  return { ...given, note, readout };
}

/** One picture that fills the screen of a lecture. */
function alone(single, height, { layers, strips, asking }, px) {
  if (single === "network") {
    const free = height - netHeight(px, layers, 0, asking);
    return { layer: between(30, Math.floor(free / Math.max(layers, 1)), 14 * px.text) };
  }
  if (single === "history") return { history: height };
  if (single === "loss") return { loss: Math.round(height * 0.68) - GAP, letters: Math.round(height * 0.32) };
  const rows = single === "gates" ? Math.ceil(strips.length / 2) : strips.length;
  const each = Math.floor((height - GAP * rows) / Math.max(rows, 1)) - (single === "gates" ? px.line + 4 : 0);
  return Object.fromEntries(strips.map((name) => [name, Math.max(LEAST, each)]));
}
