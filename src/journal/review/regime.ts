// What kind of market was it, by what was known before the date began?

import type { Bars } from "../../domain/bars.js";
import type { Day } from "../../domain/money.js";
import { quantile } from "../../indicator/statistics.js";

export interface Regime {
  readonly trend: "sideways" | "mixed" | "trending";
  readonly volatility: "calm" | "usual" | "wild";
}

const DATES = 20;
/** Thirds of fewer dates say nothing. */
const LEAST = 30;

interface Date {
  readonly day: Day;
  readonly close: number;
  readonly high: number;
  readonly low: number;
}

/**
 * Trend is Kaufman's efficiency ratio of the 20 trade dates before: |change of the close| ÷ sum of its |daily changes|.
 * Volatility is their mean true range as a share of the last close. Each date is put into a third of all dates that the
 * bars have. Null for a date with fewer than 21 before it, and where fewer than 30 dates can be measured at all.
 */
export function regimesOf(bars: Bars): (day: Day) => Regime | null {
  const dates = datesOf(bars);
  const measured = new Map<Day, { trend: number; volatility: number }>();
  for (let i = DATES + 1; i <= dates.length; i++) {
    let [way, range] = [0, 0];
    for (let k = i - DATES; k < i; k++) {
      const [last, { high, low, close }] = [dates[k - 1]!.close, dates[k]!];
      way += Math.abs(close - last);
      range += Math.max(high, last) - Math.min(low, last);
    }
    const [from, to] = [dates[i - 1 - DATES]!.close, dates[i - 1]!.close];
    // The date that follows the 20; behind the last one there is none yet.
    const day = dates[i]?.day;
    if (day === undefined) break;
    measured.set(day, {
      trend: way === 0 ? 0 : Math.abs(to - from) / way,
      volatility: to === 0 ? 0 : range / DATES / Math.abs(to),
    });
  }
  if (measured.size < LEAST) return () => null;
  const thirds = (of: "trend" | "volatility"): [number, number] => {
    const sorted = [...measured.values()].map((one) => one[of]).sort((a, b) => a - b);
    return [quantile(sorted, 1 / 3)!, quantile(sorted, 2 / 3)!];
  };
  const [trend, volatility] = [thirds("trend"), thirds("volatility")];
  return (day) => {
    const found = measured.get(day);
    if (found === undefined) return null;
    const third = <T>(value: number, [low, high]: [number, number], names: readonly [T, T, T]): T =>
      value <= low ? names[0] : value <= high ? names[1] : names[2];
    return {
      trend: third(found.trend, trend, ["sideways", "mixed", "trending"]),
      volatility: third(found.volatility, volatility, ["calm", "usual", "wild"]),
    };
  };
}

function datesOf({ tradeDate, highTicks, lowTicks, closeTicks, length }: Bars): Date[] {
  const dates: { -readonly [K in keyof Date]: Date[K] }[] = [];
  for (let i = 0; i < length; i++) {
    const last = dates.at(-1);
    const [high, low, close] = [highTicks[i]!, lowTicks[i]!, closeTicks[i]!];
    if (last === undefined || last.day !== tradeDate[i]) dates.push({ day: tradeDate[i]!, high, low, close });
    else {
      last.high = Math.max(last.high, high);
      last.low = Math.min(last.low, low);
      last.close = close;
    }
  }
  return dates;
}
