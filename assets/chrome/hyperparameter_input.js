/**
 * How the live page's knobs are held: Enter in the text is its end, a number is dragged by its name or changed with the arrow
 * keys, and after a click the keys belong to the player again. The widgets are Streamlit's own.
 */

const NUMBERS = ".st-key-knobs [data-testid=stNumberInput]";
const TEXT = "[class*=st-key-knob-text] textarea";
const ROW = ".st-key-knobs, .st-key-bar";
const EVERY = 8; // px of a drag from one value to the next
const LADDER = [1, 1.5, 2, 3, 5, 7]; // of each decade, where a knob is logarithmic

let typing = null; // what has been written in since it was last told

/** Listens until the returned function is called. knobs: name -> { log: bool, whole: bool, least, most }. */
export function holdKnobs(knobs) {
  const listeners = {
    keydown: (event) => onKey(event, knobs),
    pointerdown: (event) => onGrip(event, knobs),
    click: onClick,
    input: ({ isTrusted, target }) => {
      if (isTrusted) typing = target;
    },
    focusout: () => {
      typing = null;
    },
  };
  for (const [name, listener] of Object.entries(listeners)) document.addEventListener(name, listener, true);
  return () => {
    for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener, true);
  };
}

function onKey(event, knobs) {
  const { target, key } = event;
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) || event.isComposing) return;
  if (target.matches(TEXT) && key === "Enter" && !event.shiftKey) {
    event.preventDefault();
    event.stopPropagation();
    leave(target); // which tells Streamlit
  }
  if (key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && target === typing)
    event.stopImmediatePropagation(); // undoes a letter, no run
  const number = target.closest(NUMBERS);
  if (!number) return;
  if (key === "Enter" && event.isTrusted) setTimeout(() => leave(target));
  if (key !== "ArrowUp" && key !== "ArrowDown") return;
  event.preventDefault();
  event.stopPropagation();
  write(target, moved(Number(target.value), key === "ArrowUp" ? 1 : -1, knobOf(number, knobs)));
  commit(target);
}

/** A number's name is its grip: dragged to the right it grows. Escape puts it back, and so does a touch that becomes a scroll. */
function onGrip(event, knobs) {
  const label = event.target instanceof Element ? event.target.closest(`${NUMBERS} [data-testid=stWidgetLabel]`) : null;
  const input = label?.closest(NUMBERS).querySelector("input");
  if (!input || event.button) return;
  const knob = knobOf(label.closest(NUMBERS), knobs);
  const [from, before] = [event.clientX, input.value];
  const move = ({ clientX }) => write(input, moved(Number(before), Math.round((clientX - from) / EVERY), knob));
  const end = (wanted) => {
    for (const [name, listener] of Object.entries(listeners)) document.removeEventListener(name, listener, true);
    if (!wanted) write(input, before);
    if (input.value !== before) commit(input);
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

/** Who has clicked is done with the control; who came to it by Tab stays there. */
function onClick(event) {
  const control =
    event.detail && event.target instanceof Element && event.target.closest(ROW) && event.target.closest("button");
  if (control && !control.getAttribute("aria-haspopup")) setTimeout(() => leave(control));
}

/** The keys belong to the player; Tab goes on behind the control, also where Streamlit draws it anew and the browser loses the place. */
function leave(control) {
  const next = control.closest(`:is(${ROW}) > *`)?.nextElementSibling;
  control.blur();
  if (!next) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.blur();
  next.removeAttribute("tabindex");
}

/** The value so many places up or down. */
export function moved(value, places, { log, whole, least, most }) {
  const bounded = (number) => Math.min(most, Math.max(least, number));
  if (!log) return bounded(value + places);
  const stops = ladder(least, most, whole);
  const at = stops.findIndex((stop) => stop >= value * (1 - 1e-9));
  const between = stops[at] > value * (1 + 1e-9) && places > 0; // the next stop is one place away already
  return bounded(stops[Math.min(stops.length - 1, Math.max(0, at + places - Number(between)))]);
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

function knobOf(number, knobs) {
  const { className } = number.closest("[class*=st-key-knob-]");
  return knobs[/st-key-knob-([a-z_]+)/.exec(className)[1]];
}

/** As if it had been typed. */
function write(input, value) {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(input, String(value));
  input.dispatchEvent(new Event("input", { bubbles: true }));
}

/** As if Enter had been pressed. */
function commit(input) {
  input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true }));
  input.dispatchEvent(new FocusEvent("focusout", { bubbles: true }));
}
