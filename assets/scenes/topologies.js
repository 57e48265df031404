/** The five ways to use a recurrent network, drawn with letters of the user's text. */

import { svg } from "../shared/dom.js";
import { visibleSymbol } from "../shared/format.js";

const COLUMN = 46;
const HEIGHT = 134;
const ROWS = { out: 20, cell: 66, in: 112 };

/** The inputs (reads) and outputs (says) at each time step, "" for none, and the page that shows the topology. */
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

/** turned: by 90 degrees, so that time runs downwards and the outputs are on the right. */
export function chain({ name, reads, says }, words, turned) {
  const columns = Math.max(reads.length, 3);
  const length = columns * COLUMN;
  const [width, height] = turned ? [HEIGHT, length] : [length, HEIGHT];
  const node = svg("svg", {
    viewBox: `0 0 ${width} ${height}`,
    width: Math.min(width, 4 * COLUMN),
    role: "img",
    "aria-label": `${words}: ${reads.map((letter) => letter || "–").join(" ")} → ${says.map((letter) => letter || "–").join(" ")}`,
    "data-topology": name,
  });
  const x = (time) => ((columns - reads.length) / 2 + time + 0.5) * COLUMN;
  const place = (time, row) => (turned ? [HEIGHT - row, x(time)] : [x(time), row]);
  const link = (from, to) =>
    svg("path", { class: "link", d: `M${place(...from).join(" ")} L${place(...to).join(" ")}` });
  const links = reads.flatMap((letter, time) => [
    ...(letter ? [link([time, ROWS.in], [time, ROWS.cell])] : []),
    ...(says[time] ? [link([time, ROWS.cell], [time, ROWS.out])] : []),
    ...(time ? [link([time - 1, ROWS.cell], [time, ROWS.cell])] : []),
  ]);
  const marks = reads.flatMap((letter, time) => [
    mark(...place(time, ROWS.cell), "", name === "one_one" ? "W" : "h"),
    ...(letter ? [mark(...place(time, ROWS.in), "in", visibleSymbol(letter))] : []),
    ...(says[time] ? [mark(...place(time, ROWS.out), "out", visibleSymbol(says[time]))] : []),
  ]);
  node.append(...links, ...marks);
  return node;
}

function mark(x, y, kind, text) {
  return svg(
    "g",
    {},
    svg("rect", { class: `node ${kind}`, x: x - 16, y: y - 15, width: 32, height: 30, rx: 7 }),
    svg("text", { x, y }, text),
  );
}
