/** The way past the page's bar and knobs, for who comes by keyboard: the first stop in the page, seen while it has the focus. */

const ID = "charviz-skip";
const PLAY = "[data-testid=player-play]";

/** words: what the link says; null where the page has no player. */
export function skipTo(words) {
  const before = document.getElementById(ID);
  if (!words) return before?.remove();
  const link = before?.querySelector("button") ?? document.createElement("button");
  link.textContent = words;
  if (before) return;
  link.type = "button";
  link.addEventListener("click", () => play()?.focus());
  const landmark = Object.assign(document.createElement("nav"), { id: ID });
  landmark.append(link);
  document.body.prepend(landmark);
}

/** The player's button, in its shadow tree. */
function play() {
  const host = document.querySelector(".st-key-player");
  const roots = [...host.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  return roots.map((root) => root.querySelector(PLAY)).find(Boolean);
}
