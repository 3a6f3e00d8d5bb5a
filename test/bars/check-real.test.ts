// What does the check find in files of real markets, as its findings were read, one by one?

import { existsSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { readBars } from "#importer/read-bars.js";
import { instrumentOf } from "#instrument/instrument.js";
import { contractOf, hasRealData, realDataNote, sharedPath } from "../fixtures/real-data.js";

type Options = { readonly timeZone?: string; readonly stamp?: "open" | "close"; readonly contract?: string };
type Row = [file: string, symbol: string, options: Options, found: Readonly<Record<string, number>>];

/**
 * The spikes of ES 2013 are prints at the reopening after the 15:15 halt (1799.75 and 1767.25 in a market at 1788 and 1810), that of MNQ
 * is Friday's close printed on Sunday evening. The roll jumps of gold and MNQ are the changes of contract that the folder's
 * README names. The long holes are those of the files: a feed gap on 2019-02-27, holidays that yfinance leaves out, separate
 * days of ES 2013, rows that TradingView keeps from months before. NQ moved in half points
 * until 2006.
 */
const FOUND: readonly Row[] = [
  ["futures_intraday/6EH4_1m_202401.csv.gz", "6E", {}, { gap: 2 }],
  [
    "futures_intraday/ES_1m_trades_2013NovDec.csv.gz",
    "ES",
    { contract: "ES201312" },
    { spike: 3, "short-session": 6, "missing-session": 2, gap: 1 },
  ],
  ["futures_intraday/ES_1m_trades_20200105_06.csv.gz", "ES", { contract: "ES202003" }, {}],
  ["futures_intraday/GC_1m_trades_20131007_11.csv.gz", "GC", { contract: "GC201312" }, {}],
  ["futures_intraday/GC_5m_2019H1.csv.gz", "GC", {}, { "roll-jump": 3, gap: 1 }],
  ["futures_intraday/NQ_5m_2019H1.csv.gz", "NQ", {}, { gap: 1 }],
  ["micro_intraday_nolicence/M2K_5m_20260626_20260630.csv", "M2K", {}, {}],
  ["micro_intraday_nolicence/MCL_5m_20260315_20260430.csv.gz", "MCL", {}, {}],
  ["micro_intraday_nolicence/MES_5m_20260315_20260430.csv.gz", "MES", {}, {}],
  ["micro_intraday_nolicence/MGC_5m_20260626_20260630.csv", "MGC", {}, {}],
  ["micro_intraday_nolicence/MNQ_15m_20250110_20250321.csv", "MNQ", {}, { gap: 4 }],
  [
    "micro_intraday_nolicence/MNQ_5m_20250907_20251114.csv.gz",
    "MNQ",
    {},
    { gap: 1, "roll-jump": 1, "short-session": 1, spike: 1 },
  ],
  ["parent_intraday_nolicence/ES_1m_20220116_20220128.csv.gz", "ES", {}, {}],
  ["parent_intraday_nolicence/ES_5m_20211205_20220128.csv.gz", "ES", {}, {}],
  ["crypto/BTC-PERP_1m_20211231_20220116.csv.gz", "PERP_BTC_0.001", {}, {}],
  ["vendor_samples/tradingview_epoch_volume_NQ.csv", "NQ", {}, { "missing-session": 9, "roll-jump": 2 }],
  ["vendor_samples/tradingview_iso_indicators_CME_MINI_NQ1!, 1.csv", "NQ", {}, {}],
  ["vendor_samples/sierrachart_ymd_ES_1m.txt", "ES", { timeZone: "America/Chicago" }, {}],
  ["vendor_samples/barchart_bcutils_AUD_202403_hour.csv", "6A", {}, { gap: 3 }],
  ["vendor_samples/yfinance_multiindex_header_MNQ_1m.csv", "MNQ", {}, { gap: 2 }],
  ["vendor_samples/metatrader5_US500_M15.csv", "MES", { timeZone: "UTC+2" }, { gap: 1 }],
  ["vendor_samples/closestamped_utc_6EH4_1m.csv", "6E", { stamp: "close" }, {}],
  ["vendor_samples/barchart_bcutils_AUD_202403_day.csv", "6A", {}, {}],
  ["futures_daily/ES_1d_yahoo_2000_2025.csv", "ES", {}, {}],
  ["futures_daily/NQ_1d_yahoo_2000_2025.csv", "NQ", {}, { "tick-change": 5 }],
  ["micro_intraday_nolicence/MES_1d_yahoo_2020_2025.csv", "MES", {}, { "outside-session": 2 }],
  ["vendor_samples/tradingview_epoch_MNQ_1D.csv", "MNQ", {}, {}],
];

describe.skipIf(!hasRealData)(`real bars${realDataNote}`, () => {
  test.each<Row>(FOUND)("%s as %s", async (file, symbol, options, found) => {
    const path = sharedPath(`data/${file}`);
    if (!existsSync(path)) return;
    const policy = { "off-grid": "repair", "high-low": "reject" } as const;
    const { source } = await readBars(path, {
      ...options,
      policy,
      instrument: instrumentOf(contractOf(symbol)),
    });
    const counts: Record<string, number> = {};
    for (const { kind, count } of source.findings!.counts) counts[kind] = (counts[kind] ?? 0) + count;
    expect(counts).toEqual(found);
  });

  test("a missing session is never false: full files of 2013 to 2026 miss none", async () => {
    const whole = FOUND.filter(([file]) => /_5m_|_1m_2022|_15m_|6EH4|tradingview_epoch_MNQ/.test(file));
    expect(whole.length).toBeGreaterThan(9);
    for (const [, , , found] of whole) expect(found["missing-session"]).toBeUndefined();
  });
});
