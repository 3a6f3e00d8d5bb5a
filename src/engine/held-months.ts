// Which contract months does a run see, and what is due in each?

import type { Bars } from "../domain/bars.js";
import type { ChainPlan, MonthSpan } from "../domain/chain.js";
import type { Contract } from "../domain/contract.js";
import type { Day, EpochMs, Ticks } from "../domain/money.js";
import { sessionOpen } from "../instrument/calendar.js";
import { businessDaysBefore, type ExpiryDates, expiryOf, lastSafeDay } from "../instrument/expiry.js";
import { type Due, firstAtLeast } from "./schedule.js";

export interface Held {
  readonly span: MonthSpan;
  /** First bar. */
  readonly bar: number;
  /** Null where the name of the contract tells no month. */
  readonly dates: ExpiryDates | null;
  /** When it ends, if it is held till then: final settlement, or the first moment at which it may be delivered. */
  readonly end: EpochMs;
  readonly endDay: Day;
  readonly due: readonly Due[];
}

/** The months that have bars. Where two begin with the same bar, the later one counts. */
export function heldMonths(
  { spans, expiry }: ChainPlan,
  bars: Bars,
  contract: Contract,
  timeframeMs: number,
): Held[] {
  const placed = spans
    .map((span) => ({ span, bar: Math.max(0, firstAtLeast(bars.time, span.from, 0, bars.length)) }))
    .filter(({ bar }, k, all) => bar < bars.length && all[k + 1]?.bar !== bar);
  return placed.map(({ span, bar }, k) => {
    const dates = span.month === null ? null : expiryOf(contract, span.month);
    const roll: Due[] = k === 0 ? [] : [{ bar, kind: "roll", day: bars.tradeDate[bar]!, month: k }];
    if (dates === null) return { span, bar, dates, end: Number.NaN, endDay: 0, due: roll };
    const next = placed[k + 1]?.bar ?? Number.POSITIVE_INFINITY;
    const ended = endOf(dates, contract);
    const last =
      dates.delivery === "physical" && expiry.lead !== null
        ? leaving(dates, contract, expiry.lead, bars, bar, next)
        : ending(ended.end, bars, timeframeMs, bar, next);
    const due = last === null ? roll : [...roll, { ...last, month: k }];
    return { span, bar, dates, ...ended, due };
  });
}

/** What the price of the first contract lies above the bars. */
export const firstOffset = (plan: ChainPlan | null | undefined, bars: Bars): Ticks =>
  plan ? plan.spans.filter(({ from }, k) => k === 0 || from <= bars.time[0]!).at(-1)!.offset : 0;

function endOf(dates: ExpiryDates, { session }: Contract): { readonly end: EpochMs; readonly endDay: Day } {
  const { lastTradingDay, lastTrade, firstNotice, delivery } = dates;
  const noticed = delivery === "physical" && firstNotice !== null && firstNotice <= lastTradingDay;
  return noticed
    ? { end: sessionOpen(session, firstNotice), endDay: firstNotice }
    : { end: lastTrade, endDay: lastTradingDay };
}

/** The position is left at the first open of that date, `lead` business days before notice or the last trading day. */
function leaving(
  dates: ExpiryDates,
  { session }: Contract,
  lead: number,
  bars: Bars,
  from: number,
  next: number,
): Due | null {
  const day = businessDaysBefore(session, lastSafeDay(dates), lead);
  const bar = firstAtLeast(bars.tradeDate, day, from, bars.length);
  return bar < next && bar < bars.length ? { bar, kind: "leave", day } : null;
}

function ending(end: EpochMs, bars: Bars, timeframeMs: number, from: number, next: number): Due | null {
  const bar = firstAtLeast(bars.time, end, from, bars.length);
  const over = bar < bars.length || bars.time[bars.length - 1]! + timeframeMs >= end;
  // A bar must have come before it, or there was nothing that could expire.
  return over && bar > from && bar <= next ? { bar, kind: "expiry", day: bars.tradeDate[bar - 1]! } : null;
}
