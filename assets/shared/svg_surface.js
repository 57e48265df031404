/** A drawing surface that records what is drawn as SVG; it has the part of the canvas API that the panels use. */

import { rounded, svg } from "./dom.js";

const MAX_SQUARES = 20_000; // an image with more pixels stays an image
const STATE = [
  "fillStyle",
  "strokeStyle",
  "lineWidth",
  "lineCap",
  "lineJoin",
  "globalAlpha",
  "font",
  "textAlign",
  "textBaseline",
  "dash",
];
const ANCHORS = { left: "start", center: "middle", right: "end" };

/** Replaces a panel's `surface` while it is drawn. */
export class SvgSurface {
  /** ids: { next }, shared by all surfaces of one picture. */
  constructor(height, ids) {
    this.height = height;
    this.ids = ids;
  }

  begin(width) {
    this.width = width;
    this.g = new Recorder(this.ids);
    return this.g;
  }

  describe() {}
}

class Recorder {
  fillStyle = "#000000";
  strokeStyle = "#000000";
  lineWidth = 1;
  lineCap = "butt";
  lineJoin = "miter";
  globalAlpha = 1;
  font = "10px sans-serif";
  textAlign = "start";
  textBaseline = "alphabetic";
  dash = [];
  saved = [];
  path = "";

  constructor(ids) {
    this.ids = ids;
    this.root = svg("g");
    this.groups = [this.root];
    this.ruler = document.createElement("canvas").getContext("2d");
  }

  save() {
    this.saved.push([Object.fromEntries(STATE.map((name) => [name, this[name]])), this.groups.length]);
  }

  restore() {
    const [state, depth] = this.saved.pop();
    Object.assign(this, state);
    this.groups.length = depth;
  }

  beginPath() {
    this.path = "";
  }

  moveTo(x, y) {
    this.path += `M${rounded(x)} ${rounded(y)}`;
  }

  lineTo(x, y) {
    this.path += `L${rounded(x)} ${rounded(y)}`;
  }

  rect(x, y, width, height) {
    this.path += `M${rounded(x)} ${rounded(y)}h${rounded(width)}v${rounded(height)}h${rounded(-width)}z`;
  }

  roundRect(x, y, width, height, radius) {
    const [r, across, down] = [rounded(radius), rounded(width - 2 * radius), rounded(height - 2 * radius)];
    const turn = (dx, dy) => `a${r} ${r} 0 0 1 ${dx} ${dy}`;
    this.path += `M${rounded(x + radius)} ${rounded(y)}h${across}${turn(r, r)}v${down}${turn(-r, r)}h${-across}${turn(-r, -r)}v${-down}${turn(r, -r)}z`;
  }

  /** A full circle, the only arc that the panels draw. */
  arc(x, y, radius) {
    const half = (to) => `A${rounded(radius)} ${rounded(radius)} 0 1 1 ${rounded(to)} ${rounded(y)}`;
    this.path += `M${rounded(x + radius)} ${rounded(y)}${half(x - radius)}${half(x + radius)}z`;
  }

  fill() {
    this.add(svg("path", { d: this.path, ...this.fillAttributes() }));
  }

  stroke() {
    this.add(svg("path", { d: this.path, ...this.strokeAttributes() }));
  }

  clip() {
    const id = `clip${this.ids.next++}`;
    this.add(svg("clipPath", { id }, svg("path", { d: this.path })));
    this.groups.push(this.add(svg("g", { "clip-path": `url(#${id})` })));
  }

  fillRect(x, y, width, height) {
    this.add(svg("rect", { x, y, width, height, ...this.fillAttributes() }));
  }

  strokeRect(x, y, width, height) {
    this.add(svg("rect", { x, y, width, height, ...this.strokeAttributes() }));
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  measureText(text) {
    this.ruler.font = this.font;
    return this.ruler.measureText(text);
  }

  fillText(text, x, y, maxWidth) {
    this.text(text, x, y, maxWidth, this.fillAttributes());
  }

  strokeText(text, x, y, maxWidth) {
    this.text(text, x, y, maxWidth, this.strokeAttributes());
  }

  /** Draws text on the alphabetic baseline, which every program supports. */
  text(text, x, y, maxWidth, style) {
    const [, weight, size, family] = /^(?:(\d+) )?([\d.]+)px (.*)$/.exec(this.font);
    const position = { x, y: y + this.lift(), "text-anchor": ANCHORS[this.textAlign] };
    const condensed =
      this.measureText(text).width > maxWidth ? { textLength: maxWidth, lengthAdjust: "spacingAndGlyphs" } : {};
    const font = { "font-family": family, "font-size": size, "font-weight": weight };
    this.add(svg("text", { ...position, ...font, ...condensed, ...style }, text));
  }

  lift() {
    const ascent = (baseline) => {
      this.ruler.textBaseline = baseline;
      return this.measureText("x").fontBoundingBoxAscent;
    };
    return ascent("alphabetic") - ascent(this.textBaseline);
  }

  /** An enlarged image: each of its pixels becomes a square. */
  drawImage(image, left, top, columns, rows, x, y, width, height) {
    if (columns * rows > MAX_SQUARES) {
      const whole = {
        x: x - (left * width) / columns,
        y,
        width: (image.width * width) / columns,
        height,
        preserveAspectRatio: "none",
      };
      this.add(svg("image", { ...whole, href: image.toDataURL(), style: "image-rendering: pixelated" }));
      return;
    }
    const { data } = image.getContext("2d").getImageData(left, top, columns, rows);
    const squares = this.add(svg("g", { "shape-rendering": "crispEdges" }));
    const [across, down] = [width / columns, height / rows];
    for (let at = 0; at < columns * rows; at++) {
      const square = {
        x: x + (at % columns) * across,
        y: y + Math.floor(at / columns) * down,
        width: across,
        height: down,
      };
      squares.append(svg("rect", { ...square, fill: hex(data.subarray(4 * at, 4 * at + 3)) }));
    }
  }

  add(node) {
    this.groups.at(-1).append(node);
    return node;
  }

  fillAttributes() {
    return { fill: this.colour(this.fillStyle), opacity: this.opacity() };
  }

  strokeAttributes() {
    const line = { "stroke-width": this.lineWidth, "stroke-linecap": this.lineCap, "stroke-linejoin": this.lineJoin };
    return {
      fill: "none",
      stroke: this.colour(this.strokeStyle),
      ...line,
      "stroke-dasharray": this.dash.join(" ") || undefined,
      opacity: this.opacity(),
    };
  }

  opacity() {
    return this.globalAlpha < 1 ? this.globalAlpha : undefined;
  }

  /** A colour as #rrggbb, the only form that older programs read. */
  colour(css) {
    this.ruler.fillStyle = css;
    return this.ruler.fillStyle;
  }
}

const hex = (bytes) => `#${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
