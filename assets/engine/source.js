/** The compiled module, once for the whole page: from the page itself, if it is a file that holds it, or from the server. */

import { filePart } from "../shared/file_parts.js";

export const PATIENCE = 3000; // ms that the engine may take to come before the server is asked

/** @type {Promise<WebAssembly.Module> | null} */
let compiled = null;

/** engine.wasm, compiled; rejects where it cannot be had. */
export function compiledEngine() {
  compiled ??= bytes().then((source) => WebAssembly.compile(source));
  return compiled;
}

/** engine.wasm, compiled; null where it cannot be had, or not within PATIENCE. @returns {Promise<WebAssembly.Module | null>} */
export function engineSoon() {
  const late = new Promise((done) => setTimeout(done, PATIENCE, null));
  return Promise.race([late, compiledEngine().catch(warned)]);
}

/** @param {unknown} error */
function warned(error) {
  console.warn("charviz: runs are trained by the server alone", error);
  return null;
}

/** @returns {Promise<BufferSource>} */
async function bytes() {
  const inside = await filePart("charviz-engine");
  if (inside) return inside;
  const answer = await fetch(new URL("../engine/engine.wasm", import.meta.url));
  if (!answer.ok) throw new Error(`the engine cannot be fetched: ${answer.status}`);
  return answer.arrayBuffer();
}
