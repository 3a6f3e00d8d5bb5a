// Which points of the account's lines does a view need?

import type { PageData } from "../../src/report/embed/layout.js";
import type { View } from "../state.js";
import { type Account, type Steps, stepAt } from "./account.js";
import { pickM4 } from "./buckets.js";
import type { Stretch } from "./source.js";
import { lastAtOrBefore } from "./view.js";

/** One point a column entry, by rising bar; each at the middle of its bar. */
export interface Points {
  readonly x: Float64Array;
  readonly equity: Float64Array;
  readonly high: Float64Array;
  readonly closed: Float64Array;
}
export interface UnderPoints {
  readonly x: Float64Array;
  readonly under: Float64Array;
}

export interface AccountLines {
  equity(view: View, columns: number, stretch: Stretch | null): Points;
  under(view: View, columns: number, stretch: Stretch | null): UnderPoints;
}

/** Fills columns that are used again for every frame; the overview's points were worked out once. */
export function accountLines(page: Pick<PageData, "equity">, account: Account, most: number): AccountLines {
  const { equity } = page;
  const room = 4 * most + 16;
  const picked = new Int32Array(room);
  const whole = wholeLine(equity, account);
  const x = new Float64Array(room);
  const columns = {
    equity: new Float64Array(room),
    high: new Float64Array(room),
    closed: new Float64Array(room),
  };
  const underX = new Float64Array(room);
  const underY = new Float64Array(room);

  const range = ({ from, to }: View): readonly [number, number] => [
    Math.max(0, lastAtOrBefore(equity.bar, equity.length, from)),
    Math.min(equity.length, lastAtOrBefore(equity.bar, equity.length, to) + 2),
  ];

  return {
    equity(view, width, stretch) {
      if (stretch === null) {
        const [a, b] = range(view);
        return {
          x: whole.x.subarray(a, b),
          equity: whole.equity.subarray(a, b),
          high: whole.high.subarray(a, b),
          closed: whole.closed.subarray(a, b),
        };
      }
      const { slice, highs } = stretch;
      const size = Math.max(1, Math.ceil((view.to - view.from) / width));
      const n = pickM4(slice.equity, slice.from, view.from - size, view.to + size, size, picked);
      for (let i = 0; i < n; i++) {
        const at = picked[i]!;
        x[i] = slice.from + at + 0.5;
        columns.equity[i] = slice.equity[at]!;
        columns.high[i] = highs[at]!;
      }
      walk(account.closed, x, n, account.cash, columns.closed);
      return {
        x: x.subarray(0, n),
        equity: columns.equity.subarray(0, n),
        high: columns.high.subarray(0, n),
        closed: columns.closed.subarray(0, n),
      };
    },
    under(view, width, stretch) {
      if (stretch === null) {
        const [a, b] = range(view);
        return { x: whole.x.subarray(a, b), under: whole.under.subarray(a, b) };
      }
      const { slice, under } = stretch;
      const size = Math.max(1, Math.ceil((view.to - view.from) / width));
      const n = pickM4(under, slice.from, view.from - size, view.to + size, size, picked);
      for (let i = 0; i < n; i++) {
        underX[i] = slice.from + picked[i]! + 0.5;
        underY[i] = under[picked[i]!]!;
      }
      return { x: underX.subarray(0, n), under: underY.subarray(0, n) };
    },
  };
}

function wholeLine(equity: PageData["equity"], account: Account): Points & UnderPoints {
  const { length, bar, value } = equity;
  const x = Float64Array.from(bar, (at) => at + 0.5);
  const high = new Float64Array(length);
  const under = new Float64Array(length);
  for (let i = 0; i < length; i++) {
    const own = stepAt(account.moved, bar[i]!, 0);
    high[i] = account.highs[i]! + own;
    under[i] = value[i]! - high[i]!;
  }
  const closed = new Float64Array(length);
  walk(account.closed, x, length, account.cash, closed);
  return { x, equity: value, high, closed, under };
}

/** The value that holds at each of the first `n` rising bars. */
export function walk(steps: Steps, x: Float64Array, n: number, before: number, into: Float64Array): void {
  if (n === 0) return;
  let i = lastAtOrBefore(steps.bar, steps.bar.length, Math.floor(x[0]!));
  for (let k = 0; k < n; k++) {
    while (i + 1 < steps.bar.length && steps.bar[i + 1]! <= x[k]!) i++;
    into[k] = i < 0 ? before : steps.value[i]!;
  }
}

/** Lowest and highest of columns; null where there is no number. */
export function rangeOf(...columns: readonly Float64Array[]): { low: number; high: number } | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const column of columns) {
    for (let i = 0; i < column.length; i++) {
      const value = column[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? { low, high } : null;
}

/** With air above and below, and never flat. */
export function aired({ low, high }: { low: number; high: number }, share = 0.06): readonly [number, number] {
  const room = high > low ? (high - low) * share : Math.max(1, Math.abs(high) * 0.01);
  return [low - room, high + room];
}
