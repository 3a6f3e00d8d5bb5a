// How far did the bars of a stretch reach?

const SHIFT = 6;
/** Bars of a stretch. */
export const STRETCH = 1 << SHIFT;

/** By stretch of `STRETCH` bars from the first bar on. */
export interface Extremes {
  /** Highest high and lowest low, in ticks. */
  readonly highest: Int32Array;
  readonly lowest: Int32Array;
}

interface Ranges {
  readonly highTicks: Int32Array;
  readonly lowTicks: Int32Array;
}

const known = new WeakMap<Int32Array, Extremes>();

/** Found once for all runs over the bars: what a stretch does not reach need not be looked for in its bars. */
export function extremesOf({ highTicks, lowTicks }: Ranges): Extremes {
  let extremes = known.get(highTicks);
  if (extremes !== undefined) return extremes;
  const count = Math.ceil(highTicks.length / STRETCH);
  const integers = () => new Int32Array(count);
  extremes = { highest: integers(), lowest: integers() };
  for (let stretch = 0; stretch < count; stretch++) look(highTicks, lowTicks, stretch, extremes);
  known.set(highTicks, extremes);
  return extremes;
}

/** Whether anything has been worked out of the column. */
export const hasExtremes = (highTicks: Int32Array): boolean => known.has(highTicks);

/** Somebody has written into the column. */
export const forgetExtremes = (highTicks: Int32Array): void => void known.delete(highTicks);

export const stretchOf = (bar: number): number => bar >> SHIFT;
export const endOfStretch = (bar: number): number => ((bar >> SHIFT) + 1) << SHIFT;

function look(highs: Int32Array, lows: Int32Array, stretch: number, extremes: Extremes): void {
  const { highest, lowest } = extremes;
  const from = stretch << SHIFT;
  const to = Math.min(from + STRETCH, highs.length);
  let high = highs[from]!;
  let low = lows[from]!;
  for (let bar = from; bar < to; bar++) {
    if (highs[bar]! > high) high = highs[bar]!;
    if (lows[bar]! < low) low = lows[bar]!;
  }
  highest[stretch] = high;
  lowest[stretch] = low;
}
