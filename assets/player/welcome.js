/** Three sentences for newcomers: what is read, what is predicted, what the colours mean. Shown once per browser. */

import { element, setText, show } from "../shared/dom.js";

const SEEN = "charviz-seen";

export class Welcome {
  seen = wasSeen();
  sentences = [element("p"), element("p"), element("p")];

  constructor() {
    this.close = element("button", {
      type: "button",
      class: "action",
      "data-testid": "player-welcome-close",
      onclick: () => this.dismiss(),
    });
    this.element = element(
      "section",
      { class: "welcome", "data-testid": "player-welcome" },
      ...this.sentences,
      this.close,
    );
  }

  dismiss() {
    this.seen = true;
    show(this.element, false);
    try {
      localStorage.setItem(SEEN, "true");
    } catch {
      // without storage it is shown again on the next visit
    }
  }

  layout({ labels, view }) {
    const { options } = view;
    show(this.element, !this.seen && !options.teacher_mode && !options.tour && !options.hide.includes("messages"));
    labels.welcome.split("\n").forEach((sentence, index) => {
      setText(this.sentences[index], sentence);
    });
    setText(this.close, labels.welcome_close);
  }
}

function wasSeen() {
  try {
    return localStorage.getItem(SEEN) === "true";
  } catch {
    return false;
  }
}
