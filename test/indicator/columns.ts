// Which columns do the indicator tests run on?

import { normal, randomOf } from "#domain/random.js";

export interface Columns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  readonly tradeDate: Float64Array;
}

/** A random walk in quarter points around 5,000 with flat bars, gaps and twenty bars to a trade date. */
export function walk(length: number, seed = 1): Columns {
  const random = randomOf(seed, "walk");
  const quarters = (points: number) => Math.round(points * 4) / 4;
  const columns: Columns = {
    open: new Float64Array(length),
    high: new Float64Array(length),
    low: new Float64Array(length),
    close: new Float64Array(length),
    volume: new Float64Array(length),
    tradeDate: new Float64Array(length),
  };
  let price = 5000;
  for (let i = 0; i < length; i++) {
    const open = price + (i % 20 === 0 ? quarters(8 * normal(random)) : 0);
    const flat = random() < 0.05;
    const close = flat ? open : quarters(open + 3 * normal(random));
    columns.open[i] = open;
    columns.close[i] = close;
    columns.high[i] = flat ? open : quarters(Math.max(open, close) + 2 * random());
    columns.low[i] = flat ? open : quarters(Math.min(open, close) - 2 * random());
    columns.volume[i] = Math.floor(1000 * random());
    columns.tradeDate[i] = 19_000 + Math.floor(i / 20);
    price = close;
  }
  return columns;
}

/** A short list of prices as a column; `null` is a bar without a value. */
export const column = (...values: readonly (number | null)[]): Float64Array =>
  Float64Array.from(values, (value) => value ?? Number.NaN);

/** Where the first number stands. */
export const firstNumber = (values: Float64Array): number =>
  values.findIndex((value) => !Number.isNaN(value));

/** The largest difference; NaN must stand on the same bars. */
export function difference(a: Float64Array, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    if (Number.isNaN(a[i]) !== Number.isNaN(b[i])) return Number.POSITIVE_INFINITY;
    if (!Number.isNaN(a[i])) most = Math.max(most, Math.abs(a[i]! - b[i]!));
  }
  return most;
}

/** A package's shortened output at full length: NaN in front. */
export const padded = (length: number, tail: readonly (number | undefined)[]): Float64Array =>
  Float64Array.from({ length }, (_, i) => tail[i - (length - tail.length)] ?? Number.NaN);
