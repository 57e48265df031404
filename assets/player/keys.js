/** Keys for the lectern: space, arrows, home, end. Never taken from somebody who is typing. */

const TYPING = "input:not([type=range]), textarea, select, [contenteditable=true], [role=textbox], [role=slider], [role=combobox]";

/** Returns the listener for the document's keydown; root: the player's element. */
export function keyboard(root, act) {
  const commands = {
    " ": () => act.toggle(),
    ArrowLeft: (event) => act.nudge(event.shiftKey ? -10 : -1),
    ArrowRight: (event) => act.nudge(event.shiftKey ? 10 : 1),
    Home: () => act.seek(0),
    End: () => act.toEnd(),
  };
  return (event) => {
    const target = event.composedPath()[0];
    const command = commands[event.key];
    if (!command || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!root.contains(target) && target !== document.body && target !== document.documentElement) return;
    if (target.matches(TYPING)) return;
    if (event.key === " " && target.matches("button")) return; // presses the button
    event.preventDefault();
    command(event);
  };
}
