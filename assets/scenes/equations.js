/** Equations: fills templates with numbers, and typesets them as MathML. */

import { mathml as node } from "../shared/dom.js";

const TOKEN = /tanh|(?<=[(=]\s?)−\d+\.\d+|\d+\.\d+|\d+|[^\s]₋?′?/gu; // a minus after a bracket or = belongs to the number

/** Fills a template like charviz/nn/equations.py: four decimals, a true minus sign, {name!} in brackets if negative. */
export function filled(template, numbers, digits = 4) {
  return template.replace(/\{(\w+)(!?)\}/g, (_placeholder, name, bracketed) => {
    const rounded = numbers[name].toFixed(digits);
    const text = Number(rounded) === 0 ? (0).toFixed(digits) : rounded.replace("-", "−");
    return bracketed && text.startsWith("−") ? `(${text})` : text;
  });
}

/** Typesets one line. subscript: of its weights, the symbol of a gate or "". */
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
