/** The keys of a playhead: space, arrows, home, end; never while the user is typing. */

const TYPING =
  "input:not([type=range]), textarea, select, [contenteditable=true], [role=textbox], [role=slider], [role=combobox]";

/** Returns the listener for keydown on the document; root: the component's element; more: panels with key(event) -> command. */
export function keyboard(root, act, more = []) {
  const commands = {
    " ": () => act.toggle(),
    ArrowLeft: (event) => act.nudge(event.shiftKey ? -10 : -1),
    ArrowRight: (event) => act.nudge(event.shiftKey ? 10 : 1),
    Home: () => act.seek(0),
    End: () => act.toEnd(),
  };
  return (event) => {
    const target = event.composedPath()[0];
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (!root.contains(target) && target !== document.body && target !== document.documentElement) return;
    if (target.matches(TYPING) || target.closest("dialog")) return;
    if ([" ", "Enter"].includes(event.key) && target.matches("button, a, summary")) return; // presses the button
    const command = more.reduce((found, panel) => found ?? panel.key(event), undefined) ?? commands[event.key];
    if (!command) return;
    event.preventDefault();
    command(event);
  };
}
