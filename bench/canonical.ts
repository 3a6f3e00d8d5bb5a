// On which bars is speed measured, and what must come out of them?

import { createBars } from "#bars/columns.js";
import type { Bars, Series } from "#domain/bars.js";
import { fillTradeDates } from "#instrument/calendar.js";

/** 2020-01-01T00:00Z, and a bar a minute from there, around the clock. */
const START = 1_577_836_800_000;
const MINUTE = 60_000;
const TICK = 0.25;

/**
 * The canonical bars: a random walk on quarter points from a xorshift generator of fixed seed, now and then a gap or a
 * wild minute. The same bits in every program that measures itself on them.
 */
export function canonicalBars(length: number): Bars {
  const bars = createBars(length);
  let state = 0x9e3779b9 | 0;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  let last = 20_000;
  for (let bar = 0; bar < length; bar++) {
    const stride = ((next() >>> 8) & 255) === 0 ? 8 : 1;
    const jump = next();
    const open = last + (((jump >>> 8) & 511) === 0 ? ((jump >>> 17) % 81) - 40 : (jump % 3) - 1);
    let [price, high, low] = [open, open, open];
    for (let k = 0; k < 8; k++) {
      price += ((next() % 5) - 2) * stride;
      if (price > high) high = price;
      if (price < low) low = price;
    }
    last = price;
    bars.time[bar] = START + MINUTE * bar;
    bars.openTicks[bar] = open;
    bars.highTicks[bar] = high;
    bars.lowTicks[bar] = low;
    bars.closeTicks[bar] = price;
    bars.open[bar] = open * TICK;
    bars.high[bar] = high * TICK;
    bars.low[bar] = low * TICK;
    bars.close[bar] = price * TICK;
    bars.volume[bar] = 100 + (next() % 1900);
  }
  fillTradeDates("equity_index", bars.time, length, bars.tradeDate);
  return bars;
}

export const canonicalSeries = (length: number): Series => seriesOf(canonicalBars(length));

/** Generated minutes, as a series that a run takes. */
export function seriesOf(bars: Bars, symbol = "MES"): Series {
  const { length } = bars;
  return {
    bars,
    source: {
      symbol,
      file: `canonical-${length}`,
      sha256: "",
      timeframeMs: MINUTE,
      from: bars.time[0]!,
      to: bars.time[length - 1]!,
      firstDay: bars.tradeDate[0]!,
      lastDay: bars.tradeDate[length - 1]!,
      bars: length,
      hasVolume: true,
      synthetic: true,
      notes: [],
    },
  };
}

/** What three independent programs agree on to the last bit. */
export interface Expected {
  readonly trades: number;
  /** Micro-dollars. */
  readonly net: number;
  readonly maxDrawdown: number;
  readonly fees: number;
}

/** By workload, then by number of bars. W3 is the sum over its hundred pairs. */
export const EXPECTED: Readonly<Record<"W1" | "W2" | "W3", Readonly<Record<number, Partial<Expected>>>>> = {
  W1: {
    20000: { trades: 662, net: -1_311_500_000, maxDrawdown: 1_347_290_000, fees: 821_500_000 },
    200000: { trades: 7_027, net: -27_845_350_000, maxDrawdown: 28_063_600_000, fees: 8_714_100_000 },
    1000000: { trades: 35_263, net: -133_335_490_000, maxDrawdown: 133_386_130_000, fees: 43_726_740_000 },
  },
  W2: {
    20000: { trades: 301, net: -696_990_000, maxDrawdown: 993_860_000, fees: 373_240_000 },
    1000000: { trades: 14_815, net: -42_959_970_000, maxDrawdown: 42_998_750_000, fees: 18_371_220_000 },
  },
  W3: { 1000000: { trades: 2_200_316, net: -8_319_008_840_000, maxDrawdown: 8_372_237_460_000 } },
};

/** How fingerprints begin, by number of bars: what is faster and another run is not measured. */
export const FINGERPRINTS: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  W1: { 20000: "23acac6ce6ab082f", 200000: "a28b924c903a0f20", 1000000: "e14a394f917a2b4b" },
  W1x10: { 200000: "973740708b571bf7", 10000000: "71951aa613bcbbca" },
  W2: { 20000: "97140a21aa7526bc", 1000000: "3abde942c9b9717d" },
  W4: { 20000: "a3b53fffaca20338", 1000000: "6163c31127c4cf87" },
};
