/** What lies under the pointer in the player's pictures, or at the keyboard's place, told beside it. */

import { clamp, walked } from "../shared/arrow_keys.js";
import { element, setText } from "../shared/dom.js";
import { Tooltip } from "../shared/tooltip.js";

/** Where the pointer is, or the keyboard; what is there is read again at every frame, for it changes while the net learns. */
export class Pointer {
  over = null; // {panel, x, y}; of the keyboard also its place, and whether it has been told

  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.tooltip = new Tooltip(root);
    this.spoken = element("p", { class: "visually-hidden", "aria-live": "polite" });
    this.keys = element("p", { id: "keys", hidden: "" });
    root.append(this.spoken, this.keys);
  }

  /**
   * A panel has `surface`, read(x, y, frame) -> {text, time, …} or null, and perhaps click(x, y, frame), and for the keyboard
   * places(frame) -> {columns: [least, most], rows: [least, most], start: [column, row], point(column, row) -> [x, y]}.
   */
  watch(panel, frame) {
    const { canvas } = panel.surface;
    const at = (event) => {
      this.over = { panel, x: event.offsetX, y: event.offsetY };
      this.changed();
    };
    canvas.addEventListener("pointermove", at);
    canvas.addEventListener("pointerleave", () => this.left());
    canvas.addEventListener("click", (event) => {
      at(event);
      if (frame()) panel.click?.(event.offsetX, event.offsetY, frame());
    });
    if (!panel.places) return;
    canvas.setAttribute("aria-describedby", "keys");
    walked(canvas, {
      go: (across, down) => frame()?.store.have && this.walk(panel, frame(), across, down),
      pick: () => {
        if (this.over?.place) panel.click?.(this.over.x, this.over.y, frame());
        this.changed();
      },
      leave: () => this.over?.panel === panel && this.leave(),
    });
  }

  /** To another place of a picture, which is scrolled into sight. */
  walk(panel, frame, across, down) {
    const { columns, rows, start, point } = panel.places(frame);
    const [column, row] = (this.over?.panel === panel && this.over.place) || start;
    const place = [clamp(column + across, columns), clamp(row + down, rows)];
    const [x, y] = point(...place);
    this.over = { panel, place, focused: true, x, y, told: false };
    const { gutter, width, column: wide } = frame.axis;
    const timed = panel.surface.canvas.closest(".time-axis");
    if (timed && x < gutter) timed.scrollLeft += x - wide - gutter;
    if (timed && x + wide > width) timed.scrollLeft += x + wide - width;
    this.changed();
  }

  /** A control whose words are told while it is pointed at, or has the focus. */
  explain(node, words) {
    const panel = { surface: { canvas: node }, read: () => ({ text: words() }) };
    const enter = (focused) => {
      this.over = { panel, focused, x: 0, y: node.offsetHeight / 2 };
      this.changed();
    };
    node.addEventListener("pointermove", () => enter(false));
    node.addEventListener("pointerleave", () => this.left());
    node.addEventListener("focus", () => enter(true));
    node.addEventListener("blur", () => this.leave());
  }

  /** The pointer has gone; where it rested, and the page moved below it, the keyboard keeps its place. */
  left() {
    if (!this.over?.focused) this.leave();
  }

  leave() {
    this.over = null;
    this.changed();
  }

  read(frame) {
    setText(this.keys, frame.labels.keys);
    if (!this.over) return null;
    const { panel, place } = this.over;
    if (place) this.lead(panel.places(frame), place);
    return panel.read?.(this.over.x, this.over.y, frame) ?? null;
  }

  /** Where the keyboard's place lies now. */
  lead({ columns, rows, point }, [column, row]) {
    [this.over.x, this.over.y] = point(clamp(column, columns), clamp(row, rows));
  }

  /** Shows a text beside the pointer. */
  tell(found) {
    if (!found?.text) return this.tooltip.hide();
    if (this.over.told === false) setText(this.spoken, found.text);
    this.over.told = true;
    this.tooltip.show(found.text, this.over.panel.surface.canvas, this.over.x, this.over.y);
  }
}
