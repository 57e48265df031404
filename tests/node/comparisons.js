/** Trains comparisons as a tab does: views as JSON on the standard input, their reports as JSON on the standard output. */

import { readFileSync } from "node:fs";
import { LocalComparison } from "../../assets/scenes/local_comparison.js";

const module = new WebAssembly.Module(readFileSync(new URL("../../assets/engine/engine.wasm", import.meta.url)));

async function report(view) {
  const local = new LocalComparison(view, () => {}, Promise.resolve(module));
  await Promise.resolve(); // until the module is there
  while (local.busy) local.advance();
  const { returned, scores } = local.question();
  if (returned) throw new Error("it took too long");
  const arrays = Object.entries(local.report()).map(([name, value]) => [
    name,
    ArrayBuffer.isView(value) ? [...value] : value,
  ]);
  return { ...Object.fromEntries(arrays), scores };
}

const reports = await Promise.all(JSON.parse(readFileSync(0, "utf8")).map(report));
process.stdout.write(JSON.stringify(reports));
