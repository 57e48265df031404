/** Lets the browser save a file. */

import { element } from "./dom.js";

const KEEP_URL = 40_000; // ms: a phone asks the user first and reads the file afterwards

export function download(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEEP_URL);
}
