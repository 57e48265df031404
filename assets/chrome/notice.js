/** A notice about the whole page at the bottom of the window, with buttons; at most one of each kind. */

const STYLE = `.charviz-notice { position: fixed; inset: auto 0 0; z-index: 999991; display: flex; flex-wrap: wrap; gap: .6em 1em;
    align-items: center; justify-content: center; padding: .7em 1em; font: 16px/1.4 system-ui, sans-serif;
    color: #ffffff; background: #1a1a1a; border-top: 2px solid #56b4e9; }
  .charviz-notice button { font: inherit; min-height: 2.2em; padding: 0 1em; color: inherit; background: none;
    border: 1px solid #ffffff; border-radius: 8px; cursor: pointer; }
  .charviz-notice button:focus-visible { outline: 3px solid #56b4e9; outline-offset: 2px; }
  @media print { .charviz-notice { display: none; } }`;

/** buttons: [text, function or undefined]; each of them also hides the notice for good. */
export function notice(kind, text, ...buttons) {
  const id = `charviz-notice-${kind}`;
  const before = document.getElementById(id);
  if (before?.hidden || before?.firstChild.textContent === text) return;
  before?.remove();
  const style = Object.assign(document.createElement("style"), { textContent: STYLE });
  const box = Object.assign(document.createElement("div"), { id, className: "charviz-notice", role: "status" });
  const sentence = Object.assign(document.createElement("span"), { textContent: text });
  const nodes = buttons.map(([label, act]) => {
    const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
    button.addEventListener("click", () => {
      box.hidden = true;
      box.style.display = "none";
      if (act) act();
    });
    return button;
  });
  box.append(sentence, ...nodes, style);
  document.body.append(box);
}
