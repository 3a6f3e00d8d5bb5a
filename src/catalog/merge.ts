// What becomes of bars that lie on top of others?

import { barIndexAt } from "../bars/columns.js";
import type { EpochMs } from "../domain/money.js";
import type { BarColumns } from "./layout.js";

/** Bars `from` to `to` (excluded) of some columns. */
export interface Slice {
  readonly bars: BarColumns;
  readonly from: number;
  readonly to: number;
}

/** What holds where two bars of one time differ: nothing is stored, the one that is there, or the one that comes. */
export type OnConflict = "refuse" | "keep" | "replace";

export interface Values {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export interface Conflict {
  readonly time: EpochMs;
  readonly there: Values;
  readonly coming: Values;
}

export interface Tally {
  /** Bars at times that had none. */
  added: number;
  /** Bars that were there already, equal in every value. */
  same: number;
  conflicts: number;
  /** The first of the conflicts. */
  readonly listed: Conflict[];
}

const MOST_LISTED = 20;

export const newTally = (): Tally => ({ added: 0, same: 0, conflicts: 0, listed: [] });

/** Both in the order of time, one bar a time. The tally is complete when the last slice has been taken. */
export function* merged(
  there: Iterable<Slice>,
  coming: Iterable<Slice>,
  onConflict: OnConflict,
  tally: Tally,
): Generator<Slice, void, void> {
  const old = there[Symbol.iterator]();
  const late = coming[Symbol.iterator]();
  let a = nextOf(old);
  let b = nextOf(late);
  while (a !== null || b !== null) {
    if (b === null || (a !== null && timeOf(a) < timeOf(b))) {
      const [head, rest] = cut(a!, b === null ? Number.POSITIVE_INFINITY : timeOf(b));
      yield head;
      a = rest ?? nextOf(old);
    } else if (a === null || timeOf(b) < timeOf(a)) {
      const [head, rest] = cut(b, a === null ? Number.POSITIVE_INFINITY : timeOf(a));
      tally.added += head.to - head.from;
      yield head;
      b = rest ?? nextOf(late);
    } else {
      const count = equalRun(a, b);
      if (count > 0) {
        tally.same += count;
        yield { ...a, to: a.from + count };
      } else {
        tally.conflicts++;
        if (tally.listed.length < MOST_LISTED) {
          tally.listed.push({ time: timeOf(a), there: valuesAt(a), coming: valuesAt(b) });
        }
        const kept = onConflict === "replace" ? b : a;
        yield { ...kept, to: kept.from + 1 };
      }
      const step = Math.max(1, count);
      a = beyond(a, step) ?? nextOf(old);
      b = beyond(b, step) ?? nextOf(late);
    }
  }
}

const timeOf = ({ bars, from }: Slice): EpochMs => bars.time[from];

function nextOf(slices: Iterator<Slice>): Slice | null {
  for (;;) {
    const { value, done } = slices.next();
    if (done) return null;
    if (value.from < value.to) return value;
  }
}

const beyond = (slice: Slice, count: number): Slice | null =>
  slice.from + count < slice.to ? { ...slice, from: slice.from + count } : null;

/** What opens before `until`, and the rest. */
function cut(slice: Slice, until: EpochMs): [Slice, Slice | null] {
  const { bars, to } = slice;
  if (bars.time[to - 1] < until) return [slice, null];
  const at = barIndexAt({ time: bars.time, length: to }, until);
  return [
    { ...slice, to: at },
    { ...slice, from: at },
  ];
}

/** How many bars from here on are the same in both. */
function equalRun(a: Slice, b: Slice): number {
  const most = Math.min(a.to - a.from, b.to - b.from);
  let count = 0;
  while (count < most && isSame(a.bars, a.from + count, b.bars, b.from + count)) count++;
  return count;
}

const isSame = (a: BarColumns, i: number, b: BarColumns, k: number): boolean =>
  a.time[i] === b.time[k] &&
  a.open[i] === b.open[k] &&
  a.high[i] === b.high[k] &&
  a.low[i] === b.low[k] &&
  a.close[i] === b.close[k] &&
  (a.volume[i] === b.volume[k] || (Number.isNaN(a.volume[i]) && Number.isNaN(b.volume[k])));

const valuesAt = ({ bars, from }: Slice): Values => ({
  open: bars.open[from],
  high: bars.high[from],
  low: bars.low[from],
  close: bars.close[from],
  volume: bars.volume[from],
});
