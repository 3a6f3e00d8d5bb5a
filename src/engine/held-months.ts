// Which contract months does a run see, and what is due in each?

import type { Bars, Series } from "../domain/bars.js";
import type { Chain, ChainPlan, HeldMonth, MonthSpan, Roll } from "../domain/chain.js";
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

/**
 * By which prices a roll was taken, and why it came. Where contracts without a bar lie between, the rolls through them are one.
 * `last`: the last price of the contract that is left, for plans that name no prices.
 */
export function rollTold(
  { spans }: ChainPlan,
  before: MonthSpan,
  span: MonthSpan,
  last: Ticks,
): Pick<Roll, "quote" | "ratio" | "why"> {
  const spread = span.offset - before.offset;
  const through = spans.slice(spans.indexOf(before) + 1, spans.indexOf(span) + 1);
  const from = through[0]?.quote?.from ?? last;
  const quote = { from, to: from + spread };
  const quotes = through.map((one) => one.quote ?? quote);
  const ratio = quotes.reduce((product, one) => product * (one.to / one.from), 1);
  const above = quotes.every((one) => one.from > 0 && one.to > 0);
  return { quote, ratio: above ? ratio : null, why: span.why };
}

/** The months and rolls that a run over the bars would go through, without one: nothing is held. */
export function plannedChain(plan: ChainPlan, { bars, source }: Series, contract: Contract): Chain {
  const held = heldMonths(plan, bars, contract, source.timeframeMs);
  const rolls = held.slice(1).map(({ span, bar }, k): Roll => {
    const { span: before } = held[k]!;
    const last = bars.closeTicks[bar - 1]! + before.offset;
    return {
      bar,
      time: bars.time[bar]!,
      from: before.contract,
      to: span.contract,
      spread: span.offset - before.offset,
      ...rollTold(plan, before, span, last),
      qty: 0,
      prices: null,
      fill: -1,
    };
  });
  return { months: held.map(monthOf), rolls, expiries: [] };
}

export const monthOf = ({ span, bar, dates }: Held): HeldMonth => ({
  contract: span.contract,
  bar,
  offset: span.offset,
  seen: span.seen,
  lastTradingDay: dates?.lastTradingDay ?? null,
  firstNotice: dates?.firstNotice ?? null,
});
