/** What a scene shows, to take home: as SVG, as PNG, and its numbers as CSV; made in the browser when asked for. */

import { element, setText } from "../shared/dom.js";
import { give } from "../shared/download.js";
import { csv } from "./csv.js";
import { portrait } from "./snapshot.js";

/** rows(): the table, an array of arrays. Returns {element, draw(labels)}. */
export function saving(root, title, rows) {
  const make = {
    SVG: () => svgOf(root),
    PNG: () => pngOf(root),
    CSV: () => new Blob([csv(rows())], { type: "text/csv" }),
  };
  const buttons = Object.entries(make).map(([kind, content]) =>
    element(
      "button",
      {
        type: "button",
        class: "save",
        "data-testid": `save-${kind.toLowerCase()}`,
        onclick: async () => give(await content(), `charviz-${title}.${kind.toLowerCase()}`),
      },
      kind,
    ),
  );
  return {
    element: element("div", { class: "saves" }, ...buttons),
    draw: ({ csv: words }) => setText(buttons[2], words ?? "CSV"),
  };
}

async function svgOf(root) {
  return new Blob([await portrait(root)], { type: "image/svg+xml" });
}

async function pngOf(root) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await portrait(root))}`;
  await image.decode();
  const canvas = element("canvas");
  Object.assign(canvas, { width: 2 * image.width, height: 2 * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve));
}
