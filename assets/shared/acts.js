/**
 * Sends the user's actions so that none is lost. If two triggers reach the server while it draws the page, Streamlit keeps
 * only the newer one. So the actions are part of the component's state, the newest together with those before it, and are
 * numbered, so that the server knows which it has handled.
 */

const MAX_RECENT = 8; // more than a user does while a page is drawn
const LATEST = ["rest", "look"]; // only the newest of these counts

let count = Date.now(); // keeps growing when the page is reloaded

export class Acts {
  /** @type {{n: number, name: string, value: unknown}[]} */
  recent = [];
  /** Streamlit's. @type {((name: string, value: unknown) => void) | null} */
  setStateValue = null;

  /** @param {string} name @param {unknown} value */
  send(name, value) {
    const others = this.recent.filter((act) => act.name !== name || !LATEST.includes(name));
    this.recent = [...others.slice(1 - MAX_RECENT), { n: ++count, name, value }];
    this.setStateValue?.("acts", this.recent);
  }
}
