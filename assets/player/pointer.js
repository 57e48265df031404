/** Reads the player's pictures under the pointer or the keyboard cursor, and shows what is there in a tooltip. */

import { clamp, listenToArrowKeys } from "../shared/arrow_keys.js";
import { element, setText } from "../shared/dom.js";
import { Tooltip } from "../shared/tooltip.js";

/** The position of the pointer or the keyboard cursor. It is read again in every frame, because the network keeps learning. */
export class Pointer {
  over = null; // {panel, x, y}; for the keyboard also {place, announced}

  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.tooltip = new Tooltip(root);
    this.announcement = element("p", { class: "visually-hidden", "aria-live": "polite" });
    this.keys = element("p", { id: "keys", hidden: "" });
    root.append(this.announcement, this.keys);
  }

  /**
   * A panel has `surface` and read(x, y, frame) -> {text, time, …} or null; optionally click(x, y, frame), and for the keyboard
   * places(frame) -> {columns: [first, last], rows: [first, last], start: [column, row], point(column, row) -> [x, y]}.
   */
  watch(panel, frame) {
    const { canvas } = panel.surface;
    const moveTo = (event) => {
      this.over = { panel, x: event.offsetX, y: event.offsetY };
      this.changed();
    };
    canvas.addEventListener("pointermove", moveTo);
    canvas.addEventListener("pointerleave", () => this.pointerLeave());
    canvas.addEventListener("click", (event) => {
      moveTo(event);
      if (frame()) panel.click?.(event.offsetX, event.offsetY, frame());
    });
    if (!panel.places) return;
    canvas.setAttribute("aria-describedby", "keys");
    listenToArrowKeys(canvas, {
      go: (across, down) => frame()?.store.have && this.walk(panel, frame(), across, down),
      pick: () => {
        if (this.over?.place) panel.click?.(this.over.x, this.over.y, frame());
        this.changed();
      },
      leave: () => this.over?.panel === panel && this.leave(),
    });
  }

  /** Moves the keyboard cursor in a picture, and scrolls it into view. */
  walk(panel, frame, across, down) {
    const { columns, rows, start, point } = panel.places(frame);
    const [column, row] = (this.over?.panel === panel && this.over.place) || start;
    const place = [clamp(column + across, columns), clamp(row + down, rows)];
    const [x, y] = point(...place);
    this.over = { panel, place, focused: true, x, y, announced: false };
    const { gutter, width, column: columnWidth } = frame.axis;
    const scroller = panel.surface.canvas.closest(".time-axis");
    if (scroller && x < gutter) scroller.scrollLeft += x - columnWidth - gutter;
    if (scroller && x + columnWidth > width) scroller.scrollLeft += x + columnWidth - width;
    this.changed();
  }

  /** Shows words() in the tooltip while the pointer is on a control, or it has the focus. */
  explain(node, words) {
    const panel = { surface: { canvas: node }, read: () => ({ text: words() }) };
    const enter = (focused) => {
      this.over = { panel, focused, x: 0, y: node.offsetHeight / 2 };
      this.changed();
    };
    node.addEventListener("pointermove", () => enter(false));
    node.addEventListener("pointerleave", () => this.pointerLeave());
    node.addEventListener("focus", () => enter(true));
    node.addEventListener("blur", () => this.leave());
  }

  /** The pointer has left. The keyboard cursor stays, even if the page moved below a resting pointer. */
  pointerLeave() {
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
    if (place) this.updatePosition(panel.places(frame), place);
    return panel.read?.(this.over.x, this.over.y, frame) ?? null;
  }

  /** Computes the position of the keyboard cursor again. */
  updatePosition({ columns, rows, point }, [column, row]) {
    [this.over.x, this.over.y] = point(clamp(column, columns), clamp(row, rows));
  }

  /** Shows a reading in the tooltip; one of the keyboard is also announced, once. */
  showReading(reading) {
    if (!reading?.text) return this.tooltip.hide();
    if (this.over.announced === false) setText(this.announcement, reading.text);
    this.over.announced = true;
    this.tooltip.show(reading.text, this.over.panel.surface.canvas, this.over.x, this.over.y);
  }
}
