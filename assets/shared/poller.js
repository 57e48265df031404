/** Polls the server: one request in flight, at most ten per second, none in a hidden tab. */

const MIN_PAUSE = 100; // ms between two requests
const TIMEOUT = 3000; // ms after which a request counts as lost

export class Poller {
  /** @type {ReturnType<typeof setTimeout> | null} until the next request may be sent */
  timer = null;
  /** @type {ReturnType<typeof setTimeout> | null} until a request counts as lost */
  watchdog = null;
  /** @type {((request: Record<string, any>) => void) | null} */
  send = null;

  /** missing() -> what to request, or null; called again just before the request is sent. @param {() => Record<string, any> | null} missing */
  constructor(missing) {
    this.missing = missing;
    this.sentAt = -Infinity;
    this.count = 0;
    this.onVisible = () => this.ask();
  }

  /** @param {(request: Record<string, any>) => void} send */
  connect(send) {
    this.send = send;
    document.addEventListener("visibilitychange", this.onVisible);
  }

  disconnect() {
    this.send = null;
    document.removeEventListener("visibilitychange", this.onVisible);
    clearTimeout(this.timer ?? undefined);
    clearTimeout(this.watchdog ?? undefined);
    this.timer = null;
    this.watchdog = null;
  }

  /** Sends a request, now or after the pause, if something is missing. */
  ask() {
    if (this.timer || this.watchdog || !this.send || document.hidden || !this.missing()) return;
    const wait = Math.max(0, this.sentAt + MIN_PAUSE - performance.now());
    this.timer = setTimeout(() => this.#sendNow(), wait);
  }

  /** Called when an answer has come. */
  answered() {
    clearTimeout(this.watchdog ?? undefined);
    this.watchdog = null;
  }

  #sendNow() {
    this.timer = null;
    const request = !document.hidden && this.missing();
    if (!this.send || !request) return;
    this.sentAt = performance.now();
    this.watchdog = setTimeout(() => {
      this.watchdog = null;
      this.ask();
    }, TIMEOUT);
    this.send({ ...request, n: ++this.count });
  }
}
