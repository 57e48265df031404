/** What one component tells the others on the page, which are separate modules for Streamlit. */

/** @param {string} name @param {unknown} detail */
export function tellPage(name, detail) {
  document.dispatchEvent(new CustomEvent(`charviz:${name}`, { detail }));
}
