/** A comparison as a table: a row for each net, with the line that its curves have. */

import { element, setText, svg } from "../shared/dom.js";
import { number, shown } from "../shared/format.js";
import { styleOf } from "./comparison_chart.js";
import { scoreWords } from "./comparison_sentence.js";
import { fillWith } from "./scene.js";

const LETTERS = 24; // of a text that a net says

export class ComparisonTable {
  table = element("table", { "data-testid": "compare-table" }, element("thead", {}, element("tr")), element("tbody"));
  element = element("div", { class: "wide", tabindex: "0", role: "region" }, this.table);

  draw(view, report, palette) {
    const heads = headsOf(view);
    fillWith(this.table.tHead.rows[0], heads, () => element("th", { scope: "col" }), setText);
    const make = () => element("tr", {}, ...heads.map(() => element("td")));
    fillWith(this.table.tBodies[0], view.names, make, (row, title, place) => {
      row.cells[0].replaceChildren(sample(styleOf(view, place, palette)), title);
      for (const [at, words] of cellsOf(view, report, place).entries()) setText(row.cells[at + 1], words);
    });
  }
}

function headsOf({ knob, labels, in_windows: inWindows }) {
  return [
    knob,
    inWindows ? labels.done : labels.solved_of,
    inWindows ? labels.median_held_out : labels.median,
    labels.parameters,
    labels.microseconds,
    labels.says,
  ];
}

function cellsOf(view, report, place) {
  const pace = report.microseconds[place];
  return [
    countWords(view, report, place),
    scoreWords(view, report.medians[place]),
    String(report.parameters[place]),
    pace === null ? "–" : number(pace, 2),
    report.texts[place].map(saidWords).join(", "),
  ];
}

/** How many seeds have solved their text, or are done. */
function countWords({ in_windows: inWindows, total }, { done, solved_counts: solved }, place) {
  if (inWindows) return `${done[place]} / ${total}`;
  return `${solved[place]} / ${done[place]}${done[place] < total ? "…" : ""}`;
}

/** A text, and how many seeds say it. */
function saidWords([text, count]) {
  const letters = [...text];
  const cut = letters.length > LETTERS ? "…" : "";
  return `${letters.slice(0, LETTERS).map(shown).join("")}${cut}${count > 1 ? ` ×${count}` : ""}`;
}

/** A piece of a net's line. */
function sample({ colour, dash }) {
  const line = { class: "line", stroke: colour, "stroke-width": 4, "stroke-dasharray": dash, d: "M0 4H36" };
  const node = svg("svg", { class: "key", viewBox: "0 0 36 8" }, svg("path", line));
  node.style.width = "2.2em";
  return node;
}
