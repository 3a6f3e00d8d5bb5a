// Bars that walk by chance, seeded: what strategies are watched on.

import { pick, randomOf } from "#domain/random.js";
import type { Series } from "../../src/domain/bars.js";
import { minuteBars } from "../fixtures/series.js";

/** One-minute MES bars, 390 a day, each a few ticks from the last. */
export function walkSeries(length: number, seed: number): Series {
  const series = minuteBars(Math.ceil(length / 390), 390);
  const { bars } = series;
  const random = randomOf(seed, "walk");
  let ticks = 19_200;
  for (let i = 0; i < bars.length; i++) {
    const open = ticks + pick(random, 3) - 1;
    ticks = open + pick(random, 9) - 4;
    put(bars.openTicks, bars.open, i, open);
    put(bars.closeTicks, bars.close, i, ticks);
    put(bars.highTicks, bars.high, i, Math.max(open, ticks) + pick(random, 4));
    put(bars.lowTicks, bars.low, i, Math.min(open, ticks) - pick(random, 4));
    bars.volume[i] = 50 + pick(random, 200);
  }
  return series;
}

function put(column: Int32Array, prices: Float64Array, i: number, ticks: number): void {
  column[i] = ticks;
  prices[i] = ticks / 4;
}
