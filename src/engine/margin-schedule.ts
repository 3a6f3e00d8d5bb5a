// When do the account's terms change something: day margin, cut-off, deposits?

import type { Bars } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import type { AccountTerms } from "../domain/run.js";
import { daySpanOn } from "../instrument/day-margin.js";
import { type Due, firstAtLeast } from "./schedule.js";

const MINUTE_MS = 60_000;

/**
 * `due` with what the account's terms add, in order of bars; at one bar what was there comes first. Day margin begins with
 * the first bar that opens in its window. The cut-off comes at the open of the first bar of the date at or after it, and
 * where the date has none (bars that are too long, a session that ends with it) at the close of its last bar that traded.
 */
export function withMarginDues(
  due: readonly Due[],
  account: AccountTerms,
  bars: Bars,
  contract: Contract,
  timeframeMs: number,
  traded: (bar: number) => boolean,
): readonly Due[] {
  const { dayMargin, transfers = [], interest = [] } = account;
  const checked = account.marginPolicy !== "none";
  const more: Due[] = [];
  if (transfers.length > 0 || interest.length > 0) {
    for (const { kind, bar, day } of due) if (kind === "new day") more.push({ bar, day, kind: "transfers" });
  }
  if (dayMargin && checked) {
    for (let start = 0; start < bars.length; ) {
      const day = bars.tradeDate[start]!;
      const end = firstAtLeast(bars.tradeDate, day + 1, start, bars.length);
      const span = daySpanOn(dayMargin, contract, day);
      if (span !== null) {
        const bar = (at: number): number => firstAtLeast(bars.time, at, start, end);
        const begins = bar(span.from);
        const cut = bar(span.to);
        if (begins < cut) more.push({ bar: begins, day, kind: "day margin" });
        const last = bar(span.to - dayMargin.leadMinutes * MINUTE_MS);
        if (last < cut) more.push({ bar: last, day, kind: "last orders" });
        if (cut < end) more.push({ bar: cut, day, kind: "cut-off" });
        // The data may end in the middle of a date: its cut-off has not come yet.
        else if (end < bars.length || bars.time[end - 1]! + timeframeMs >= span.to) {
          const at = lastTraded(traded, start, end);
          if (at >= start) more.push({ bar: at, day, kind: "cut-off at close" });
        }
      }
      start = end;
    }
  }
  return more.length === 0 ? due : [...due, ...more].sort((a, b) => a.bar - b.bar);
}

function lastTraded(traded: (bar: number) => boolean, start: number, end: number): number {
  let at = end - 1;
  while (at >= start && !traded(at)) at--;
  return at;
}
