/** The playhead: the step that is shown, and how it moves. The position may lie between two steps, so that lines move smoothly. */

const CATCH_UP = 2; // at full speed, per second: this fraction of the remaining steps,
const MIN_PACE = 60; // but at least this many steps

export class Playhead {
  position = 0;
  playing = false;
  following = false; // stays at the newest step
  from = 0; // the step to start from, once it has been trained
  until = Infinity; // the step at which to pause once
  speed = 4; // steps per second; Infinity is as fast as can still be followed

  get step() {
    return Math.floor(this.position + 1e-6);
  }

  /**
   * Advances by some seconds, up to the last known step; returns whether anything has changed.
   * @param {number} seconds @param {number} last @param {boolean} growing
   */
  advance(seconds, last, growing) {
    const before = this.position;
    if (this.from) {
      this.position = this.from;
      if (last >= this.from || !growing) this.from = 0;
    } else if (this.following) this.position = last;
    else if (this.playing) {
      const pace = Number.isFinite(this.speed) ? this.speed : Math.max(MIN_PACE, CATCH_UP * (last - before));
      this.position = Math.min(before + pace * seconds, last, Math.max(before, this.until));
    }
    this.position = last - this.position < 1e-6 ? last : this.position; // `step` has reached it already
    const ended = (this.position >= last && !growing) || (this.playing && this.position >= this.until);
    const stopped = ended && (this.playing || this.following);
    if (ended) {
      this.playing = false;
      this.following = false;
    }
    return stopped || this.position !== before;
  }

  /** Whether it moves as time passes. @param {number} last */
  moves(last) {
    return this.playing && !this.following && this.position < last;
  }

  /** Goes to a step, or the nearest one that exists; ignores what is not a number. @param {number} step @param {number} last */
  seek(step, last) {
    const target = Number.isNaN(Number(step)) ? this.position : Math.round(step);
    this.position = Math.max(0, Math.min(target, last));
    this.following = false;
    this.from = 0;
    this.until = Infinity;
  }

  /** Moves by some steps and pauses: the user has taken over. @param {number} steps @param {number} last */
  nudge(steps, last) {
    this.playing = false;
    this.seek(this.step + steps, last);
  }

  /** Plays or pauses; at the end of a finished run it starts again. @param {number} last @param {boolean} growing */
  toggle(last, growing) {
    this.until = Infinity;
    if (this.following) {
      this.following = false;
      this.playing = false;
    } else this.playing = !this.playing;
    if (this.playing && this.step >= last && !growing) this.position = 0;
  }

  /** Starts at a step, and pauses when it reaches `until`. @param {boolean} playing */
  restart(playing, at = 0, until = Infinity) {
    this.position = at;
    this.from = at;
    this.until = until;
    this.playing = playing;
    this.following = false;
  }

  /** Goes to the last known step, and follows it while the run grows. @param {number} last @param {boolean} growing */
  toEnd(last, growing) {
    this.position = last;
    this.playing = false;
    this.following = growing;
  }
}
