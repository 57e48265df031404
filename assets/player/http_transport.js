/** Fetches packets by HTTP. If that fails, the same packets come with the page's own messages. */

const MAX_FAILURES = 2; // in a row; afterwards HTTP is no longer used
const TIMEOUT = 8000; // ms
const TOO_MANY_REQUESTS = 429; // does not count as a failure
const RETRY_DELAY = 1000; // ms
const CONTENT_TYPE = "application/octet-stream"; // of packets; a proxy or the app itself may answer with a page

export class HttpTransport {
  failures = 0;

  /** take(bytes): handles an answer, and returns whether it was packets; failed(): called if there was no answer. @param {(bytes: Uint8Array) => boolean} take @param {() => void} failed */
  constructor(take, failed) {
    this.take = take;
    this.failed = failed;
  }

  /** Whether a request can be sent by HTTP: it must be about the current view, and for records only. @param {Pull} request @param {View | null} view */
  serves(request, view) {
    return (
      Boolean(view?.options.route) &&
      this.failures < MAX_FAILURES &&
      request.view === view?.view &&
      !request.trains &&
      !request.detail &&
      !request.vote_probabilities &&
      !request.qr
    );
  }

  /** @param {Pull} request @param {View} view */
  async pull({ run, have, ghost, beside }, view) {
    const { language, options } = view;
    const fields = { run, have, viewer: options.viewer, lang: language };
    const query = new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]));
    if (view.ghost) {
      query.set("ghost", view.ghost.run);
      query.set("ghost_have", String(ghost));
    }
    const compared = Object.entries(beside ?? {}).map((keyAndCount) => keyAndCount.join(":"));
    if (compared.length) query.set("beside", compared.join(","));
    try {
      const answer = await fetch(`${basePath()}${options.route}?${query}`, {
        signal: AbortSignal.timeout(TIMEOUT),
        credentials: "same-origin",
      });
      if (answer.status === TOO_MANY_REQUESTS) return void setTimeout(this.failed, RETRY_DELAY);
      if (!answer.ok || answer.headers.get("content-type") !== CONTENT_TYPE) throw new Error(`${answer.status}`);
      if (!this.take(new Uint8Array(await answer.arrayBuffer()))) throw new Error("not packets");
      this.failures = 0;
    } catch {
      this.failures++;
      this.failed();
    }
  }
}

/** The app's base path: Streamlit serves this module from a folder below it. */
const basePath = () => new URL(import.meta.url).pathname.split("/_stcore/")[0];
