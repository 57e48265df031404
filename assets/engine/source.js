/** The compiled module, once for the whole page: from the page itself, if it is a file that holds it, or from the server. */

import { filePart } from "../shared/file_parts.js";

/** @type {Promise<WebAssembly.Module> | null} */
let compiled = null;

/** engine.wasm, compiled; rejects where it cannot be had. */
export function compiledEngine() {
  compiled ??= bytes().then((source) => WebAssembly.compile(source));
  return compiled;
}

/** @returns {Promise<BufferSource>} */
async function bytes() {
  const inside = await filePart("charviz-engine");
  if (inside) return inside;
  const answer = await fetch(new URL("../engine/engine.wasm", import.meta.url));
  if (!answer.ok) throw new Error(`the engine cannot be fetched: ${answer.status}`);
  return answer.arrayBuffer();
}
