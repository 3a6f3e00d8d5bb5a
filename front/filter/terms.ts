// What can be asked of a trade?

/** All terms must hold; inside one term any of its values does. */
export type Filter = readonly Term[];

export type Term = (SetTerm | WordsTerm | RangesTerm | CompareTerm | TextTerm) & {
  /** A leading minus: the trades of which the rest is not true. */
  readonly not: boolean;
};

/** One of a few words that are known beforehand, or flags of which a trade may have several. */
interface SetTerm {
  readonly kind: "set";
  readonly key: SetKey;
  readonly values: readonly string[];
}

/** Text that the strategy or the data gave: contained in it (`tag:orb`), or the whole of it (`tag="orb long"`). */
interface WordsTerm {
  readonly kind: "words";
  readonly key: WordsKey;
  readonly whole: boolean;
  readonly values: readonly string[];
}

/** `from` to `to`, both included. */
interface RangesTerm {
  readonly kind: "ranges";
  readonly key: RangeKey | NumberKey;
  readonly ranges: readonly Range[];
}

export interface Range {
  readonly from: number;
  readonly to: number;
}

interface CompareTerm {
  readonly kind: "compare";
  readonly key: NumberKey;
  readonly op: Comparison;
  readonly value: number;
}

/** Words anywhere in what is written about a trade: its notes, its tag, its exit reasons. */
interface TextTerm {
  readonly kind: "text";
  readonly text: string;
}

export type Comparison = "<" | "<=" | ">" | ">=" | "=";

export const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const;

/** The words of each set, in the order in which they are printed. */
export const SETS = {
  side: ["long", "short"],
  session: ["regular", "overnight"],
  wd: WEEKDAYS,
  result: ["win", "loss", "even"],
  flag: ["ambiguous", "gap", "liquidated", "partial", "reversed", "scaled", "roll", "touched"],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type SetKey = keyof typeof SETS;

/** The letters that the trade table shows, in the order of the words of `flag`: those of `TRADE_FLAGS`, and T of a limit that was only touched. */
export const FLAG_LETTERS = ["A", "G", "L", "P", "F", "S", "R", "T"] as const;

const REVIEW_WORDS = [
  "bucket",
  "kind",
  "did",
  "habit",
  "rule",
  "setup",
  "emotion",
  "mistake",
  "grade",
] as const;
export const WORDS = ["tag", "exit", "contract", ...REVIEW_WORDS] as const;
export type WordsKey = (typeof WORDS)[number];

/**
 * `hour`: 0 to 23, of entry. `time`: minutes after midnight, of entry; the end of `9:30-10:00` is not in it, so it is kept
 * as 570 to 599. `date`: calendar day of entry. `#`: the number of the trade. Hours and times may pass midnight: from > to.
 */
export const RANGES = ["hour", "time", "date", "#"] as const;
export type RangeKey = (typeof RANGES)[number];

export type NumberUnit = "money" | "plain" | "span";

/** Whole micro-dollars, plain numbers, and spans of time in milliseconds. */
export const NUMBERS = {
  net: "money",
  gross: "money",
  costs: "money",
  slippage: "money",
  funding: "money",
  risk: "money",
  mae: "money",
  mfe: "money",
  giveback: "money",
  r: "plain",
  ticks: "plain",
  pct: "plain",
  qty: "plain",
  bars: "plain",
  leverage: "plain",
  since: "span",
  hold: "span",
  gap: "money",
  plan: "money",
} as const satisfies Readonly<Record<string, NumberUnit>>;
export type NumberKey = keyof typeof NUMBERS;

export type Key = SetKey | WordsKey | RangeKey | NumberKey;

/** Other words that people type for the same key. */
export const ALIASES: Readonly<Record<string, Key>> = {
  weekday: "wd",
  day: "wd",
  entry: "tag",
  reason: "tag",
  flags: "flag",
  held: "hold",
  lev: "leverage",
  slip: "slippage",
  n: "#",
};

/** Every key with what it means, in the order in which help and suggestions list them. */
export const KEYS: Readonly<Record<Key, string>> = {
  side: "long or short",
  session: "regular or overnight hours at entry",
  wd: "weekday of entry: mon, tue … or mon-fri",
  hour: "hour of entry on the exchange's clock: 9 or 9-11",
  time: "time of entry: 9:30-10:00, the end not included",
  date: "calendar day of entry: 2024, 2024-03 or 2024-03-01..2024-03-15",
  tag: "words of the entry reason",
  exit: "words of the exit reason",
  contract: "contract that was entered",
  result: "win, loss or even, after costs",
  net: "dollars after costs",
  r: "net ÷ initial risk; trades without a stop have none",
  gross: "dollars before costs",
  costs: "commission and fees, dollars",
  ticks: "ticks a contract, before costs",
  pct: "net in percent of the equity before",
  mae: "worst open result, dollars before costs, at most 0",
  mfe: "best open result, dollars before costs, at least 0",
  giveback: "best open result − gross, dollars",
  hold: "time held: 90s, 5m, 2h, 1d",
  since: "time from the open of the regular hours to entry: 30m, 2h",
  bars: "bars touched",
  qty: "contracts entered",
  leverage: "largest notional ÷ equity",
  risk: "dollars at risk at the initial stop",
  slippage: "dollars of slippage, inside gross",
  funding: "funding received less paid, dollars",
  flag: "ambiguous, gap, liquidated, partial, reversed, scaled, roll, touched, or their letters",
  gap: "your net − the plan's, dollars",
  plan: "the plan's net, dollars",
  bucket: "buckets of the bridge that are not empty",
  kind: "followed, deviated, missed, tried or off-plan",
  did: "deviation, or why it is off-plan",
  habit: "habit of the leaks it belongs to",
  rule: "rule of the plan that it broke",
  setup: "your setup",
  emotion: "your emotions, before, during and after",
  mistake: "your mistakes",
  grade: "your grade",
  "#": "number of the trade: #12 or #12-20",
};

/** Keys that one kind of page understands. */
export type Vocabulary = ReadonlySet<Key>;

const ALL_KEYS = Object.keys(KEYS) as Key[];
const OF_REVIEWS: readonly Key[] = ["gap", "plan", ...REVIEW_WORDS];
const OF_RUNS: readonly Key[] = [
  "session",
  "slippage",
  "funding",
  "flag",
  "since",
  "pct",
  "giveback",
  "bars",
];
export const RUN_KEYS: Vocabulary = new Set(ALL_KEYS.filter((key) => !OF_REVIEWS.includes(key)));
export const REVIEW_KEYS: Vocabulary = new Set(ALL_KEYS.filter((key) => !OF_RUNS.includes(key)));

export const isSet = (key: string): key is SetKey => Object.hasOwn(SETS, key);
export const isWords = (key: string): key is WordsKey => (WORDS as readonly string[]).includes(key);
export const isNumber = (key: string): key is NumberKey => Object.hasOwn(NUMBERS, key);
export const isKey = (key: string): key is Key => Object.hasOwn(KEYS, key);

/** Spans of time as they are written, largest first. */
export const SPANS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;
