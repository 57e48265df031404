/** The link of what is shown, as a QR code for the phones of a class: only the browser knows its own address, and the server makes the code. */

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
  /** @type {Labels} */
  labels = {};
  offered = false; // whether there is a server that makes codes
  wanted = null; // the link whose code is lacking

  /** changed(): draw again, and so ask the server for what is lacking. */
  constructor(changed) {
    this.changed = changed;
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

  layout({ labels, view }) {
    this.labels = labels;
    this.offered = Boolean(view.options.qr);
    setText(this.title, labels.code_title);
    name(this.close, labels.close);
  }

  open() {
    if (this.element.open || !this.offered) return;
    const link = students(location);
    this.link.href = link;
    setText(this.link, readable(link));
    this.link.classList.toggle("long", link.length > LONG);
    setText(this.note, "");
    show(this.canvas, false);
    this.element.showModal();
    this.wanted = link;
    this.changed();
  }

  /** What to ask the server for: the link whose code is lacking, or null. */
  request() {
    return this.element.open ? this.wanted : null;
  }

  /** Takes the code of a link; one that is too long for a code has no squares. */
  take({ link }, { squares }) {
    if (link !== this.wanted) return;
    this.wanted = null;
    show(this.canvas, squares.length > 0);
    if (squares.length) this.paint(squares, link);
    else setText(this.note, fill(this.labels.code_long, { count: new TextEncoder().encode(link).length }));
  }

  /** Black on white in every theme, each square a whole number of the screen's px. */
  paint(squares, link) {
    const ratio = window.devicePixelRatio || 1;
    const room = Math.min(innerWidth - 64, innerHeight - this.element.offsetHeight - 40);
    const side = Math.sqrt(squares.length);
    const across = side + 2 * QUIET;
    const size = Math.max(1, Math.floor((Math.max(room, 180) * ratio) / across));
    this.canvas.width = size * across;
    this.canvas.height = size * across;
    this.canvas.style.width = `${this.canvas.width / ratio}px`;
    this.canvas.style.height = this.canvas.style.width;
    const g = this.canvas.getContext("2d");
    g.fillStyle = "#fff";
    g.fillRect(0, 0, this.canvas.width, this.canvas.height);
    g.fillStyle = "#000";
    squares.forEach((dark, index) => {
      const [row, column] = [Math.floor(index / side), index % side];
      if (dark) g.fillRect((QUIET + column) * size, (QUIET + row) * size, size, size);
    });
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
