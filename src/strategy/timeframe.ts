// How does a strategy read longer bars than those it runs on?

import type { LongerBars } from "../bars/longer.js";
import { pure } from "../indicator/pure.js";
import { room } from "../indicator/stretch.js";
import { type Clock, LongerClock, Series } from "./series.js";

/**
 * Longer bars as of the bar of the run that has just closed: `close.now` is the close of the newest hour (day, week) that is
 * over, `close.ago(1)` that of the hour before. The hour in progress cannot be read.
 */
export class Timeframe {
  readonly open: Series;
  readonly high: Series;
  readonly low: Series;
  readonly close: Series;
  /** NaN throughout where the data has no volume. */
  readonly volume: Series;
  /** Trade dates as a column, for indicators that begin anew with each session. */
  readonly tradeDate: Series;
  readonly #longer: LongerBars;
  readonly #clock: Clock;

  /** `tradeDate` is that of `longer` as a column. */
  constructor(longer: LongerBars, tradeDate: Float64Array, run: Clock) {
    const { bars, seen } = longer;
    const clock = new LongerClock(seen, run);
    this.#longer = longer;
    this.#clock = clock;
    this.open = new Series(bars.open, clock);
    this.high = new Series(bars.high, clock);
    this.low = new Series(bars.low, clock);
    this.close = new Series(bars.close, clock);
    this.volume = new Series(bars.volume, clock);
    this.tradeDate = new Series(tradeDate, clock);
  }

  /** True at the bar of the run with which one of these closed: where it is true, `now` is new. */
  get closed(): boolean {
    return this.#clock.bar !== this.#clock.before;
  }
  /** Index of the newest one that has closed; -1 before the first. */
  get bar(): number {
    return this.#clock.bar;
  }
  /** UTC epoch milliseconds of its open; NaN before the first. */
  get time(): number {
    return this.#longer.bars.time[this.#clock.bar] ?? Number.NaN;
  }
  /** Its trade date in days since 1970-01-01, of a week its first; NaN before the first. */
  get tradeDay(): number {
    return this.#longer.bars.tradeDate[this.#clock.bar] ?? Number.NaN;
  }
}

/** A column of longer bars as the run saw it, bar for bar: what the report draws. */
export const asSeen = pure("asSeen", (column: Float64Array, seen: Int32Array): Float64Array => {
  const shown = room(seen.length);
  for (let bar = 0; bar < seen.length; bar++) shown[bar] = seen[bar]! < 0 ? Number.NaN : column[seen[bar]!]!;
  return shown;
});
