/** The link of what is shown, as a QR code for the phones of a class. It is made here, for only the browser knows its own address. */

import { element, iconButton, name, setText, show } from "../shared/dom.js";
import { fill } from "../shared/format.js";

const QUIET = 4; // squares of white around a code, as the norm asks for
const TEACHERS = ["view", "lang"]; // keys of an address that a student's one does without
const LONG = 160; // letters of a link that nobody types: the code has more room
const FINE = 4; // px: smaller squares are read from near by only

export class QrDialog {
  canvas = element("canvas", { role: "img", "data-testid": "player-code-picture" });
  link = element("a", { target: "_blank", rel: "noopener", "data-testid": "player-code-link" });
  note = element("p", { class: "note", "data-testid": "player-code-note" });
  title = element("h3");

  constructor() {
    this.close = iconButton("close", "player-code-close", () => this.element.close());
    this.element = element(
      "dialog",
      { class: "code" },
      element("header", {}, this.title, this.close),
      this.canvas,
      this.note,
      this.link,
    );
    this.element.addEventListener("keydown", (event) => event.key === "q" && this.element.close());
  }

  layout({ labels }) {
    this.labels = labels;
    setText(this.title, labels.code_title);
    name(this.close, labels.close);
  }

  async open() {
    if (this.element.open) return;
    const link = students(location);
    this.link.href = link;
    setText(this.link, readable(link));
    this.link.classList.toggle("long", link.length > LONG);
    setText(this.note, "");
    show(this.canvas, false);
    this.element.showModal();
    const { encode } = await import("./uqr.js");
    let squares = null;
    try {
      squares = encode(link, { ecc: "L", boostEcc: true, border: QUIET }).data;
    } catch {
      setText(this.note, fill(this.labels.code_long, { count: new TextEncoder().encode(link).length }));
    }
    show(this.canvas, Boolean(squares));
    if (squares) this.paint(squares, link);
  }

  /** Black on white in every theme, each square a whole number of the screen's px. */
  paint(squares, link) {
    const ratio = window.devicePixelRatio || 1;
    const room = Math.min(innerWidth - 64, innerHeight - this.element.offsetHeight - 40);
    const size = Math.max(1, Math.floor((Math.max(room, 180) * ratio) / squares.length));
    this.canvas.width = this.canvas.height = size * squares.length;
    this.canvas.style.width = this.canvas.style.height = `${this.canvas.width / ratio}px`;
    const g = this.canvas.getContext("2d");
    g.fillStyle = "#fff";
    g.fillRect(0, 0, this.canvas.width, this.canvas.height);
    g.fillStyle = "#000";
    for (const [y, row] of squares.entries())
      for (const [x, dark] of row.entries()) if (dark) g.fillRect(x * size, y * size, size, size);
    this.canvas.setAttribute("aria-label", fill(this.labels.code_alt, { link }));
    if (size / ratio < FINE) setText(this.note, this.labels.code_fine);
  }
}

/** The address of this page as students are to open it: their own view, in their phone's language. */
export function students({ href }) {
  const url = new URL(href);
  url.pathname = url.pathname.replace(/^\/~\/\+\//, "/"); // Community Cloud shows apps in a frame with this path
  const kept = url.search
    .slice(1)
    .split("&")
    .filter((pair) => pair && !TEACHERS.includes(pair.split("=")[0]));
  url.search = kept.join("&");
  url.hash = "";
  return url.href;
}

/** With its letters instead of their codes, as they can be typed. */
function readable(link) {
  try {
    return decodeURI(link);
  } catch {
    return link;
  }
}
