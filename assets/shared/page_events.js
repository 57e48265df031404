/** What one component tells the others on the page, which are separate modules for Streamlit. */

/** @param {string} name @param {unknown} detail */
export function tellPage(name, detail) {
  document.dispatchEvent(new CustomEvent(`charviz:${name}`, { detail }));
}

/** Calls hear(detail) for each of them; returns the function that ends this. */
export function hearPage(name, hear) {
  const listen = (/** @type {any} */ { detail }) => hear(detail);
  document.addEventListener(`charviz:${name}`, listen);
  return () => document.removeEventListener(`charviz:${name}`, listen);
}
