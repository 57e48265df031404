/** Hands a file to the person. */

import { element } from "./dom.js";

const KEPT = 40_000; // ms: on a phone the person is asked first, and only then is the file read

export function give(blob, name) {
  const link = element("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT);
}
