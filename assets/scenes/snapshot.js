/** A scene as it stands, as one SVG that needs no other file: its markup, with all that the markup alone does not tell. */

import { element } from "../shared/dom.js";

const MARGIN = 16; // px around a picture
const LEFT_OUT = ".saves, [hidden]";
const PRESSED = ".steps button"; // their place stays, or the slider beside them would stand elsewhere
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

export async function portrait(root) {
  const copy = root.cloneNode(true);
  const originals = [root, ...root.querySelectorAll("*")];
  for (const [index, node] of [copy, ...copy.querySelectorAll("*")].entries()) tell(node, originals[index]);
  for (const node of copy.querySelectorAll(LEFT_OUT)) node.remove();
  for (const node of copy.querySelectorAll(PRESSED)) node.style.visibility = "hidden";
  const style = root.getRootNode().styleSheets;
  const rules = [...(await fonts(root)), ...[...style].flatMap(inForce)].join("\n");
  const [width, height] = dress(copy, root, rules);
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

/** What an element shows that its markup does not tell: what has been typed, chosen, drawn, scrolled. */
function tell(copy, node) {
  if (node.matches("input")) {
    copy.setAttribute("value", node.value);
    copy.toggleAttribute("checked", node.checked);
  } else if (node.matches("textarea")) copy.textContent = node.value;
  else if (node.matches("option")) copy.toggleAttribute("selected", node.selected);
  else if (node.matches("canvas")) copy.replaceWith(drawn(node));
  if (node.scrollLeft || node.scrollTop) scroll(copy, node);
}

/** A canvas as a picture in the same place: no rule of the style sheets knows of it. */
function drawn(canvas) {
  const computed = getComputedStyle(canvas);
  const image = element("img", { src: canvas.toDataURL(), class: canvas.className, alt: "" });
  for (const name of BOX) image.style.setProperty(name, computed.getPropertyValue(name));
  image.style.imageRendering = "pixelated";
  return image;
}

/** Shows the same part of a box that can be scrolled; what sticks to its edge stays there. */
function scroll(copy, node) {
  const { scrollLeft: x, scrollTop: y } = node;
  copy.style.overflow = "hidden";
  for (const child of copy.children) child.style.translate = `${-x}px ${-y}px`;
  const sticks = [...node.querySelectorAll("*")].map((each) => getComputedStyle(each).position === "sticky");
  for (const [index, each] of [...copy.querySelectorAll("*")].entries())
    if (sticks[index]) each.style.translate = `${each.parentElement === copy ? 0 : x}px 0`;
}

/** What the copy has from the page around it; its size without what is left out. */
function dress(copy, root, rules) {
  const computed = getComputedStyle(root);
  for (const name of INHERITED) copy.style.setProperty(name, computed.getPropertyValue(name));
  for (const [name] of rules.matchAll(/--st-[\w-]+/g)) copy.style.setProperty(name, computed.getPropertyValue(name));
  const { width } = root.getBoundingClientRect();
  Object.assign(copy.style, { width: `${width}px`, transition: "none" });
  const left = root.querySelector(".saves");
  const gone = left ? left.offsetHeight + Number.parseFloat(computed.rowGap) : 0;
  return [Math.ceil(width), Math.ceil(root.getBoundingClientRect().height - gone)];
}

/** All rules of a style sheet that hold for this window and this person: in the picture, only its own size would be asked. */
function inForce(sheet) {
  return [...sheet.cssRules].flatMap((rule) => {
    if (rule.styleSheet) return inForce(rule.styleSheet);
    if (rule.media) return matchMedia(rule.media.mediaText).matches ? inForce(rule) : [];
    return rule.cssText;
  });
}

/** The page's fonts that have been fetched, each with its file in it. */
async function fonts(root) {
  const used = new Set([root, ...root.querySelectorAll("*")].map((node) => getComputedStyle(node).fontFamily));
  const bare = (family) => family.replace(/["']/g, "");
  const wanted = (family) => [...used].some((families) => bare(families).split(/, */).includes(bare(family)));
  const fetched = new Set(
    [...document.fonts].filter(({ status }) => status === "loaded").map(({ family }) => bare(family)),
  );
  const faces = [...document.styleSheets]
    .flatMap((sheet) => [...sheet.cssRules])
    .filter((rule) => rule instanceof CSSFontFaceRule)
    .filter(({ style }) => fetched.has(bare(style.fontFamily)) && wanted(style.fontFamily));
  return Promise.all(faces.map(withFile));
}

async function withFile({ cssText, style, parentStyleSheet }) {
  const [place] = /url\(["']?([^"')]+)["']?\)/.exec(style.getPropertyValue("src"))?.slice(1) ?? [];
  if (!place || place.startsWith("data:")) return cssText;
  const answer = await fetch(new URL(place, parentStyleSheet.href ?? document.baseURI));
  return cssText.replace(place, await asData(await answer.blob()));
}

function asData(blob) {
  return new Promise((resolve, reject) => {
    const reader = Object.assign(new FileReader(), { onerror: reject, onload: () => resolve(reader.result) });
    reader.readAsDataURL(blob);
  });
}
