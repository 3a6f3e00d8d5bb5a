// What is known of each row of a review, in the columns that filter, bridge and table read?

import { DAY_MS, type MicroUsd } from "../../src/domain/money.js";
import { BUCKETS, type Bucket } from "../../src/domain/review.js";
import { weekdayOf } from "../../src/instrument/time.js";
import { dollarsText, signed } from "../../src/report/format.js";
import { KINDS, MANY, type RowKind } from "../../src/report/review/layout.js";
import { localTime } from "../chart/local-time.js";
import { type Dictionary, partsOf, type TradeFacts } from "../filter/facts.js";
import { REVIEW_KEYS } from "../filter/terms.js";
import { allOf } from "../trades/choice.js";
import { type ReviewData, spanOfRow } from "./data.js";

export interface RowSet extends TradeFacts {
  readonly data: ReviewData;
  readonly kind: readonly RowKind[];
  readonly gap: Float64Array;
}

export function reviewSet(data: ReviewData): RowSet {
  const { length, numbers, words, buckets } = data;
  const starts = Float64Array.from({ length }, (_, i) => localTime(data.meta, spanOfRow(data, i)[0]));
  const date = Int32Array.from(starts, (at) => Math.floor(at / DAY_MS));
  const gap = new Float64Array(length);
  for (const bucket of BUCKETS) for (let i = 0; i < length; i++) gap[i]! += buckets[bucket][i]!;
  const { contract, planEntry: _entry, planExit, ...others } = words;
  const grid = (i: number) => data.meta.hosts[numbers.host[i]!];
  return {
    data,
    length,
    keys: REVIEW_KEYS,
    hints: HINTS,
    kind: Array.from({ length }, (_, i) => (words.kind.texts[words.kind.index[i]!] as RowKind) ?? KINDS[0]),
    gap,
    sets: {
      side: Int8Array.from(numbers.side, (side) => (side === 1 ? 0 : 1)),
      session: new Int8Array(length).fill(-1),
      wd: Int8Array.from(date, (day) => weekdayOf(day)),
      // A signal that nobody took has no result of one's own.
      result: Int8Array.from(numbers.net, (net) => (Number.isNaN(net) ? -1 : net > 0 ? 0 : net < 0 ? 1 : 2)),
    },
    flags: new Uint8Array(length),
    words: { ...others, contract, exit: planExit, bucket: bucketWords(data) },
    minute: Int16Array.from(starts, (at, i) => Math.floor((at - date[i]! * DAY_MS) / 60_000)),
    date,
    numbers: {
      net: numbers.net,
      gross: numbers.gross,
      costs: numbers.costs,
      risk: numbers.risk,
      mae: numbers.mae,
      mfe: numbers.mfe,
      r: numbers.r,
      leverage: numbers.leverage,
      gap,
      plan: numbers.planNet,
      qty: numbers.qty,
      ticks: numbers.net.map((_, i) =>
        grid(i) === undefined
          ? Number.NaN
          : (numbers.side[i]! * (numbers.exitSum[i]! - numbers.entrySum[i]!)) / numbers.qty[i]!,
      ),
      hold: numbers.exitTime.map((to, i) => to - numbers.entryTime[i]!),
    },
    notes: [],
    legReason: new Int32Array(),
    firstLeg: new Int32Array(length),
  };
}

const HINTS: NonNullable<TradeFacts["hints"]> = {
  tag: "your tags",
  exit: "words of the plan's exit reason",
  hour: "hour of entry on the journal's clock: 9 or 9-11",
  net: "your net, dollars after costs",
  qty: "contracts you entered",
  "#": "number of the row: #12 or #12-20",
};

function bucketWords({ length, buckets }: ReviewData): Dictionary {
  const texts: string[] = [];
  const at = new Map<string, number>();
  const index = Int32Array.from({ length }, (_, i) => {
    const text = BUCKETS.filter((bucket) => buckets[bucket][i] !== 0).join(MANY);
    const known = at.get(text);
    if (known !== undefined) return known;
    at.set(text, texts.length);
    return texts.push(text) - 1;
  });
  return { index, texts, between: MANY };
}

/** The texts of a row: "late entry", "early exit". */
export function textsOfRow(
  { data }: Pick<RowSet, "data">,
  word: keyof ReviewData["words"],
  i: number,
): readonly string[] {
  const words = data.words[word];
  return partsOf(words, words.texts[words.index[i]!]!);
}

export const KIND_WORDS: Readonly<Record<RowKind, string>> = {
  followed: "followed",
  deviated: "deviated",
  missed: "missed",
  tried: "tried, not filled",
  "off-plan": "off-plan",
};

/** What became of it, in a few words: "late entry, early exit", "off-plan, after-loss". */
export function deviationOf(set: RowSet, i: number): string {
  const did = textsOfRow(set, "did", i);
  const kind = set.kind[i]!;
  if (kind === "deviated") return did.join(", ");
  return [KIND_WORDS[kind], ...did].join(", ");
}

export interface Headline {
  readonly rows: number;
  readonly trades: number;
  readonly signals: number;
  readonly plan: MicroUsd;
  readonly you: MicroUsd;
  readonly gap: MicroUsd;
  readonly buckets: Readonly<Record<Bucket, { readonly sum: MicroUsd; readonly count: number }>>;
}

/** Of the rows that pass, all of it added up anew: what the whole page says, of them alone. */
export function headlineOf({ data, gap }: RowSet, rows: ArrayLike<number>): Headline {
  const { net, planNet } = data.numbers;
  let [trades, signals, plan, you, all] = [0, 0, 0, 0, 0];
  for (let k = 0; k < rows.length; k++) {
    const i = rows[k]!;
    if (!Number.isNaN(net[i]!)) {
      trades++;
      you += net[i]!;
    }
    if (!Number.isNaN(planNet[i]!)) {
      signals++;
      plan += planNet[i]!;
    }
    all += gap[i]!;
  }
  const buckets = Object.fromEntries(
    BUCKETS.map((bucket) => {
      let [sum, count] = [0, 0];
      for (let k = 0; k < rows.length; k++) {
        const value = data.buckets[bucket][rows[k]!]!;
        sum += value;
        if (value !== 0) count++;
      }
      return [bucket, { sum, count }];
    }),
  ) as unknown as Headline["buckets"];
  return { rows: rows.length, trades, signals, plan, you, gap: all, buckets };
}

export const chosenRows = (set: RowSet, matches: Int32Array | null): Int32Array => matches ?? allOf(set);

/** "Row 12 of 60: long, late entry, you −$15.00, plan +$20.00". */
export function rowText(set: RowSet, i: number): string {
  const { net, planNet, side } = set.data.numbers;
  const told = (name: string, amount: number) =>
    Number.isNaN(amount) ? "" : `, ${name} ${signed(dollarsText(amount))}`;
  return `Row ${i + 1} of ${set.length}: ${side[i] === 1 ? "long" : "short"}, ${deviationOf(set, i)}${told("you", net[i]!)}${told("plan", planNet[i]!)}`;
}
