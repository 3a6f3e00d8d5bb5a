// What does a strategy read where its series is not the one that is traded on?

import { seenBars } from "../bars/chain.js";
import type { Series } from "../domain/bars.js";
import type { SeenPrice } from "../domain/chain.js";
import { type PriceGrid, priceOfTicks, type Ticks } from "../domain/money.js";
import { makesBars } from "../indicator/pure.js";
import type { ColumnCache } from "../strategy/columns.js";

/** A contract month from its first bar on. */
interface SeenMonth {
  readonly bar: number;
  readonly seen: SeenPrice | null;
}

/**
 * Between the prices that a strategy reads and those of the bars, which the broker has in ticks: `seen` = scale × (price in the
 * bars + shift), by the contract month of the bar that has just closed.
 */
export class SeenPrices {
  readonly #months: readonly SeenMonth[];
  readonly #grid: PriceGrid;
  #at = 0;

  constructor(months: readonly SeenMonth[], grid: PriceGrid) {
    this.#months = months;
    this.#grid = grid;
  }

  /** The bars with the prices that the strategy reads. Runs that share computed columns share these too. */
  series(series: Series, columns: ColumnCache): Series {
    const months = this.#months.map(({ bar, seen }) => ({ bar, seen }));
    const key = JSON.stringify({ months, grid: this.#grid });
    return columns.get(readSeries, [series, key]) as unknown as Series;
  }

  /** Points of one unit of the bars' price in what is read at that bar. */
  scale(bar: number): number {
    return this.#of(bar).scale;
  }

  /** A price in the bars as it is read. */
  read(points: number, bar: number): number {
    const { scale, shift } = this.#of(bar);
    return scale * (points + priceOfTicks(shift, this.#grid));
  }

  readTicks(ticks: Ticks, bar: number): number {
    const { scale, shift } = this.#of(bar);
    return scale * priceOfTicks(ticks + shift, this.#grid);
  }

  /** What was read as it is in the bars. */
  meant(price: number, bar: number): number {
    const { scale, shift } = this.#of(bar);
    return price / scale - priceOfTicks(shift, this.#grid);
  }

  #of(bar: number): SeenPrice {
    const months = this.#months;
    if (months[this.#at]!.bar > bar) this.#at = 0;
    while (this.#at + 1 < months.length && months[this.#at + 1]!.bar <= bar) this.#at++;
    return months[this.#at]!.seen!;
  }
}

const readSeries = makesBars((series: Series, key: string): Series => {
  const { months, grid } = JSON.parse(key) as { months: SeenMonth[]; grid: PriceGrid };
  return { ...series, bars: seenBars(series.bars, months, grid) };
});
