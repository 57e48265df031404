/** Packets by HTTP, where the server answers there; where it does not, the page's own messages carry the same packets. */

const MOST_FAILURES = 2; // then it is left alone
const PATIENCE = 8000; // ms for one answer

export class Route {
  failures = 0;

  /** take(bytes) gets what came; failed() when nothing did. */
  constructor(take, failed) {
    Object.assign(this, { take, failed });
  }

  /** Whether a request can go this way: about the run that is shown, and nothing but its records. */
  serves(request, view) {
    return Boolean(view?.options.route) && this.failures < MOST_FAILURES && request.view === view.view && !request.detail;
  }

  async pull({ run, have, ghost }, view) {
    const query = new URLSearchParams({ run, have, viewer: view.options.viewer });
    if (view.ghost) {
      query.set("ghost", view.ghost.run);
      query.set("ghost_have", ghost);
    }
    try {
      const answer = await fetch(`${base()}${view.options.route}?${query}`, { signal: AbortSignal.timeout(PATIENCE), credentials: "same-origin" });
      if (!answer.ok) throw new Error(`${answer.status}`);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      this.failures = 0;
      this.take(bytes);
    } catch {
      this.failures++;
      this.failed();
    }
  }
}

/** Where the app lies: this module comes from a folder of Streamlit's under it. */
const base = () => new URL(import.meta.url).pathname.split("/_stcore/")[0];
