/** Lengths in px for a desk, a phone, and the last row of a lecture hall. */

const DESK = { text: 16, big: 20, tile: 34, strip: 52, row: 23, unit: [3, 17], state: 136, gutter: 92, column: [24, 72], chart: 280, letters: 130, track: 52 };
const PHONE = { ...DESK, text: 14, big: 18, tile: 32, strip: 44, gutter: 78, column: [22, 72], chart: 220, letters: 110 };
const HALL = { text: 21, big: 28, tile: 46, strip: 68, row: 34, unit: [4, 26], state: 210, gutter: 132, column: [36, 112], chart: 380, letters: 180, track: 68 };

export function sizes(width, hall, family) {
  const chosen = hall ? HALL : width < 600 ? PHONE : DESK;
  const line = Math.round(chosen.text * 1.5);
  return { ...chosen, line, font: `${chosen.text}px ${family}`, strong: `600 ${chosen.big}px ${family}` };
}
