/** A link for keyboard users that skips the page's bar and settings: the first Tab stop, visible while it has the focus. */

const ID = "charviz-skip";
const PLAY = "[data-testid=player-play]";

/** text: of the link; null if the page has no player. */
export function addSkipLink(text) {
  const before = document.getElementById(ID);
  if (!text) return before?.remove();
  const link = before?.querySelector("button") ?? document.createElement("button");
  link.textContent = text;
  if (before) return;
  link.type = "button";
  link.addEventListener("click", () => playButton()?.focus());
  const landmark = Object.assign(document.createElement("nav"), { id: ID });
  landmark.append(link);
  document.body.prepend(landmark);
}

/** The player's play button, in its shadow tree. */
function playButton() {
  const host = document.querySelector(".st-key-player");
  const roots = [...host.querySelectorAll("*")].flatMap(({ shadowRoot }) => shadowRoot ?? []);
  return roots.map((root) => root.querySelector(PLAY)).find(Boolean);
}
