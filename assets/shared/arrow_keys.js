/** A picture that can be read without a pointer: it takes the focus, arrow keys go through it, Enter picks. */

const WAYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR = 10; // places, with shift

/** go(across, down): so many places on, none at first; pick(): as a click would; leave(): the focus has gone. */
export function walked(node, { go, pick, leave }) {
  node.setAttribute("tabindex", "0");
  node.setAttribute("role", "application"); // else a screen reader keeps the arrow keys for itself
  node.addEventListener("mousedown", (event) => {
    event.preventDefault(); // a click leaves the arrow keys to what they do everywhere
    node.closest(".charviz").focus({ preventScroll: true });
  });
  node.addEventListener("focus", () => go(0, 0));
  node.addEventListener("blur", leave);
  node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = WAYS[event.key];
    if (way) go(...way.map((by) => by * (event.shiftKey ? FAR : 1)));
    else if (event.key === "Enter") pick();
    else return;
    event.preventDefault();
  });
}

export const clamp = (value, [least, most]) => Math.max(least, Math.min(value, most));
