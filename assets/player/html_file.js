/** Starts the player in an HTML file of its own, where the packets of a run are a part of the file and there is no server. */

import mount from "./player.js";

const parentElement = document.getElementById("player");

packets().then((data) => mount({ data, parentElement, setStateValue: () => {}, setTriggerValue: () => {} }));

/** The packets that charviz/export/html_report.py has put into this file. */
async function packets() {
  const letters = atob(document.getElementById("charviz-packets").textContent);
  const packed = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const bytes = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(bytes).arrayBuffer());
}
