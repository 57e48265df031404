/** Exports a scene as SVG or PNG, and its numbers as CSV. */

import { element, setText } from "../shared/dom.js";
import { download } from "../shared/download.js";
import { csv } from "./csv.js";
import { asSvg } from "./snapshot.js";

/** The three buttons; rows(): the table as an array of arrays. Returns {element, draw(labels)}. */
export function exportButtons(root, title, rows) {
  const content = {
    SVG: () => svgOf(root),
    PNG: () => pngOf(root),
    CSV: () => new Blob([csv(rows())], { type: "text/csv" }),
  };
  const buttons = Object.entries(content).map(([kind, make]) =>
    element(
      "button",
      {
        type: "button",
        class: "save",
        "data-testid": `save-${kind.toLowerCase()}`,
        onclick: async () => download(await make(), `charviz-${title}.${kind.toLowerCase()}`),
      },
      kind,
    ),
  );
  return {
    element: element("div", { class: "export-buttons" }, ...buttons),
    draw: ({ csv: label }) => setText(buttons[2], label ?? "CSV"),
  };
}

async function svgOf(root) {
  return new Blob([await asSvg(root)], { type: "image/svg+xml" });
}

async function pngOf(root) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await asSvg(root))}`;
  await image.decode();
  const canvas = element("canvas");
  Object.assign(canvas, { width: 2 * image.width, height: 2 * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve));
}
