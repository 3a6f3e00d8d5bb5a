import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SessionName } from "#domain/contract.js";
import {
  calendarNote,
  endsBeforeNoon,
  fillTradeDates,
  isCalendarKnown,
  isInSession,
  isSettlementDay,
  regularHours,
  sessionClose,
  sessionOpen,
  settlementBefore,
  settlementDays,
  settlementInstant,
  tradeDateOf,
} from "#instrument/calendar.js";
import { loadContracts } from "#instrument/contracts.js";
import { formatDay, formatInstant, instantOfLocal, parseDay, zoneOf } from "#instrument/time.js";
import { leastMs } from "../fixtures/least.js";

/** "2026-11-22T17:00" on Chicago's clock as an instant. */
const chicago = (local: string) => instantOfLocal(zoneOf("America/Chicago"), Date.parse(`${local}Z`)).time;
const tradeDate = (session: Parameters<typeof tradeDateOf>[0], local: string) =>
  formatDay(tradeDateOf(session, chicago(local)));
describe("trade dates", () => {
  test.each([
    ["2026-11-22T17:00", "2026-11-23", "Sunday's open belongs to Monday"],
    ["2026-01-18T17:00", "2026-01-20", "the session of Martin Luther King Day merges into Tuesday"],
    ["2026-01-19T10:00", "2026-01-20", "so does its morning"],
    ["2026-11-25T18:00", "2026-11-27", "Thanksgiving's session merges into Friday"],
    ["2026-11-26T17:30", "2026-11-27", "and the evening of Thanksgiving is Friday's own"],
    ["2025-07-03T18:00", "2025-07-07", "a holiday on Friday merges into Monday"],
    ["2025-07-03T11:00", "2025-07-03", "an early close keeps its own date"],
    ["2026-12-24T10:00", "2026-12-24", "so does Christmas Eve"],
    ["2026-04-03T08:00", "2026-04-03", "and the jobs report of a Good Friday"],
    ["2024-03-28T15:59", "2024-03-28", "before a closed Good Friday Thursday ends as ever"],
    ["2024-03-31T17:00", "2024-04-01", "and Easter Sunday opens Monday"],
    ["2024-06-05T16:59", "2024-06-05", "the minute before 17:00"],
    ["2024-06-05T17:00", "2024-06-06", "17:00 turns the date"],
    ["2024-06-07T17:00", "2024-06-10", "Friday evening, were it to trade, is Monday's"],
  ])("index futures at %s: %s (%s)", (local, date) => {
    expect(tradeDate("equity_index", local)).toBe(date);
  });

  test("17:00 in Chicago is 23:00 UTC in winter and 22:00 in summer", () => {
    const dates = new Int32Array(4);
    const stamps = ["2024-01-16T22:59Z", "2024-01-16T23:00Z", "2024-07-16T21:59Z", "2024-07-16T22:00Z"];
    fillTradeDates(
      "energy",
      Float64Array.from(stamps, (it) => Date.parse(it)),
      4,
      dates,
    );
    expect([...dates].map(formatDay)).toEqual(["2024-01-16", "2024-01-17", "2024-07-16", "2024-07-17"]);
  });

  test("around the clock the date is the UTC day", () => {
    const dates = new Int32Array(3);
    const stamps = ["2024-01-06T23:59:59Z", "2024-01-07T00:00Z", "1969-12-31T23:59Z"];
    fillTradeDates(
      "continuous",
      Float64Array.from(stamps, (it) => Date.parse(it)),
      3,
      dates,
    );
    expect([...dates].map(formatDay)).toEqual(["2024-01-06", "2024-01-07", "1969-12-31"]);
  });

  test("crypto futures around the clock: weekend and holiday trades carry the next business day", () => {
    expect(tradeDate("crypto", "2026-05-29T16:30")).toBe("2026-05-29");
    expect(tradeDate("crypto", "2026-05-30T12:00")).toBe("2026-06-01");
    expect(tradeDate("crypto", "2026-12-25T12:00")).toBe("2026-12-28");
  });

  test("a column of stamps in any order gets what each stamp gets alone", () => {
    const stamp = fc.integer({ min: Date.UTC(2011, 0, 1), max: Date.UTC(2029, 0, 1) });
    const session = fc.constantFrom("equity_index", "energy", "metals", "fx", "crypto", "continuous");
    fc.assert(
      fc.property(session, fc.array(stamp, { minLength: 1, maxLength: 20 }), (group, stamps) => {
        const out = new Int32Array(stamps.length + 1).fill(-7);
        fillTradeDates(group, Float64Array.from(stamps), stamps.length, out);
        expect([...out.subarray(0, -1)]).toEqual(stamps.map((at) => tradeDateOf(group, at)));
        expect(out.at(-1)).toBe(-7);
      }),
      { numRuns: 200, seed: 3 },
    );
  });

  test("a trade date is a settlement day, never lies before its clock, and rises with time", () => {
    const stamp = fc.integer({ min: Date.UTC(2014, 0, 1), max: Date.UTC(2028, 0, 1) });
    fc.assert(
      fc.property(stamp, fc.integer({ min: 0, max: 10 * 86_400_000 }), (at, wait) => {
        const date = tradeDateOf("energy", at);
        expect(isSettlementDay("energy", date)).toBe(true);
        expect(date).toBeGreaterThanOrEqual(Math.floor((at - 6 * 3_600_000) / 86_400_000));
        expect(tradeDateOf("energy", at + wait)).toBeGreaterThanOrEqual(date);
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test("a million minutes are dated in less time than half of them one by one: the calendar is asked once a date", () => {
    const time = Float64Array.from({ length: 1_000_000 }, (_, i) => Date.UTC(2022, 0, 3) + i * 60_000);
    const out = new Int32Array(time.length);
    const half = time.subarray(0, 500_000);
    const oneByOne = leastMs(() => half.map((at) => tradeDateOf("equity_index", at)), 3);
    expect(leastMs(() => fillTradeDates("equity_index", time, time.length, out))).toBeLessThan(oneByOne);
    expect(formatDay(out.at(-1)!)).toBe(formatDay(tradeDateOf("equity_index", time.at(-1)!)));
  });
});

describe("open and close of a trade date", () => {
  test.each([
    ["equity_index", "2024-06-05", "2024-06-04T17:00", "2024-06-05T16:00", "an ordinary Wednesday"],
    ["equity_index", "2026-01-20", "2026-01-18T17:00", "2026-01-20T16:00", "opened before the holiday"],
    ["equity_index", "2026-11-27", "2026-11-25T17:00", "2026-11-27T12:15", "Thanksgiving and its half day"],
    [
      "equity_index",
      "2025-12-26",
      "2025-12-25T17:00",
      "2025-12-26T16:00",
      "after Christmas, which was closed",
    ],
    ["equity_index", "2026-12-28", "2026-12-27T17:00", "2026-12-28T16:00", "after Christmas on a Friday"],
    ["equity_index", "2025-07-07", "2025-07-03T17:00", "2025-07-07T16:00", "Friday holiday and weekend"],
    ["equity_index", "2015-09-18", "2015-09-17T17:00", "2015-09-18T16:15", "the last 16:15 close"],
    ["equity_index", "2015-09-21", "2015-09-20T17:00", "2015-09-21T16:00", "the first 16:00 close"],
    ["energy", "2024-12-24", "2024-12-23T17:00", "2024-12-24T12:45", "oil on Christmas Eve"],
    ["fx", "2015-01-16", "2015-01-15T17:00", "2015-01-16T15:15", "currencies before a Monday holiday, 2015"],
    ["crypto", "2026-06-01", "2026-05-29T17:00", "2026-06-01T17:00", "crypto never closes"],
  ] as const)("%s on %s: %s to %s (%s)", (session, day, open, close, _why) => {
    expect(sessionOpen(session, parseDay(day))).toBe(chicago(open));
    expect(sessionClose(session, parseDay(day))).toBe(chicago(close));
  });

  test("around the clock a day opens and closes at midnight UTC", () => {
    const day = parseDay("2024-01-06");
    expect(formatInstant(sessionOpen("continuous", day))).toBe("2024-01-06T00:00:00Z");
    expect(formatInstant(sessionClose("continuous", day))).toBe("2024-01-07T00:00:00Z");
  });

  test("what trades between a date's open and close carries that date, and nothing trades outside", () => {
    const day = fc.integer({ min: parseDay("2013-01-01"), max: parseDay("2026-05-28") });
    const session = fc.constantFrom("equity_index", "energy", "metals", "fx", "crypto");
    fc.assert(
      fc.property(session, day, fc.nat({ max: 1_000_000 }), (group, any, share) => {
        const date = tradeDateOf(group, any * 86_400_000 + 12 * 3_600_000);
        const open = sessionOpen(group, date);
        const close = sessionClose(group, date);
        expect(tradeDateOf(group, open)).toBe(date);
        expect(tradeDateOf(group, close - 1)).toBe(date);
        expect(isInSession(group, open)).toBe(true);
        expect(isInSession(group, open - 1)).toBe(false);
        expect(isInSession(group, close - 1)).toBe(true);
        expect(isInSession(group, close)).toBe(false);
        const before = sessionClose(group, settlementBefore(group, date));
        const gap = before + Math.floor((share / 1_000_000) * (open - before));
        if (gap < open) expect(isInSession(group, gap)).toBe(false);
      }),
      { numRuns: 300, seed: 9 },
    );
  });
});

describe("in session", () => {
  test.each([
    ["equity_index", "2024-06-05T15:59", true],
    ["equity_index", "2024-06-05T16:00", false],
    ["equity_index", "2024-06-05T16:59", false],
    ["equity_index", "2024-06-05T17:00", true],
    ["equity_index", "2024-06-07T17:00", false],
    ["equity_index", "2024-06-08T12:00", false],
    ["equity_index", "2024-06-09T16:59", false],
    ["equity_index", "2024-06-09T17:00", true],
    ["equity_index", "2021-06-25T15:20", false],
    ["energy", "2021-06-25T15:20", true],
    ["equity_index", "2021-06-28T15:20", true],
    ["equity_index", "2026-01-19T11:59", true],
    ["equity_index", "2026-01-19T12:00", false],
    ["equity_index", "2026-01-19T17:00", true],
    ["energy", "2026-01-19T13:29", true],
    ["energy", "2026-01-19T13:30", false],
    ["equity_index", "2024-03-28T17:00", false],
    ["equity_index", "2024-03-29T08:00", false],
    ["equity_index", "2026-04-02T17:00", true],
    ["equity_index", "2026-04-03T08:14", true],
    ["equity_index", "2026-04-03T08:15", false],
    ["energy", "2026-04-03T08:00", false],
    ["equity_index", "2025-01-09T08:30", false],
    ["energy", "2025-01-09T08:30", true],
    ["crypto", "2026-05-23T12:00", false],
    ["crypto", "2026-05-29T15:59", true],
    ["crypto", "2026-05-29T16:30", true],
    ["crypto", "2026-05-30T12:00", true],
    ["continuous", "2024-12-25T12:00", true],
  ] as const)("%s at %s: %s", (session, local, open) => {
    expect(isInSession(session, chicago(local))).toBe(open);
  });
});

describe("settlement", () => {
  const { get } = loadContracts();

  test.each([
    ["MES", "2020-10-22", "15:15", "until 23 October 2020 at 15:15"],
    ["MES", "2020-10-23", "15:15", "the last one"],
    ["MES", "2020-10-26", "15:00", "from then on at 15:00"],
    ["MES", "2020-09-30", "15:00", "the last business day of a month was at 15:00 before, too"],
    ["MES", "2020-09-29", "15:15", "the day before was not"],
    ["ES", "2019-03-29", "15:00", "a month that ends on a weekend: its last business day"],
    ["MES", "2024-07-03", "12:00", "a shortened day settles at noon"],
    ["MES", "2019-11-29", "12:00", "also before 2020, also at month-end"],
    ["MES", "2026-04-03", "08:15", "a session that ends at 08:15 cannot settle later"],
    ["MCL", "2024-06-05", "13:30", "oil"],
    ["MCL", "2024-12-24", "12:45", "oil on a day that ends before its settlement"],
    ["MCL", "2025-11-28", "13:30", "and on one that ends after it"],
    ["MGC", "2024-06-05", "12:30", "gold"],
    ["SIL", "2024-06-05", "12:25", "silver"],
    ["MHG", "2024-06-05", "12:00", "copper"],
    ["M6E", "2024-06-05", "14:00", "currencies"],
    ["MBT", "2024-06-05", "15:00", "crypto futures"],
  ])("%s on %s at %s Chicago: %s", (symbol, day, clock) => {
    expect(settlementInstant(get(symbol), parseDay(day))).toBe(chicago(`${day}T${clock}`));
  });

  test("a perpetual is marked at the midnight that ends its day, or at its own hour in UTC", () => {
    const day = parseDay("2024-01-06");
    expect(formatInstant(settlementInstant(get("PERP"), day))).toBe("2024-01-07T00:00:00Z");
    const own = { session: "continuous", settlementTime: "08:00" } as const;
    expect(formatInstant(settlementInstant(own, day))).toBe("2024-01-06T08:00:00Z");
  });

  test("every trade date settles inside its own session", () => {
    const day = fc.integer({ min: parseDay("2013-01-01"), max: parseDay("2027-12-31") });
    fc.assert(
      fc.property(fc.constantFrom(...loadContracts().symbols()), day, (symbol, any) => {
        const contract = get(symbol);
        const date = tradeDateOf(contract.session, any * 86_400_000 + 12 * 3_600_000);
        const at = settlementInstant(contract, date);
        expect(at).toBeGreaterThan(sessionOpen(contract.session, date));
        expect(at).toBeLessThanOrEqual(sessionClose(contract.session, date));
      }),
      { numRuns: 300, seed: 13 },
    );
  });
});

test("regular hours are the cash or pit hours of the group", () => {
  const hours = (symbol: string) => regularHours(loadContracts().get(symbol));
  expect(hours("MES")).toEqual({ start: 510, end: 900 });
  expect(hours("MCL")).toEqual({ start: 480, end: 810 });
  expect(hours("MGC")).toEqual({ start: 440, end: 750 });
  expect(hours("SIL")).toEqual({ start: 445, end: 745 });
  expect(hours("M6E")).toEqual({ start: 440, end: 840 });
  expect(hours("PERP")).toBeNull();
});

test("a report says so where the calendar is extrapolated, or known but not checked day by day", () => {
  const note = (first: string, last: string, session: SessionName = "energy") =>
    calendarNote(session, parseDay(first), parseDay(last));
  expect(note("2015-01-01", "2027-12-31")).toBeNull();
  expect(note("2013-11-18", "2013-12-20")).toMatch(/checked day by day for 2015 to 2027; from 2005/);
  expect(note("2013-11-18", "2028-01-03")).toMatch(/2005 to 2027.*2013-11-18 and 2028-01-03.*extrapolated/);
  expect(note("2004-11-18", "2007-01-03", "fx")).toMatch(/2005 to 2027.*extrapolated/);
  expect(note("2006-06-01", "2020-01-03")).toMatch(/Before 2006-06-12.*Globex.*extrapolated/);
  expect(note("2016-06-01", "2020-01-03", "crypto")).toMatch(/Before 2017-12-18/);
  expect(calendarNote("continuous", parseDay("2010-01-01"), parseDay("2010-12-31"))).toBeNull();
});

test("the calendar knows the holidays of its years, and of a group that traded on Globex", () => {
  const known = (first: string, last: string, session: SessionName = "energy") =>
    isCalendarKnown(session, parseDay(first), parseDay(last));
  expect(known("2005-01-03", "2027-12-31", "fx")).toBe(true);
  expect(known("2004-12-31", "2027-12-31", "fx")).toBe(false);
  expect(known("2026-01-02", "2028-01-03", "fx")).toBe(false);
  expect(known("2006-06-01", "2007-01-03")).toBe(false);
  expect(known("2006-06-12", "2007-01-03")).toBe(true);
  expect(known("1990-01-01", "2040-01-01", "continuous")).toBe(true);
});

test("a date that ends before noon is one that vendors leave out", () => {
  const days = settlementDays("equity_index", parseDay("2005"), parseDay("2027", "last"));
  expect(days.filter((day) => endsBeforeNoon("equity_index", day)).map(formatDay)).toEqual([
    ...["2012-04-06", "2012-10-29", "2012-10-30", "2015-04-03", "2018-12-05"],
    ...["2021-04-02", "2023-04-07", "2025-01-09", "2026-04-03"],
  ]);
});

const shared = process.env.TICKPROOF_SHARED ?? fileURLToPath(new URL("../../../shared", import.meta.url));
const files = [
  ["MES", "micro_intraday_nolicence/MES_5m_20260315_20260430.csv.gz"],
  ["MNQ", "micro_intraday_nolicence/MNQ_5m_20250907_20251114.csv.gz"],
  ["MCL", "micro_intraday_nolicence/MCL_5m_20260315_20260430.csv.gz"],
  ["ES", "parent_intraday_nolicence/ES_5m_20211205_20220128.csv.gz"],
  ["NQ", "futures_intraday/NQ_5m_2019H1.csv.gz"],
  ["GC", "futures_intraday/GC_5m_2019H1.csv.gz"],
] as const;

const here = existsSync(`${shared}/data`);

describe.skipIf(!here)(`real bars${here ? "" : " (skipped: no real data)"}`, () => {
  test.each(files)("every bar of %s in %s lies inside the session", (symbol, file) => {
    const { session } = loadContracts().get(symbol);
    const lines = gunzipSync(readFileSync(`${shared}/data/${file}`))
      .toString()
      .trim()
      .split("\n")
      .slice(1);
    const outside = lines
      .map((line) => Date.parse(line.slice(0, line.indexOf(","))))
      .filter((at) => !isInSession(session, at));
    expect(lines.length).toBeGreaterThan(5000);
    expect(outside.map(formatInstant)).toEqual([]);
  });
});
