// How much of the exchange's time do the bars cover?

import type { Bars } from "../domain/bars.js";
import { DAY_MS, type Day } from "../domain/money.js";
import type { Session } from "../domain/session.js";
import { endsBeforeNoon, expectedOpens, isSettlementDay } from "../instrument/calendar.js";
import { formatDay } from "../instrument/time.js";

export interface MonthCoverage {
  /** "2024-05", by trade date. */
  readonly month: string;
  readonly bars: number;
  /** Bars if something traded all the time; first and last month: of the trade dates that the set reaches. */
  readonly possible: number;
  /** Trade dates with a bar. */
  readonly dates: number;
  readonly possibleDates: number;
}

export interface Coverage {
  readonly months: readonly MonthCoverage[];
  /** Trade dates between the first and the last without any bar; of days, but for dates that end before noon. */
  readonly missing: readonly Day[];
}

/** By the calendar as it is today. Weeks and longer bars have no dates to miss. */
export function coverageOf(
  { tradeDate, length }: Pick<Bars, "tradeDate" | "length">,
  session: Session,
  timeframeMs: number,
): Coverage {
  const counts = new Map<Day, number>();
  for (let i = 0; i < length; i++) counts.set(tradeDate[i], (counts.get(tradeDate[i]) ?? 0) + 1);
  const months = new Map<string, { -readonly [K in keyof MonthCoverage]: MonthCoverage[K] }>();
  const missing: Day[] = [];
  for (let day = tradeDate[0]; day <= tradeDate[length - 1]; day++) {
    const bars = counts.get(day) ?? 0;
    const settles = isSettlementDay(session, day);
    if (!settles && bars === 0) continue;
    const name = formatDay(day).slice(0, 7);
    const month = months.get(name) ?? { month: name, bars: 0, possible: 0, dates: 0, possibleDates: 0 };
    months.set(name, month);
    month.bars += bars;
    if (bars > 0) month.dates++;
    else if (timeframeMs < DAY_MS || (timeframeMs === DAY_MS && !endsBeforeNoon(session, day)))
      missing.push(day);
    if (!settles) continue;
    month.possibleDates++;
    month.possible += expectedOpens(session, day, timeframeMs).length;
  }
  return { months: [...months.values()], missing };
}
