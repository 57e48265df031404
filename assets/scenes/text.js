/** From text to numbers: tiles, vocabulary, one-hot rows, pairs, successors, and how much memory the text requires. */

import { mount } from "../shared/component.js";
import { element, setText, show } from "../shared/dom.js";
import { fill, number, visibleSymbol } from "../shared/format.js";
import { GuessingGame } from "./guessing_game.js";
import { OneHotGrid } from "./one_hot_grid.js";
import { Scene } from "./scene.js";
import { exportButtons } from "./scene_export.js";
import { fillMeter, meterBar } from "./table_bars.js";
import { TextPairs } from "./text_pairs.js";

class TextScene extends Scene {
  picked = null; // an index into `flat`
  game = null; // a GuessingGame while it is played
  successors = new Map(); // letter -> [[letter that follows it, how often], …]
  flat = []; // { id, row, time, next } of each letter
  built = null; // the palette's source for which the nodes were built
  grid = new OneHotGrid();
  pairs = new TextPairs((index) => this.pick(index));

  constructor() {
    super("text");
    this.sentence = element("p", { class: "sentence", "aria-live": "polite", "data-testid": "text-sentence" });
    this.chips = element("div", { class: "chips", "data-testid": "text-chips" });
    this.titles = Object.fromEntries(
      ["tiles", "dictionary", "one_hot", "pairs", "followers", "known"].map((name) => [name, element("h2")]),
    );
    this.play = element("button", { type: "button", "data-testid": "text-guess", onclick: () => this.toggle() });
    this.tiles = element("div", { class: "tiles", "data-testid": "text-tiles" });
    this.explanation = element("p", { class: "muted", role: "status", "data-testid": "text-told" });
    this.symbols = element("div", { class: "symbols", "data-testid": "text-symbols" });
    this.follow = element("div", { class: "follow", "data-testid": "text-followers" });
    this.note = element("p", { class: "muted" });
    this.known = element("div", { class: "known", "data-testid": "text-known" });
    this.notes = element("div", { class: "muted", "data-testid": "text-notes" });
    this.exports = exportButtons(this.root, "text", () => this.table());
    const { titles } = this;
    const section = (...nodes) => element("section", {}, ...nodes);
    const top = section(element("div", { class: "title" }, titles.tiles, this.play), this.tiles, this.explanation);
    this.answers = [
      section(titles.one_hot, this.grid.element),
      section(titles.pairs, this.pairs.element),
      section(titles.followers, this.note, this.follow),
      section(titles.known, this.known),
    ];
    const [oneHot, pairs, followers, known] = this.answers;
    this.root.append(
      top,
      this.sentence,
      this.chips,
      element("div", { class: "columns" }, section(titles.dictionary, this.symbols), oneHot),
      pairs,
      element("div", { class: "columns" }, followers, known),
      this.notes,
      this.exports.element,
    );
  }

  take(view) {
    const isNewRun = view.run !== this.view?.run;
    this.view = view;
    this.successors = new Map(view.followers);
    this.flat = view.rows.flatMap((ids, row) =>
      ids.map((id, time) => ({ id, row, time, next: ids[time + view.shift] })),
    );
    if (isNewRun) this.game = null;
    if (isNewRun) this.picked = view.time !== null && view.time >= 0 && view.time < this.flat.length ? view.time : null;
    this.built = null;
  }

  symbol = (id) => visibleSymbol(this.view.symbols[id]);
  isAmbiguous = (id) => (this.successors.get(id)?.length ?? 0) > 1;

  draw() {
    if (this.built !== this.palette.source) this.build();
    this.built = this.palette.source;
    this.highlight();
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
    this.grid.build(view, this.flat, this.symbol);
    this.pairs.build(view, this.symbol, this.isAmbiguous);
    this.follow.replaceChildren(...view.followers.map(([id, after]) => this.follower(id, after)));
    this.known.replaceChildren(...view.known.flatMap((known) => this.memoryRow(known)));
    this.exports.draw(labels);
  }

  /** One line of nodes per sequence. */
  rows(make) {
    const lines = this.view.rows.map(() => element("div"));
    for (const [at, entry] of this.flat.entries()) lines[entry.row].append(make(entry, at));
    return lines;
  }

  follower(id, after) {
    const { labels } = this.view;
    const isAmbiguous = after.length > 1;
    const next = ([other, count]) =>
      element("span", { class: "after", title: fill(labels.times, { count }) }, `${this.symbol(other)} × ${count}`);
    return element(
      "div",
      { "data-letter": this.view.symbols[id], "data-ambiguous": isAmbiguous },
      element("span", { class: `tile ${isAmbiguous ? "ambiguous" : ""}` }, this.symbol(id)),
      "→",
      ...after.map(next),
    );
  }

  /** A row: how many letters can be predicted with a memory of some length. */
  memoryRow([length, loss, correct]) {
    const { labels, total, needed } = this.view;
    const name = length > 1 ? fill(labels.known_k, { count: length }) : labels[`known_${length}`];
    const bar = meterBar();
    fillMeter(bar, correct / Math.max(total, 1), "");
    const isEnough = length === needed;
    const result = fill(labels.known_right, { correct, total, loss: loss < 1e-9 ? "0" : number(loss) });
    return [
      element("span", { class: isEnough ? "enough" : "" }, name),
      bar,
      element("span", { class: isEnough ? "enough" : "" }, isEnough ? `${result} ✓ ${labels.enough}` : result),
    ];
  }

  /** Highlights what is picked, or hides what is to be guessed. */
  highlight() {
    const { view, flat, game, picked } = this;
    const { labels } = view;
    const id = picked === null ? null : flat[picked].id;
    [...this.tiles.querySelectorAll("button")].forEach((node, at) => {
      const hidden = game && at >= game.at;
      setText(node.firstChild, hidden ? "?" : this.symbol(flat[at].id));
      setText(node.lastChild, hidden ? " " : String(flat[at].id));
      node.className = `letter ${hidden ? "hidden" : ""} ${game?.marks[at] ?? ""} ${!game && at === picked ? "lit" : ""} ${!game && at !== picked && flat[at].id === id ? "alike" : ""}`;
      node.setAttribute("aria-pressed", at === picked);
      node.setAttribute("aria-label", hidden ? "?" : this.words(flat[at]));
      node.disabled = Boolean(game);
    });
    this.pairs.highlight(picked);
    for (const [at, node] of [...this.symbols.children].entries()) node.classList.toggle("lit", !game && at === id);
    this.grid.highlight(picked);
    for (const node of [...this.answers, this.sentence, this.notes]) show(node, !game);
    setText(this.play, game ? labels.stop_guessing : labels.guess);
    show(this.play, view.total > 0 && view.shift === 1);
    setText(this.explanation, game ? game.words(view) : this.explain());
  }

  words({ id, row, time }) {
    const { labels, rows } = this.view;
    return fill(rows.length > 1 ? labels.tile_row : labels.tile, { row: row + 1, time, letter: this.symbol(id), id });
  }

  /** The picked tile as text. */
  explain() {
    const { labels, symbols } = this.view;
    if (this.picked === null) return labels.pick;
    const { id, next } = this.flat[this.picked];
    const letter = this.symbol(id);
    const sentences = [fill(labels.picked, { letter, id, size: symbols.length })];
    if (next !== undefined) sentences.push(fill(labels.picked_next, { next: this.symbol(next) }));
    const others = (this.successors.get(id) ?? []).map(([other]) => other).filter((other) => other !== next);
    if (next !== undefined && others.length)
      sentences.push(fill(labels.picked_torn, { letter, others: others.map(this.symbol).join(", ") }));
    return sentences.join(" ");
  }

  pick(at) {
    this.picked = this.picked === at ? null : at;
    if (this.picked !== null) this.grid.scrollTo(at);
    this.acts.send("rest", { time: this.picked });
    this.redraw();
  }

  /** The game: the text is hidden from its second letter on. */
  toggle() {
    this.game = this.game ? null : new GuessingGame(this.flat, this.symbol);
    this.picked = null;
    this.redraw();
  }

  choose(id) {
    if (!this.game) return this.pickSymbol(id);
    if (this.game.isOver) return;
    this.game.choose(id, this.view.labels);
    this.redraw();
  }

  /** Picks the first tile of a symbol. */
  pickSymbol(id) {
    const at = this.flat.findIndex((entry) => entry.id === id);
    if (at >= 0) this.pick(at);
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
