/** What the modules of this folder hand to each other; read by `tsc` alone, no browser asks for it. */

/** The message `view` (charviz/ui/live/player_header.py): all that does not change while a run trains. */
interface View {
  kind: "view";
  run: string; // the run's key
  view: string; // the id of this very message
  symbols: string[]; // id -> symbol
  inputs: number[]; // ids, all sequences one after the other
  targets: number[];
  starts: number[]; // where each sequence begins
  cell_type: "rnn" | "lstm" | "gru" | "memoryless";
  layers: number; // 0 without memory
  hidden_size: number;
  units: number[]; // those that are drawn
  gates: { name: string; symbol: string; range: [number, number]; ends: [string, string] }[];
  loss_unit: "nats" | "mse";
  in_windows?: boolean; // a long text, read in pieces
  steps: number;
  lines: {
    guess: number | null;
    floor: number | null;
    floor_correct: number | null;
    headless: number | null;
    reference: (number | null)[] | null;
  };
  ghost?: { run: string; step: number; inputs: number[]; same: boolean } | null; // the run from which it is forked
  labels: Labels;
  language: string;
  options: Options;
}

/** name -> words in the page's language. */
type Labels = Record<string, string>;

/** What the page asks of the player. */
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
  stage?: boolean;
  ask?: string;
  kept?: string[]; // the runs that stay beside
  full?: boolean; // whether no more can
  cells?: boolean; // whether the other cells stand beside
  route?: string;
  viewer?: string;
  qr?: boolean; // whether the server makes QR codes
}

/** A chunk's header (charviz/server/packets.py); what else it holds depends on its kind. */
interface Header {
  kind: string;
  run: string;
  arrays: { name: string; dtype: "u1" | "u2" | "f4"; shape: number[] }[];
}

type Values = Uint8Array | Uint16Array | Float32Array | Float64Array;
type Arrays = Record<string, Values>;

/** The header of a chunk of records (charviz/worker/records_packet.py): the steps [first, first + count), and their keyframes. */
interface Records extends Header {
  first: number;
  count: number;
  keyframes: number[];
  ranges: Record<string, [number, number]>;
  milestones?: { step: number; kind: string; details?: Record<string, unknown> }[];
  samples?: Sample[];
}

/** What a run tells about itself now. */
interface Status extends Header {
  state: string;
  have: number;
  steps: number;
  engine: string;
  ahead?: number; // so many runs are trained before it
  message?: string;
  fell_back?: boolean;
  pace?: number | null;
}

/** What the player asks the server for. */
interface Pull {
  run: string | null;
  view: string | null;
  have: number; // so many records are here
  ghost: number; // and of the run from which it is forked
  beside?: Record<string, number>; // and of the runs beside it, by their keys
  detail?: { step: number; layer: number; unit: number; time: number };
  chances?: { step: number; time: number; ids: number[] };
  qr?: string; // the link whose code is wanted
}

/** A milestone, its details among its fields. */
interface Milestone {
  step: number;
  kind: string;
  [detail: string]: unknown;
}

interface Sample {
  step: number;
  text: string;
}

/** The rows of one step of which the records are here, and those of its keyframe. */
interface Known {
  predicted: ArrayLike<number>;
  confidence: ArrayLike<number>; // 255 is certain
  rival?: ArrayLike<number>; // the second likeliest
  rivalProbability?: ArrayLike<number>; // of 255
  targetProbability?: ArrayLike<number>;
}

/** What is asked about a step. */
interface Question {
  step: number;
  time: number;
  ids: number[]; // to choose from
  done?: { time: number; guess: number | null; said: number };
}

/** What lies under the pointer, or at the keyboard's place. */
interface Reading {
  text?: string;
  step?: number;
  time?: number;
  unit?: number;
}

/** Whatever draws a part of the player. */
interface Panel {
  layout?(...frame: unknown[]): void;
  draw?(...frame: unknown[]): void;
}

/** Lengths in px. */
interface Lengths {
  gutter: number; // left of the columns
  column: number[]; // the least and the greatest width of one
}

/** What lies under the play controls, see player/layout.js. */
interface Room {
  mode: string; // screen, stack or phone
  height: number;
  width: number;
  large: boolean;
  single: string | null; // the one picture that fills it
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

/** How a text is written on a canvas. */
interface Writing {
  font?: string;
  ink?: string;
  align?: CanvasTextAlign;
  baseline?: CanvasTextBaseline;
  width?: number; // pressed together where it is wider
  halo?: string;
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}
