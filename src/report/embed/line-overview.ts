// What is seen of a line of the strategy from afar?

import { doublesOf, type PackedColumns } from "./unpack.js";

/** M4: first, lowest, highest and last of a bucket. */
export const POINTS = 4;

/**
 * Of each of `length` buckets the last value, how far the first lies from the last of the bucket before, how far lowest and highest
 * reach beyond both ends, and which of the two came first. In steps, of values as a reader of the file has them; NaN is passed over.
 */
export function lineOverview(
  values: Float64Array,
  line: number,
  length: number,
  step: number,
): Record<string, Float64Array> {
  const column = () => new Float64Array(length);
  const [all, gap, down, up, early] = [column(), column(), column(), column(), column()];
  let before = 0;
  for (let i = 0; i < length; i++) {
    const from = Math.floor((i * values.length) / length);
    const end = Math.floor(((i + 1) * values.length) / length);
    let [first, last, low, high] = [-1, -1, -1, -1];
    for (let bar = from; bar < end; bar++) {
      const value = values[bar]!;
      if (Number.isNaN(value)) continue;
      if (first === -1) first = low = high = bar;
      else if (value < values[low]!) low = bar;
      else if (value > values[high]!) high = bar;
      last = bar;
    }
    if (first === -1) {
      all[i] = Number.NaN;
      continue;
    }
    const [start, bottom, top, close] = [first, low, high, last].map((bar) =>
      Math.round(values[bar]! / step),
    );
    all[i] = close! + 0;
    gap[i] = start! - before + 0;
    down[i] = Math.min(start!, close!) - bottom!;
    up[i] = top! - Math.max(start!, close!);
    early[i] = high < low ? 1 : 0;
    before = close!;
  }
  return {
    [`all${line}`]: all,
    [`gap${line}`]: gap,
    [`down${line}`]: down,
    [`up${line}`]: up,
    [`early${line}`]: early,
  };
}

/** The points of all buckets in the order of time, four a bucket. Files of before they were kept have one, the last. */
export function overviewPoints(columns: PackedColumns, line: number, step: number): Float64Array {
  const all = doublesOf(columns, `all${line}`);
  if (columns[`gap${line}`] === undefined) return all.map((units) => units * step);
  const [gap, down, up, early] = ["gap", "down", "up", "early"].map((name) =>
    doublesOf(columns, `${name}${line}`),
  );
  const points = new Float64Array(POINTS * all.length).fill(Number.NaN);
  let before = 0;
  for (let i = 0; i < all.length; i++) {
    const last = all[i]!;
    if (Number.isNaN(last)) continue;
    const first = before + gap![i]!;
    const low = Math.min(first, last) - down![i]!;
    const high = Math.max(first, last) + up![i]!;
    const middle = early![i] === 1 ? [high, low] : [low, high];
    [first, ...middle, last].forEach((units, k) => {
      points[POINTS * i + k] = units * step;
    });
    before = last;
  }
  return points;
}
