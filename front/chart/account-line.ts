// Which points of the account's lines does a view need?

import type { PageData } from "../../src/report/embed/layout.js";
import type { View } from "../state.js";
import { type Account, type Steps, stepAt } from "./account.js";
import { pickM4, putM4 } from "./buckets.js";
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

/** Columns that are used again for every frame. */
function roomFor(most: number) {
  const room = 4 * most + 16;
  const column = () => new Float64Array(room);
  const [x, equity, high, closed] = [column(), column(), column(), column()];
  const [underX, under] = [column(), column()];
  return {
    picked: new Int32Array(room),
    x,
    equity,
    high,
    closed,
    underX,
    under,
    points: (n: number): Points => ({
      x: x.subarray(0, n),
      equity: equity.subarray(0, n),
      high: high.subarray(0, n),
      closed: closed.subarray(0, n),
    }),
    underPoints: (n: number): UnderPoints => ({ x: underX.subarray(0, n), under: under.subarray(0, n) }),
  };
}
type Room = ReturnType<typeof roomFor>;

/** Points that were worked out once, thinned to the screen by what is `leading` among them; no single bars are asked for. */
export function thinned(
  whole: Points & UnderPoints,
  leading: Float64Array,
  most: number,
  room: Room = roomFor(most),
): AccountLines {
  const { picked } = room;
  const pick = ({ from, to }: View, width: number, by: Float64Array): number => {
    const { length } = whole.x;
    const first = Math.max(0, lastAtOrBefore(whole.x, length, from));
    const end = Math.min(length, lastAtOrBefore(whole.x, length, to) + 2);
    return pickOfWhole(whole.x, by, first, end, (to - from) / width, picked);
  };
  return {
    equity(view, width) {
      const n = pick(view, width, leading);
      for (let i = 0; i < n; i++) {
        const at = picked[i]!;
        room.x[i] = whole.x[at]!;
        room.equity[i] = whole.equity[at]!;
        room.high[i] = whole.high[at]!;
        room.closed[i] = whole.closed[at]!;
      }
      return room.points(n);
    },
    under(view, width) {
      const n = pick(view, width, whole.under);
      for (let i = 0; i < n; i++) {
        room.underX[i] = whole.x[picked[i]!]!;
        room.under[i] = whole.under[picked[i]!]!;
      }
      return room.underPoints(n);
    },
  };
}

/** Bar by bar where the stretch in view is at hand, else from the overview's points. */
export function accountLines(page: Pick<PageData, "equity">, account: Account, most: number): AccountLines {
  const room = roomFor(most);
  const { picked } = room;
  const whole = wholeLine(page.equity, account);
  const afar = thinned(whole, whole.equity, most, room);
  const pick = ({ from, to }: View, width: number, { slice }: Stretch, values: ArrayLike<number>): number => {
    const size = Math.max(1, Math.ceil((to - from) / width));
    return pickM4(values, slice.from, from - size, to + size, size, picked);
  };
  return {
    equity: once((view, width, stretch) => {
      if (stretch === null) return afar.equity(view, width, null);
      const { slice, highs } = stretch;
      const n = pick(view, width, stretch, slice.equity);
      for (let i = 0; i < n; i++) {
        const at = picked[i]!;
        room.x[i] = slice.from + at + 0.5;
        room.equity[i] = slice.equity[at]!;
        room.high[i] = highs[at]!;
      }
      walk(account.closed, room.x, n, account.cash, room.closed);
      return room.points(n);
    }),
    under: once((view, width, stretch) => {
      if (stretch === null) return afar.under(view, width, null);
      const { slice, under } = stretch;
      const n = pick(view, width, stretch, under);
      for (let i = 0; i < n; i++) {
        room.underX[i] = slice.from + picked[i]! + 0.5;
        room.under[i] = under[picked[i]!]!;
      }
      return room.underPoints(n);
    }),
  };
}

/** Several panes and sentences ask for the same view. */
function once<T>(of: (view: View, columns: number, stretch: Stretch | null) => T): typeof of {
  let [last, wide, near]: [View | null, number, Stretch | null] = [null, 0, null];
  let made: T;
  return (view, columns, stretch) => {
    if (view !== last || columns !== wide || stretch !== near) made = of(view, columns, stretch);
    [last, wide, near] = [view, columns, stretch];
    return made;
  };
}

/** M4 once more, of points that need not be a bar apart: the whole line has points for 4,096 columns, a screen has fewer. */
function pickOfWhole(
  x: Float64Array,
  y: Float64Array,
  from: number,
  to: number,
  size: number,
  into: Int32Array,
): number {
  let n = 0;
  for (let first = from; first < to && n + 4 <= into.length; ) {
    // Divided both times: where a column ends, multiplied, may be a hair before its last point.
    const column = (x[first]! / size) | 0;
    let [low, high, last] = [first, first, first];
    let [least, most] = [y[first]!, y[first]!];
    for (let i = first + 1; i < to && ((x[i]! / size) | 0) === column; i++) {
      const value = y[i]!;
      if (value < least) {
        low = i;
        least = value;
      } else if (value > most) {
        high = i;
        most = value;
      }
      last = i;
    }
    n = putM4(into, n, first, low, high, last);
    first = last + 1;
  }
  return n;
}

function wholeLine(equity: PageData["equity"], account: Account): Points & UnderPoints {
  const { length, bar, value } = equity;
  const { highs, moved } = account;
  const x = new Float64Array(length);
  const high = new Float64Array(length);
  const under = new Float64Array(length);
  const isMoved = moved.bar.length > 0;
  for (let i = 0; i < length; i++) {
    x[i] = bar[i]! + 0.5;
    const own = isMoved ? stepAt(moved, bar[i]!, 0) : 0;
    const top = highs[i]! + own;
    high[i] = top;
    under[i] = value[i]! - top;
  }
  const closed = new Float64Array(length);
  walk(account.closed, x, length, account.cash, closed);
  return { x, equity: value, high, closed, under };
}

/** The value that holds at each of the first `n` rising bars. */
export function walk(steps: Steps, x: Float64Array, n: number, before: number, into: Float64Array): void {
  if (n === 0) return;
  const { bar, value } = steps;
  const { length } = bar;
  let i = lastAtOrBefore(bar, length, Math.floor(x[0]!));
  for (let k = 0; k < n; k++) {
    const at = x[k]!;
    while (i + 1 < length && bar[i + 1]! <= at) i++;
    into[k] = i < 0 ? before : value[i]!;
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
