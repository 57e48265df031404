/** Reads the binary chunks that charviz/player/packets.py writes. */

const ALIGN = 8;
/** @type {Record<string, typeof Uint8Array | typeof Uint16Array | typeof Float32Array>} */
const TYPES = { u1: Uint8Array, u2: Uint16Array, f4: Float32Array };
const decoder = new TextDecoder();

/**
 * Yields {header, arrays} for each chunk of a message; throws if a chunk is cut short.
 * @param {Uint8Array} message
 * @returns {Generator<{ header: Header, arrays: Arrays }>}
 */
export function* parse(message) {
  const bytes = message.slice(); // a copy starts at offset 0, so that every array is aligned
  const lengths = new DataView(bytes.buffer);
  for (let at = 0; at < bytes.length; ) {
    const begin = at + 4;
    const end = begin + lengths.getUint32(at, true);
    /** @type {Header} */
    const header = JSON.parse(decoder.decode(bytes.subarray(begin, end)));
    /** @type {Arrays} */
    const arrays = {};
    at = end;
    for (const { name, dtype, shape } of header.arrays) {
      const array = new TYPES[dtype](
        bytes.buffer,
        at,
        shape.reduce((product, size) => product * size, 1),
      );
      arrays[name] = array;
      at += Math.ceil(array.byteLength / ALIGN) * ALIGN;
    }
    yield { header, arrays };
  }
}
