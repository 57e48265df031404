/** The clock: which step is shown, and how it moves. The position is a fraction, so that a line can glide. */

const CATCH_UP = 2; // at full speed: this share of what is left in each second,
const LEAST = 60; // but at least so many steps

export class Playhead {
  position = 0;
  playing = false;
  following = false; // stays at the live end
  from = 0; // the step at which to begin, as soon as there is that much
  until = Infinity; // the step at which it is to rest, once
  speed = 4; // steps a second; Infinity is as fast as it can be watched

  get step() {
    return Math.floor(this.position + 1e-6);
  }

  /**
   * Moves on by some seconds, up to the last known step; returns whether anything has changed.
   * @param {number} seconds @param {number} last @param {boolean} growing
   */
  advance(seconds, last, growing) {
    const before = this.position;
    if (this.from) {
      this.position = this.from;
      if (last >= this.from || !growing) this.from = 0;
    } else if (this.following) this.position = last;
    else if (this.playing) {
      const pace = Number.isFinite(this.speed) ? this.speed : Math.max(LEAST, CATCH_UP * (last - before));
      this.position = Math.min(before + pace * seconds, last, Math.max(before, this.until));
    }
    this.position = last - this.position < 1e-6 ? last : this.position; // `step` is there already
    const ended = (this.position >= last && !growing) || (this.playing && this.position >= this.until);
    const stopped = ended && (this.playing || this.following);
    if (ended) {
      this.playing = false;
      this.following = false;
    }
    return stopped || this.position !== before;
  }

  /** Whether it would move if there were time. @param {number} last */
  moves(last) {
    return this.playing && !this.following && this.position < last;
  }

  /** To a step, or the nearest that there is; what is no number leaves it where it is. @param {number} step @param {number} last */
  seek(step, last) {
    const wanted = Number.isNaN(Number(step)) ? this.position : Math.round(step);
    this.position = Math.max(0, Math.min(wanted, last));
    this.following = false;
    this.from = 0;
    this.until = Infinity;
  }

  /** A step forward or back; the person has taken over. @param {number} steps @param {number} last */
  nudge(steps, last) {
    this.playing = false;
    this.seek(this.step + steps, last);
  }

  /** Plays or rests; at the end of a finished run it begins anew. @param {number} last @param {boolean} growing */
  toggle(last, growing) {
    this.until = Infinity;
    if (this.following) {
      this.following = false;
      this.playing = false;
    } else this.playing = !this.playing;
    if (this.playing && this.step >= last && !growing) this.position = 0;
  }

  /** Begins at a step, and rests when it comes to another, if any. @param {boolean} playing */
  restart(playing, at = 0, until = Infinity) {
    this.position = at;
    this.from = at;
    this.until = until;
    this.playing = playing;
    this.following = false;
  }

  /** The last known step, and whatever comes after it while training goes on. @param {number} last @param {boolean} growing */
  toEnd(last, growing) {
    this.position = last;
    this.playing = false;
    this.following = growing;
  }
}
