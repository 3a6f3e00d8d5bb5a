// Are the days that minutes make those of the vendors' daily files, and where not, why?

import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { frameOf } from "#bars/frame.js";
import { resampled } from "#bars/resample.js";
import { type ReadOptions, readBars } from "#importer/read-bars.js";
import { instrumentOf } from "#instrument/instrument.js";
import { formatDay } from "#instrument/time.js";
import type { Series } from "../../src/domain/bars.js";
import { contractOf, hasRealData, realDataNote, sharedPath } from "../fixtures/real-data.js";
import { barsOf } from "./some-bars.js";

type Options = Omit<ReadOptions, "instrument">;
const read = (path: string, symbol: string, options: Options = {}): Promise<Series> =>
  readBars(sharedPath(`data/${path}`), { instrument: instrumentOf(contractOf(symbol)), ...options });

/** By trade date: open, high, low, close, volume. */
const days = ({ bars }: Series): Map<string, number[]> =>
  new Map(
    Array.from(bars.tradeDate, (day, i) => [
      formatDay(day),
      [bars.open[i]!, bars.high[i]!, bars.low[i]!, bars.close[i]!, bars.volume[i]!],
    ]),
  );

/** Dates that both have, and those of them on which open, high or low differ. */
function compared(ours: Series, theirs: Series): { both: string[]; differing: string[] } {
  const [a, b] = [days(ours), days(theirs)];
  const both = [...a.keys()].filter((day) => b.has(day));
  const differing = both.filter((day) => [0, 1, 2].some((k) => a.get(day)![k] !== b.get(day)![k]));
  return { both, differing };
}

const TRADINGVIEW_1M = "parent_intraday_nolicence/ES_1m_20220116_20220128.csv.gz";
const TRADINGVIEW_5M = "parent_intraday_nolicence/ES_5m_20211205_20220128.csv.gz";
const YAHOO: Options = { policy: { "off-grid": "repair", "high-low": "repair" } };
const present = (...paths: string[]): boolean =>
  hasRealData && paths.every((path) => existsSync(sharedPath(`data/${path}`)));

describe.skipIf(!present(TRADINGVIEW_1M, TRADINGVIEW_5M))(`ES of TradingView${realDataNote}`, () => {
  test("one and five minutes make the same days, volume and all, the merged holiday included", async () => {
    const ones = days(await read(TRADINGVIEW_1M, "ES", { resample: "1d" }));
    const fives = days(await read(TRADINGVIEW_5M, "ES", { resample: "1d" }));
    expect([...ones.keys()]).not.toContain("2022-01-17"); // Martin Luther King: its trades are of the 18th
    expect(ones.size).toBe(9);
    for (const [day, bar] of ones) expect([day, bar]).toEqual([day, fives.get(day)]);
  });

  test("one minute makes the five minutes of the other file", async () => {
    const made = await read(TRADINGVIEW_1M, "ES", { resample: "5m" });
    const { bars } = await read(TRADINGVIEW_5M, "ES");
    const from = bars.time.indexOf(made.bars.time[0]!);
    expect(made.bars.length).toBe(2712);
    for (const column of ["time", "open", "high", "low", "close", "volume"] as const)
      expect([...made.bars[column]]).toEqual([...bars[column].slice(from, from + made.bars.length)]);
  });

  test("its days are Yahoo's, but for the week in which Yahoo holds the old contract to its expiry", async () => {
    const ours = await read(TRADINGVIEW_5M, "ES", { resample: "1d" });
    const theirs = await read("futures_daily/ES_1d_yahoo_2000_2025.csv", "ES", YAHOO);
    const { both, differing } = compared(ours, theirs);
    expect(both.length).toBe(38);
    expect(differing).toEqual(
      ["10", "13", "14", "15", "16", "17"].map((day) => `2021-12-${day}`), // expiry was on the 17th
    );
  });

  test("Yahoo's close is the settlement: nearer to the price at 15:00 than to the last one", async () => {
    const theirs = days(await read("futures_daily/ES_1d_yahoo_2000_2025.csv", "ES", YAHOO));
    const off = async (longClose: "last" | "settlement"): Promise<number> => {
      const ours = days(await read(TRADINGVIEW_5M, "ES", { resample: "1d", longClose }));
      const ticks = [...ours].map(([day, bar]) => Math.abs(bar[3]! - theirs.get(day)![3]!) / 0.25);
      return ticks.sort((a, b) => a - b)[19]!;
    };
    expect(await off("settlement")).toBeLessThanOrEqual(4); // an average of the last half minute, not its last trade
    expect(await off("last")).toBeGreaterThan(10);
  });
});

const NQ_5M = "futures_intraday/NQ_5m_2019H1.csv.gz";
describe.skipIf(!present(NQ_5M))(`NQ of 2019${realDataNote}`, () => {
  test("five minutes make Yahoo's days, but for the two roll weeks and the day on which the file ends", async () => {
    const ours = await read(NQ_5M, "NQ", { resample: "1d" });
    const theirs = await read("futures_daily/NQ_1d_yahoo_2000_2025.csv", "NQ", YAHOO);
    const { both, differing } = compared(ours, theirs);
    expect(both.length).toBe(125);
    const march = ["08", "11", "12", "13", "14", "15"].map((day) => `2019-03-${day}`);
    const june = ["17", "18", "19", "20", "21"].map((day) => `2019-06-${day}`);
    expect(differing).toEqual([...march, ...june, "2019-07-01"]);
  });
});

const GC_1M = "futures_intraday/GC_1m_trades_20131007_11.csv.gz";
describe.skipIf(!present(GC_1M))(`gold of LEAN${realDataNote}`, () => {
  const contracts = ["GC201310", "GC201311", "GC201312", "GC201402", "GC201404", "GC201406"];
  const GC = instrumentOf(contractOf("GC"));
  /** LEAN's market hours end at 17:00 in New York; the exchange traded a quarter of an hour longer in 2013. */
  const minutes = async (contract: string): Promise<Series> => {
    const { bars, source } = await read(GC_1M, "GC", { contract, timeframeMs: 60_000 });
    const within = barsOf(bars, 0, bars.length, (i) => Math.floor(bars.time[i]! / 3_600_000) % 24 !== 21);
    return { bars: within, source: { ...source, bars: within.length } };
  };

  test.each(contracts)("%s: minutes make the hours of the hourly file", async (contract) => {
    const made = days0(resampled(await minutes(contract), GC, frameOf("1h")));
    const path = "futures_intraday/GC_hour_trade_lean.csv";
    const theirs = days0(await read(path, "GC", { contract, timeframeMs: 3_600_000 }));
    expect(made).toEqual(theirs);
    expect(made.length).toBeGreaterThan(30);
  });

  test.each(contracts)("%s: minutes make the days of the daily file: days of UTC", async (contract) => {
    const series = await minutes(contract);
    const theirs = days(await read("futures_intraday/GC_daily_trade_lean.csv", "GC", { contract }));
    expect(days(resampled(series, GC, frameOf("1d", "utc")))).toEqual(theirs);
    expect(theirs.size).toBe(5);
  });

  test("by trade date they would be others: an evening in New York is of the next one", async () => {
    const path = "futures_intraday/GC_daily_trade_lean.csv";
    const contract = "GC201312";
    const ours = resampled(await minutes(contract), GC, frameOf("1d"));
    expect(compared(ours, await read(path, "GC", { contract })).differing.length).toBeGreaterThan(2);
  });
});

/** By stamp. */
const days0 = ({ bars }: Series): number[][] =>
  Array.from(bars.time, (at, i) => [
    at,
    bars.open[i]!,
    bars.high[i]!,
    bars.low[i]!,
    bars.close[i]!,
    bars.volume[i]!,
  ]);

const MNQ_15M = "micro_intraday_nolicence/MNQ_15m_20250110_20250321.csv";
describe.skipIf(!present(MNQ_15M))(`MNQ${realDataNote}`, () => {
  test("another vendor's quarter hours make TradingView's days, but where one of the two has a hole or rolls", async () => {
    const ours = await read(MNQ_15M, "MNQ", { resample: "1d", policy: { "off-grid": "repair" } });
    const theirs = await read("vendor_samples/tradingview_epoch_MNQ_1D.csv", "MNQ", {
      policy: { "off-grid": "repair" },
    });
    const { both, differing } = compared(ours, theirs);
    expect(both.length).toBe(49);
    expect(differing).toEqual([
      "2025-01-10", // the file begins at midnight
      "2025-01-13", // a low of 8 points that the quarter hours do not have
      "2025-01-16", // a tick
      "2025-01-21", // a holiday, of which the quarter hours lack the evening
      "2025-02-27", // a tick
      "2025-03-11", // a tick
      ...["18", "19", "20", "21"].map((day) => `2025-03-${day}`), // TradingView has rolled
    ]);
  });
});

const AUD_HOURS = "vendor_samples/barchart_bcutils_AUD_202403_hour.csv";
describe.skipIf(!present(AUD_HOURS))(`Australian dollars of Barchart${realDataNote}`, () => {
  test("hours begin the days of the daily file, whose close is the settlement", async () => {
    const ours = await read(AUD_HOURS, "6A", { resample: "1d", timeframeMs: 3_600_000 });
    const theirs = days(await read("vendor_samples/barchart_bcutils_AUD_202403_day.csv", "6A"));
    const opens = [...days(ours)].filter(([day, [open]]) => theirs.get(day)?.[0] === open);
    expect(ours.bars.length).toBe(41);
    // The hours begin in the middle of the first day, and lack some of a thin contract's trades: highs and lows differ more.
    expect(opens.map(([day]) => day)).toEqual([...days(ours).keys()].slice(1));
  });
});
