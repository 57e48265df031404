/** Divides the window among the pictures. It depends on the window and the run only, so that nothing moves while playing. */

export const MIN_HEIGHT = 40; // px of a picture
export const GAP = 6; // px between two pictures
export const MAP = 16; // px of height of the map of a scrolled text
const ARROW = 7; // px between two rows of the unrolled network
const LEFT_SHARE = 0.59; // of the width, for the pictures along the time axis
const OPENED_WEIGHT = 6; // of an opened heat map; the others have 1
const STACKED = { left: 560, right: 440 }; // px of height where the page scrolls
const TAB = 250; // px of height of the picture below the network on a phone

const between = (min, value, max) => Math.max(min, Math.min(value, max));

/**
 * Divides a length among parts: each gets its minimum, and of the rest a share by its weight, up to its maximum.
 * parts: [{ name, min, max, weight }]; returns { name: px }. If the minima do not fit, each part still gets its minimum.
 */
export function distribute(room, parts) {
  const lengths = Object.fromEntries(parts.map(({ name, min }) => [name, min]));
  let left = room - parts.reduce((sum, { min }) => sum + min, 0);
  let open = parts.filter(({ min, max }) => max > min);
  while (left >= 1 && open.length) {
    const portion = left / open.reduce((sum, { weight }) => sum + weight, 0);
    for (const { name, max, weight } of open) {
      const more = Math.min(portion * weight, max - lengths[name]);
      lengths[name] += more;
      left -= more;
    }
    open = open.filter(({ name, max }) => lengths[name] < max - 0.5);
  }
  return Object.fromEntries(Object.entries(lengths).map(([name, length]) => [name, Math.floor(length)]));
}

/**
 * All lengths in px.
 * room: { mode: screen | stack | phone, width, height, large, single }; single: the only picture shown, or null.
 * has: { pictures: names, layers, strips: names of heat maps, historyAt: left | right, opened: name of a heat map or null,
 * predictFirst, votes, slots: columns that the text needs, letters: of its widest symbol, lanes: number of compared runs,
 * original: whether the prediction of the run from which it is forked is shown }.
 */
export function sizes(room, has, family) {
  const { mode, width, height, single } = room;
  const text = fontSize(room);
  const beside = mode === "screen" && !single;
  const left = beside ? Math.floor((width - 2 * text) * LEFT_SHARE) : width;
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
    column: columns(room, text, has.letters ?? 1),
    font: `${text}px ${family}`,
    strong: `600 ${Math.round(text * 1.3)}px ${family}`,
    room,
  };
  const heights = single ? singlePicture(single, height, has, px) : allPictures(mode, height, has, px);
  return { ...px, heights };
}

/** The least and the greatest width of a column: a letter is in the middle of it, a word fills it, condensed if need be. */
function columns({ mode, single }, text, letters) {
  const [least, most] = [Math.round(text * (mode === "phone" ? 1.5 : 0.92)), Math.round(text * (single ? 16 : 9))];
  const word = text * (0.9 + 0.76 * Math.min(letters, mode === "phone" ? 8 : 12));
  return letters > 1 ? [Math.max(least, Math.round(0.72 * word)), Math.max(most, Math.round(word))] : [least, most];
}

/** The font size: as large as the room allows, at least 12 px, for a lecture hall at least 15 px. */
function fontSize({ mode, width, height, large, single }) {
  if (single) return Math.round(between(18, height / 26, 30));
  const fits = mode === "screen" ? Math.min(height / 44, width / 96) : 13;
  return Math.round(large ? between(15, fits * 1.35, 26) : between(12, fits, 16));
}

/** The height of the unrolled network with `layers` layers of height `layer`. */
export function netHeight({ tile, line, row, arrow }, layers, layer, predictFirst) {
  const around = line + tile + arrow + (tile + 4) + line + 4 + tile + 4;
  return around + layers * (layer + arrow) + (predictFirst ? row + 4 : 0);
}

/** The heights of all pictures at once. */
function allPictures(mode, height, has, px) {
  const rooms = mode === "screen" ? { left: height, right: height } : STACKED;
  const heights = { ...leftHeights(rooms.left, has, px), ...rightHeights(rooms.right, has, px) };
  if (mode !== "phone") return heights;
  const rows = Math.ceil(has.strips.length / 2);
  for (const name of has.strips) heights[name] = Math.max(MIN_HEIGHT, Math.floor(TAB / Math.max(rows, 1)) - px.line);
  return { ...heights, layer: 30, history: TAB, writes: TAB, loss: TAB - 70, letters: 70, cell: 84 };
}

/** The left side: the network, where `layer` is the height of one layer; the heat maps; the history if it is on the left. */
function leftHeights(room, { pictures, layers, strips, historyAt, opened, predictFirst, slots, lanes }, px) {
  const map = px.gutter + slots * px.column[0] + 8 > px.left ? MAP : 0;
  if (lanes) return { lanes: Math.min(room - map, 80 + lanes * 22 * px.text) };
  const rows = pictures.has("network") ? layers : 0;
  const history = pictures.has("history") && historyAt === "left";
  const weight = (name) => (opened === name ? OPENED_WEIGHT : opened ? 0.01 : 1);
  const parts = strips.map((name) => ({ name, min: MIN_HEIGHT, max: 24 * px.text, weight: weight(name) }));
  if (rows) parts.unshift({ name: "layer", min: 22 * rows, max: 7 * px.text * rows, weight: 0.5 });
  if (history) parts.push({ name: "history", min: 90, max: 30 * px.row, weight: 1.8 });
  const gaps = GAP * (strips.length + Number(history));
  const net = pictures.has("network") ? netHeight(px, rows, 0, predictFirst) : 0;
  const heights = distribute(room - net - map - gaps, parts);
  return { ...heights, layer: Math.floor((heights.layer ?? 0) / Math.max(rows, 1)) };
}

/** The right side: loss and accuracy over the steps, the history or a sample, the cell's equation, the messages. */
function rightHeights(room, { pictures, historyAt, predictFirst, votes, lanes, letters, original }, px) {
  const { text, row, line } = px;
  const note = Math.round(2.5 * line);
  const readout = Math.round(2.2 * text);
  const parts = [
    { name: "loss", min: 120, max: 34 * text, weight: 2 },
    { name: "letters", min: Math.round(4.8 * text), max: 9 * text, weight: 0.4 },
    { name: "history", min: 66, max: 24 * row, weight: 1.4 },
    { name: "writes", min: 90, max: 30 * line, weight: 1.6 },
    { name: "cell", min: Math.round(5.6 * text), max: 9 * text, weight: 0.4 },
  ].filter(({ name }) => pictures.has(name) && !(name === "history" && historyAt === "left"));
  if (predictFirst)
    parts.push({
      name: "predictFirst",
      min: Math.round((votes ? 19 : letters > 1 ? 13 : 8.5) * text),
      max: 320,
      weight: 0.2,
    });
  if (lanes) parts.push({ name: "race", min: Math.round(7 * text), max: Math.round(8 * text), weight: 0.1 });
  const heights = distribute(room - note - (original ? 2 : 1) * readout - GAP * (parts.length + 1), parts);
  return { ...heights, note, readout };
}

/** The heights of one picture that fills the screen in a lecture. */
function singlePicture(single, height, { layers, strips, predictFirst }, px) {
  if (single === "network") {
    const free = height - netHeight(px, layers, 0, predictFirst);
    return { layer: between(30, Math.floor(free / Math.max(layers, 1)), 14 * px.text) };
  }
  if (single === "history") return { history: height };
  if (single === "loss") return { loss: Math.round(height * 0.68) - GAP, letters: Math.round(height * 0.32) };
  const rows = single === "gates" ? Math.ceil(strips.length / 2) : strips.length;
  const each = Math.floor((height - GAP * rows) / Math.max(rows, 1)) - (single === "gates" ? px.line + 4 : 0);
  return Object.fromEntries(strips.map((name) => [name, Math.max(MIN_HEIGHT, each)]));
}
