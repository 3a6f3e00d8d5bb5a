// Which positions are one bet?

import type { Bars } from "../domain/bars.js";
import type { Day, Ticks } from "../domain/money.js";
import { correlation } from "../indicator/statistics.js";

/** The last close of each trade date that is over. */
export type DailyCloses = ReadonlyMap<Day, Ticks>;

/**
 * Pearson's correlation of daily returns over the last `days` trade dates that both have, known at that time. Null while
 * there are fewer, or where a price never moved. A return is the change ÷ the size of the close before.
 */
export function dailyCorrelation(a: DailyCloses, b: DailyCloses, days: number): number | null {
  const common = [...a.keys()].filter((day) => b.has(day)).slice(-days - 1);
  if (common.length < days + 1) return null;
  return correlation(returns(a, common), returns(b, common));
}

const returns = (closes: DailyCloses, days: readonly Day[]): number[] =>
  days.slice(1).map((day, k) => {
    const before = closes.get(days[k]!)!;
    return (closes.get(day)! - before) / Math.max(1, Math.abs(before));
  });

/** The daily closes of a series as time goes on: a date counts once a bar of the next one has been seen. */
export class DateCloses {
  readonly #bars: Bars;
  readonly #closes = new Map<Day, Ticks>();
  #seen = 0;

  constructor(bars: Bars) {
    this.#bars = bars;
  }

  /** By the bars before `end`, which never goes back. */
  until(end: number): DailyCloses {
    const { tradeDate, closeTicks } = this.#bars;
    for (let bar = Math.max(this.#seen, 1); bar < end; bar++) {
      if (tradeDate[bar] !== tradeDate[bar - 1]) this.#closes.set(tradeDate[bar - 1]!, closeTicks[bar - 1]!);
    }
    this.#seen = Math.max(this.#seen, end);
    return this.#closes;
  }
}
