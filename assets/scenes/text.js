/** From text to numbers: tiles, dictionary, one-hot rows, pairs, what comes after what, and how much memory that asks for. */

import { mount } from "../shared/component.js";
import { element, setText, show, svg } from "../shared/dom.js";
import { fill, number, shown } from "../shared/format.js";
import { Scene } from "./scene.js";
import { saving } from "./scene_export.js";
import { fillMeter, meterBar } from "./table_bars.js";

const GRID = { gutter: 62, head: 26, wide: 24, narrow: 16, row: 20 };

class TextScene extends Scene {
  picked = null; // a place in the flat text
  guess = null; // {at, right, told, last}: the place that is to be guessed

  constructor() {
    super("text");
    this.sentence = element("p", { class: "sentence", "aria-live": "polite", "data-testid": "text-sentence" });
    this.chips = element("div", { class: "chips", "data-testid": "text-chips" });
    this.titles = Object.fromEntries(
      ["tiles", "dictionary", "one_hot", "pairs", "followers", "known"].map((name) => [name, element("h2")]),
    );
    this.play = element("button", { type: "button", "data-testid": "text-guess", onclick: () => this.toggle() });
    this.tiles = element("div", { class: "tiles", "data-testid": "text-tiles" });
    this.told = element("p", { class: "muted", role: "status", "data-testid": "text-told" });
    this.symbols = element("div", { class: "symbols", "data-testid": "text-symbols" });
    this.grid = element("div", { class: "grid", tabindex: "0", "data-testid": "text-grid" });
    this.across = element("div", { class: "across", tabindex: "0", role: "group", "data-testid": "text-pairs" }); // where it is narrow, arrow keys scroll it
    this.follow = element("div", { class: "follow", "data-testid": "text-followers" });
    this.note = element("p", { class: "muted" });
    this.known = element("div", { class: "known", "data-testid": "text-known" });
    this.notes = element("div", { class: "muted", "data-testid": "text-notes" });
    this.saves = saving(this.root, "text", () => this.table());
    const { titles } = this;
    const section = (...nodes) => element("section", {}, ...nodes);
    const top = section(element("div", { class: "title" }, titles.tiles, this.play), this.tiles, this.told);
    this.answers = [
      section(titles.one_hot, this.grid),
      section(titles.pairs, this.across),
      section(titles.followers, this.note, this.follow),
      section(titles.known, this.known),
    ];
    const [oneHot, pairs, followers, known] = this.answers;
    this.root.append(
      top,
      this.sentence,
      this.chips,
      element("div", { class: "stage" }, section(titles.dictionary, this.symbols), oneHot),
      pairs,
      element("div", { class: "stage" }, followers, known),
      this.notes,
      this.saves.element,
    );
  }

  take(view) {
    const other = view.run !== this.view?.run;
    this.view = view;
    this.after = new Map(view.followers);
    this.flat = view.rows.flatMap((ids, row) =>
      ids.map((id, time) => ({ id, row, time, next: ids[time + view.shift] })),
    );
    if (other) this.guess = null;
    if (other) this.picked = view.time !== null && view.time >= 0 && view.time < this.flat.length ? view.time : null;
    this.built = null;
  }

  symbol = (id) => shown(this.view.symbols[id]);
  torn = (id) => (this.after.get(id)?.length ?? 0) > 1;

  draw() {
    if (this.built !== this.palette.source) this.build();
    this.built = this.palette.source;
    this.light();
  }

  build() {
    const { view } = this;
    const { labels } = view;
    for (const [name, node] of Object.entries(this.titles)) setText(node, labels[name]);
    setText(this.note, labels.followers_note);
    setText(this.sentence, view.sentence);
    this.chips.replaceChildren(
      ...view.chips.map(([sign, value, words]) =>
        element(
          "div",
          { "data-sign": sign },
          ...(sign ? [element("i", {}, `${sign} =`)] : []),
          element("b", {}, value),
          element("span", {}, words),
        ),
      ),
    );
    this.notes.replaceChildren(...view.notes.map((words) => element("p", {}, words)));
    this.tiles.replaceChildren(
      ...this.rows((_entry, at) =>
        element(
          "button",
          { type: "button", class: "letter", "data-at": at, onclick: () => this.pick(at) },
          element("b"),
          element("small"),
        ),
      ),
    );
    this.symbols.replaceChildren(
      ...view.symbols.map((_symbol, id) =>
        element(
          "button",
          {
            type: "button",
            class: `symbol${view.used[id] ? "" : " unused"}`,
            title: view.used[id] ? "" : labels.unused,
            onclick: () => this.choose(id),
          },
          element("b", {}, this.symbol(id)),
          element("small", {}, String(id)),
        ),
      ),
    );
    this.grid.replaceChildren(this.oneHot());
    this.buildPairs();
    this.follow.replaceChildren(...view.followers.map(([id, after]) => this.follower(id, after)));
    this.known.replaceChildren(...view.known.flatMap((known) => this.rung(known)));
    this.saves.draw(labels);
  }

  /** A line of nodes for each sequence. */
  rows(make) {
    const lines = this.view.rows.map(() => element("div"));
    for (const [at, entry] of this.flat.entries()) lines[entry.row].append(make(entry, at));
    return lines;
  }

  /** T rows of V numbers; only the ones are nodes of their own. */
  oneHot() {
    const { view, flat } = this;
    const { gutter, head, row } = GRID;
    const count = view.symbols.length;
    const cell = count > 24 ? GRID.narrow : GRID.wide;
    const [width, height] = [gutter + count * cell + 8, head + flat.length * row + 4];
    const node = svg("svg", {
      width,
      height,
      role: "img",
      "aria-label": fill(view.labels.one_hot_alt, { rows: flat.length, columns: count }),
    });
    const lines = [];
    for (let column = 0; column <= count; column++)
      lines.push(`M${gutter + column * cell} ${head}V${head + flat.length * row}`);
    for (let line = 0; line <= flat.length; line++)
      lines.push(`M${gutter} ${head + line * row}H${gutter + count * cell}`);
    this.band = svg("rect", { class: "band", x: 1, width: width - 6, height: row, rx: 4 });
    node.append(this.band, svg("path", { class: "zero", d: lines.join("") }));
    node.append(
      ...view.symbols.map((_symbol, id) =>
        svg(
          "text",
          { class: view.used[id] ? "" : "pale", x: gutter + (id + 0.5) * cell, y: head / 2 },
          this.symbol(id),
        ),
      ),
    );
    flat.forEach(({ id, time, next }, at) => {
      const y = head + at * row;
      node.append(
        svg("text", { class: "pale", x: 16, y: y + row / 2 }, String(time)),
        svg("text", { x: 44, y: y + row / 2 }, this.symbol(id)),
      );
      node.append(
        svg("rect", {
          class: next === undefined ? "one unread" : "one",
          x: gutter + id * cell + 2,
          y: y + 2,
          width: cell - 4,
          height: row - 4,
          rx: 3,
        }),
      );
    });
    return node;
  }

  /** x, and y moved to the left under it, with a line for each pair. */
  buildPairs() {
    const { view } = this;
    const { labels, shift } = view;
    const cells = (kind) => this.rows(() => element(kind));
    const [reads, links, says] = [cells("span"), cells("i"), cells("span")];
    this.across.replaceChildren(
      ...view.rows.map((ids, row) => {
        ids.forEach((id, time) => {
          const paired = time + shift < ids.length;
          const torn = paired && this.torn(id);
          const read = reads[row].children[time];
          const say = says[row].children[time];
          for (const node of [read, say]) setText(node, this.symbol(id));
          read.className = `tile ${paired ? "" : "outside"} ${torn ? "torn" : ""}`;
          say.className = `tile ${time < shift ? "outside" : ""}`;
          if (!paired) read.title = labels.outside;
          if (time < shift) say.title = labels.outside;
          links[row].children[time].className = `${paired ? "" : "outside"} ${torn ? "torn" : ""}`;
        });
        reads[row].className = "cells reads";
        links[row].className = "cells links";
        says[row].className = "cells says";
        says[row].style.transform = `translateX(calc(var(--col) * ${-shift}))`;
        const line = (words, node) =>
          element("div", { class: "line" }, element("b", { style: words ? "" : "height: 20px" }, words), node);
        return element(
          "div",
          { class: "pair" },
          line(labels.x, reads[row]),
          line("", links[row]),
          line(labels.y, says[row]),
        );
      }),
    );
    this.read = reads.flatMap((row) => [...row.children]);
    for (const [at, node] of this.read.entries()) node.addEventListener("click", () => this.pick(at));
  }

  follower(id, after) {
    const { labels } = this.view;
    const torn = after.length > 1;
    const next = ([other, count]) =>
      element("span", { class: "after", title: fill(labels.times, { count }) }, `${this.symbol(other)} × ${count}`);
    return element(
      "div",
      { "data-letter": this.view.symbols[id], "data-torn": torn },
      element("span", { class: `tile ${torn ? "torn" : ""}` }, this.symbol(id)),
      "→",
      ...after.map(next),
    );
  }

  /** One length of memory, and what it is worth. */
  rung([length, loss, correct]) {
    const { labels, total, needed } = this.view;
    const words = length > 1 ? fill(labels.known_k, { count: length }) : labels[`known_${length}`];
    const bar = meterBar();
    fillMeter(bar, correct / Math.max(total, 1), "");
    const enough = length === needed;
    const worth = fill(labels.known_right, { correct, total, loss: loss < 1e-9 ? "0" : number(loss) });
    return [
      element("span", { class: enough ? "enough" : "" }, words),
      bar,
      element("span", { class: enough ? "enough" : "" }, enough ? `${worth} ✓ ${labels.enough}` : worth),
    ];
  }

  /** What is picked, or what is being guessed. */
  light() {
    const { view, flat, guess, picked } = this;
    const { labels } = view;
    const id = picked === null ? null : flat[picked].id;
    [...this.tiles.querySelectorAll("button")].forEach((node, at) => {
      const hidden = guess && at >= guess.at;
      setText(node.firstChild, hidden ? "?" : this.symbol(flat[at].id));
      setText(node.lastChild, hidden ? " " : String(flat[at].id));
      node.className = `letter ${hidden ? "hidden" : ""} ${guess?.marks[at] ?? ""} ${!guess && at === picked ? "lit" : ""} ${!guess && at !== picked && flat[at].id === id ? "alike" : ""}`;
      node.setAttribute("aria-pressed", at === picked);
      node.setAttribute("aria-label", hidden ? "?" : this.words(flat[at]));
      node.disabled = Boolean(guess);
    });
    for (const [at, node] of this.read.entries()) node.classList.toggle("lit", at === picked);
    for (const [at, node] of [...this.symbols.children].entries()) node.classList.toggle("lit", !guess && at === id);
    this.band.setAttribute("y", GRID.head + (picked ?? 0) * GRID.row);
    this.band.setAttribute("visibility", picked === null ? "hidden" : "visible");
    for (const node of [...this.answers, this.sentence, this.notes]) show(node, !guess);
    setText(this.play, guess ? labels.stop_guessing : labels.guess);
    show(this.play, view.total > 0 && view.shift === 1);
    setText(this.told, guess ? this.question() : this.explained());
  }

  words({ id, row, time }) {
    const { labels, rows } = this.view;
    return fill(rows.length > 1 ? labels.tile_row : labels.tile, { row: row + 1, time, letter: this.symbol(id), id });
  }

  /** The picked tile in words. */
  explained() {
    const { labels, symbols } = this.view;
    if (this.picked === null) return labels.pick;
    const { id, next } = this.flat[this.picked];
    const letter = this.symbol(id);
    const told = [fill(labels.picked, { letter, id, size: symbols.length })];
    if (next !== undefined) told.push(fill(labels.picked_next, { next: this.symbol(next) }));
    const others = (this.after.get(id) ?? []).map(([other]) => other).filter((other) => other !== next);
    if (next !== undefined && others.length)
      told.push(fill(labels.picked_torn, { letter, others: others.map(this.symbol).join(", ") }));
    return told.join(" ");
  }

  pick(at) {
    this.picked = this.picked === at ? null : at;
    if (this.picked !== null) this.grid.scrollTop = Math.max(0, GRID.head + at * GRID.row - this.grid.clientHeight / 2);
    this.acts.tell("rest", { time: this.picked });
    this.redraw();
  }

  /** The game: the text is hidden from its second letter on. */
  toggle() {
    this.guess = this.guess ? null : { at: 0, right: 0, told: 0, last: "", marks: [] };
    if (this.guess) this.skip();
    this.picked = null;
    this.redraw();
  }

  /** The first letter of a sequence is given: nothing was read that could tell it. */
  skip() {
    while (this.guess.at < this.flat.length && this.flat[this.guess.at].time === 0) this.guess.at++;
  }

  choose(id) {
    const { guess, flat } = this;
    if (!guess || guess.at >= flat.length) return guess ? undefined : this.pickSymbol(id);
    const right = flat[guess.at].id === id;
    guess.marks[guess.at] = right ? "right" : "wrong";
    guess.last = fill(this.view.labels[right ? "guess_right" : "guess_wrong"], {
      letter: this.symbol(flat[guess.at].id),
    });
    guess.right += right;
    guess.told++;
    guess.at++;
    this.skip();
    this.redraw();
  }

  /** A symbol stands for the first of its tiles. */
  pickSymbol(id) {
    const at = this.flat.findIndex((entry) => entry.id === id);
    if (at >= 0) this.pick(at);
  }

  question() {
    const { guess, flat } = this;
    const { labels, best, total } = this.view;
    const score = guess.told ? fill(labels.guess_score, { right: guess.right, told: guess.told, best, total }) : "";
    const next = guess.at < flat.length ? fill(labels.guess_now, { letter: this.symbol(flat[guess.at - 1].id) }) : "";
    return [guess.last, score, next].filter(Boolean).join(" ");
  }

  table() {
    const { symbols } = this.view;
    return [
      ["sequence", "t", "x", "x_id", "y", "y_id"],
      ...this.flat.map(({ id, row, time, next }) => [
        row,
        time,
        symbols[id],
        id,
        next === undefined ? "" : symbols[next],
        next ?? "",
      ]),
    ];
  }
}

export default mount(() => new TextScene());
