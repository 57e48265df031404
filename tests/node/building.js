/** What the tests are made of: chunks as charviz/player/packets.py writes them down, a view, and records of an invented run. */

const SIZES = { u1: 1, u2: 2, f4: 4 };
const WRITE = { u1: "setUint8", u2: "setUint16", f4: "setFloat32" };
const padded = (length) => Math.ceil(length / 8) * 8;

/** One chunk, byte by byte; arrays: name -> [dtype, shape, values]. */
export function chunk(header, arrays = {}) {
  const listing = Object.entries(arrays).map(([name, [dtype, shape]]) => ({ name, dtype, shape }));
  const text = new TextEncoder().encode(JSON.stringify({ ...header, arrays: listing }));
  const head = padded(4 + text.length);
  const bodies = Object.values(arrays).map(([dtype, , values]) => [
    dtype,
    values,
    padded(SIZES[dtype] * values.length),
  ]);
  const bytes = new Uint8Array(head + bodies.reduce((sum, [, , length]) => sum + length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, head - 4, true);
  bytes.fill(0x20, 4, head);
  bytes.set(text, 4);
  let at = head;
  for (const [dtype, values, length] of bodies) {
    for (const [index, value] of values.entries()) view[WRITE[dtype]](at + index * SIZES[dtype], value, true);
    at += length;
  }
  return bytes;
}

export function joined(...parts) {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** The view of a run over a text; more: fields that differ. */
export function viewOf(text, more = {}) {
  const symbols = [...new Set(text)];
  const ids = Array.from(text, (letter) => symbols.indexOf(letter));
  const options = { hide: [] };
  const shape = { starts: [0], units: [0, 1], layers: 1, gates: [], steps: 10 };
  return {
    run: "run",
    view: "v",
    symbols,
    inputs: ids.slice(0, -1),
    targets: ids.slice(1),
    ...shape,
    options,
    ...more,
  };
}

/** Header and arrays of the steps [first, first + count), each a keyframe; their numbers tell the step. */
export function records(first, count, { times = 3, width = 2, ...more } = {}) {
  const steps = Array.from({ length: count }, (_, index) => first + index);
  const rows = (Type, wide, value) => Type.from(steps.flatMap((step) => Array(wide).fill(value(step))));
  const header = { kind: "records", run: "run", first, count, keyframes: steps, ranges: { hidden: [-1, 1] }, ...more };
  const arrays = {
    loss: rows(Float32Array, 1, (step) => 8 / (step + 1)),
    correct: rows(Uint16Array, 1, (step) => step),
    predicted: rows(Uint8Array, times, (step) => step % 2),
    confidence: rows(Uint8Array, times, (step) => step),
    rival: rows(Uint8Array, times, () => 1),
    rival_probability: rows(Uint8Array, times, (step) => step),
    target_probability: rows(Float32Array, times, () => 0.5),
    hidden: rows(Uint8Array, times * width, (step) => step),
  };
  return { header, arrays };
}
