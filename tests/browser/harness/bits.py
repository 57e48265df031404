"""The engine module in a browser, held against tests/engines/bits.json."""

import json
from pathlib import Path

ROWS = json.loads((Path(__file__).parents[2] / "engines" / "bits.json").read_text("utf-8"))
WANTED = [row["digest"] for row in ROWS]

# Trains every run of the file where the player comes from, and returns the digests; to be run inside an async function.
DIGESTS = """
const script = performance.getEntriesByType('resource').map(({ name }) => name).find((name) => name.endsWith('/player/player.js'));
const folder = new URL('../engine/', script);
const { TrainingEngine, packed } = await import(new URL('engine.js', folder));
const bytes = await (await fetch(new URL('engine.wasm', folder))).arrayBuffer();
const engine = new TrainingEngine(await WebAssembly.compile(bytes));
const digests = [];
for (const { view } of ROWS) {
  const { steps } = view.training;
  const parts = [];
  engine.begin(view.training, view, packed(view.inputs, view.targets, view.starts), steps);
  for (let step = 0, n = 0; step < steps; step += n) {
    n = Math.min(engine.capacity, steps - step);
    parts.push(Float64Array.from(engine.advance(n, () => false).losses));
  }
  parts.push(Float64Array.from(engine.measure().losses), Float32Array.from(engine.replay(0).weights));
  const hash = await crypto.subtle.digest('SHA-256', await new Blob(parts).arrayBuffer());
  digests.push([...new Uint8Array(hash)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
}
return digests;
""".replace("of ROWS", f"of {json.dumps(ROWS)}")
