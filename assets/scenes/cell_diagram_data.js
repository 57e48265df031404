/** The diagrams of the three cells as data: wires, boxes, operators, and texts with placeholders for numbers. */

const wire = (d, ...parts) => ({ kind: "wire", d, parts });
const box = (x, y, sign, part, width = 56) => ({ kind: "box", x, y, sign, width, parts: [part], pick: part });
const op = (x, y, sign, ...parts) => ({ kind: "op", x, y, sign, parts });
const text = (x, y, template, ...parts) => ({ kind: "text", x, y, text: template, parts });

/** The input wire of a gate of the LSTM, with the gate's sum next to it. */
const gateInput = (x, part) => [wire(`M${x} 290 V252`, part), text(x + 8, 275, `{sum_${part}}`, part)];

const RNN = {
  height: 250,
  marks: [
    wire("M0 90 H150", "hidden"),
    box(220, 90, "U h + b′", "hidden", 140),
    wire("M290 90 H366", "hidden"),
    wire("M380 250 V212", "hidden"),
    box(380, 190, "W x + b", "hidden", 130),
    wire("M380 168 V104", "hidden"),
    op(380, 90, "+", "hidden"),
    wire("M394 90 H512", "hidden"),
    box(550, 90, "tanh", "hidden", 76),
    wire("M588 90 H760", "hidden"),
    text(4, 76, "h₋ ({all_units})", "hidden"),
    text(394, 242, "x", "hidden"),
    text(298, 76, "{uhb}", "hidden"),
    text(392, 140, "{wxb}", "hidden"),
    text(408, 76, "{sum_hidden}", "hidden"),
    text(640, 76, "h = {h}", "hidden"),
  ],
};

const LSTM = {
  height: 340,
  marks: [
    wire("M0 60 H136", "cell_state"),
    wire("M164 60 H376", "cell_state"),
    wire("M404 60 H760", "cell_state"),
    wire("M640 60 V96", "hidden"),
    wire("M0 290 H540", "input", "forget", "candidate", "output"),
    wire("M40 340 V290", "input", "forget", "candidate", "output"),
    ...gateInput(150, "forget"),
    ...gateInput(270, "input"),
    ...gateInput(390, "candidate"),
    ...gateInput(540, "output"),
    wire("M150 208 V74", "forget", "cell_state"),
    wire("M270 208 V140 H376", "input", "cell_state"),
    wire("M390 208 V154", "candidate", "cell_state"),
    wire("M390 126 V74", "cell_state"),
    wire("M540 208 V180 H626", "output", "hidden"),
    wire("M640 132 V166", "hidden"),
    wire("M640 194 V290 H760", "hidden"),
    op(150, 60, "×", "cell_state"),
    op(390, 60, "+", "cell_state"),
    op(390, 140, "×", "cell_state"),
    op(640, 180, "×", "hidden"),
    box(150, 230, "σ", "forget"),
    box(270, 230, "σ", "input"),
    box(390, 230, "tanh", "candidate", 66),
    box(540, 230, "σ", "output"),
    { ...box(640, 114, "tanh", "hidden", 66), low: true },
    text(4, 44, "c₋ = {c_before}", "cell_state"),
    text(190, 44, "f · c₋ = {fc}", "cell_state"),
    text(410, 44, "c = {c}", "cell_state", "hidden"),
    text(158, 150, "f = {forget}", "forget", "cell_state"),
    text(278, 185, "i = {input}", "input", "cell_state"),
    text(398, 185, "g = {candidate}", "candidate", "cell_state"),
    text(398, 108, "i · g = {ig}", "cell_state"),
    text(548, 170, "o = {output}", "output", "hidden"),
    text(650, 156, "{tanh_c}", "hidden"),
    text(654, 278, "h = {h}", "hidden"),
    text(4, 278, "h₋ ({all_units})"),
    text(52, 330, "x"),
  ],
};

/** Many slides use z′ = 1 − z as the update gate, so that the factor 1 − z′ belongs to the old state. */
const gru = (slides) => ({
  height: 350,
  marks: [
    wire("M0 60 H296", "hidden"),
    wire("M324 60 H576", "hidden"),
    wire("M604 60 H760", "hidden"),
    wire("M60 60 V300 H590 V252", "reset", "update", "candidate"),
    wire("M30 350 V300 H60", "reset", "update", "candidate"),
    wire("M140 300 V252", "reset"),
    wire("M310 300 V252", "update"),
    wire("M590 300 V252", "candidate"),
    wire("M140 208 V165 H206", "reset", "candidate"),
    wire("M220 60 V151", "candidate"),
    wire("M234 165 H470 V230 H557", "candidate"),
    wire("M310 208 V74", "update", "hidden"),
    wire("M310 116 H576", "hidden"),
    wire("M590 208 V130", "candidate", "hidden"),
    wire("M590 102 V74", "hidden"),
    op(310, 60, "×", "hidden"),
    op(590, 60, "+", "hidden"),
    op(590, 116, "×", "hidden"),
    op(220, 165, "×", "candidate"),
    ...(slides
      ? [op(310, 93, "1−", "hidden"), text(328, 98, "{update}", "hidden")]
      : [op(420, 116, "1−", "hidden"), text(444, 104, "{renew}", "hidden")]),
    box(140, 230, "σ", "reset"),
    box(310, 230, slides ? "1−σ" : "σ", "update"),
    box(590, 230, "tanh", "candidate", 66),
    text(4, 44, "h₋ = {h_before}", "hidden"),
    text(390, 44, slides ? "(1 − z′) · h₋ = {zh}" : "z · h₋ = {zh}", "hidden"),
    text(640, 44, "h = {h}", "hidden"),
    text(148, 190, "r = {reset}", "reset", "candidate"),
    text(318, 195, slides ? "z′ = {renew}" : "z = {update}", "update", "hidden"),
    text(598, 190, "n = {candidate}", "candidate", "hidden"),
    text(228, 110, "{uhb_candidate}", "candidate"),
    text(340, 158, "{ruh}", "candidate"),
    text(608, 122, "{zn}", "hidden"),
    text(148, 286, "{sum_reset}", "reset"),
    text(318, 286, "{sum_update}", "update"),
    text(42, 344, "x"),
    text(66, 275, "h₋ (all)"),
  ],
});

export function diagram(cellType, convention) {
  return { rnn: RNN, lstm: LSTM, gru: gru(convention === "slides") }[cellType];
}

/** The steps from the old state to the new one, as [text, name of the number]. */
export function bars(cellType, convention) {
  const [keep, renew] = convention === "slides" ? ["(1 − z′)", "z′"] : ["z", "(1 − z)"];
  return {
    rnn: [
      ["W x + b", "wxb"],
      ["U h₋ + b′", "uhb"],
      ["h", "h"],
    ],
    lstm: [
      ["c₋", "c_before"],
      ["f · c₋", "fc"],
      ["i · g", "ig"],
      ["c", "c"],
      ["tanh c", "tanh_c"],
      ["h", "h"],
    ],
    gru: [
      ["h₋", "h_before"],
      [`${keep} · h₋`, "zh"],
      [`${renew} · n`, "zn"],
      ["h", "h"],
    ],
  }[cellType];
}
