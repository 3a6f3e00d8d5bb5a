// Where do high-water mark, closed equity and drawdown stand beside the account's line?

import { NO_PRICE } from "../../src/domain/money.js";
import type { EventColumns, LineColumns, PageData, PositionColumns } from "../../src/report/embed/layout.js";
import { RUN_EVENT_KINDS } from "../../src/report/embed/layout.js";
import { lastAtOrBefore } from "./view.js";

/** Values that hold from a bar on: `value[i]` from `bar[i]` to before `bar[i + 1]`. */
export interface Steps {
  readonly bar: Int32Array;
  readonly value: Float64Array;
}

export const stepAt = ({ bar, value }: Steps, at: number, before: number): number => {
  const i = lastAtOrBefore(bar, bar.length, at);
  return i < 0 ? before : value[i]!;
};

interface Amounts {
  readonly bar: ArrayLike<number>;
  readonly amount: ArrayLike<number>;
}

/** The running sum of amounts, by rising bar. */
export function summed({ bar, amount }: Amounts, start: number): Steps {
  const { length } = bar;
  let order: Uint32Array | null = null;
  for (let i = 1; i < length && order === null; i++) {
    if (bar[i]! < bar[i - 1]!)
      order = Uint32Array.from({ length }, (_, k) => k).sort((a, b) => bar[a]! - bar[b]! || a - b);
  }
  const bars = new Int32Array(length);
  const value = new Float64Array(length);
  let count = 0;
  let sum = start;
  let before = -1;
  for (let i = 0; i < length; i++) {
    const k = order === null ? i : order[i]!;
    const at = bar[k]!;
    sum += amount[k]!;
    if (at !== before || count === 0) bars[count++] = before = at;
    value[count - 1] = sum;
  }
  return { bar: bars.subarray(0, count), value: value.subarray(0, count) };
}

/** Of events with money in them, those that are the owner's own: no part of what was earned. */
const OWN: ReadonlySet<number> = new Set(
  (["deposit", "withdrawal"] as const).map((kind) => RUN_EVENT_KINDS.indexOf(kind)),
);
const BOOKED: ReadonlySet<number> = new Set(
  (["deposit", "withdrawal", "interest", "monthly fee"] as const).map((kind) =>
    RUN_EVENT_KINDS.indexOf(kind),
  ),
);

function amountsOf(events: EventColumns | null, kinds: ReadonlySet<number>) {
  const [bar, amount]: [number[], number[]] = [[], []];
  for (let i = 0; i < (events?.length ?? 0); i++) {
    if (!kinds.has(events!.kind[i]!) || events!.amount[i] === 0) continue;
    bar.push(events!.bar[i]!);
    amount.push(events!.amount[i]!);
  }
  return { bar, amount };
}

function joined(a: Amounts, b: Amounts): Amounts {
  if (b.bar.length === 0) return a;
  return {
    bar: [...Array.from(a.bar), ...Array.from(b.bar)],
    amount: [...Array.from(a.amount), ...Array.from(b.amount)],
  };
}

export interface Account {
  /** Start cash, what finished trades made, fees and interest and transfers so far: steps at exits. */
  readonly closed: Steps;
  /** Deposits less withdrawals so far. */
  readonly moved: Steps;
  /** Of the M4 points of the whole run: their highs before and at them. */
  readonly line: LineColumns;
  /** The highest of what was earned, up to and including each point of `line`; start cash is the first high. */
  readonly highs: Float64Array;
  readonly cash: number;
}

/** Without events (they come later) as if nothing had been paid in or out. */
export function accountOf(
  page: Pick<PageData, "meta" | "trades" | "equity">,
  events: EventColumns | null,
): Account {
  const { trades, equity, meta } = page;
  const results = {
    bar: trades.exitBar.subarray(0, trades.length),
    amount: trades.net.subarray(0, trades.length),
  };
  const moved = summed(amountsOf(events, OWN), 0);
  const highs = new Float64Array(equity.length);
  let high = meta.cash;
  const isMoved = moved.bar.length > 0;
  const { bar, value, length } = equity;
  for (let i = 0; i < length; i++) {
    const earned = isMoved ? value[i]! - stepAt(moved, bar[i]!, 0) : value[i]!;
    if (earned > high) high = earned;
    highs[i] = high;
  }
  return {
    closed: summed(joined(results, amountsOf(events, BOOKED)), meta.cash),
    moved,
    line: equity,
    highs,
    cash: meta.cash,
  };
}

/** The highest of what was earned at all closes before a bar, as far as the M4 points before it tell: exact where a stretch ends. */
export function highBefore({ line, highs, cash }: Account, bar: number): number {
  const i = lastAtOrBefore(line.bar, line.length, bar - 1);
  return i < 0 ? cash : highs[i]!;
}

/** Where a stretch of the M4 line begins: from there on the highs of single bars are exact. */
export const stretchStart = (bar: number, bars: number, columns: number): number => {
  const stretch = Math.floor((bar * columns) / Math.max(1, bars));
  const start = Math.floor((stretch * bars) / columns);
  return start <= bar ? start : Math.floor(((stretch - 1) * bars) / columns);
};

export const heldAt = ({ bar, qty, length }: PositionColumns, at: number): number => {
  const i = lastAtOrBefore(bar, length, at);
  return i < 0 ? 0 : qty[i]!;
};

export const isPrice = (ticks: number): boolean => ticks !== NO_PRICE && Number.isFinite(ticks);
