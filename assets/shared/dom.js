/** Builds the DOM: elements, icons, buttons. Text is always inserted as text, never as HTML. */

const ICONS = {
  play: "M8 5v14l11-7z",
  pause: "M7 5h4v14H7zM13 5h4v14h-4z",
  back: "M16 6v12l-8-6z",
  forward: "M8 6v12l8-6z",
  first: "M6 6h2.4v12H6zM18 6v12l-8.6-6z",
  last: "M15.6 6H18v12h-2.4zM6 6v12l8.6-6z",
  close: "M6.7 5.3 12 10.6l5.3-5.3 1.4 1.4-5.3 5.3 5.3 5.3-1.4 1.4-5.3-5.3-5.3 5.3-1.4-1.4 5.3-5.3-5.3-5.3z",
};

/** element("div", {class: "row", onclick}, child, "text", ...) */
export function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children);
  return node;
}

/** svg("rect", {x: 1}, child, …): numbers are rounded to 0.01; undefined attributes are left out. */
export const svg = maker("http://www.w3.org/2000/svg");
export const mathml = maker("http://www.w3.org/1998/Math/MathML");

/** @returns {(tag: string, attributes?: Record<string, any>, ...children: (Node | string)[]) => any} */
function maker(space) {
  return (tag, attributes = {}, ...children) => {
    const node = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(attributes))
      if (value !== undefined) node.setAttribute(name, typeof value === "number" ? rounded(value) : value);
    node.append(...children);
    return node;
  };
}

/** @param {number} length */
export const rounded = (length) => +length.toFixed(2);

/** Sets a node's text if it differs. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Sets a control's title and its name for screen readers. */
export function name(node, text) {
  if (node.title === text) return;
  node.title = text;
  node.setAttribute("aria-label", text);
}

export function show(node, visible) {
  if (node.hidden === visible) node.hidden = !visible;
}

export function iconButton(icon, testid, onclick) {
  const button = element("button", { type: "button", class: "icon", "data-testid": testid, onclick });
  button.append(svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, svg("path")));
  setIcon(button, icon);
  return button;
}

export function setIcon(button, icon) {
  const path = button.querySelector("path");
  if (path.getAttribute("d") !== ICONS[icon]) path.setAttribute("d", ICONS[icon]);
}

/** A row of buttons of which one is pressed; choose(value): called on a click. */
export class Choice {
  constructor(values, choose) {
    this.buttons = new Map(
      values.map((value) => [value, element("button", { type: "button", onclick: () => choose(value) })]),
    );
    this.element = element("div", { class: "choice", role: "group" }, ...this.buttons.values());
  }

  /** textOf(value) -> text; pressed: the chosen value; count: how many of the values are shown. */
  update(label, textOf, pressed, count = this.buttons.size) {
    this.element.setAttribute("aria-label", label);
    let index = 0;
    for (const [value, button] of this.buttons) {
      setText(button, textOf(value));
      button.setAttribute("aria-pressed", value === pressed);
      show(button, index++ < count);
    }
  }
}
