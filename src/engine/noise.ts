// Which bars could have come just as well?

import { createBars } from "../bars/columns.js";
import type { Bars } from "../domain/bars.js";
import { pick, randomOf } from "../domain/random.js";

/**
 * A path of the same kind as `bars`: at the same times, each bar a step of the true path taken from somewhere else in it (gap to the
 * close before, range and volume together), drawn with replacement. Prices stay above 0 where the true ones do. Seeded.
 */
export function noiseOf(bars: Bars, seed = 1): Bars {
  const { length, open, high, low, close, volume } = bars;
  const made = createBars(length);
  made.time.set(bars.time);
  made.tradeDate.set(bars.tradeDate);
  const random = randomOf(seed, "noise");
  const start = close[0] ?? 0;
  let last = start;
  for (let bar = 0; bar < length; bar++) {
    const from = length > 1 ? 1 + pick(random, length - 1) : 0;
    const gap = from === 0 ? 0 : open[from]! - close[from - 1]!;
    // Turned around where the path would leave the prices that there can be.
    const up = last + gap + low[from]! - open[from]! > 0 || start <= 0;
    const base = up ? last : start;
    made.open[bar] = base + gap;
    made.high[bar] = base + gap + high[from]! - open[from]!;
    made.low[bar] = base + gap + low[from]! - open[from]!;
    made.close[bar] = base + gap + close[from]! - open[from]!;
    made.volume[bar] = volume[from]!;
    last = made.close[bar]!;
  }
  return made;
}
