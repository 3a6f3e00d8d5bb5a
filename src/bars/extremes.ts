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

/** Bars of a window. */
export const WINDOW = 8;

/** By bar, of the `WINDOW` bars from it on, in ticks; of those that there are at the end. */
export interface Windows {
  readonly highest: Int32Array;
  readonly lowest: Int32Array;
}

const asked = new WeakSet<Int32Array>();
const windows = new WeakMap<Int32Array, Windows>();

/**
 * Any stretch of `WINDOW` bars and more is a few windows, which may overlap. To find them costs as much as to look at all bars three times: null
 * for whoever asks first, since most bars are run over once.
 */
export function windowsOf({ highTicks, lowTicks }: Ranges): Windows | null {
  if (!asked.has(highTicks)) {
    asked.add(highTicks);
    return null;
  }
  let found = windows.get(highTicks);
  if (found !== undefined) return found;
  found = { highest: highTicks.slice(), lowest: lowTicks.slice() };
  // Two windows side by side are one of twice their width.
  for (let width = 1; width < WINDOW; width *= 2) {
    for (let from = 0; from < highTicks.length - width; from += BLOCK) {
      const to = Math.min(from + BLOCK, highTicks.length - width);
      widen(found, width, from, to);
    }
  }
  windows.set(highTicks, found);
  return found;
}

/** As of the bar loop: V8 keeps the code of a function that returns, and throws away that of a loop. */
const BLOCK = 4096;

function widen({ highest, lowest }: Windows, width: number, from: number, to: number): void {
  for (let bar = from; bar < to; bar++) {
    const next = (bar + width) | 0;
    if (highest[next]! > highest[bar]!) highest[bar] = highest[next]!;
    if (lowest[next]! < lowest[bar]!) lowest[bar] = lowest[next]!;
  }
}

/** Whether anything has been worked out of the column. */
export const hasExtremes = (highTicks: Int32Array): boolean => known.has(highTicks) || windows.has(highTicks);

/** Somebody has written into the column. */
export function forgetExtremes(highTicks: Int32Array): void {
  known.delete(highTicks);
  windows.delete(highTicks);
}

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
