/** Asking the server for more: one request in flight, at most ten a second, none in a hidden tab. */

const LEAST_PAUSE = 100; // ms between two requests
const PATIENCE = 3000; // ms after which a request counts as lost

export class Poller {
  /** @type {ReturnType<typeof setTimeout> | null} until the next request may be sent */
  timer = null;
  /** @type {ReturnType<typeof setTimeout> | null} until a request counts as lost */
  watchdog = null;
  /** @type {((request: Record<string, any>) => void) | null} */
  send = null;

  /** lacking() -> what to ask for, or null; it is called again just before it is sent. @param {() => Record<string, any> | null} lacking */
  constructor(lacking) {
    this.lacking = lacking;
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

  /** Asks, now or when the pause is over, if something is lacking. */
  ask() {
    if (this.timer || this.watchdog || !this.send || document.hidden || !this.lacking()) return;
    const wait = Math.max(0, this.sentAt + LEAST_PAUSE - performance.now());
    this.timer = setTimeout(() => this.#sendNow(), wait);
  }

  /** A message has come. */
  answered() {
    clearTimeout(this.watchdog ?? undefined);
    this.watchdog = null;
  }

  #sendNow() {
    this.timer = null;
    const request = !document.hidden && this.lacking();
    if (!this.send || !request) return;
    this.sentAt = performance.now();
    this.watchdog = setTimeout(() => {
      this.watchdog = null;
      this.ask();
    }, PATIENCE);
    this.send({ ...request, n: ++this.count });
  }
}
