/** The five ways to use a recurrent net, drawn with the learner's own letters. */

import { shown } from "../player/text.js";
import { svg } from "./boxes.js";

const COLUMN = 46;
const ROWS = { out: 20, cell: 66, in: 112 };

/** name -> what is read and what is said at each time ("" for nothing), and the page where it lives. */
export function topologies(letters) {
  const next = letters.slice(1).concat("·");
  const blank = letters.map(() => "");
  return [
    { name: "one_one", reads: [letters[0]], says: [next[0]], page: "live" },
    { name: "one_many", reads: [letters[0], ...blank.slice(1)], says: next, page: null },
    { name: "many_one", reads: letters, says: [...blank.slice(1), "?"], page: "order" },
    { name: "many_many", reads: [...letters.slice(0, 2), "", ""], says: ["", "", ...letters.slice(0, 2)], page: null },
    { name: "synced", reads: letters, says: next, page: "live", live: true },
  ];
}

export function chain({ name, reads, says }) {
  const columns = Math.max(reads.length, 3);
  const width = columns * COLUMN;
  const node = svg("svg", { viewBox: `0 0 ${width} 134`, width: Math.min(width, 4 * COLUMN), role: "img", "data-topology": name });
  const x = (time) => ((columns - reads.length) / 2 + time + 0.5) * COLUMN;
  const link = (d) => svg("path", { class: "link", d });
  const links = reads.flatMap((letter, time) => [
    ...(letter ? [link(`M${x(time)} ${ROWS.in} V${ROWS.cell}`)] : []),
    ...(says[time] ? [link(`M${x(time)} ${ROWS.cell} V${ROWS.out}`)] : []),
    ...(time ? [link(`M${x(time - 1)} ${ROWS.cell} H${x(time)}`)] : []),
  ]);
  const marks = reads.flatMap((letter, time) => [
    mark(x(time), ROWS.cell, "", name === "one_one" ? "W" : "h"),
    ...(letter ? [mark(x(time), ROWS.in, "in", shown(letter))] : []),
    ...(says[time] ? [mark(x(time), ROWS.out, "out", shown(says[time]))] : []),
  ]);
  node.append(...links, ...marks);
  return node;
}

function mark(x, y, kind, text) {
  return svg("g", {}, svg("rect", { class: `node ${kind}`, x: x - 16, y: y - 15, width: 32, height: 30, rx: 7 }), svg("text", { x, y }, text));
}
