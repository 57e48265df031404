/** What an HTML file of a run holds beside its text, see charviz/export/html_report.py. */

/** The bytes of the part with an id; null where the page has none. @param {string} id */
export async function filePart(id) {
  const text = document.getElementById(id)?.textContent;
  if (!text) return null;
  const packed = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const bytes = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(bytes).arrayBuffer());
}
