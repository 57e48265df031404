/** What a scene shows, to take home: as SVG, as PNG, and its numbers as CSV; made in the browser when asked for. */

import { element, setText } from "../player/dom.js";
import { give } from "../player/giving.js";

/** rows(): the table, an array of arrays. Returns {element, draw(labels)}. */
export function saving(root, title, rows) {
  const make = { SVG: () => svgOf(root), PNG: () => pngOf(root), CSV: () => csv(rows()) };
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

/** The scene as it stands, as one SVG that needs no other file. */
function svgOf(root) {
  const { width, height } = root.getBoundingClientRect();
  const copy = root.cloneNode(true);
  const canvases = root.querySelectorAll("canvas");
  copy.querySelectorAll("canvas").forEach((canvas, index) => {
    const image = element("img", { src: canvases[index].toDataURL(), style: canvas.getAttribute("style") ?? "" });
    image.style.imageRendering = "pixelated";
    canvas.replaceWith(image);
  });
  for (const node of copy.querySelectorAll(".saves, .steps button, [hidden]")) node.remove();
  copy.style.fontFamily = getComputedStyle(root).fontFamily;
  const style = element("style", {}, [...root.getRootNode().styleSheets].map(rules).join("\n"));
  copy.prepend(style);
  const markup = new XMLSerializer().serializeToString(copy);
  const size = `width="${Math.ceil(width)}" height="${Math.ceil(height)}"`;
  return new Blob(
    [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size}><foreignObject width="100%" height="100%">${markup}</foreignObject></svg>`,
    ],
    { type: "image/svg+xml" },
  );
}

/** All rules of a style sheet and of those that it imports. */
function rules(sheet) {
  return [...sheet.cssRules].map((rule) => (rule.styleSheet ? rules(rule.styleSheet) : rule.cssText)).join("\n");
}

async function pngOf(root) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(await svgOf(root).text())}`;
  await image.decode();
  const canvas = element("canvas");
  Object.assign(canvas, { width: 2 * image.width, height: 2 * image.height });
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve));
}

function csv(rows) {
  const quoted = (value) => (/[",\n\r]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : value);
  return new Blob(["\ufeff", rows.map((row) => row.map(quoted).join(",")).join("\r\n")], { type: "text/csv" });
}
