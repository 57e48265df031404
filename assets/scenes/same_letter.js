/** The same letter at two time steps: what the network remembers there, and what it therefore predicts. */

import { element, setText, show } from "../shared/dom.js";
import { fill, number, percent, visibleSymbol } from "../shared/format.js";
import { fillWith } from "./scene.js";
import { fillMeter, fillSigned, meterBar, signedBar } from "./table_bars.js";

const MAX_UNITS = 16; // that are shown

export class SameLetter {
  pair = null; // two time steps with the same letter

  constructor(changed) {
    this.changed = changed;
    this.title = element("h2");
    this.sentence = element("p", { "data-testid": "same-letter-sentence" });
    this.guesses = table("same-letter-guesses");
    this.units = table("same-letter-units");
    this.element = element(
      "section",
      { class: "same-letter", "data-testid": "same-letter" },
      this.title,
      this.sentence,
      this.guesses,
      this.units,
    );
  }

  take(view) {
    this.inputs = view.inputs;
    const [one, other] = view.same_letter ?? [];
    this.pair =
      this.inputs[one] !== undefined && one !== other && this.inputs[one] === this.inputs[other]
        ? [one, other]
        : firstPair(view);
  }

  has(time) {
    return Boolean(this.pair?.includes(time));
  }

  isAlike(time) {
    return this.pair !== null && this.inputs[time] === this.inputs[this.pair[0]];
  }

  /** Chooses a letter: pairs it with its next occurrence; if it is the same letter, it replaces the second of the pair. */
  choose(time) {
    if (this.has(time)) return;
    if (this.isAlike(time)) this.pair = [this.pair[0], time].sort((one, other) => one - other);
    else {
      const others = this.inputs.flatMap((id, at) => (id === this.inputs[time] && at !== time ? [at] : []));
      if (!others.length) return;
      this.pair = [time, others.find((at) => at > time) ?? others[0]].sort((one, other) => one - other);
    }
    this.changed();
  }

  /** followers: probabilities (N, C); state(time): one number per unit; now: the predictions. */
  draw(view, { followers, state, now, palette }) {
    const { labels, symbols, inputs } = view;
    show(this.guesses, Boolean(this.pair));
    show(this.units, Boolean(this.pair));
    setText(this.title, labels.same_letter);
    if (!this.pair) return setText(this.sentence, labels.no_same_letter);
    const [one, other] = this.pair;
    const letter = (id) => visibleSymbol(symbols[id]);
    const words = { letter: letter(inputs[one]), one, other, first: letter(now[one]), second: letter(now[other]) };
    setText(
      this.sentence,
      fill(now[one] === now[other] ? labels.same_letter_agrees : labels.same_letter_differs, words),
    );
    const width = view.followers[0].length;
    const candidates = view.followers[one].flatMap((id, index) => (id < 0 ? [] : [{ id, index }]));
    const probability = (time, index) => followers[time * width + index] / 255;
    heads(this.guesses, [labels.says, `t = ${one}`, `t = ${other}`]);
    fillWith(this.guesses.tBodies[0], candidates, guessRow, (row, { id, index }) => {
      setText(row.children[0], letter(id));
      for (const [at, time] of [one, other].entries())
        fillMeter(row.children[at + 1].firstChild, probability(time, index), percent(probability(time, index)));
    });
    const [here, there] = [state(one), state(other)];
    const units = largest(here.map((value, unit) => value - there[unit]));
    heads(this.units, [labels.unit, `h, t = ${one}`, `h, t = ${other}`, labels.difference]);
    fillWith(this.units.tBodies[0], units, unitRow, (row, unit) => {
      setText(row.children[0], String(unit));
      [here[unit], there[unit], here[unit] - there[unit]].forEach((value, at) => {
        const bar = row.children[at + 1].firstChild;
        fillSigned(bar, at === 2 ? value / 2 : value, palette); // a difference is at most 2
        bar.title = number(value, 2);
      });
    });
  }
}

/** The first letter that occurs twice with different targets; without one, the first that occurs twice. */
function firstPair({ inputs, targets }) {
  let fallback = null;
  for (const [one, id] of inputs.entries())
    for (let other = one + 1; other < inputs.length; other++)
      if (inputs[other] === id) {
        if (targets[other] !== targets[one]) return [one, other];
        fallback ??= [one, other];
      }
  return fallback;
}

/** The units that differ most, ordered by number. */
function largest(differences) {
  const order = differences.map((value, unit) => [Math.abs(value), unit]).sort((one, other) => other[0] - one[0]);
  return order
    .slice(0, MAX_UNITS)
    .map(([, unit]) => unit)
    .sort((one, other) => one - other);
}

function table(testid) {
  return element("table", { "data-testid": testid }, element("thead", {}, element("tr")), element("tbody"));
}

function heads(node, words) {
  fillWith(node.tHead.rows[0], words, () => element("th", { scope: "col" }), setText);
}

const cell = (bar) => element("td", {}, bar());
const guessRow = () => element("tr", {}, element("td"), cell(meterBar), cell(meterBar));
const unitRow = () => element("tr", {}, element("td"), cell(signedBar), cell(signedBar), cell(signedBar));
