/** What the modules of this folder hand to each other; read by `tsc` alone, no browser asks for it. */

/** The message `view` (charviz/player/view_packet.py): everything that stays the same while a run trains. */
interface View {
  kind: "view";
  run: string; // the run's key
  view: string; // the id of this message
  symbols: string[]; // id -> symbol
  tokenize?: string; // what a symbol is: "characters" or "words"
  inputs: number[]; // ids, all sequences one after the other
  targets: number[];
  starts: number[]; // where each sequence begins
  cell_type: "rnn" | "lstm" | "gru" | "memoryless";
  layers: number; // 0 without memory
  hidden_size: number;
  units: number[]; // the ones that are drawn
  gates: Gate[];
  cells?: Record<string, Gate[]>; // the gates that it would have with each cell, where a browser may train it
  loss_unit: "nats" | "mse";
  in_windows?: boolean; // a long text, trained in windows
  steps: number;
  baselines: {
    guess: number | null;
    floor: number | null;
    floor_correct: number | null;
    headless: number | null;
    reference: (number | null)[] | null;
  };
  training?: Omit<Training, "patience"> | null; // null where only the server can train it
  ghost?: { run: string; step: number; inputs: number[]; same: boolean; held?: boolean } | null; // the run from which it is forked
  labels: Labels;
  language: string;
  options: Options;
}

interface Gate {
  name: string;
  symbol: string;
  range: [number, number];
  ends: [string, string];
}

/** How a number of the settings moves under the finger, and between which ends. */
interface NumberRange {
  log: boolean;
  whole: boolean;
  least: number;
  most: number;
}

/** What the browser must know beside a view to train the run by itself; names and values of RunConfig's fields. */
interface Training {
  steps: number;
  encoding: string;
  embedding_size: number;
  head: string;
  loss: string;
  optimizer: string;
  learning_rate: number;
  clip_norm: number | null;
  seed: number;
  init: string;
  alphabet: string | null;
  boundary_tokens: boolean;
  sequences: string;
  tokenize?: string;
  forget_bias: number;
  dense: number; // the first step from which not every step is a keyframe
  floor: number; // the least loss of a net without memory, and how many letters it gets right
  floor_correct: number;
  headless: number | null;
  patience: number | null; // so many steps in a row all right, and it stops by itself; null: it does not
}

/** A text as the training loops read it, see `packed` in assets/engine/engine.js. */
interface PackedText {
  ids: Int32Array;
  place: number[];
  times: number;
  positions: number;
  sequences: number;
}

/** name -> text in the page's language. */
type Labels = Record<string, string>;

/** How the page wants the player to look and behave. */
interface Options {
  hide: string[];
  projector?: boolean;
  stale?: boolean;
  speed?: number | "max";
  autoplay?: boolean;
  start?: number;
  at?: number;
  to?: number;
  recorded?: boolean;
  opened?: boolean;
  teacher_mode?: boolean;
  hide_future?: boolean; // whether nothing after the current step may be shown
  ask?: string;
  kept?: string[]; // the keys of the runs that are pinned for comparison
  full?: boolean; // whether no further run can be pinned
  cells?: boolean; // whether the other cell types are shown for comparison
  route?: string;
  viewer?: string;
  every?: boolean; // whether the page trains a run on every change of a setting
  in_browser?: boolean; // whether quick runs are trained in the browser
  patience?: number | null; // so many steps in a row all correct, after which a run stops by itself
  offline?: boolean; // whether there is no server: what only it can do is not offered
  height?: number; // px of the whole player; what the window leaves if it is not given
  complete?: boolean; // whether all records come with the view, so that nothing is to be trained
  qr?: boolean; // whether the server can make QR codes
}

/** The header of a chunk (charviz/player/packets.py); further fields depend on its kind. */
interface Header {
  kind: string;
  run: string;
  arrays: { name: string; dtype: "u1" | "u2" | "f4"; shape: number[] }[];
}

type Values = Uint8Array | Uint16Array | Float32Array | Float64Array;
type Arrays = Record<string, Values>;

/** The header of a chunk of records (charviz/player/records_packet.py): the steps [first, first + count) and their keyframes. */
interface Records extends Header {
  first: number;
  count: number;
  keyframes: number[];
  ranges: Record<string, [number, number]>;
  milestones?: { step: number; kind: string; details?: Record<string, unknown> }[];
  samples?: Sample[];
}

/** The state of a run now. */
interface Status extends Header {
  state: string;
  have: number;
  steps: number;
  engine: string;
  ahead?: number; // how many runs are trained before it
  message?: string;
  fell_back?: boolean;
  pace?: number | null;
  deferred?: boolean; // the server trains it only if it is asked for records
}

/** A request to the server. */
interface Pull {
  run: string | null;
  view: string | null;
  have: number; // how many records the browser has
  lacks?: boolean; // whether records are lacking
  trains?: boolean; // this browser trains quick runs by itself
  ghost: number; // how many of the run from which this one is forked
  beside?: Record<string, number>; // how many of each compared run, by its key
  detail?: { step: number; layer: number; unit: number; time: number };
  vote_probabilities?: { step: number; time: number; ids: number[] };
  qr?: string; // the link to encode
}

/** A milestone; its details are fields of the same object. */
interface Milestone {
  step: number;
  kind: string;
  [detail: string]: unknown;
}

interface Sample {
  step: number;
  text: string;
}

/** The rows of one step, and those of its keyframe. */
interface StepRows {
  predicted: ArrayLike<number>;
  confidence: ArrayLike<number>; // the probability of the prediction; 255 is 1
  rival?: ArrayLike<number>; // the second most likely symbol
  rivalProbability?: ArrayLike<number>; // 255 is 1
  targetProbability?: ArrayLike<number>;
}

/** The question about a step. */
interface Question {
  step: number;
  time: number;
  ids: number[]; // the choices
  answer?: { time: number; guess: number | null; predicted: number };
}

/** What the pointer or the keyboard cursor is on. */
interface Reading {
  text?: string;
  step?: number;
  time?: number;
  unit?: number;
}

/** A part of the player. */
interface Panel {
  layout?(...frame: unknown[]): void;
  draw?(...frame: unknown[]): void;
}

/** Lengths in px. */
interface Lengths {
  gutter: number; // to the left of the columns
  column: number[]; // the minimum and the maximum width of a column
}

/** The space below the play controls, see player/layout.js. */
interface Room {
  mode: string; // screen, stack or phone
  height: number;
  width: number;
  large: boolean;
  single: string | null; // the only picture shown, or null
}

/** A rounded tile with a symbol in it. */
interface Tile {
  x: number;
  y: number;
  width: number;
  height: number;
  fill?: string;
  edge?: string;
  dashed?: boolean;
  line?: number;
  text?: string;
  ink?: string;
  font?: string;
}

/** How a text is drawn on a canvas. */
interface Writing {
  font?: string;
  ink?: string;
  align?: CanvasTextAlign;
  baseline?: CanvasTextBaseline;
  width?: number; // the maximum width; wider text is condensed
  halo?: string;
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}
