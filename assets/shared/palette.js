/** The colours, chosen for contrast and colour blindness; the middle of a signed scale is the background. */

const LIGHT = {
  ink: "#1A1A1A",
  blue: "#0072B2",
  orange: "#C84E00",
  grey: "#8C8C8C",
  muted: "#595959",
  grid: "#E1E1E1",
};
const DARK = { ink: "#F2EFEA", blue: "#56B4E9", orange: "#FF8A3D", grey: "#8F8F8F", muted: "#B4B4B4", grid: "#2B303B" };

export class Palette {
  ink = "";
  blue = "";
  orange = "";
  grey = "";
  muted = "";
  grid = "";
  background = "";
  white = "";
  black = "";

  /** background: what the browser computed, as "rgb(…)". @param {string} background */
  constructor(background) {
    this.source = background;
    const paper = (background.match(/[\d.]+/g) ?? [255, 255, 255]).slice(0, 3).map(Number);
    this.dark = luminance(paper) < 0.2;
    const colours = this.dark ? DARK : LIGHT;
    /** @type {Record<string, number[]>} */
    this.rgb = { background: paper, white: [255, 255, 255], black: [0, 0, 0] };
    for (const [name, hex] of Object.entries(colours)) this.rgb[name] = fromHex(hex);
    Object.assign(this, Object.fromEntries(Object.entries(this.rgb).map(([name, rgb]) => [name, css(rgb)])));
    const { orange, blue } = this.rgb;
    this.signed = ramp((share) => (share < 0.5 ? mix(paper, orange, 1 - 2 * share) : mix(paper, blue, 2 * share - 1)));
    this.unsigned = ramp((share) => mix(paper, blue, share));
  }

  /** A colour mixed with the background; share: 0 is the background, 1 the colour. @param {string} name @param {number} share */
  tint(name, share) {
    return css(mix(this.rgb.background, this.rgb[name], share));
  }

  /** The text colour with the higher contrast on such a tint. @param {string} name @param {number} share */
  on(name, share) {
    const under = luminance(mix(this.rgb.background, this.rgb[name], share));
    return contrast(under, luminance(this.rgb.white)) > contrast(under, luminance(this.rgb.black))
      ? this.white
      : this.black;
  }

  /** Passes the colours to the style sheet. @param {HTMLElement} root */
  dress(root) {
    root.dataset.theme = this.dark ? "dark" : "light";
    for (const name of Object.keys(LIGHT)) root.style.setProperty(`--${name}`, css(this.rgb[name]));
    root.style.setProperty("--tint", this.tint("blue", 0.12));
    root.style.setProperty("--warm", this.tint("orange", 0.12));
    root.style.setProperty("--paper", this.background);
    root.style.setProperty("--on-blue", this.on("blue", 1));
  }
}

/** @param {string} hex */
const fromHex = (hex) => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
/** @param {number[]} rgb */
const css = ([red, green, blue]) => `rgb(${Math.round(red)} ${Math.round(green)} ${Math.round(blue)})`;
/** @param {number[]} from @param {number[]} to @param {number} share */
const mix = (from, to, share) => from.map((value, index) => value + (to[index] - value) * share);
/** @param {number} one @param {number} other */
const contrast = (one, other) => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);

/** @param {number[]} rgb */
function luminance(rgb) {
  const [red, green, blue] = rgb.map((value) =>
    value / 255 <= 0.04045 ? value / 3294.6 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** A scale of 256 pixels in the format of ImageData. @param {(share: number) => number[]} colour */
function ramp(colour) {
  const pixels = new Uint8ClampedArray(4 * 256);
  for (let i = 0; i < 256; i++) pixels.set([...colour(i / 255), 255], 4 * i);
  return new Uint32Array(pixels.buffer);
}
