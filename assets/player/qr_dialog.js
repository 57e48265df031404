/** The URL of this page as a QR code for a class. Only the browser knows the URL; the server makes the code. */

import { element, iconButton, name, setText, show } from "../shared/dom.js";
import { fill } from "../shared/format.js";

const QUIET_ZONE = 4; // white squares around the code, as the standard requires
const TEACHER_KEYS = ["view", "lang"]; // keys of the URL that are removed for students
const LONG = 160; // letters of a link that is too long to type; it gets less room
const FINE = 4; // px: smaller squares can only be scanned from nearby

export class QrDialog {
  canvas = element("canvas", { role: "img", "data-testid": "player-code-picture" });
  link = element("a", { target: "_blank", rel: "noopener", "data-testid": "player-code-link" });
  note = element("p", { class: "note", "data-testid": "player-code-note" });
  title = element("h3");
  /** @type {Labels} */
  labels = {};
  enabled = false; // whether the server can make codes
  pendingLink = null; // the link whose code has not come yet

  /** changed(): draw again, and request the code. */
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
    this.enabled = Boolean(view.options.qr);
    setText(this.title, labels.code_title);
    name(this.close, labels.close);
  }

  open() {
    if (this.element.open || !this.enabled) return;
    const link = studentLink(location);
    this.link.href = link;
    setText(this.link, decoded(link));
    this.link.classList.toggle("long", link.length > LONG);
    setText(this.note, "");
    show(this.canvas, false);
    this.element.showModal();
    this.pendingLink = link;
    this.changed();
  }

  /** The link whose code to request from the server, or null. */
  request() {
    return this.element.open ? this.pendingLink : null;
  }

  /** Takes the code of a link; a link that is too long has no squares. */
  take({ link }, { squares }) {
    if (link !== this.pendingLink) return;
    this.pendingLink = null;
    show(this.canvas, squares.length > 0);
    if (squares.length) this.paint(squares, link);
    else setText(this.note, fill(this.labels.code_long, { count: new TextEncoder().encode(link).length }));
  }

  /** Draws the code black on white in every theme; each square is a whole number of device pixels. */
  paint(squares, link) {
    const ratio = window.devicePixelRatio || 1;
    const room = Math.min(innerWidth - 64, innerHeight - this.element.offsetHeight - 40);
    const side = Math.sqrt(squares.length);
    const across = side + 2 * QUIET_ZONE;
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
      if (dark) g.fillRect((QUIET_ZONE + column) * size, (QUIET_ZONE + row) * size, size, size);
    });
    this.canvas.setAttribute("aria-label", fill(this.labels.code_alt, { link }));
    if (size / ratio < FINE) setText(this.note, this.labels.code_fine);
  }
}

/** The URL of this page for students: in the normal view, and in the language of their phone. */
export function studentLink({ href }) {
  const url = new URL(href);
  url.pathname = url.pathname.replace(/^\/~\/\+\//, "/"); // Community Cloud shows apps in a frame with this path
  const kept = url.search
    .slice(1)
    .split("&")
    .filter((pair) => pair && !TEACHER_KEYS.includes(pair.split("=")[0]));
  url.search = kept.join("&");
  url.hash = "";
  return url.href;
}

/** The link with letters instead of percent codes. */
function decoded(link) {
  try {
    return decodeURI(link);
  } catch {
    return link;
  }
}
