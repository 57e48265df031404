/** Generate: the same network with teacher forcing and free running, letter by letter. */

import { mount } from "../shared/component.js";
import { element, name, setText } from "../shared/dom.js";
import { fill, percent, visibleSymbol, visibleText } from "../shared/format.js";
import { joined } from "../shared/tokens.js";
import { fillWith, Scene } from "./scene.js";
import { exportButtons } from "./scene_export.js";
import { StepSlider } from "./step_slider.js";

class Generate extends Scene {
  constructor() {
    super("generate");
    this.steps = new StepSlider(
      this.root,
      () => this.redraw(),
      () => this.report(),
    );
    this.keydown = this.steps.keydown;
    this.sentence = element("p", { class: "sentence", "data-testid": "generate-sentence" });
    this.teacherTitle = element("h2");
    this.teacher = element("div", { class: "lane", "data-testid": "generate-teacher" });
    this.freeTitle = element("h2");
    this.free = element("div", { class: "lane", "data-testid": "generate-free" });
    this.barsTitle = element("h2");
    this.bars = element("table", { class: "guesses", "data-testid": "generate-bars" }, element("tbody"));
    this.legend = element("p", { class: "muted" });
    this.babbleTitle = element("h2");
    this.babble = element("table", { class: "babble", "data-testid": "generate-babble" }, element("tbody"));
    this.exports = exportButtons(this.root, "generate", () => this.table());
    const lanes = element("div", {}, this.freeTitle, this.free, element("br"), this.teacherTitle, this.teacher);
    const side = element("section", {}, this.barsTitle, this.bars, this.legend);
    this.root.append(
      this.steps.element,
      this.sentence,
      element("div", { class: "columns" }, lanes, side),
      this.babbleTitle,
      this.babble,
      this.exports.element,
    );
  }

  take(view, arrays) {
    const isNewRun = view.run !== this.view?.run;
    super.take(view, arrays);
    const count = arrays.written.length;
    this.steps.take(
      Array.from({ length: count + 1 }, (_step, at) => at),
      view.labels,
      isNewRun ? (view.at ?? count) : null,
    );
  }

  draw() {
    const { view, steps } = this;
    const { labels } = view;
    steps.draw();
    setText(this.sentence, this.sentenceText());
    this.sentence.classList.toggle("warning", Boolean(view.loop) || this.hasDeparted);
    setText(this.teacherTitle, labels.teacher);
    setText(this.freeTitle, labels.free);
    setText(this.babbleTitle, labels.babble);
    this.drawTeacher();
    this.drawFree();
    this.drawBars();
    this.drawBabble();
    this.exports.draw(labels);
  }

  get count() {
    return this.arrays.written.length;
  }

  /** How many letters of the text follow the prompt. */
  get remaining() {
    return this.view.ends - this.view.prompt.length;
  }

  /** Whether it departs from the text before the text ends. */
  get hasDeparted() {
    return this.view.leaves < Math.min(this.count, this.remaining);
  }

  letter(id) {
    return visibleSymbol(this.view.symbols[id]);
  }

  sentenceText() {
    const { labels, step, leaves, loop, ended, long } = this.view;
    const parts = [];
    if (this.hasDeparted)
      parts.push(
        leaves ? fill(labels.keeps, { step, count: leaves }) : "",
        fill(long ? labels.departs : labels.leaves, { place: leaves + 1 }),
      );
    else parts.push(fill(leaves < this.remaining ? labels.keeps : labels.whole, { step, count: leaves }));
    if (ended) parts.push(labels.stops);
    else if (!this.hasDeparted && this.count > this.remaining) parts.push(labels.then);
    if (loop)
      parts.push(
        fill(labels.loop, {
          place: loop[0] + 1,
          words: joined(
            Array.from(this.arrays.written.subarray(loop[0], loop[0] + loop[1]), (id) => this.letter(id)),
            this.view.tokenize,
          ),
        }),
      );
    return parts.join(" ");
  }

  drawTeacher() {
    const { view, arrays, palette } = this;
    const make = () =>
      element("div", { class: "pair" }, element("span", { class: "tile given" }), element("span", { class: "tile" }));
    fillWith(this.teacher, view.inputs, make, (node, input, time) => {
      const right = this.view.symbols[arrays.predicted[time]] === view.targets[time];
      const confidence = arrays.confidence[time];
      const [read, predicted] = node.children;
      setText(read, visibleSymbol(input));
      setText(predicted, this.letter(arrays.predicted[time]));
      predicted.className = `tile ${right ? "right" : "wrong"}`;
      predicted.title = percent(confidence);
      Object.assign(predicted.style, {
        background: palette.tint(right ? "blue" : "orange", confidence * 0.6),
        color: palette.on(right ? "blue" : "orange", confidence * 0.6),
      });
    });
  }

  drawFree() {
    const { view, arrays, steps } = this;
    const letters = [
      ...view.prompt.map((symbol) => ({ symbol })),
      ...Array.from(arrays.written, (id, at) => ({ id, at })),
    ];
    const make = () => element("button", { type: "button" });
    fillWith(this.free, letters, make, (node, { symbol, id, at }) => {
      node.disabled = at === undefined;
      setText(node, symbol === undefined ? this.letter(id) : visibleSymbol(symbol));
      if (at === undefined) {
        node.className = "tile given";
        return;
      }
      node.onclick = () => steps.seek(at + 1);
      const kind =
        at < view.leaves
          ? "known"
          : at >= this.remaining && !this.hasDeparted
            ? "beyond"
            : this.view.long
              ? "new"
              : "departed";
      node.className = `tile ${kind}${at >= steps.step ? " ahead" : ""}${view.loop && at >= view.loop[0] ? " loop" : ""}`;
      node.setAttribute("aria-pressed", at === steps.step - 1);
      name(
        node,
        fill(view.labels.generated, { place: at + 1, letter: this.letter(id), chance: percent(this.probability(at)) }),
      );
    });
  }

  probability(at) {
    const width = candidateCount(this.arrays, this.count);
    const place = Array.from(this.arrays.candidates.subarray(at * width, (at + 1) * width)).indexOf(
      this.arrays.written[at],
    );
    return place < 0 ? 0 : this.arrays.share[at * width + place];
  }

  /** The candidates for the last letter that is shown. */
  drawBars() {
    const { view, arrays, steps, count } = this;
    const at = Math.max(0, Math.min(steps.step, count) - 1);
    const width = candidateCount(arrays, count);
    const rows = count ? Array.from({ length: width }, (_row, place) => at * width + place) : [];
    const before = at ? this.letter(arrays.written[at - 1]) : visibleSymbol(view.prompt.at(-1) ?? "<s>");
    setText(this.barsTitle, fill(view.labels.candidates, { place: at + 1, before }));
    setText(this.legend, view.temperature === 1 ? "" : `${view.labels.belief}; ${view.labels.share}`);
    const make = () =>
      element(
        "tr",
        {},
        element("td"),
        element("td", {}, element("div", { class: "meter" }, element("b"), element("i"), element("span"))),
      );
    fillWith(this.bars.tBodies[0], rows, make, (row, place) => {
      const [fillBar, outline, words] = row.cells[1].firstChild.children;
      row.classList.toggle("chosen", arrays.candidates[place] === arrays.written[at]);
      setText(row.cells[0], this.letter(arrays.candidates[place]));
      fillBar.style.width = `${100 * arrays.share[place]}%`;
      outline.style.width = `${100 * arrays.belief[place]}%`;
      setText(words, percent(arrays.belief[place]));
    });
  }

  drawBabble() {
    const { babble, labels, prompt, step, tokenize } = this.view;
    const given = joined(prompt.map(visibleSymbol), tokenize);
    const make = () => element("tr", {}, element("td"), element("td"));
    fillWith(this.babble.tBodies[0], babble, make, (row, [at, text]) => {
      row.classList.toggle("current", at === step);
      setText(row.cells[0], fill(labels.babble_step, { step: at }));
      setText(row.cells[1], `${given}·${visibleText(text, tokenize)}`);
    });
  }

  table() {
    const { view, arrays } = this;
    return [
      [view.tokenize === "words" ? "word" : "letter", "written", "chance"],
      ...Array.from(arrays.written, (id, at) => [at + 1, view.symbols[id], this.probability(at)]),
    ];
  }

  report() {
    this.acts.send("rest", { at: this.steps.step, last: this.steps.index === this.steps.last });
  }
}

const candidateCount = (arrays, count) => (count ? arrays.candidates.length / count : 0);

export default mount(() => new Generate());
