// Do the real files of vendors import as they are, or say clearly why not?

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { BAR_COLUMNS } from "#bars/columns.js";
import { type ReadOptions, readBars } from "#importer/read-bars.js";
import { contract, day, faultOf } from "./helpers.js";

const shared = process.env.TICKPROOF_SHARED ?? fileURLToPath(new URL("../../../shared", import.meta.url));
const data = join(shared, "data");
const isMissing = !existsSync(data);
const reason = isMissing ? " (skipped: no real data)" : "";

type Options = Partial<ReadOptions>;
type Good = [
  file: string,
  symbol: string,
  bars: number,
  first: string,
  stepMinutes: number,
  options?: Options,
];
type Bad = [file: string, symbol: string, code: string, options?: Options];
const DAY = 1440;
const NEAREST = { policy: { "off-grid": "repair" } } as const;
const CHICAGO = { timeZone: "America/Chicago" } as const;

const GOOD: readonly Good[] = [
  [
    "futures_intraday/ES_1m_trades_2013NovDec.csv.gz",
    "ES",
    5774,
    "2013-11-18T00:00:00Z",
    1,
    { contract: "ES201312" },
  ],
  [
    "futures_intraday/ES_1m_trades_2013NovDec.csv.gz",
    "ES",
    3427,
    "2013-11-18T00:00:00Z",
    1,
    { contract: "ES201403" },
  ],
  [
    "futures_intraday/ES_1m_trades_20200105_06.csv.gz",
    "ES",
    1425,
    "2020-01-05T23:00:00Z",
    1,
    { contract: "ES202003" },
  ],
  [
    "futures_intraday/GC_1m_trades_20131007_11.csv.gz",
    "GC",
    6687,
    "2013-10-07T00:00:00Z",
    1,
    { contract: "GC201312" },
  ],
  ["futures_intraday/NQ_5m_2019H1.csv.gz", "NQ", 34_524, "2019-01-01T23:00:00Z", 5],
  ["futures_intraday/GC_5m_2019H1.csv.gz", "GC", 34_896, "2019-01-01T23:00:00Z", 5],
  ["futures_intraday/6EH4_1m_202401.csv.gz", "6E", 29_996, "2024-01-01T23:00:00Z", 1],
  [
    "futures_intraday/GC_daily_trade_lean.csv",
    "GC",
    5,
    "2013-10-06T22:00:00Z",
    DAY,
    { contract: "GC201312" },
  ],
  [
    "futures_daily/ES_1d_yahoo_2000_2025.csv",
    "ES",
    6305,
    "2000-09-17T22:00:00Z",
    DAY,
    { policy: { "off-grid": "repair", "high-low": "reject" } },
  ],
  [
    "micro_intraday_nolicence/MNQ_15m_20250110_20250321.csv",
    "MNQ",
    4481,
    "2025-01-10T05:00:00Z",
    15,
    NEAREST,
  ],
  [
    "micro_intraday_nolicence/MNQ_5m_20250907_20251114.csv.gz",
    "MNQ",
    13_561,
    "2025-09-07T22:00:00Z",
    5,
    NEAREST,
  ],
  ["micro_intraday_nolicence/MCL_5m_20260315_20260430.csv.gz", "MCL", 9132, "2026-03-15T22:00:00Z", 5],
  ["micro_intraday_nolicence/MES_5m_20260315_20260430.csv.gz", "MES", 9315, "2026-03-15T22:00:00Z", 5],
  ["micro_intraday_nolicence/M2K_5m_20260626_20260630.csv", "M2K", 548, "2026-06-26T08:15:00Z", 5],
  ["micro_intraday_nolicence/MGC_5m_20260626_20260630.csv", "MGC", 548, "2026-06-26T08:20:00Z", 5],
  ["micro_intraday_nolicence/MES_1d_yahoo_2020_2025.csv", "MES", 1500, "2020-01-01T23:00:00Z", DAY, NEAREST],
  ["parent_intraday_nolicence/ES_1m_20220116_20220128.csv.gz", "ES", 13_560, "2022-01-16T23:00:00Z", 1],
  ["parent_intraday_nolicence/ES_5m_20211205_20220128.csv.gz", "ES", 10_716, "2021-12-05T23:00:00Z", 5],
  [
    "crypto/BTC-PERP_1m_20211231_20220116.csv.gz",
    "PERP_BTC_0.01",
    23_099,
    "2021-12-31T23:01:00Z",
    1,
    NEAREST,
  ],
  [
    "vendor_samples/ninjatrader_SPY_1m_last_201103.txt",
    "MCL",
    2500,
    "2011-03-01T09:00:00Z",
    1,
    { timeZone: "UTC" },
  ],
  [
    "vendor_samples/lean_ES_minute_20131218_trade.zip",
    "ES",
    1138,
    "2013-12-18T00:00:00Z",
    1,
    { contract: "201312" },
  ],
  [
    "vendor_samples/lean_ES_minute_20131218_quote.zip",
    "ES",
    1365,
    "2013-12-18T00:00:00Z",
    1,
    { contract: "ES201312" },
  ],
  ["vendor_samples/freqtrade_XRPUSDT_1h_futures.json", "6E", 100, "2021-11-17T01:00:00Z", 60, NEAREST],
  ["vendor_samples/tradingview_iso_indicators_CME_MINI_NQ1!, 1.csv", "NQ", 599, "2022-02-04T03:15:00Z", 1],
  ["vendor_samples/tradingview_epoch_dupcols_CME_MINI_ES1!, 5.csv", "ES", 299, "2023-05-02T10:00:00Z", 5],
  ["vendor_samples/tradingview_epoch_floatnoise_NYMEX_MCL1!, 5.csv", "MCL", 599, "2026-03-15T22:00:00Z", 5],
  ["vendor_samples/tradingview_epoch_volume_NQ.csv", "NQ", 799, "2022-06-15T19:30:00Z", 5],
  ["vendor_samples/tradingview_epoch_MNQ_1D.csv", "MNQ", 300, "2024-11-14T23:00:00Z", DAY],
  ["vendor_samples/sierrachart_mdy_NQ_1m.txt", "NQ", 699, "2026-06-16T04:09:00Z", 1, CHICAGO],
  ["vendor_samples/sierrachart_ymd_ES_1m.txt", "ES", 699, "2026-06-16T04:09:00Z", 1, CHICAGO],
  [
    "vendor_samples/databento_ES_ohlcv1m_20240509_decoded.csv",
    "ES",
    10,
    "2024-05-09T09:55:00Z",
    1,
    { contract: "ESM4" },
  ],
  [
    "vendor_samples/databento_ES_ohlcv1m_20240701_decoded.csv",
    "NQ",
    30,
    "2024-07-01T23:40:00Z",
    1,
    { contract: "NQU4" },
  ],
  ["vendor_samples/databento_ES_ohlcv1m_20260109_decoded.csv", "ES", 10, "2026-01-09T20:55:00Z", 1],
  ["vendor_samples/databento_GLBX_ohlcv1m_small_decoded.csv", "ES", 4, "2020-12-28T00:00:00Z", 1],
  [
    "vendor_samples/metatrader5_US500_M15.csv",
    "MES",
    399,
    "2023-01-02T23:00:00Z",
    15,
    { timeZone: "UTC+2", ...NEAREST },
  ],
  ["vendor_samples/closestamped_utc_6EH4_1m.csv", "6E", 1499, "2024-01-01T23:00:00Z", 1, { stamp: "close" }],
  ["vendor_samples/yfinance_close_first_ES_1d.csv", "ES", 259, "2000-09-17T22:00:00Z", DAY],
  ["vendor_samples/yfinance_multiindex_header_MNQ_1m.csv", "MNQ", 797, "2025-03-16T22:00:00Z", 1],
  ["vendor_samples/yfinance_history_tzaware_MES_1d.csv", "MES", 259, "2020-01-02T05:00:00Z", DAY, NEAREST],
  ["vendor_samples/barchart_bcutils_AUD_202403_day.csv", "6A", 73, "2023-10-17T05:00:00Z", DAY],
  ["vendor_samples/barchart_bcutils_AUD_202403_hour.csv", "6A", 799, "2023-10-17T05:00:00Z", 60],
  ["vendor_samples/googlefinance_ORCL_2010.csv", "MCL", 252, "2010-01-03T23:00:00Z", DAY],
  [
    "vendor_samples/googlefinance_ORCL_2010_malformed.csv",
    "MCL",
    251,
    "2010-01-03T23:00:00Z",
    DAY,
    { policy: { unreadable: "reject" } },
  ],
  ["vendor_samples/yahoo_web_old_SPY_2011_newestfirst.csv", "MCL", 252, "2011-01-02T23:00:00Z", DAY],
  ["vendor_samples/quandl_wiki_ORCL_2000.csv", "MCL", 252, "2000-01-02T23:00:00Z", DAY],
  [
    "vendor_samples/backtrader_FESX_1m_20060102.csv",
    "MYM",
    699,
    "2006-01-02T08:00:00Z",
    1,
    { timeZone: "Europe/Berlin", stamp: "close" },
  ],
  [
    "futures_intraday/ES_1m_quotes_20200105_06.csv.gz",
    "ES",
    1429,
    "2020-01-05T22:00:00Z",
    1,
    { contract: "ES202003" },
  ],
  [
    "futures_intraday/GC_1m_quotes_20131007_11.csv.gz",
    "GC",
    6793,
    "2013-10-07T00:00:00Z",
    1,
    { contract: "GC201312", policy: { unreadable: "reject", "high-low": "reject" } },
  ],
  ["vendor_samples/backtrader_FESX_daily_openinterest_2006.csv", "MYM", 255, "2006-01-01T23:00:00Z", DAY],
];

describe.skipIf(isMissing)(`real files${reason}`, () => {
  test.each<Good>(GOOD)(
    "%s as %s is %i bars from %s",
    async (name, symbol, bars, first, stepMinutes, options = {}) => {
      const path = join(data, name);
      const series = await readBars(path, { instrument: contract(symbol), ...options });
      expect(series.bars.length).toBe(bars);
      expect(new Date(series.source.from).toISOString().replace(".000", "")).toBe(first);
      expect(series.source.timeframeMs).toBe(stepMinutes * 60_000);
      expect(series.source.notes.join(" ")).toMatch(
        /[\d,]+ rows = [\d,]+ accepted \+ [\d,]+ repaired \+ [\d,]+ rejected/,
      );
      expect(JSON.stringify(series.source)).not.toContain(data);
    },
  );

  test("Binance klines, with commas or bars, are told from their 12 columns", async () => {
    const names = [
      "binance_klines_ADABTC_1m_20211127.csv",
      "binance_klines_pipe_separated_ADABTC_1m_20211127.csv",
    ];
    for (const name of names) {
      const path = join(data, "vendor_samples", name);
      // ADA/BTC on the grid of a BTC contract: readable, and refused for its prices.
      const fault = await faultOf(path, { instrument: contract("PERP_BTC_0.01") });
      expect(fault).toMatchObject({ code: "E333", message: expect.stringContaining("0.00002853") });
      const series = await readBars(path, { instrument: contract("PERP_BTC_0.01"), ...NEAREST });
      expect(series.bars.length).toBe(10);
      expect(series.bars.volume[0]).toBe(36_304.2);
    }
  });

  const BAD: readonly Bad[] = [
    ["futures_intraday/ES_1m_trades_2013NovDec.csv.gz", "ES", "E340"],
    ["futures_intraday/ES_1m_quotes_2013NovDec.csv.gz", "ES", "E340"],
    ["futures_intraday/GC_daily_openinterest_lean.csv", "GC", "E320"],
    ["futures_intraday/GC_lean_map_files.csv", "GC", "E323"],
    ["futures_intraday/GC_lean_factor_files.csv", "GC", "E305"],
    ["futures_daily/ES_1d_yahoo_2000_2025.csv", "ES", "E331"],
    ["futures_daily/pst_SP500_micro_adjusted.csv.gz", "MES", "E333"],
    ["crypto/BTC-PERP_1m_20211231_20220116.csv.gz", "PERP_BTC_0.01", "E333"],
    ["vendor_samples/databento_ES_ohlcv1m_20240509_decoded.csv", "ES", "E340"],
    ["vendor_samples/databento_GLBX_ohlcv1d_small_decoded.csv", "ES", "E342", { stamp: "close" }],
    ["vendor_samples/sierrachart_mdy_NQ_1m.txt", "NQ", "E308"],
    ["vendor_samples/ninjatrader_SPY_1m_last_201103.txt", "MCL", "E308"],
    ["vendor_samples/metatrader5_US500_M15.csv", "MES", "E333"],
    ["vendor_samples/googlefinance_ORCL_2010_malformed.csv", "MCL", "E328"],
    ["vendor_samples/backtrader_FESX_1m_20060102.csv", "MYM", "E308"],
    ["vendor_samples/kraken_trades_BCHEUR.csv", "MCL", "E323"],
    ["vendor_samples/truefx_ticks_USDJPY.csv", "MCL", "E320"],
    ["vendor_samples/freqtrade_XRPUSDT_1h_futures.json", "MCL", "E333"],
    ["vendor_samples/lean_ES_minute_20131218_trade.zip", "ES", "E343"],
    ["vendor_samples/databento_ES_ohlcv1m_20240701.dbn.zst", "ES", "E340"],
  ];
  test.each<Bad>(BAD)("%s as %s is refused with %s", async (name, symbol, code, options = {}) => {
    const fault = await faultOf(join(data, name), { instrument: contract(symbol), ...options });
    expect(fault.code).toBe(code);
    expect(fault.message).toContain(join(data, name));
    expect(fault.detail.fix?.length).toBeGreaterThan(0);
  });

  test.each(["kraken_trades_BCHEUR.csv", "truefx_ticks_USDJPY.csv"])(
    "%s is told to be ticks",
    async (name) => {
      const fault = await faultOf(join(data, "vendor_samples", name), { instrument: contract("MCL") });
      expect(fault.detail.fix?.join()).toMatch(/ticks.*export bars of a second, a minute or longer/);
    },
  );

  test("LEAN's minutes of a day, zipped, are those of the cleaned file", async () => {
    const es = { instrument: contract("ES"), contract: "ES201312" };
    const zipped = await readBars(join(data, "vendor_samples/lean_ES_minute_20131218_trade.zip"), es);
    const cleaned = await readBars(join(data, "futures_intraday/ES_1m_trades_2013NovDec.csv.gz"), es);
    const from = cleaned.bars.time.indexOf(zipped.bars.time[0]!);
    expect(from).toBeGreaterThan(0);
    for (const column of ["time", "open", "high", "low", "close", "volume"] as const) {
      const of = cleaned.bars[column].slice(from, from + zipped.bars.length);
      expect([...zipped.bars[column]]).toEqual([...of]);
    }
  });

  test.each([
    ["ES_ohlcv1m_20240509", "ES", "ESM4"],
    ["ES_ohlcv1m_20240509", "NQ", "NQM4"],
    ["ES_ohlcv1m_20240701", "ES", "ESU4"],
    ["ES_ohlcv1m_20240701", "NQ", "NQU4"],
    ["ES_ohlcv1m_20260109", "ES", "ESH6"],
    ["GLBX_ohlcv1m_small", "ES", "ESH1"],
    ["GLBX_ohlcv1d_small", "ES", "ESH1"],
  ])("Databento's binary %s holds the bars of %s that its CSV has", async (name, symbol, month) => {
    const path = join(data, `vendor_samples/databento_${name}`);
    const options = { instrument: contract(symbol), contract: month };
    const binary = await readBars(`${path}.dbn.zst`, options);
    const decoded = await readBars(`${path}_decoded.csv`, options);
    for (const column of ["time", "open", "high", "low", "close", "volume", "tradeDate"] as const) {
      expect(binary.bars[column]).toEqual(decoded.bars[column]);
    }
    expect(binary.bars.length).toBeGreaterThan(0);
  });

  test("the Martin Luther King holiday of 2022 lies inside Tuesday's trade date", async () => {
    const path = join(data, "parent_intraday_nolicence/ES_1m_20220116_20220128.csv.gz");
    const { bars, source } = await readBars(path, { instrument: contract("ES") });
    expect(day(bars.tradeDate[0])).toBe("2022-01-18");
    expect(new Set(bars.tradeDate).size).toBe(9);
    // The halt from noon to 17:00 in Chicago is no hole in the data.
    expect(source.notes.join()).not.toContain("gap");
  });

  test("the raw close stamps of the euro file, moved to the open, are the cleaned file", async () => {
    const raw = join(data, "vendor_samples/closestamped_utc_6EH4_1m.csv");
    const cleaned = join(data, "futures_intraday/6EH4_1m_202401.csv.gz");
    const a = await readBars(raw, { instrument: contract("6E"), stamp: "close" });
    const b = await readBars(cleaned, { instrument: contract("6E") });
    const { length } = a.bars;
    for (const column of BAR_COLUMNS) {
      expect(b.bars[column].slice(0, length)).toEqual(a.bars[column]);
    }
  });
});
