// Trains the runs whose views come as JSON, and writes the records of each as JSON: what a tab would have shown.
import { readFileSync } from "node:fs";
import { TrainingEngine } from "../../assets/engine/engine.js";
import { LocalRun } from "../../assets/player/local_run.js";

const module = readFileSync(new URL("../../assets/engine/engine.wasm", import.meta.url));
const engine = new TrainingEngine(new WebAssembly.Module(module));
const views = JSON.parse(readFileSync(0, "utf8"));

process.stdout.write(
  JSON.stringify(
    views.map((view) => {
      const run = new LocalRun(engine, { ...view.training, patience: null }, view);
      const records = [];
      while (!run.ended) {
        const { header, arrays } = run.advance(64);
        records.push([header, Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, [...values]]))]);
      }
      return records;
    }),
  ),
);
