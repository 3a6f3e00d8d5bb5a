// Which trades of two runs are the same, which differ, and which has only one of them?

import type { MicroUsd } from "../domain/money.js";
import type { Run, Trade, TradeColumns } from "../domain/run.js";

/** What is read of a trade. Bars count on an axis that both runs share. */
export type DiffTrades = Readonly<
  Record<
    "side" | "qty" | "entryBar" | "exitBar" | "entryTime" | "exitTime" | "entrySum" | "exitSum" | "net",
    ArrayLike<number>
  >
> &
  Pick<TradeColumns, "length">;

/** In what two versions of a trade can differ. */
export const DIFFERENCES = [
  "entry time",
  "exit time",
  "quantity",
  "entry price",
  "exit price",
  "net",
] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** Places of the two versions in their runs' lists. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  /** Empty where they are the same. */
  readonly differs: readonly Difference[];
}

export interface TradeDiff {
  /** Both lists in the order of their entries. */
  readonly onlyA: readonly number[];
  readonly onlyB: readonly number[];
  readonly same: readonly Pair[];
  readonly changed: readonly Pair[];
}

/** Entries that lie farther apart are two trades, not two versions of one. */
export const DEFAULT_WINDOW = 5;

/** Printed wherever a diff is. */
export const diffRule = (window: number): string =>
  `Two trades are versions of one where instrument and side are the same and the entry is in the same bar; what is left over is matched with the nearest entry within ${window} bars, nearest pairs first.`;

export const SAME_RULE = "They are the same where times, quantity, prices and net are.";

/**
 * Matches by side and entry: same bar first, then the nearest within `window` bars, nearest pairs first, each trade once. Where several are as near,
 * the earlier pair goes first, then the one that is more alike. Both runs have traded the same instrument. The order of the lists
 * does not matter, and A against B is B against A the other way round: each trade stands in one group only, so that
 * the groups' nets add up to those of the runs.
 */
export function tradeDiff(a: DiffTrades, b: DiffTrades, window = DEFAULT_WINDOW): TradeDiff {
  const pairs = candidates(a, b, window).sort((x, y) => compare(x.rank, y.rank));
  const [takenA, takenB] = [new Uint8Array(a.length), new Uint8Array(b.length)];
  const [same, changed]: [Pair[], Pair[]] = [[], []];
  for (const { i, j } of pairs) {
    if (takenA[i] === 1 || takenB[j] === 1) continue;
    [takenA[i], takenB[j]] = [1, 1];
    const differs = differencesOf(a, i, b, j);
    (differs.length === 0 ? same : changed).push({ a: i, b: j, differs });
  }
  const byEntry = (x: Pair, y: Pair) => a.entryBar[x.a]! - a.entryBar[y.a]! || x.a - y.a;
  return {
    onlyA: leftOver(a, takenA),
    onlyB: leftOver(b, takenB),
    same: same.sort(byEntry),
    changed: changed.sort(byEntry),
  };
}

function leftOver(trades: DiffTrades, taken: Uint8Array): number[] {
  const left: number[] = [];
  for (let i = 0; i < trades.length; i++) if (taken[i] === 0) left.push(i);
  return left.sort((x, y) => trades.entryBar[x]! - trades.entryBar[y]! || x - y);
}

interface Candidate {
  readonly i: number;
  readonly j: number;
  readonly rank: readonly number[];
}

/** All pairs of one side within the window, found by walking both lists in the order of their entries. */
function candidates(a: DiffTrades, b: DiffTrades, window: number): Candidate[] {
  const found: Candidate[] = [];
  for (const side of [1, -1]) {
    const [inA, inB] = [sorted(a, side), sorted(b, side)];
    let first = 0;
    for (const i of inA) {
      const entry = a.entryBar[i]!;
      while (first < inB.length && b.entryBar[inB[first]!]! < entry - window) first++;
      for (let k = first; k < inB.length && b.entryBar[inB[k]!]! <= entry + window; k++) {
        const j = inB[k]!;
        found.push({ i, j, rank: rankOf(a, i, b, j) });
      }
    }
  }
  return found;
}

const sorted = (trades: DiffTrades, side: number): number[] =>
  Array.from({ length: trades.length }, (_, i) => i)
    .filter((i) => trades.side[i] === side)
    .sort((x, y) => trades.entryBar[x]! - trades.entryBar[y]!);

const RANKED = ["entryBar", "exitBar", "qty", "entrySum", "exitSum", "net"] as const;

/** How far apart in each respect, and where the earlier or smaller of the two lies: neither run comes first. */
const rankOf = (a: DiffTrades, i: number, b: DiffTrades, j: number): number[] =>
  RANKED.flatMap((key) => {
    const [x, y] = [a[key][i]!, b[key][j]!];
    return [Math.abs(x - y), Math.min(x, y)];
  });

function compare(x: readonly number[], y: readonly number[]): number {
  for (let k = 0; k < x.length; k++) if (x[k] !== y[k]) return x[k]! - y[k]!;
  return 0;
}

function differencesOf(a: DiffTrades, i: number, b: DiffTrades, j: number): Difference[] {
  const differs = [
    a.entryTime[i] !== b.entryTime[j],
    a.exitTime[i] !== b.exitTime[j],
    a.qty[i] !== b.qty[j],
    a.entrySum[i]! / a.qty[i]! !== b.entrySum[j]! / b.qty[j]!,
    a.exitSum[i]! / a.qty[i]! !== b.exitSum[j]! / b.qty[j]!,
    a.net[i] !== b.net[j],
  ];
  return DIFFERENCES.filter((_, k) => differs[k]);
}

export interface DiffSums {
  readonly onlyA: MicroUsd;
  readonly onlyB: MicroUsd;
  readonly changedA: MicroUsd;
  readonly changedB: MicroUsd;
  readonly same: MicroUsd;
}

/** onlyA + changedA + same is the net of all trades of A; with B likewise. */
export function diffSums(diff: TradeDiff, a: Pick<DiffTrades, "net">, b: Pick<DiffTrades, "net">): DiffSums {
  const total = (net: ArrayLike<number>, at: readonly number[]) => at.reduce((sum, i) => sum + net[i]!, 0);
  return {
    onlyA: total(a.net, diff.onlyA),
    onlyB: total(b.net, diff.onlyB),
    changedA: total(
      a.net,
      diff.changed.map((pair) => pair.a),
    ),
    changedB: total(
      b.net,
      diff.changed.map((pair) => pair.b),
    ),
    same: total(
      a.net,
      diff.same.map((pair) => pair.a),
    ),
  };
}

/** The trades of two runs, ready to be matched: bars are counted alike, by their time where the runs went over different bars. */
export function diffColumns(a: Run, b: Run): readonly [DiffTrades, DiffTrades] {
  if (sameTimes(a.bars, b.bars)) return [columnsOf(a, (bar) => bar), columnsOf(b, (bar) => bar)];
  const times = Float64Array.from([
    ...a.bars.time.subarray(0, a.bars.length),
    ...b.bars.time.subarray(0, b.bars.length),
  ]).sort();
  const axis = times.filter((time, i) => i === 0 || time !== times[i - 1]);
  const placed =
    ({ bars }: Run) =>
    (bar: number) =>
      firstAtOrAfter(axis, bars.time[bar]!);
  return [columnsOf(a, placed(a)), columnsOf(b, placed(b))];
}

function sameTimes(a: Run["bars"], b: Run["bars"]): boolean {
  if (a.length !== b.length) return false;
  if (a.time === b.time) return true;
  for (let i = 0; i < a.length; i++) if (a.time[i] !== b.time[i]) return false;
  return true;
}

function firstAtOrAfter(axis: Float64Array, time: number): number {
  let [low, high] = [0, axis.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (axis[middle]! < time) low = middle + 1;
    else high = middle;
  }
  return low;
}

function columnsOf({ trades }: Run, place: (bar: number) => number): DiffTrades {
  const column = (of: (trade: Trade) => number) => Float64Array.from(trades, of);
  return {
    length: trades.length,
    side: column(({ side }) => side),
    qty: column(({ qty }) => qty),
    entryBar: column(({ entryBar }) => place(entryBar)),
    exitBar: column(({ exitBar }) => place(exitBar)),
    entryTime: column(({ entryTime }) => entryTime),
    exitTime: column(({ exitTime }) => exitTime),
    entrySum: column(({ entrySum }) => entrySum),
    exitSum: column(({ exitSum }) => exitSum),
    net: column(({ net }) => net),
  };
}
