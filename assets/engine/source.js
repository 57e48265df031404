/** The compiled module, once for the whole page: from the page itself, if it is a file that holds it, or from the server. */

/** @type {Promise<WebAssembly.Module> | null} */
let compiled = null;

/** engine.wasm, compiled; rejects where it cannot be had. */
export function compiledEngine() {
  compiled ??= bytes().then((source) => WebAssembly.compile(source));
  return compiled;
}

/** @returns {Promise<BufferSource>} */
async function bytes() {
  const inside = document.getElementById("charviz-engine")?.textContent;
  if (inside) return Uint8Array.from(atob(inside), (letter) => letter.charCodeAt(0));
  const answer = await fetch(new URL("../engine/engine.wasm", import.meta.url));
  if (!answer.ok) throw new Error(`the engine cannot be fetched: ${answer.status}`);
  return answer.arrayBuffer();
}
