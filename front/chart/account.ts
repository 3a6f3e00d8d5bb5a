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

/** The running sum of amounts, by rising bar. */
export function summed(amounts: readonly { bar: number; amount: number }[], start: number): Steps {
  const sorted = [...amounts].sort((a, b) => a.bar - b.bar);
  const bar: number[] = [];
  const value: number[] = [];
  let sum = start;
  for (const one of sorted) {
    sum += one.amount;
    if (bar.at(-1) === one.bar) value[value.length - 1] = sum;
    else {
      bar.push(one.bar);
      value.push(sum);
    }
  }
  return { bar: Int32Array.from(bar), value: Float64Array.from(value) };
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

const amountsOf = (events: EventColumns | null, kinds: ReadonlySet<number>) => {
  const found: { bar: number; amount: number }[] = [];
  for (let i = 0; i < (events?.length ?? 0); i++) {
    if (kinds.has(events!.kind[i]!) && events!.amount[i] !== 0)
      found.push({ bar: events!.bar[i]!, amount: events!.amount[i]! });
  }
  return found;
};

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
  const results = Array.from({ length: trades.length }, (_, i) => ({
    bar: trades.exitBar[i]!,
    amount: trades.net[i]!,
  }));
  const moved = summed(amountsOf(events, OWN), 0);
  const highs = new Float64Array(equity.length);
  let high = meta.cash;
  for (let i = 0; i < equity.length; i++) {
    high = Math.max(high, equity.value[i]! - stepAt(moved, equity.bar[i]!, 0));
    highs[i] = high;
  }
  return {
    closed: summed([...results, ...amountsOf(events, BOOKED)], meta.cash),
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
