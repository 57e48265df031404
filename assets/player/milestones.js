/** What is worth saying about a run that is trained in this tab, record by record: the rules of charviz/runs/milestones.py. */

const FEW_SYMBOLS = 12; // up to this many, each letter's first success is told
const SAME = 3; // records of one single letter before it is told
const [CALM, JUMP, LOUD] = [5, 3, 0.1]; // a spike: this many records before, times their least loss, and above this loss
const [STUCK, BETTER] = [300, 0.99]; // stuck: the best loss has not improved by 1 % in 300 records
const LEARNED = 20; // records in a row with every letter right
const MOST = 5; // solved, lost and spike are each reported at most this often

/** The symbols that are to get one (or all) of their places right, each told once. */
class Awaited {
  /** @param {number[]} row @param {number[]} ids @param {boolean} all */
  constructor(row, ids, all) {
    this.symbols = ids.map((id) => {
      const places = [...row.keys()].filter((place) => row[place] === id);
      return { id, places, enough: all ? places.length : 1 };
    });
  }

  /** Those that have got there now. @param {boolean[]} right */
  reached(right) {
    const there = this.symbols.filter(({ places, enough }) => places.filter((place) => right[place]).length >= enough);
    this.symbols = this.symbols.filter((symbol) => !there.includes(symbol));
    return there.map(({ id }) => id);
  }
}

export class MilestoneRules {
  /**
   * @param {Pick<View, "inputs" | "targets" | "symbols" | "cell_type" | "loss_unit">} view
   * @param {Pick<Training, "floor" | "floor_correct" | "headless">} limits
   */
  constructor({ inputs, targets, symbols, cell_type, loss_unit }, { floor, floor_correct, headless }) {
    this.targets = targets;
    this.symbols = symbols;
    this.nats = loss_unit === "nats";
    this.memoryless = cell_type === "memoryless";
    this.floor = floor;
    this.floorCorrect = floor_correct;
    this.headless = headless;
    this.text = kindOfText(inputs, targets, this.floor);
    const told = symbols.length <= FEW_SYMBOLS ? sorted(targets) : [];
    this.letters = new Awaited(targets, told, false);
    this.torn = new Awaited(inputs, ambiguous(inputs, targets), true);
    /** @type {number[]} the single letter that the last records said, -1 where they said several */
    this.single = Array(SAME - 1).fill(-1);
    this.solvedFor = 0;
    this.solvedLoss = 0;
    this.changes = 0; // solved and lost that have been told
    /** @type {number[]} */
    this.calm = Array(CALM).fill(Infinity); // the losses before
    this.spiking = false;
    this.spikes = 0;
    /** @type {number[]} */
    this.best = Array(STUCK).fill(Infinity); // the best loss up to each of the records before
    this.hope = -1; // the last record that was solved, or under the floor
    this.over = new Set(); // what is told once, and has been
  }

  /**
   * What became true at one record. @param {number} step @param {number} loss @param {ArrayLike<number>} predicted @param {number} least the lowest confidence
   * @returns {NonNullable<Records["milestones"]>}
   */
  read(step, loss, predicted, least) {
    const right = this.targets.map((target, place) => predicted[place] === target);
    const solved = right.every(Boolean);
    const count = right.filter(Boolean).length;
    /** @type {NonNullable<Records["milestones"]>} */
    const found = [];
    const tell = (/** @type {string} */ kind, /** @type {Record<string, unknown>} */ details = {}) =>
      found.push({ step, kind, details });
    const once = (/** @type {string} */ kind, /** @type {boolean} */ happens, details = {}) => {
      if (!happens || this.over.has(kind)) return;
      this.over.add(kind);
      tell(kind, details);
    };
    once(this.text ?? "", this.text !== null);
    this.#onlyLetter(step, predicted, solved, once);
    for (const id of this.letters.reached(right)) tell("letter_right", { symbol: this.symbols[id] });
    for (const id of this.torn.reached(right)) tell("tells_apart", { symbol: this.symbols[id] });
    const hard = this.floor > 0;
    once("remembers", hard && !this.memoryless && (count > this.floorCorrect || (this.nats && loss < this.floor)));
    this.#solvedAndLost(loss, solved, least, tell);
    this.#spike(loss, tell);
    if (hard && this.memoryless && this.nats)
      once("memoryless_limit", loss <= 1.05 * this.floor, { floor: this.floor });
    if (this.headless !== null && this.nats)
      once("headless_limit", loss <= this.headless + 0.1, { floor: this.headless });
    once("stuck", this.#isStuck(step, loss, solved));
    this.solvedFor = solved ? this.solvedFor + 1 : 0;
    once("learned", this.solvedFor >= LEARNED, { at: step - LEARNED + 1 });
    return found;
  }

  /** @param {number} step @param {ArrayLike<number>} predicted @param {boolean} solved @param {(kind: string, happens: boolean, details?: object) => void} once */
  #onlyLetter(step, predicted, solved, once) {
    const same = !solved && this.targets.every((_, place) => predicted[place] === predicted[0]);
    const letter = same ? predicted[0] : -1;
    const told = same && this.targets.length > 1 && this.single.every((before) => before === letter);
    once("only_letter", told, { symbol: this.symbols[letter], since: step - SAME + 1 });
    this.single = [...this.single.slice(1), letter];
  }

  /** @param {number} loss @param {boolean} solved @param {number} least @param {(kind: string, details?: Record<string, unknown>) => void} tell */
  #solvedAndLost(loss, solved, least, tell) {
    if (solved === this.solvedFor > 0 || this.changes === 2 * MOST) return;
    this.changes++;
    if (solved) {
      this.solvedLoss = loss;
      tell("solved", { confidence: least });
    } else tell("lost", { loss_fell: loss < this.solvedLoss });
  }

  /** @param {number} loss @param {(kind: string) => void} tell */
  #spike(loss, tell) {
    const spiking = loss > JUMP * Math.min(...this.calm) && loss > LOUD;
    if (spiking && !this.spiking && this.spikes < MOST) {
      this.spikes++;
      tell("spike");
    }
    this.spiking = spiking;
    this.calm = [...this.calm.slice(1), loss];
  }

  /** No hope in STUCK records: none solved, none under the floor (near it, where that is all there is). @param {number} step @param {number} loss @param {boolean} solved */
  #isStuck(step, loss, solved) {
    const before = this.best[step % STUCK];
    const best = Math.min(loss, this.best[(step + STUCK - 1) % STUCK]);
    const below = this.nats ? (this.memoryless ? 1.05 : 1) * this.floor : 0;
    if (solved || loss <= below) this.hope = step;
    this.best[step % STUCK] = best;
    return best > BETTER * before && step - this.hope >= STUCK;
  }
}

/** What can be said of a text before anything is trained, or null. @param {number[]} inputs @param {number[]} targets @param {number} floor */
function kindOfText(inputs, targets, floor) {
  const sequences = 1 + inputs.slice(1).filter((id, place) => id !== targets[place]).length;
  if (new Set([...inputs, ...targets]).size === targets.length + sequences) return "all_different";
  return floor === 0 ? "no_memory_needed" : null;
}

const sorted = (/** @type {number[]} */ ids) => [...new Set(ids)].sort((a, b) => a - b);

/** The symbols that are followed by more than one. @param {number[]} inputs @param {number[]} targets */
function ambiguous(inputs, targets) {
  return sorted(inputs).filter((id) => new Set(targets.filter((_, place) => inputs[place] === id)).size > 1);
}
