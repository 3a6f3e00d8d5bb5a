import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { loadContracts } from "#instrument/contracts.js";
import { businessDaysBefore, expiryOf, lastSafeDay } from "#instrument/expiry.js";
import { monthIn, monthInFileName, monthName } from "#instrument/month.js";
import { formatDay, formatInstant, parseDay } from "#instrument/time.js";
import { sharedPath } from "../fixtures/real-data.js";

const contracts = loadContracts();
const NEAR = parseDay("2026-02-01");
const dates = (name: string, near = NEAR) => {
  const month = monthIn(name, near)!;
  return expiryOf(contracts.get(month.root), month);
};
const lastDay = (name: string): string => formatDay(dates(name).lastTradingDay);
const notice = (name: string): string => formatDay(dates(name).firstNotice!);

describe("names of contract months", () => {
  test.each([
    ["MESH6", "MES", 2026, 3],
    ["mesh26", "MES", 2026, 3],
    ["MES 03-26", "MES", 2026, 3],
    ["ESZ25", "ES", 2025, 12],
    ["CLF6", "CL", 2026, 1],
    ["MCL_G2027", "MCL", 2027, 2],
    ["/MGCZ5", "MGC", 2025, 12],
    ["CME_MINI:MNQM2026", "MNQ", 2026, 6],
    ["ES202003", "ES", 2020, 3],
    ["20191200", "", 2019, 12],
    ["6EH4", "6E", 2024, 3],
    ["M2KU6", "M2K", 2026, 9],
    ["MES 2026-06", "MES", 2026, 6],
    ["MES_2026-03", "MES", 2026, 3],
    ["MES MAR26", "MES", 2026, 3],
    ["MES Mar 2026", "MES", 2026, 3],
    ["MES March '26", "MES", 2026, 3],
    ["CLF2016", "CL", 2016, 1],
    ["MESH2026", "MES", 2026, 3],
    ["MESH6.CME", "MES", 2026, 3],
    ["F.US.MESH26", "MES", 2026, 3],
    ["@ESH26", "ES", 2026, 3],
    ["CME:MESH26", "MES", 2026, 3],
    ["ES2020H", "ES", 2020, 3],
    ["SP500_micro_20200300", "SP500_MICRO", 2020, 3],
  ])("%s is %s %i-%i", (name, root, year, month) => {
    expect(monthIn(name, NEAR)).toEqual({ root, year, month });
  });

  test.each([
    "MES",
    "MES1!",
    "ES=F",
    "MES-5m",
    "continuous",
    "M5",
    "MESH6-MESM6",
    "MESH26/MESM26",
    "GC:BF G4-J4-M4",
    "UD:1V: VT 2401",
  ])("%s names no month", (name) => {
    expect(monthIn(name, NEAR)).toBeNull();
  });

  test.each([
    ["ES_03_26_1min", "ES", 2026, 3],
    ["MES 03-26", "MES", 2026, 3],
    ["esh24_intraday-1min_historical-data-03-11-2024", "ES", 2024, 3],
    ["MESH26-5m", "MES", 2026, 3],
    ["F.US.MESH26", "MES", 2026, 3],
    ["MESH6.CME", "MES", 2026, 3],
    ["CME_MINI_MESH2026, 5", "MES", 2026, 3],
    ["1min_MESZ25_unadjusted", "MES", 2025, 12],
    ["glbx-mdp3-20240101-20240331.ohlcv-1m.MESH4", "MES", 2024, 3],
    ["MES MAR 26 (1 minute)", "MES", 2026, 3],
    ["20131218_es_minute_trade_201312", "ES", 2013, 12],
    ["gc_trade_201312", "GC", 2013, 12],
    ["20200300", "", 2020, 3],
    ["NQM26_5min", "NQ", 2026, 6],
  ])("a file named %s is of %s %i-%i", (stem, root, year, month) => {
    const found = monthInFileName(stem, NEAR, ["MES", "ES"]);
    expect(found).toEqual({ root, year, month });
  });

  test.each(["MES-5m", "settlements", "rolls_2024", "MES_M5", "readme", "orders-2024-03-11"])(
    "a file named %s is of no month",
    (stem) => {
      expect(monthInFileName(stem, NEAR, ["MES", "ES"])).toBeNull();
    },
  );

  test("a year of one digit is the one nearest to the data", () => {
    expect(monthIn("ESZ9", parseDay("2020-01-06"))?.year).toBe(2019);
    expect(monthIn("ESH0", parseDay("2019-12-20"))?.year).toBe(2020);
    expect(monthIn("ESZ99", parseDay("2000-01-06"))?.year).toBe(1999);
    expect(monthName("MES", { year: 2006, month: 3 })).toBe("MESH06");
  });
});

describe("last trading days", () => {
  test.each([
    // Third Friday; where that is Juneteenth or its observance, the Thursday before.
    ["MESH6", "2026-03-20"],
    ["MESM6", "2026-06-18"],
    ["MNQM27", "2027-06-17"],
    ["ESZ25", "2025-12-19"],
    // Three business days before the 25th, and for the micro one more.
    ["CLH6", "2026-02-20"],
    ["MCLH6", "2026-02-19"],
    ["MCLF22", "2021-12-17"],
    ["CLG15", "2015-01-20"],
    ["NGF24", "2023-12-27"],
    ["MNGF24", "2023-12-26"],
    ["MGCG15", "2015-02-25"],
    ["SILH16", "2016-03-29"],
    ["MHGN22", "2022-06-28"],
    ["M6EH6", "2026-03-16"],
    ["MCDH6", "2026-03-17"],
    ["MBTH6", "2026-03-27"],
    // Good Friday and Boxing Day are no business days in London.
    ["MBTH24", "2024-03-28"],
    ["MBTZ25", "2025-12-24"],
    ["METZ26", "2026-12-24"],
  ])("%s: %s", (name, day) => {
    expect(lastDay(name)).toBe(day);
  });

  test("at the time of the product: index 08:30, currencies 09:16 in Chicago, crypto 16:00 in London", () => {
    expect(formatInstant(dates("MESH6").lastTrade)).toBe("2026-03-20T13:30:00Z");
    expect(formatInstant(dates("M6EH6").lastTrade)).toBe("2026-03-16T14:16:00Z");
    // In the weeks when only America is on summer time London is five hours ahead.
    expect(formatInstant(dates("MBTH6").lastTrade)).toBe("2026-03-27T16:00:00Z");
    expect(formatInstant(dates("MBTM6").lastTrade)).toBe("2026-06-26T15:00:00Z");
    expect(formatInstant(dates("MCLH6").lastTrade)).toBe("2026-02-19T19:30:00Z");
  });

  test("gold may be delivered from the last business day of the month before", () => {
    const first = ["MGCG6", "MGCJ6", "MGCM6", "MGCQ6", "MGCV6", "MGCZ6"].map(notice);
    expect(first).toEqual([
      "2026-01-30",
      "2026-03-31",
      "2026-05-29",
      "2026-07-31",
      "2026-09-30",
      "2026-11-30",
    ]);
    expect(formatDay(lastSafeDay(dates("MGCG6")))).toBe("2026-01-30");
    expect(formatDay(lastSafeDay(dates("MESH6")))).toBe("2026-03-20");
  });

  test("business days leave out weekends and holidays without settlement", () => {
    const day = parseDay("2026-01-20"); // Tuesday after Martin Luther King's day
    expect(formatDay(businessDaysBefore("energy", day, 1))).toBe("2026-01-16");
    expect(formatDay(businessDaysBefore("energy", day, 2))).toBe("2026-01-15");
  });

  test("a contract without a rule is an error that shows the line to add", () => {
    const own = loadContracts({
      XYZ: {
        session: "metals",
        tickSize: "1",
        multiplier: "1",
        commission: "0.25",
        exchangeFee: "0",
        margins: { initial: "1", maintenance: "1" },
      },
      XES: { base: "MES" },
    });
    expect(() => expiryOf(own.get("XYZ"), { year: 2026, month: 3 })).toThrowError(
      expect.objectContaining({
        code: "E370",
        detail: expect.objectContaining({
          fix: expect.arrayContaining([expect.stringContaining('expiry: "third friday"')]),
        }),
      }),
    );
    expect(formatDay(expiryOf(own.get("XES"), { year: 2026, month: 3 }).lastTradingDay)).toBe("2026-03-20");
  });
});

const CALENDARS = sharedPath("reference/calendars.json");

interface Table {
  readonly appliesTo?: readonly string[];
  readonly contracts: readonly { contract: string; lastTradeDate: string; firstNoticeDate?: string }[];
}

test.skipIf(!existsSync(CALENDARS))("every date of the reference tables (skipped without them)", () => {
  const { expiries } = JSON.parse(readFileSync(CALENDARS, "utf8")) as { expiries: Record<string, Table> };
  let checked = 0;
  for (const [key, { appliesTo = [key], contracts: rows }] of Object.entries(expiries)) {
    for (const said of appliesTo) {
      const contract = contracts.get(said.split(" ")[0]!);
      for (const { contract: text, lastTradeDate, firstNoticeDate } of rows) {
        const [year, month] = text.split("-").map(Number);
        const found = expiryOf(contract, { year: year!, month: month! });
        expect(`${said} ${text} ${formatDay(found.lastTradingDay)}`).toBe(`${said} ${text} ${lastTradeDate}`);
        if (firstNoticeDate) expect(formatDay(found.firstNotice!)).toBe(firstNoticeDate);
        checked++;
      }
    }
  }
  expect(checked).toBeGreaterThan(1000);
});
