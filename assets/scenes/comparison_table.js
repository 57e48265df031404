/** A comparison as a table: one row per network, with a sample of its line. */

import { element, setText, svg } from "../shared/dom.js";
import { number, visibleText } from "../shared/format.js";
import { styleOf } from "./comparison_chart.js";
import { scoreWords } from "./comparison_sentence.js";
import { fillWith } from "./scene.js";

const MAX_LETTERS = 24; // of a predicted text

export class ComparisonTable {
  table = element("table", { "data-testid": "compare-table" }, element("thead", {}, element("tr")), element("tbody"));
  element = element("div", { class: "wide", tabindex: "0", role: "region" }, this.table);

  draw(view, report, palette) {
    const heads = headsOf(view);
    fillWith(this.table.tHead.rows[0], heads, () => element("th", { scope: "col" }), setText);
    const make = () => element("tr", {}, ...heads.map(() => element("td")));
    fillWith(this.table.tBodies[0], view.names, make, (row, title, index) => {
      row.cells[0].replaceChildren(sample(styleOf(view, index, palette)), title);
      for (const [at, words] of cellsOf(view, report, index).entries()) setText(row.cells[at + 1], words);
    });
  }
}

function headsOf({ setting, labels, in_windows: inWindows }) {
  return [
    setting,
    inWindows ? labels.done : labels.solved_of,
    inWindows ? labels.median_held_out : labels.median,
    labels.parameters,
    labels.microseconds,
    labels.says,
  ];
}

function cellsOf(view, report, index) {
  const pace = report.microseconds[index];
  return [
    countWords(view, report, index),
    scoreWords(view, report.medians[index]),
    String(report.parameters[index]),
    pace === null ? "–" : number(pace, 2),
    report.texts[index].map((told) => predictionWords(told, view.tokenize)).join(", "),
  ];
}

/** How many seeds have solved their text, or have finished. */
function countWords({ in_windows: inWindows, total }, { done, solved_counts: solved }, index) {
  if (inWindows) return `${done[index]} / ${total}`;
  return `${solved[index]} / ${done[index]}${done[index] < total ? "…" : ""}`;
}

/** A predicted text, and how many seeds predict it. */
function predictionWords([text, count], tokenize) {
  const letters = [...text];
  const cut = letters.length > MAX_LETTERS ? "…" : "";
  return `${visibleText(letters.slice(0, MAX_LETTERS).join(""), tokenize)}${cut}${count > 1 ? ` ×${count}` : ""}`;
}

/** A sample of a network's line. */
function sample({ colour, dash }) {
  const line = { class: "line", stroke: colour, "stroke-width": 4, "stroke-dasharray": dash, d: "M0 4H36" };
  const node = svg("svg", { class: "key", viewBox: "0 0 36 8" }, svg("path", line));
  node.style.width = "2.2em";
  return node;
}
