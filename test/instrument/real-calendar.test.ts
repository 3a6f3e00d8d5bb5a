// Does the calendar agree with every market file that is here?

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import type { SessionName } from "#domain/contract.js";
import { type ReadOptions, readBars } from "#importer/read-bars.js";
import {
  endsBeforeNoon,
  isInSession,
  isSettlementDay,
  sessionStretches,
  settlementDays,
} from "#instrument/calendar.js";
import { holidayOn } from "#instrument/holidays.js";
import { formatDay, formatInstant, offsetAt, parseDay, zoneOf } from "#instrument/time.js";
import { contract } from "../importer/helpers.js";

const shared = process.env.TICKPROOF_SHARED ?? fileURLToPath(new URL("../../../shared", import.meta.url));
const data = join(shared, "data");
const isMissing = !existsSync(data);
const reason = isMissing ? " (skipped: no real data)" : "";

const MINUTE = 60_000;
const chicago = zoneOf("America/Chicago");
/** "2024-06-05 16:00" in Chicago. */
const clock = (at: number) =>
  formatInstant(at + offsetAt(chicago, at))
    .slice(0, 16)
    .replace("T", " ");
const compared: string[] = [];
afterAll(() => console.log(compared.join("\n")));

const rowsOf = (file: string): string[][] => {
  const bytes = readFileSync(join(data, file));
  const text = (file.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
  return text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(","));
};

type Options = Partial<ReadOptions>;
/**
 * `whole`: one contract that trades all the time, so that every stretch must have bars from about its beginning to about its
 * end. Of the others it is only asked that no bar lies outside.
 */
type Intraday = [file: string, symbol: string, whole: boolean, options?: Options];

const NEAREST = { policy: { "off-grid": "repair" } } as const;
const INTRADAY: readonly Intraday[] = [
  ["futures_intraday/NQ_5m_2019H1.csv.gz", "NQ", true],
  ["futures_intraday/GC_5m_2019H1.csv.gz", "GC", true],
  ["futures_intraday/6EH4_1m_202401.csv.gz", "6E", true],
  ["futures_intraday/ES_1m_trades_2013NovDec.csv.gz", "ES", false, { contract: "ES201312" }],
  ["futures_intraday/ES_1m_trades_2013NovDec.csv.gz", "ES", false, { contract: "ES201403" }],
  ["futures_intraday/ES_1m_trades_20200105_06.csv.gz", "ES", true, { contract: "ES202003" }],
  ["futures_intraday/GC_1m_trades_20131007_11.csv.gz", "GC", true, { contract: "GC201312" }],
  ["futures_intraday/GC_hour_trade_lean.csv", "GC", false, { contract: "GC201312" }],
  ["micro_intraday_nolicence/MNQ_15m_20250110_20250321.csv", "MNQ", true, NEAREST],
  ["micro_intraday_nolicence/MNQ_5m_20250907_20251114.csv.gz", "MNQ", true, NEAREST],
  ["micro_intraday_nolicence/MES_5m_20260315_20260430.csv.gz", "MES", true],
  ["micro_intraday_nolicence/MCL_5m_20260315_20260430.csv.gz", "MCL", true],
  ["micro_intraday_nolicence/M2K_5m_20260626_20260630.csv", "M2K", true],
  ["micro_intraday_nolicence/MGC_5m_20260626_20260630.csv", "MGC", true],
  ["parent_intraday_nolicence/ES_1m_20220116_20220128.csv.gz", "ES", true],
  ["parent_intraday_nolicence/ES_5m_20211205_20220128.csv.gz", "ES", true],
  ["vendor_samples/lean_ES_minute_20131218_trade.zip", "ES", false, { contract: "201312" }],
  ["vendor_samples/tradingview_iso_indicators_CME_MINI_NQ1!, 1.csv", "NQ", true],
  ["vendor_samples/tradingview_epoch_dupcols_CME_MINI_ES1!, 5.csv", "ES", true],
  ["vendor_samples/tradingview_epoch_floatnoise_NYMEX_MCL1!, 5.csv", "MCL", true],
  ["vendor_samples/sierrachart_mdy_NQ_1m.txt", "NQ", true, { timeZone: "America/Chicago" }],
  ["vendor_samples/sierrachart_ymd_ES_1m.txt", "ES", true, { timeZone: "America/Chicago" }],
  ["vendor_samples/databento_ES_ohlcv1m_20240509_decoded.csv", "ES", false, { contract: "ESM4" }],
  ["vendor_samples/databento_ES_ohlcv1m_20240701_decoded.csv", "NQ", false, { contract: "NQU4" }],
  ["vendor_samples/databento_ES_ohlcv1m_20260109_decoded.csv", "ES", false],
  ["vendor_samples/databento_GLBX_ohlcv1m_small_decoded.csv", "ES", false],
  ["vendor_samples/closestamped_utc_6EH4_1m.csv", "6E", true, { stamp: "close" }],
  ["vendor_samples/yfinance_multiindex_header_MNQ_1m.csv", "MNQ", true],
  ["vendor_samples/barchart_bcutils_AUD_202403_hour.csv", "6A", false],
];

/** Stretches that a vendor's file has not, or not whole, and why. */
const VENDOR_HOLES: Readonly<Record<string, string>> = {
  "MNQ 2025-01-19 17:00": "yfinance leaves the New York date of a holiday out, midnight to midnight",
  "MNQ 2025-01-20 17:00": "yfinance, as above",
  "MNQ 2025-02-16 17:00": "yfinance, as above",
  "MNQ 2025-02-17 17:00": "yfinance, as above",
  "MNQ 2025-10-06 17:00": "the feed begins at 03:15 on this date",
};

describe.skipIf(isMissing)(`the calendar beside bars inside the day${reason}`, () => {
  test.each<Intraday>(INTRADAY)("%s, %s: no bar while closed, none missing while open", async (...row) => {
    const [file, symbol, whole, options] = row;
    const instrument = contract(symbol);
    const { session } = instrument.contract;
    const { bars, source } = await readBars(join(data, file), { ...options, instrument });
    const { time, length } = bars;
    const outside = [...time.subarray(0, length)].filter((at) => !isInSession(session, at)).map(clock);
    const quiet: string[] = [];
    const early: string[] = [];
    const dates = settlementDays(session, source.firstDay, source.lastDay);
    let stretches = 0;
    let bar = 0;
    for (const day of whole ? dates : []) {
      for (const { from, until } of sessionStretches(session, day)) {
        if (from < source.from || until > source.to || `${symbol} ${clock(from)}` in VENDOR_HOLES) continue;
        stretches++;
        while (bar < length && time[bar]! < from) bar++;
        const first = time[bar]!;
        while (bar < length && time[bar]! < until) bar++;
        const last = time[bar - 1]!;
        // NQ trades each minute, gold and currencies now and then not for half an hour on a holiday.
        const isQuiet = !(first - from <= 30 * MINUTE && until - last <= 30 * MINUTE && last >= first);
        if (isQuiet) quiet.push(`${clock(from)} to ${clock(until)}: ${clock(first)} to ${clock(last)}`);
        if (!/15:15|16:00|16:15/.test(clock(until))) early.push(`${clock(until)} (${clock(last).slice(11)})`);
      }
    }
    const ends = early.length === 0 ? "" : `; early ends, and the last bar: ${early.join(", ")}`;
    compared.push(`${file} ${symbol}: ${length} bars, ${stretches} whole stretches${ends}`);
    expect({ outside, quiet }).toEqual({ outside: [], quiet: [] });
  });
});

type Daily = [file: string, session: SessionName, missing: readonly string[], holidays: readonly string[]];
/** Yahoo has no bar where the stock exchange was shut, though futures traded till 08:15 or 08:30 and settled. */
const STOCKS_SHUT = [
  ...["2012-04-06", "2012-10-29", "2012-10-30", "2015-04-03", "2018-12-05"],
  ...["2021-04-02", "2023-04-07"],
];
const CARTER = [...STOCKS_SHUT, "2025-01-09"];
/** Two halted sessions for which it has a bar of their own. */
const HALTED = ["2023-11-23", "2025-07-04"];
const DAILY: readonly Daily[] = [
  ["futures_daily/ES_1d_yahoo_2000_2025.csv", "equity_index", CARTER, []],
  ["futures_daily/NQ_1d_yahoo_2000_2025.csv", "equity_index", CARTER, []],
  ["micro_intraday_nolicence/MES_1d_yahoo_2020_2025.csv", "equity_index", STOCKS_SHUT, HALTED],
];

describe.skipIf(isMissing)(`the calendar beside daily bars${reason}`, () => {
  test.each<Daily>(DAILY)("%s: every trade date, and no other", (file, session, missing, holidays) => {
    const days = rowsOf(file).map(([day]) => day!.slice(0, 10));
    const last = days.at(-1)!;
    const first = days[0]!;
    const expected = settlementDays(session, parseDay(first), parseDay(last)).map(formatDay);
    const has = new Set(days);
    compared.push(`${file}: ${expected.length} trade dates from ${first} to ${last}`);
    expect(expected.filter((day) => !has.has(day))).toEqual(
      missing.filter((day) => day >= first && day <= last),
    );
    expect(missing.every((day) => endsBeforeNoon(session, parseDay(day)))).toBe(true);
    expect(days.filter((day) => day >= first && !isSettlementDay(session, parseDay(day)))).toEqual(holidays);
  });
});

type Pst = [name: string, session: SessionName, holes: readonly string[]];
/** Single days on which oil traded and settled, missing in this source. */
const OIL_HOLES = [
  ...["2008-05-01", "2008-10-29", "2009-10-23", "2010-01-05", "2010-02-23", "2010-09-08"],
  ...["2010-09-28", "2011-03-22", "2011-04-11"],
];
const PST: readonly Pst[] = [
  ["SP500_micro", "equity_index", []],
  ["NASDAQ_micro", "equity_index", []],
  ["CRUDE_W_micro", "energy", OIL_HOLES],
];

describe.skipIf(isMissing)(`the calendar beside pysystemtrade's prices${reason}`, () => {
  const pricesOf = (name: string) =>
    rowsOf(`futures_daily/pst_${name}_multiple.csv.gz`)
      .map((row) => ({ stamp: row[0]!, price: row[3]! }))
      .filter(({ price }) => price !== "");

  test.each<Pst>(PST)("%s 2005 to September 2013, a row a day", (name, session, holes) => {
    const rows = pricesOf(name).filter(({ stamp }) => stamp >= "2005" && stamp < "2013-10");
    const expected = settlementDays(session, parseDay("2005-01-01"), parseDay("2013-09-30")).map(formatDay);
    const has = new Set(rows.map(({ stamp }) => stamp.slice(0, 10)));
    compared.push(`pst ${name}: ${expected.length} trade dates of 2005 to September 2013`);
    expect(expected.filter((day) => !has.has(day))).toEqual(holes);
    // Where nothing settled the row has the halted session's last price, or repeats the day before where nothing traded.
    const closed = rows.filter(({ stamp, price }, i) => {
      const holiday = holidayOn(session, parseDay(stamp.slice(0, 10)));
      return holiday?.kind === "closed" && price !== rows[i - 1]!.price;
    });
    expect(closed).toEqual([]);
    const odd = [...has].filter((day) => !isSettlementDay(session, parseDay(day)));
    expect(odd.filter((day) => holidayOn(session, parseDay(day)) === undefined)).toEqual([]);
  });

  test.each([
    ["SP500_micro", "equity_index", "2018-01-02", 60],
    ["NASDAQ_micro", "equity_index", "2018-11-01", 60],
    ["CRUDE_W_micro", "energy", "2018-11-01", 60],
  ] as const)(
    "%s: winter's early closes till 2020 end where the price stops",
    (name, session, first, minutes) => {
      // In summer the stamps of these years are an hour late (London's clock, as it seems): only winter can be compared.
      const rows = pricesOf(name).map(({ stamp, price }) => ({
        at: Date.parse(`${stamp.replace(" ", "T")}Z`),
        price,
      }));
      const shown: string[] = [];
      const wrong: string[] = [];
      for (const day of settlementDays(session, parseDay(first), parseDay("2020-12-31"))) {
        for (const { from, until } of sessionStretches(session, day)) {
          const month = Number(clock(until).slice(5, 7));
          if (/15:15|16:00/.test(clock(until)) || (month > 2 && month < 11)) continue;
          const moves = rows.filter(
            ({ at, price }, i) => at > from && at < until + 4 * 60 * MINUTE && price !== rows[i - 1]?.price,
          );
          if (moves.length === 0) continue; // the source slept
          const last = moves.at(-1)!.at;
          shown.push(`${clock(until)} (${clock(last).slice(11)})`);
          if (!(last < until && last >= until - (minutes + 60) * MINUTE))
            wrong.push(`${clock(until)}: ${clock(last)}`);
        }
      }
      compared.push(`pst ${name}, early closes and the last row whose price moved: ${shown.join(", ")}`);
      expect(shown.length).toBeGreaterThan(9);
      expect(wrong).toEqual([]);
    },
  );
});
