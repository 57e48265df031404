/** Training between two frames, in pieces so short that a frame is never late by more than one of them. */

export class Pieces {
  pace = 0.05; // ms a step, at first
  best = Infinity; // ms a step in the quickest piece: a busy machine may hold up any other

  /** length: ms that a piece is to take, about. */
  constructor(length = 1) {
    this.length = length;
  }

  /**
   * Calls train(steps), which returns how many it has trained, while isBusy() and for some ms; returns the ms that it took.
   * @param {number} slice @param {() => boolean} isBusy @param {(steps: number) => number} train
   */
  advance(slice, isBusy, train) {
    const began = performance.now();
    let now = began;
    while (isBusy() && now - began < slice) {
      const trained = train(Math.max(1, Math.round(this.length / this.pace)));
      const after = performance.now();
      if (trained) {
        this.pace = Math.max((after - now) / trained, this.length / 1e6);
        this.best = Math.min(this.best, this.pace);
      }
      now = after;
    }
    return now - began;
  }
}
