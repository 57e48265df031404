/** Of a long text, the newest sample that the network had generated at the playhead's step. */

import { element, setText } from "../shared/dom.js";
import { fill } from "../shared/format.js";

export class SampleText {
  title = element("h2", { id: "writes" });
  text = element("div", {
    class: "written",
    "data-testid": "player-writes",
    dir: "auto",
    tabindex: "0",
    role: "region",
    "aria-labelledby": "writes",
  });
  element = element("section", { class: "writes" }, this.title, this.text);

  draw({ store, step, labels, view }) {
    if (!view.in_windows) return;
    const sample = store.samples.findLast((known) => known.step <= step);
    setText(this.title, fill(labels.writes, { step: sample?.step ?? 0 }));
    setText(this.text, sample?.text ?? "");
  }
}
