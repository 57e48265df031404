/** Converts a scene into one self-contained SVG: its markup, with the state that the markup alone does not contain. */

import { element } from "../shared/dom.js";

const MARGIN = 16; // px around a picture
const REMOVED = ".export-buttons, [hidden]";
const INVISIBLE = ".steps button"; // they keep their space, so that the slider next to them does not move
const BOX = [
  "display",
  "position",
  "inset",
  "margin",
  "width",
  "height",
  "box-sizing",
  "flex",
  "grid-area",
  "opacity",
  "border",
  "background-color",
];
const INHERITED = ["letter-spacing", "text-align", "color-scheme", "direction", "word-break", "overflow-wrap"];

export async function asSvg(root) {
  const copy = root.cloneNode(true);
  const originals = [root, ...root.querySelectorAll("*")];
  for (const [index, node] of [copy, ...copy.querySelectorAll("*")].entries()) copyState(node, originals[index]);
  for (const node of copy.querySelectorAll(REMOVED)) node.remove();
  for (const node of copy.querySelectorAll(INVISIBLE)) node.style.visibility = "hidden";
  const style = root.getRootNode().styleSheets;
  const rules = [...(await fonts(root)), ...[...style].flatMap(activeRules)].join("\n");
  const [width, height] = inheritStyles(copy, root, rules);
  copy.prepend(element("style", {}, rules));
  const background = getComputedStyle(root).backgroundColor;
  const [across, down] = [width + 2 * MARGIN, height + 2 * MARGIN];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${across}" height="${down}" viewBox="0 0 ${across} ${down}">`,
    `<rect width="${across}" height="${down}" fill="${background}"/>`,
    `<foreignObject x="${MARGIN}" y="${MARGIN}" width="${width}" height="${height}">`,
    new XMLSerializer().serializeToString(copy),
    "</foreignObject></svg>",
  ].join("");
}

/** Copies the state of an element that is not in its markup: input, selection, drawing, scroll position. */
function copyState(copy, node) {
  if (node.matches("input")) {
    copy.setAttribute("value", node.value);
    copy.toggleAttribute("checked", node.checked);
  } else if (node.matches("textarea")) copy.textContent = node.value;
  else if (node.matches("option")) copy.toggleAttribute("selected", node.selected);
  else if (node.matches("canvas")) copy.replaceWith(imageOf(node));
  if (node.scrollLeft || node.scrollTop) applyScroll(copy, node);
}

/** A canvas as an image of the same size. It needs inline styles, because the style sheets have no rules for it. */
function imageOf(canvas) {
  const computed = getComputedStyle(canvas);
  const image = element("img", { src: canvas.toDataURL(), class: canvas.className, alt: "" });
  for (const name of BOX) image.style.setProperty(name, computed.getPropertyValue(name));
  image.style.imageRendering = "pixelated";
  return image;
}

/** Shows the same part of a scrolled element; sticky children stay in place. */
function applyScroll(copy, node) {
  const { scrollLeft: x, scrollTop: y } = node;
  copy.style.overflow = "hidden";
  for (const child of copy.children) child.style.translate = `${-x}px ${-y}px`;
  const isSticky = [...node.querySelectorAll("*")].map((each) => getComputedStyle(each).position === "sticky");
  for (const [index, each] of [...copy.querySelectorAll("*")].entries())
    if (isSticky[index]) each.style.translate = `${each.parentElement === copy ? 0 : x}px 0`;
}

/** Gives the copy the styles that it inherits from the page; returns its size without the removed elements. */
function inheritStyles(copy, root, rules) {
  const computed = getComputedStyle(root);
  for (const name of INHERITED) copy.style.setProperty(name, computed.getPropertyValue(name));
  for (const [name] of rules.matchAll(/--st-[\w-]+/g)) copy.style.setProperty(name, computed.getPropertyValue(name));
  const { width } = root.getBoundingClientRect();
  Object.assign(copy.style, { width: `${width}px`, transition: "none" });
  const buttons = root.querySelector(".export-buttons");
  const removed = buttons ? buttons.offsetHeight + Number.parseFloat(computed.rowGap) : 0;
  return [Math.ceil(width), Math.ceil(root.getBoundingClientRect().height - removed)];
}

/** The rules of a style sheet that apply now. In the SVG, media queries would refer to the size of the image. */
function activeRules(sheet) {
  return [...sheet.cssRules].flatMap((rule) => {
    if (rule.styleSheet) return activeRules(rule.styleSheet);
    if (rule.media) return matchMedia(rule.media.mediaText).matches ? activeRules(rule) : [];
    return rule.cssText;
  });
}

/** The rules of the loaded fonts that the scene uses, with their files embedded. */
async function fonts(root) {
  const used = new Set([root, ...root.querySelectorAll("*")].map((node) => getComputedStyle(node).fontFamily));
  const unquoted = (family) => family.replace(/["']/g, "");
  const isUsed = (family) => [...used].some((families) => unquoted(families).split(/, */).includes(unquoted(family)));
  const loaded = new Set(
    [...document.fonts].filter(({ status }) => status === "loaded").map(({ family }) => unquoted(family)),
  );
  const faces = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .filter(({ style }) => loaded.has(unquoted(style.fontFamily)) && isUsed(style.fontFamily));
  return Promise.all(faces.map(withFile));
}

async function withFile({ cssText, style, parentStyleSheet }) {
  const [url] = /url\(["']?([^"')]+)["']?\)/.exec(style.getPropertyValue("src"))?.slice(1) ?? [];
  if (!url || url.startsWith("data:")) return cssText;
  const answer = await fetch(new URL(url, parentStyleSheet.href ?? document.baseURI));
  return cssText.replace(url, await asData(await answer.blob()));
}

function asData(blob) {
  return new Promise((resolve, reject) => {
    const reader = Object.assign(new FileReader(), { onerror: reject, onload: () => resolve(reader.result) });
    reader.readAsDataURL(blob);
  });
}
