/** Makes a picture usable without a pointer: it takes the focus, arrow keys move a cursor, Enter picks. */

const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const SHIFT_STEPS = 10;

/** go(across, down): moves the cursor by so many cells, by none at first; pick(): like a click; leave(): the focus has left. */
export function listenToArrowKeys(node, { go, pick, leave }) {
  node.setAttribute("tabindex", "0");
  node.setAttribute("role", "application"); // otherwise a screen reader handles the arrow keys itself
  node.addEventListener("mousedown", (event) => {
    event.preventDefault(); // after a click the arrow keys keep their usual meaning
    node.closest(".charviz").focus({ preventScroll: true });
  });
  node.addEventListener("focus", () => go(0, 0));
  node.addEventListener("blur", leave);
  node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = DIRECTIONS[event.key];
    if (direction) go(...direction.map((by) => by * (event.shiftKey ? SHIFT_STEPS : 1)));
    else if (event.key === "Enter") pick();
    else return;
    event.preventDefault();
  });
}

export const clamp = (value, [min, max]) => Math.max(min, Math.min(value, max));
