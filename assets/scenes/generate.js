/** Generate: the same net with the true text before its eyes, and with its own letters; letter by letter. */

import { mount } from "../shared/component.js";
import { element, name, setText } from "../shared/dom.js";
import { fill, percent, shown } from "../shared/format.js";
import { fillWith, Scene } from "./scene.js";
import { saving } from "./scene_export.js";
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
    this.saves = saving(this.root, "generate", () => this.table());
    const lanes = element("div", {}, this.freeTitle, this.free, element("br"), this.teacherTitle, this.teacher);
    const side = element("section", {}, this.barsTitle, this.bars, this.legend);
    this.root.append(
      this.steps.element,
      this.sentence,
      element("div", { class: "stage" }, lanes, side),
      this.babbleTitle,
      this.babble,
      this.saves.element,
    );
  }

  take(view, arrays) {
    const other = view.run !== this.view?.run;
    super.take(view, arrays);
    const count = arrays.written.length;
    this.steps.take(
      Array.from({ length: count + 1 }, (_step, at) => at),
      view.labels,
      other ? (view.at ?? count) : null,
    );
  }

  draw() {
    const { view, steps } = this;
    const { labels } = view;
    steps.draw();
    setText(this.sentence, this.said());
    this.sentence.classList.toggle("warning", Boolean(view.loop) || this.left);
    setText(this.teacherTitle, labels.teacher);
    setText(this.freeTitle, labels.free);
    setText(this.babbleTitle, labels.babble);
    this.drawTeacher();
    this.drawFree();
    this.drawBars();
    this.drawBabble();
    this.saves.draw(labels);
  }

  get count() {
    return this.arrays.written.length;
  }

  /** How many letters of the text there are behind the prompt. */
  get room() {
    return this.view.ends - this.view.prompt.length;
  }

  /** Whether it says something else than the text while there is text. */
  get left() {
    return this.view.leaves < Math.min(this.count, this.room);
  }

  letter(id) {
    return shown(this.view.symbols[id]);
  }

  said() {
    const { labels, step, leaves, loop, ended, long } = this.view;
    const parts = [];
    if (this.left)
      parts.push(
        leaves ? fill(labels.keeps, { step, count: leaves }) : "",
        fill(long ? labels.departs : labels.leaves, { place: leaves + 1 }),
      );
    else parts.push(fill(leaves < this.room ? labels.keeps : labels.whole, { step, count: leaves }));
    if (ended) parts.push(labels.stops);
    else if (!this.left && this.count > this.room) parts.push(labels.then);
    if (loop)
      parts.push(
        fill(labels.loop, {
          place: loop[0] + 1,
          words: Array.from(this.arrays.written.subarray(loop[0], loop[0] + loop[1]), (id) => this.letter(id)).join(""),
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
      const sure = arrays.confidence[time];
      const [reads, says] = node.children;
      setText(reads, shown(input));
      setText(says, this.letter(arrays.predicted[time]));
      says.className = `tile ${right ? "right" : "wrong"}`;
      says.title = percent(sure);
      Object.assign(says.style, {
        background: palette.tint(right ? "blue" : "orange", sure * 0.6),
        color: palette.on(right ? "blue" : "orange", sure * 0.6),
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
      setText(node, symbol === undefined ? this.letter(id) : shown(symbol));
      if (at === undefined) {
        node.className = "tile given";
        return;
      }
      node.onclick = () => steps.seek(at + 1);
      const kind =
        at < view.leaves ? "known" : at >= this.room && !this.left ? "beyond" : this.view.long ? "new" : "away";
      node.className = `tile ${kind}${at >= steps.step ? " ahead" : ""}${view.loop && at >= view.loop[0] ? " loop" : ""}`;
      node.setAttribute("aria-pressed", at === steps.step - 1);
      name(
        node,
        fill(view.labels.generated, { place: at + 1, letter: this.letter(id), chance: percent(this.chance(at)) }),
      );
    });
  }

  chance(at) {
    const wide = arraysWidth(this.arrays, this.count);
    const place = Array.from(this.arrays.candidates.subarray(at * wide, (at + 1) * wide)).indexOf(
      this.arrays.written[at],
    );
    return place < 0 ? 0 : this.arrays.share[at * wide + place];
  }

  /** What could have been written in place of the last letter that is shown. */
  drawBars() {
    const { view, arrays, steps, count } = this;
    const at = Math.max(0, Math.min(steps.step, count) - 1);
    const wide = arraysWidth(arrays, count);
    const rows = count ? Array.from({ length: wide }, (_row, place) => at * wide + place) : [];
    const before = at ? this.letter(arrays.written[at - 1]) : shown(view.prompt.at(-1) ?? "<s>");
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
    const { babble, labels, prompt, step } = this.view;
    const make = () => element("tr", {}, element("td"), element("td"));
    fillWith(this.babble.tBodies[0], babble, make, (row, [at, text]) => {
      row.classList.toggle("current", at === step);
      setText(row.cells[0], fill(labels.babble_step, { step: at }));
      setText(row.cells[1], `${prompt.map(shown).join("")}·${[...text].map(shown).join("")}`);
    });
  }

  table() {
    const { view, arrays } = this;
    return [
      ["letter", "written", "chance"],
      ...Array.from(arrays.written, (id, at) => [at + 1, view.symbols[id], this.chance(at)]),
    ];
  }

  report() {
    this.acts.tell("rest", { at: this.steps.step, last: this.steps.index === this.steps.last });
  }
}

const arraysWidth = (arrays, count) => (count ? arrays.candidates.length / count : 0);

export default mount(() => new Generate());
