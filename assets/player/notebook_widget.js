/**
 * The player in a notebook (an anywidget): its first packets are a trait of the widget, which grows while the cell still
 * runs; of a longer run the news come as messages.
 */

import { element } from "../shared/dom.js";
import mount from "./player.js";

/** Draws one view of the widget; returns what ends it. */
function render({ model, el }) {
  const parentElement = /** @type {any} */ (element("div"));
  const host = element("div", { class: "charviz-notebook" });
  const root = host.attachShadow({ mode: "open" });
  root.append(element("style", {}, model.get("style_sheet")), parentElement);
  el.append(host);
  const nothing = () => {};
  const end = mount({
    data: bytes(model.get("packets")),
    parentElement,
    setStateValue: nothing,
    setTriggerValue: nothing,
  });
  const take = (packets) => {
    parentElement.charviz.readMessage(bytes(packets));
    parentElement.charviz.redraw();
  };
  const takeNews = (_content, [news]) => take(news);
  const takeAll = () => take(model.get("packets"));
  model.on("msg:custom", takeNews);
  model.on("change:packets", takeAll);
  return () => {
    model.off("msg:custom", takeNews);
    model.off("change:packets", takeAll);
    end();
  };
}

const bytes = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength);

export default () => ({ render });
