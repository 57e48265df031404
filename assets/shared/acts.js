/**
 * What a person does, told so that none of it is lost: of two triggers that reach a server which is drawing the page, Streamlit
 * keeps the newer alone. So acts are a component's state, the newest with those before it, and their numbers tell the server
 * which of them it has heard.
 */

const KEPT = 8; // acts, more than anybody does while a page is drawn
const LATEST = ["rest", "look"]; // only the newest of these counts

let count = Date.now(); // it goes on growing where a page is loaded again

export class Acts {
  /** @type {{n: number, name: string, value: unknown}[]} */
  told = [];
  /** Streamlit's. @type {((name: string, value: unknown) => void) | null} */
  setStateValue = null;

  /** @param {string} name @param {unknown} value */
  tell(name, value) {
    const others = this.told.filter((act) => act.name !== name || !LATEST.includes(name));
    this.told = [...others.slice(1 - KEPT), { n: ++count, name, value }];
    this.setStateValue?.("acts", this.told);
  }
}
