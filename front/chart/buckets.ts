// What is drawn of bars when several of them share a pixel?

import type { BarSlice, Overview } from "../../src/report/embed/layout.js";

/** Bars or buckets of bars, in ticks, in columns that are used again for every frame: the first `length` entries count. */
export interface Candles {
  length: number;
  /** First bar of each, and how many bars it stands for. */
  readonly bar: Float64Array;
  readonly span: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

export function roomForCandles(length: number): Candles {
  const room = () => new Float64Array(length);
  return {
    length: 0,
    bar: room(),
    span: room(),
    open: room(),
    high: room(),
    low: room(),
    close: room(),
    volume: room(),
  };
}

/** Bars for each bucket: a whole number, so that buckets stay the same while the view moves and nothing flickers. */
export const bucketSize = (span: number, columns: number): number =>
  Math.max(1, Math.ceil(span / Math.max(1, columns)));

/** Buckets of `size` bars that meet `from` to `to`; of a bucket the first open, last close, extremes and the sum of volume. */
export function candlesOf(slice: BarSlice, from: number, to: number, size: number, into: Candles): void {
  let n = 0;
  const last = Math.min(to, slice.to);
  for (let start = Math.floor(from / size) * size; start < last; start += size) {
    const first = Math.max(start, slice.from);
    const end = Math.min(start + size, slice.to);
    let high = Number.NEGATIVE_INFINITY;
    let low = Number.POSITIVE_INFINITY;
    let open = Number.NaN;
    let close = Number.NaN;
    let volume = 0;
    for (let i = first - slice.from; i < end - slice.from; i++) {
      if (slice.there !== null && slice.there[i] === 0) continue;
      if (slice.high[i]! > high) high = slice.high[i]!;
      if (slice.low[i]! < low) low = slice.low[i]!;
      if (Number.isNaN(open)) open = slice.open[i]!;
      close = slice.close[i]!;
      volume += slice.volume[i]!;
    }
    if (Number.isNaN(close)) continue;
    put(into, n++, start, size, open, high, low, close, volume);
    if (n === into.bar.length) break;
  }
  into.length = n;
}

function put(
  into: Candles,
  n: number,
  bar: number,
  span: number,
  open: number,
  high: number,
  low: number,
  close: number,
  volume: number,
): void {
  into.bar[n] = bar;
  into.span[n] = span;
  into.open[n] = open;
  into.high[n] = high;
  into.low[n] = low;
  into.close[n] = close;
  into.volume[n] = volume;
}

/** First bar of an overview's bucket. */
export const bucketStart = (i: number, bars: number, length: number): number =>
  Math.floor((i * bars) / length);

/** The same from the overview: as many of its buckets joined as fit `columns`. */
export function candlesOfOverview(
  overview: Overview,
  bars: number,
  from: number,
  to: number,
  columns: number,
  into: Candles,
): void {
  const { length } = overview;
  const perBar = length / Math.max(1, bars);
  const size = Math.max(1, Math.ceil(((to - from) * perBar) / Math.max(1, columns)));
  const first = Math.max(0, Math.floor(Math.floor(from * perBar) / size) * size);
  let n = 0;
  for (let i = first; i < length && bucketStart(i, bars, length) < to; i += size) {
    const end = Math.min(length, i + size);
    let high = overview.high[i]!;
    let low = overview.low[i]!;
    let volume = overview.volume[i]!;
    for (let k = i + 1; k < end; k++) {
      if (overview.high[k]! > high) high = overview.high[k]!;
      if (overview.low[k]! < low) low = overview.low[k]!;
      volume += overview.volume[k]!;
    }
    const start = bucketStart(i, bars, length);
    const span = bucketStart(end, bars, length) - start;
    put(into, n++, start, span, overview.open[i]!, high, low, overview.close[end - 1]!, volume);
    if (n === into.bar.length) break;
  }
  into.length = n;
}

/** Lowest low and highest high, in ticks; null without a bar. */
export function extremesOf({ low, high, length }: Candles): { low: number; high: number } | null {
  if (length === 0) return null;
  let bottom = low[0]!;
  let top = high[0]!;
  for (let i = 1; i < length; i++) {
    if (low[i]! < bottom) bottom = low[i]!;
    if (high[i]! > top) top = high[i]!;
  }
  return { low: bottom, high: top };
}

/**
 * M4 (first, lowest, highest, last of each bucket of `size` bars): writes the indices of the points into `into`, rising, and
 * returns how many there are. `offset` is the bar of `values[0]`. NaN is passed over; with `gaps` a bucket of nothing else has one point,
 * at which a line is interrupted.
 */
export function pickM4(
  values: ArrayLike<number>,
  offset: number,
  from: number,
  to: number,
  size: number,
  into: Int32Array,
  gaps = false,
): number {
  let n = 0;
  const end = Math.min(to, offset + values.length);
  for (let start = Math.floor(from / size) * size; start < end && n + 4 <= into.length; start += size) {
    const stop = Math.min(start + size, offset + values.length) - offset;
    let first = Math.max(start, offset) - offset;
    while (first < stop && Number.isNaN(values[first]!)) first++;
    if (first >= stop) {
      if (gaps && stop > 0) into[n++] = stop - 1;
      continue;
    }
    let [low, high, last] = [first, first, first];
    for (let i = first + 1; i < stop; i++) {
      const value = values[i]!;
      if (value < values[low]!) low = i;
      else if (value > values[high]!) high = i;
      else if (Number.isNaN(value)) continue;
      last = i;
    }
    n = putM4(into, n, first, low, high, last);
  }
  return n;
}

/** The up to four points of a bucket, each once and in their order. Returns how many there are by now. */
export function putM4(
  into: Int32Array,
  n: number,
  first: number,
  low: number,
  high: number,
  last: number,
): number {
  let count = n;
  into[count++] = first;
  const [a, b] = low < high ? [low, high] : [high, low];
  if (a !== first) into[count++] = a;
  if (b !== a && b !== first) into[count++] = b;
  if (last !== b && last !== a && last !== first) into[count++] = last;
  return count;
}
