/** Equations: templates filled with the numbers of a moment, and set as MathML, which every browser draws by itself. */

import { mathml as node } from "../shared/dom.js";

const TOKEN = /tanh|(?<=[(=]\s?)−\d+\.\d+|\d+\.\d+|\d+|[^\s]₋?′?/gu; // a minus behind a bracket or a = belongs to its number

/** A template as charviz/nn/equations.py fills it: four decimals, a true minus sign, {name!} in brackets where negative. */
export function filled(template, numbers, digits = 4) {
  return template.replace(/\{(\w+)(!?)\}/g, (_place, name, bracketed) => {
    const rounded = numbers[name].toFixed(digits);
    const text = Number(rounded) === 0 ? (0).toFixed(digits) : rounded.replace("-", "−");
    return bracketed && text.startsWith("−") ? `(${text})` : text;
  });
}

/** One line of mathematics. subscript: what the weights in it belong to, as a gate's letter, or "". */
export function typeset(line, subscript = "") {
  const row = node("math", {}, node("mrow"));
  for (const [token] of line.matchAll(TOKEN)) row.firstChild.append(...atoms(token, subscript));
  return row;
}

function atoms(token, subscript) {
  if (/^−?\d/.test(token)) return [node("mn", {}, token)];
  if (token === "tanh" || token === "σ") return [node("mi", { mathvariant: "normal" }, token)];
  if (!/^\p{L}/u.test(token))
    return [
      node(
        "mo",
        { stretchy: "false", ...("(" === token || ")" === token ? {} : { lspace: ".25em", rspace: ".25em" }) },
        token,
      ),
    ];
  const letter = token.replace(/[₋′]/g, "");
  const prime = token.endsWith("′") ? [node("mo", {}, "′")] : [];
  const below = token.endsWith("₋") ? ["t", "−", "1"] : /^[WUb]/.test(letter) ? [subscript] : ["t"];
  if (!below[0]) return [prime.length ? node("msup", {}, node("mi", {}, letter), ...prime) : node("mi", {}, letter)];
  const under = node(
    "mrow",
    {},
    ...below.map((part) => node(part === "−" ? "mo" : part === "1" ? "mn" : "mi", {}, part)),
  );
  return [node(prime.length ? "msubsup" : "msub", {}, node("mi", {}, letter), under, ...prime)];
}
