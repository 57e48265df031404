/** Shapes that several pictures draw on a canvas: tiles, ticks, crosses, arrows. */

const CONDENSED = 1.6; // times as wide as its place a text may be: its letters are condensed
const SHORT = 4; // letters of a text that is never shortened
const MARK = 10; // px, half of a mark beside a text

/** A rounded tile with a symbol in it; nothing if its size is not positive. @param {CanvasRenderingContext2D} g @param {Tile} tile */
export function tile(g, { x, y, width, height, fill, edge, dashed = false, line = 1.5, text, ink, font }) {
  if (width <= 0 || height <= 0) return;
  g.beginPath();
  g.roundRect(x, y, width, height, Math.min(6, width / 4));
  if (fill) {
    g.fillStyle = fill;
    g.fill();
  }
  if (edge) {
    g.strokeStyle = edge;
    g.lineWidth = line;
    g.setLineDash(dashed ? [4, 3] : []);
    g.stroke();
    g.setLineDash([]);
  }
  if (!text) return;
  if (font) g.font = font;
  label(g, shortened(g, text, width - 2), x + width / 2, y + height / 2, { font, ink, width: width - 2 });
}

/** A word whose letters would be condensed beyond reading loses its end. @param {CanvasRenderingContext2D} g @param {string} text @param {number} width */
function shortened(g, text, width) {
  if (text.length < SHORT) return text;
  const share = (CONDENSED * width) / g.measureText(text).width;
  const letters = Array.from(text);
  return share >= 1 ? text : `${letters.slice(0, Math.max(1, Math.floor(letters.length * share) - 1)).join("")}…`;
}

/** Whether a mark has room beside a text in the middle of a tile. @param {CanvasRenderingContext2D} g @param {string} text @param {string} font @param {number} width */
export function hasRoom(g, text, font, width) {
  g.font = font;
  return g.measureText(text).width + 4 * MARK <= width;
}

/**
 * Text at a point; condensed if it is wider than `width`; with a halo if lines may cross it.
 * @param {CanvasRenderingContext2D} g @param {string} text @param {number} x @param {number} y @param {Writing} writing
 */
export function label(g, text, x, y, { font, ink, align = "center", baseline = "middle", width, halo }) {
  if (font) g.font = font;
  if (ink) g.fillStyle = ink;
  g.textAlign = align;
  g.textBaseline = baseline;
  const at = y + (baseline === "middle" ? 1 : 0);
  if (halo) {
    g.strokeStyle = halo;
    g.lineWidth = 5;
    g.lineJoin = "round";
    g.strokeText(text, x, at, width);
  }
  g.fillText(text, x, at, width);
}

/** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} size @param {string} colour */
export function check(g, x, y, size, colour) {
  stroke(g, colour, 2.2, [
    [x - size, y],
    [x - size / 4, y + size * 0.7],
    [x + size, y - size * 0.8],
  ]);
}

/** @param {CanvasRenderingContext2D} g @param {number} x @param {number} y @param {number} size @param {string} colour */
export function cross(g, x, y, size, colour) {
  stroke(g, colour, 2.2, [
    [x - size, y - size],
    [x + size, y + size],
  ]);
  stroke(g, colour, 2.2, [
    [x - size, y + size],
    [x + size, y - size],
  ]);
}

/**
 * A line with an arrowhead at its end.
 * @param {CanvasRenderingContext2D} g @param {number} x0 @param {number} y0 @param {number} x1 @param {number} y1 @param {string} colour
 */
export function arrow(g, x0, y0, x1, y1, colour, line = 1.5) {
  const angle = Math.atan2(y1 - y0, x1 - x0);
  const size = Math.min(6, 0.6 * Math.hypot(x1 - x0, y1 - y0));
  /** @param {number} turn */
  const barb = (turn) => [x1 - size * Math.cos(angle + turn), y1 - size * Math.sin(angle + turn)];
  stroke(g, colour, line, [
    [x0, y0],
    [x1, y1],
  ]);
  stroke(g, colour, line, [barb(0.6), [x1, y1], barb(-0.6)]);
}

/**
 * A line through points.
 * @param {CanvasRenderingContext2D} g @param {string} colour @param {number} width @param {number[][]} points @param {number[]} dash
 */
export function stroke(g, colour, width, points, dash = []) {
  g.strokeStyle = colour;
  g.lineWidth = width;
  g.setLineDash(dash);
  g.lineCap = "round";
  g.lineJoin = "round";
  g.beginPath();
  for (const [index, [x, y]] of points.entries()) {
    if (index) g.lineTo(x, y);
    else g.moveTo(x, y);
  }
  g.stroke();
  g.setLineDash([]);
}
