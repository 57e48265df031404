/**
 * Improves the inputs of a run's settings, on the live page and in an HTML file: Enter ends the text, Escape undoes what was typed, a number is
 * dragged by its label or changed with the arrow keys, and after a click the keys belong to the player again. The widgets are Streamlit's own.
 */

import { tellPage } from "./page_events.js";

const NUMBERS = ".st-key-settings [data-testid=stNumberInput]";
const TEXT = "[class*=st-key-setting-text] textarea";
const FIELD = "textarea, input[type=number], input[type=text]";
const CELLS = "[class*=st-key-setting-cell_type] button";
const ROW = ".st-key-settings, .st-key-bar";
const PX_PER_VALUE = 8; // of a drag
const LADDER = [1, 1.5, 2, 3, 5, 7]; // the values of each decade of a logarithmic setting

let typing = null; // the field with input that Streamlit has not taken yet
let untyped = ""; // what was in it before
let focused = null; // the field with the focus, also when Streamlit has just removed it

/** Listens until the returned function is called. numbers: name of a setting -> { log: bool, whole: bool, least, most }. */
export function improveInputs(numbers) {
  /** @type {Record<string, (event: any) => void>} */
  const listeners = {
    keydown: (event) => onKey(event, numbers),
    pointerdown: (event) => onDrag(event, numbers),
    click: onClick,
    beforeinput: onBeforeInput,
    input: onInput,
    focusin: ({ target }) => {
      focused = target instanceof Element && target.matches(FIELD) ? target : null;
    },
    focusout: ({ target }) => {
      if (target === typing) spellOut(target, numbers);
      queueMicrotask(() => forget(target));
      if (target instanceof Element && target.matches(TEXT)) announce("text", null, "released");
    },
  };
  for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener, true);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener, true);
  };
}

function onBeforeInput({ isTrusted, target }) {
  if (isTrusted && target !== typing && isText(target)) untyped = target.value;
}

function onInput({ isTrusted, isComposing, target }) {
  if (!isTrusted) return;
  typing = target;
  if (target.matches(TEXT) && !isComposing) announce("text", target.value, "held");
}

function onKey(event, numbers) {
  const { target, key } = event;
  if (!isText(target) || event.isComposing) return;
  if (key === "Escape" && target === typing && target.matches(`${TEXT}, ${NUMBERS} input`)) undoTyping(target);
  if (target.matches(TEXT) && key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    event.stopPropagation();
    leave(target); // Streamlit takes the text when it loses the focus
  }
  if (key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && target === typing)
    event.stopImmediatePropagation(); // undo the typing, not the run
  const number = target.closest(NUMBERS);
  if (!number) return;
  if (key === "Enter" && event.isTrusted) {
    spellOut(target, numbers);
    setTimeout(() => leave(target));
  }
  if (key !== "ArrowUp" && key !== "ArrowDown") return;
  event.preventDefault();
  event.stopPropagation();
  const value = moved(Number(target.value), key === "ArrowUp" ? 1 : -1, rangeOf(number, numbers));
  write(target, value);
  announce(fieldOf(number), value, "held");
  announce(fieldOf(number), value, "released");
  commit(target);
}

/** Writes a typed whole number, as 1e2 or 3.7, in digits: Streamlit takes the digits that come first. */
function spellOut(input, numbers) {
  const number = input.closest(NUMBERS);
  if (number && rangeOf(number, numbers).whole && /\D/.test(input.value)) write(input, Math.round(Number(input.value)));
}

const isText = (target) => target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;

function undoTyping(input) {
  write(input, untyped);
  if (input.matches(TEXT)) announce("text", null, "cancelled");
  leave(input);
}

/**
 * Tells the player which value a field is held at, so that it can show the run with it. phase: "held", "released" or "cancelled";
 * more: of a number, its range and its name on the page.
 */
function announce(field, value, phase, more = {}) {
  tellPage("what-if", { field, value, phase, ...more });
}

/** Dragging the label of a number to the right increases it. Escape undoes the drag, and so does a touch that becomes a scroll. */
function onDrag(event, numbers) {
  const label = event.target instanceof Element ? event.target.closest(`${NUMBERS} [data-testid=stWidgetLabel]`) : null;
  const input = label?.closest(NUMBERS).querySelector("input");
  if (!input || event.button) return;
  const number = label.closest(NUMBERS);
  const range = rangeOf(number, numbers);
  document.documentElement.dataset.dragging = "true"; // hides the tooltip, which would cover the number
  const [from, before] = [event.clientX, input.value];
  const move = ({ clientX }) => {
    const value = moved(Number(before), Math.round((clientX - from) / PX_PER_VALUE), range);
    if (String(value) === input.value) return;
    write(input, value);
    announce(fieldOf(number), value, "held", { range, name: label.textContent.trim() });
  };
  const end = (accepted) => {
    for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener, true);
    delete document.documentElement.dataset.dragging;
    if (!accepted) write(input, before);
    const changed = input.value !== before;
    announce(fieldOf(number), input.value, changed ? "released" : "cancelled");
    if (changed) commit(input);
  };
  /** @type {Record<string, (event: any) => void>} */
  const listeners = {
    pointermove: move,
    pointerup: () => end(true),
    pointercancel: () => end(false),
    keydown: ({ key }) => key === "Escape" && end(false),
  };
  for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener, true);
  event.preventDefault();
}

/** After a click the control loses the focus; after Tab it keeps it. Another cell is shown before the page answers. */
function onClick(event) {
  const cell = event.target instanceof Element && event.target.closest(CELLS);
  if (cell) {
    for (const phase of /** @type {const} */ (["held", "released"]))
      announce("cell_type", cell.textContent.trim().toLowerCase(), phase);
  }
  const control =
    event.detail && event.target instanceof Element && event.target.closest(ROW) && event.target.closest("button");
  if (control && !control.getAttribute("aria-haspopup")) setTimeout(() => leave(control));
}

/**
 * Removes the focus, unless another control has it by now, in which somebody may be typing; Tab continues after the control, even if
 * Streamlit redraws it and the browser loses its position.
 */
function leave(control) {
  if (![control, document.body].includes(document.activeElement)) return;
  const next = control.closest(`:is(${ROW}) > *`)?.nextElementSibling;
  control.blur();
  if (!next) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.blur();
  next.removeAttribute("tabindex");
}

/** A field that somebody has left is not typed in any more; one that was removed may have been replaced. */
function forget(field) {
  if (!field.isConnected) return;
  if (typing === field) typing = null;
  if (focused === field && document.activeElement !== field) focused = null;
}

/** Keeps the keys in a field that Streamlit replaces, as it does to show a value that was set; returns what keeps this so. */
export function keepTyping() {
  const observer = new MutationObserver(goOnTyping);
  goOnTyping();
  observer.observe(document.body, { childList: true, subtree: true });
  return observer;
}

/** What is typed in a removed field goes on in the one that has taken its place. */
function goOnTyping() {
  if (!focused || focused.isConnected) return;
  const [field, typed, name] = [focused, focused === typing, focused.getAttribute("aria-label")];
  focused = typing = null;
  const place = [...document.querySelectorAll(FIELD)].find((other) => other.getAttribute("aria-label") === name);
  if (!isText(place) || document.activeElement !== document.body) return;
  const { value, selectionStart: from, selectionEnd: to } = field; // a number does not tell what is selected
  if (typed) {
    [typing, untyped] = [place, place.value];
    write(place, value);
  }
  place.focus({ preventScroll: true });
  if (from === null ? !typed : from === 0 && to === value.length) place.select();
  else if (from !== null) place.setSelectionRange(from, to);
}

/** The value that is `count` values higher or lower. */
export function moved(value, count, { log, whole, least, most }) {
  const bounded = (number) => Math.min(most, Math.max(least, number));
  if (!log) return bounded(value + count);
  const stops = ladder(least, most, whole);
  const at = stops.findIndex((stop) => stop >= value * (1 - 1e-9));
  const between = stops[at] > value * (1 + 1e-9) && count > 0; // the next stop is already one value away
  return bounded(stops[Math.min(stops.length - 1, Math.max(0, at + count - Number(between)))]);
}

function ladder(least, most, whole) {
  const decades = Array.from({ length: 12 }, (_, index) => 10 ** (index - 6));
  const stops = decades.flatMap((decade) => LADDER.map((step) => Number((step * decade).toPrecision(2))));
  const fits = stops.filter((stop) => stop >= least && stop <= most && (!whole || Number.isInteger(stop)));
  const small = whole
    ? Array.from({ length: 20 }, (_, index) => index + 1).filter((stop) => stop >= least && stop <= most)
    : [];
  return [...new Set([...small, ...fits, most])].sort((one, other) => one - other);
}

function fieldOf(number) {
  const { className } = number.closest("[class*=st-key-setting-]");
  return /st-key-setting-([a-z_]+)/.exec(className)[1];
}

const rangeOf = (number, numbers) => numbers[fieldOf(number)];

/** Gives the label of each number, by which it is dragged, the test id `what-if-FIELD`; returns what keeps this so. */
export function nameLabels() {
  const rename = () => {
    for (const number of document.querySelectorAll(NUMBERS)) {
      const words = number.querySelector("[data-testid=stWidgetLabel] p");
      if (words instanceof HTMLElement) words.dataset.testid = `what-if-${fieldOf(number)}`;
    }
  };
  rename();
  const observer = new MutationObserver(rename);
  observer.observe(document.body, { childList: true, subtree: true });
  return observer;
}

/** Writes a value as if it had been typed. */
function write(input, value) {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(input), "value").set.call(input, String(value));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Ends the input as if Enter had been pressed. */
function commit(input) {
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  input.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
}
