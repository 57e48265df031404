/** An animated GIF: frames of RGBA pixels, each with its own colour table, in an endless loop. */

const COLOURS = 64; // per frame
const BITS = 6; // of the index of a colour
const CODES = 4096; // of the compression, given by the format
const BINS = 1 << 15; // 5 bits of each channel
const BLOCK = 255; // bytes of a block, given by the format

export class Gif {
  /** @param {number} width px @param {number} height px */
  constructor(width, height) {
    this.width = width;
    this.height = height;
    const forever = [0x21, 0xff, 11, ...letters("NETSCAPE2.0"), 3, 1, ...short(0), 0];
    const start = [...letters("GIF89a"), ...short(width), ...short(height), 0, 0, 0, ...forever];
    /** @type {Uint8Array<ArrayBuffer>[]} */
    this.parts = [Uint8Array.from(start)];
  }

  /** @param {ArrayLike<number>} pixels RGBA, row by row; alpha is ignored @param {number} delay ms until the next */
  add(pixels, delay) {
    const { colours, indices } = quantize(pixels);
    const control = [0x21, 0xf9, 4, 0, ...short(Math.round(delay / 10)), 0, 0];
    const position = [0x2c, ...short(0), ...short(0), ...short(this.width), ...short(this.height)];
    const table = Uint8Array.from({ length: 3 * COLOURS }, (_, index) => colours[index] ?? 0);
    this.parts.push(Uint8Array.from([...control, ...position, 0x80 | (BITS - 1)]), table, compressed(indices));
  }

  /** The whole file. */
  bytes() {
    const parts = [...this.parts, Uint8Array.of(0x3b)];
    const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
    }
    return bytes;
  }
}

/** @param {string} text */
const letters = (text) => Array.from(text, (letter) => letter.charCodeAt(0));

/** @param {number} value */
const short = (value) => [value & 255, value >> 8];

/**
 * Reduces the colours by median cut: the box of colours with the largest spread is split at its mean, until there are enough.
 * @param {ArrayLike<number>} pixels RGBA
 * @returns {{ colours: number[], indices: Uint16Array }} red, green and blue of each colour; the colour of each pixel
 */
export function quantize(pixels) {
  const { names, bins } = binned(pixels);
  const boxes = [box(bins)];
  while (boxes.length < COLOURS) {
    const widest = boxes.reduce((one, other) => (other.spread > one.spread ? other : one));
    if (!widest.spread) break;
    const [low, high] = [true, false].map((side) => widest.bins.filter((bin) => side === isBelow(bin, widest)));
    boxes.splice(boxes.indexOf(widest), 1, box(low), box(high));
  }
  const indices = new Uint8Array(BINS);
  for (const [index, { bins: inside }] of boxes.entries()) for (const { name } of inside) indices[name] = index;
  return { colours: boxes.flatMap(({ mean }) => mean.map(Math.round)), indices: names.map((name) => indices[name]) };
}

/** @typedef {{ name: number, count: number, sums: number[] }} Bin similar colours, and how many pixels have them */
/** @typedef {{ bins: Bin[], mean: number[], axis: number, spread: number }} Cut a box of bins, and their spread along its widest axis */

/** The name of each pixel's bin, and the bins that are not empty. @param {ArrayLike<number>} pixels */
function binned(pixels) {
  const names = new Uint16Array(pixels.length / 4);
  const counts = new Uint32Array(BINS);
  const sums = new Float64Array(3 * BINS);
  for (let pixel = 0, at = 0; pixel < names.length; pixel++, at += 4) {
    const name = ((pixels[at] >> 3) << 10) | ((pixels[at + 1] >> 3) << 5) | (pixels[at + 2] >> 3);
    names[pixel] = name;
    counts[name]++;
    for (let channel = 0; channel < 3; channel++) sums[3 * name + channel] += pixels[at + channel];
  }
  /** @type {Bin[]} */
  const bins = [];
  for (const [name, count] of counts.entries())
    if (count) bins.push({ name, count, sums: [...sums.subarray(3 * name, 3 * name + 3)] });
  return { names, bins };
}

/** @param {Bin[]} bins @returns {Cut} */
function box(bins) {
  const channels = [0, 1, 2];
  const count = bins.reduce((sum, bin) => sum + bin.count, 0);
  const mean = channels.map((channel) => bins.reduce((sum, bin) => sum + bin.sums[channel], 0) / count);
  const spreads = channels.map((channel) =>
    bins.reduce((sum, bin) => sum + bin.count * (bin.sums[channel] / bin.count - mean[channel]) ** 2, 0),
  );
  const spread = Math.max(...spreads);
  return { bins, mean, axis: spreads.indexOf(spread), spread: bins.length > 1 ? spread : 0 };
}

/** @param {Bin} bin @param {Cut} box */
const isBelow = ({ count, sums }, { axis, mean }) => sums[axis] / count <= mean[axis];

/**
 * LZW compression: a sequence that occurred before is written as one code; codes get longer as their number grows.
 * @param {Uint16Array} indices @returns {Uint8Array<ArrayBuffer>} in blocks, after a byte with the bits of an index
 */
function compressed(indices) {
  const [clear, end] = [COLOURS, COLOURS + 1];
  const longer = new Uint16Array(CODES * COLOURS); // code and next index -> the code of both, or 0
  const out = new BitBlocks();
  let next = end + 1;
  let size = BITS + 1;
  let code = indices[0];
  out.write(clear, size);
  for (const index of indices.subarray(1)) {
    const place = code * COLOURS + index;
    if (longer[place]) {
      code = longer[place];
      continue;
    }
    out.write(code, size);
    code = index;
    if (next < CODES) {
      if (next === 1 << size) size++;
      longer[place] = next++;
      continue;
    }
    out.write(clear, size);
    longer.fill(0);
    next = end + 1;
    size = BITS + 1;
  }
  out.write(code, size);
  out.write(end, next === 1 << size && size < 12 ? size + 1 : size);
  return out.finish();
}

/** Writes codes as bits, the lowest first, into blocks of bytes that start with their length. */
class BitBlocks {
  bytes = [BITS, 0];
  length = 1; // the index of the block's length
  bits = 0;
  count = 0;

  /** @param {number} code @param {number} size bits */
  write(code, size) {
    this.bits |= code << this.count;
    this.count += size;
    while (this.count >= 8) {
      this.byte(this.bits & 255);
      this.bits >>>= 8;
      this.count -= 8;
    }
  }

  /** @param {number} value */
  byte(value) {
    if (this.bytes[this.length] === BLOCK) {
      this.length = this.bytes.length;
      this.bytes.push(0);
    }
    this.bytes.push(value);
    this.bytes[this.length]++;
  }

  finish() {
    if (this.count) this.byte(this.bits);
    this.bytes.push(0);
    return Uint8Array.from(this.bytes);
  }
}
