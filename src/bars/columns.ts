// How do bars lie in memory?

import type { Bars } from "../domain/bars.js";
import type { EpochMs } from "../domain/money.js";

/** Every column by its name, in the order in which they lie in memory. */
export const BAR_COLUMNS = [
  "time",
  "open",
  "high",
  "low",
  "close",
  "volume",
  "openTicks",
  "highTicks",
  "lowTicks",
  "closeTicks",
  "tradeDate",
] as const;

const F64 = 8;
const I32 = 4;

/** Gives memory of at least so many bytes. */
export type Memory = (bytes: number) => SharedArrayBuffer;

/**
 * Room for `length` bars, all zero unless the memory was used before, in one SharedArrayBuffer: six columns of doubles (time, open, high, low,
 * close, volume), then five of 32-bit integers (the four prices in ticks, the trade date). Doubles first keeps
 * every column aligned whatever the length. 68 bytes a bar: a million minutes are 68 MB, once, for all workers.
 */
export function createBars(length: number, memory: Memory = (bytes) => new SharedArrayBuffer(bytes)): Bars {
  const buffer = memory((6 * F64 + 5 * I32) * length);
  const doubles = (n: number) => new Float64Array(buffer, n * F64 * length, length);
  const integers = (n: number) => new Int32Array(buffer, (6 * F64 + n * I32) * length, length);
  return {
    buffer,
    length,
    time: doubles(0),
    open: doubles(1),
    high: doubles(2),
    low: doubles(3),
    close: doubles(4),
    volume: doubles(5),
    openTicks: integers(0),
    highTicks: integers(1),
    lowTicks: integers(2),
    closeTicks: integers(3),
    tradeDate: integers(4),
  };
}

/**
 * Bars `from` (included) to `to` (excluded) as views over the same memory: nothing is copied, and what is
 * written to one is seen in the other. RangeError where the range does not lie inside the bars.
 */
export function sliceBars(bars: Bars, from: number, to: number): Bars {
  if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= bars.length)) {
    throw new RangeError(`bars ${from} to ${to} of ${bars.length}`);
  }
  return {
    buffer: bars.buffer,
    length: to - from,
    time: bars.time.subarray(from, to),
    open: bars.open.subarray(from, to),
    high: bars.high.subarray(from, to),
    low: bars.low.subarray(from, to),
    close: bars.close.subarray(from, to),
    volume: bars.volume.subarray(from, to),
    openTicks: bars.openTicks.subarray(from, to),
    highTicks: bars.highTicks.subarray(from, to),
    lowTicks: bars.lowTicks.subarray(from, to),
    closeTicks: bars.closeTicks.subarray(from, to),
    tradeDate: bars.tradeDate.subarray(from, to),
  };
}

/** Index of the first bar that opens at or after the instant; `length` where there is none. */
export function barIndexAt({ time, length }: Pick<Bars, "time" | "length">, at: EpochMs): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (time[middle] < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The step between most bars in milliseconds: breaks, nights and missing minutes are longer but rarer. Of two
 * equally common steps the shorter, since a gap makes a step longer and nothing makes it shorter. Fewer than two
 * bars have no step: 0.
 */
export function timeframeOf(time: Float64Array, length: number): number {
  const counts = new Map<number, number>();
  for (let i = 1; i < length; i++) {
    const step = time[i] - time[i - 1];
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  let common = 0;
  let most = 0;
  for (const [step, count] of counts) {
    if (step > 0 && (count > most || (count === most && step < common))) {
      common = step;
      most = count;
    }
  }
  return common;
}
