/** Packets by HTTP, where the server answers there; where it does not, the page's own messages carry the same packets. */

const MOST_FAILURES = 2; // then it is left alone
const PATIENCE = 8000; // ms for one answer
const BUSY = 429; // too many requests: no reason to leave it alone
const PAUSE = 1000; // ms until the next one
const TYPE = "application/octet-stream"; // of packets; a page of a proxy's, or of the app itself, is none

export class HttpTransport {
  failures = 0;

  /** take(bytes) gets what came, and tells whether it was packets; failed() is called when nothing did. @param {(bytes: Uint8Array) => boolean} take @param {() => void} failed */
  constructor(take, failed) {
    this.take = take;
    this.failed = failed;
  }

  /** Whether a request can go this way: about the run that is shown, and nothing but its records. @param {Pull} request @param {View | null} view */
  serves(request, view) {
    return (
      Boolean(view?.options.route) &&
      this.failures < MOST_FAILURES &&
      request.view === view?.view &&
      !request.detail &&
      !request.chances &&
      !request.qr
    );
  }

  /** @param {Pull} request @param {View} view */
  async pull({ run, have, ghost, beside }, view) {
    const { language, options } = view;
    const told = { run, have, viewer: options.viewer, lang: language };
    const query = new URLSearchParams(Object.entries(told).map(([name, value]) => [name, String(value)]));
    if (view.ghost) {
      query.set("ghost", view.ghost.run);
      query.set("ghost_have", String(ghost));
    }
    const others = Object.entries(beside ?? {}).map((known) => known.join(":"));
    if (others.length) query.set("beside", others.join(","));
    try {
      const answer = await fetch(`${base()}${options.route}?${query}`, {
        signal: AbortSignal.timeout(PATIENCE),
        credentials: "same-origin",
      });
      if (answer.status === BUSY) return void setTimeout(this.failed, PAUSE);
      if (!answer.ok || answer.headers.get("content-type") !== TYPE) throw new Error(`${answer.status}`);
      if (!this.take(new Uint8Array(await answer.arrayBuffer()))) throw new Error("no packets");
      this.failures = 0;
    } catch {
      this.failures++;
      this.failed();
    }
  }
}

/** Where the app lies: this module comes from a folder of Streamlit's under it. */
const base = () => new URL(import.meta.url).pathname.split("/_stcore/")[0];
