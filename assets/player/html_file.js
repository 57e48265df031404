/**
 * Starts the player in an HTML file of its own, where the packets of a run are a part of the file and there is no server. What
 * is changed in its form is trained in this tab.
 */

import { filePart } from "../shared/file_parts.js";
import { FileForm } from "./file_form.js";
import mount from "./player.js";

/** @type {any} */
const parentElement = document.getElementById("player");
const form = document.querySelector("form");

filePart("charviz-packets").then((data) => {
  mount({ data, parentElement, setStateValue: () => {}, setTriggerValue: () => {} });
  if (form) new FileForm(form, parentElement.charviz, data).connect();
});
