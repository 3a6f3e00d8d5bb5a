import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SessionTemplate } from "#domain/session.js";
import {
  calendarNote,
  clockOn,
  dayBegins,
  expectedOpens,
  fillTradeDates,
  isInSession,
  regularHours,
  sessionClose,
  sessionOpen,
  sessionStretches,
  settlementDays,
  settlementInstant,
  tradeDateOf,
  zoneLabel,
} from "#instrument/calendar.js";
import { loadContracts } from "#instrument/contracts.js";
import { daySpanOn } from "#instrument/day-margin.js";
import { regularTest } from "#instrument/regular-hours.js";
import { readSessions } from "#instrument/session-template.js";
import { formatDay, formatInstant, instantOfLocal, offsetAt, parseDay, zoneOf } from "#instrument/time.js";
import { accountOfRequest, withSymbols } from "#research/account-words.js";

const session = (raw: Record<string, unknown>): SessionTemplate => readSessions({ own: raw }).get("own")!;
const EUREX = session({
  zone: "Europe/Berlin",
  open: "09:00",
  close: "22:00",
  regular: "09:00-17:30",
  settlement: "17:30",
});
const STOCKS = session({
  zone: "America/New_York",
  open: "09:30",
  close: "16:00",
  regular: "09:30-16:00",
  holidays: ["2024-12-25", "2025-01-01", "2025-01-09"],
  earlyCloses: { "2024-12-24": "13:00", "2024-11-29": "13:00" },
});
/** Grains: two stretches, the first from the evening before. */
const GRAINS = session({
  zone: "America/Chicago",
  open: "19:00",
  close: "13:20",
  pauses: "07:45-08:30",
  regular: "08:30-13:20",
  settlement: "13:15",
});
const stretches = (of: SessionTemplate, day: string) =>
  sessionStretches(of, parseDay(day)).map(({ from, until }) => {
    const clock = (at: number) =>
      formatInstant(at + offsetAt(zoneOf(of.zone), at))
        .slice(5, 16)
        .replace("T", " ");
    return `${clock(from)} to ${clock(until)}`;
  });
const at = (of: SessionTemplate, local: string) =>
  instantOfLocal(zoneOf(of.zone), Date.parse(`${local}Z`)).time;

describe("a session of one's own", () => {
  test("by day: a date opens, settles and closes on its own clock, in winter and summer", () => {
    expect(formatInstant(sessionOpen(EUREX, parseDay("2006-01-02")))).toBe("2006-01-02T08:00:00Z");
    expect(formatInstant(sessionClose(EUREX, parseDay("2006-07-03")))).toBe("2006-07-03T20:00:00Z");
    const contract = { session: EUREX, settlementTime: "17:30" };
    expect(formatInstant(settlementInstant(contract, parseDay("2006-07-03")))).toBe("2006-07-03T15:30:00Z");
    expect(zoneLabel(EUREX)).toBe("Berlin time");
  });

  test("by day: the trade date turns at midnight of the exchange, and weekends move forward", () => {
    for (const [local, date] of [
      ["2006-01-03T00:00", "2006-01-03"],
      ["2006-01-03T23:59", "2006-01-03"],
      ["2006-01-06T22:30", "2006-01-06"],
      ["2006-01-07T12:00", "2006-01-09"],
    ]) {
      expect(formatDay(tradeDateOf(EUREX, at(EUREX, local!)))).toBe(date);
    }
  });

  test("by day: bars count from the open, not from midnight", () => {
    const opens = expectedOpens(STOCKS, parseDay("2024-06-05"), 60 * 60_000);
    expect(opens.map((it) => formatInstant(it).slice(11, 16))).toEqual([
      ...["13:30", "14:30", "15:30", "16:30", "17:30", "18:30", "19:30"],
    ]);
    expect(dayBegins(STOCKS, at(STOCKS, "2024-06-05T11:45"))).toBe(at(STOCKS, "2024-06-05T09:30"));
    expect(dayBegins(STOCKS, at(STOCKS, "2024-06-05T08:00"))).toBe(at(STOCKS, "2024-06-05T00:00"));
  });

  test("holidays are closed, early closes end a date of their own", () => {
    expect(stretches(STOCKS, "2024-12-24")).toEqual(["12-24 09:30 to 12-24 13:00"]);
    expect(stretches(STOCKS, "2024-12-25")).toEqual(["12-26 09:30 to 12-26 16:00"]);
    expect(isInSession(STOCKS, at(STOCKS, "2025-01-09T10:00"))).toBe(false);
    expect(formatDay(tradeDateOf(STOCKS, at(STOCKS, "2025-01-09T10:00")))).toBe("2025-01-10");
  });

  test("a halt's trades count for the next trade date", () => {
    const halting = session({
      zone: "America/Chicago",
      open: "17:00",
      close: "16:00",
      halts: { "2026-01-19": "12:00" },
    });
    expect(stretches(halting, "2026-01-20")).toEqual([
      "01-18 17:00 to 01-19 12:00",
      "01-19 17:00 to 01-20 16:00",
    ]);
  });

  test("an open that is not before the close is the evening before; pauses lie where they fall", () => {
    expect(stretches(GRAINS, "2024-06-05")).toEqual([
      "06-04 19:00 to 06-05 07:45",
      "06-05 08:30 to 06-05 13:20",
    ]);
    expect(stretches(GRAINS, "2024-06-10")[0]).toBe("06-09 19:00 to 06-10 07:45");
    expect(formatDay(tradeDateOf(GRAINS, at(GRAINS, "2024-06-04T19:00")))).toBe("2024-06-05");
    expect(formatDay(tradeDateOf(GRAINS, at(GRAINS, "2024-06-04T18:59")))).toBe("2024-06-04");
    expect(clockOn(GRAINS, parseDay("2024-06-05"), 20 * 60)).toBe(at(GRAINS, "2024-06-04T20:00"));
    const night = session({
      zone: "UTC",
      open: "22:00",
      close: "21:00",
      pauses: ["23:30-00:15", "12:00-12:10"],
    });
    expect(stretches(night, "2024-06-05")).toEqual([
      "06-04 22:00 to 06-04 23:30",
      "06-05 00:15 to 06-05 12:00",
      "06-05 12:10 to 06-05 21:00",
    ]);
  });

  test("hours by date: what a period leaves out goes on as before, its settlement follows the close", () => {
    const own = session({
      zone: "Europe/Berlin",
      open: "09:00",
      close: "20:00",
      regular: "09:00-17:30",
      periods: [
        { from: "2005-11-21", close: "22:00" },
        { from: "2018-12-10", open: "01:10", regular: "08:00-22:00", pauses: "02:00-02:30" },
      ],
    });
    expect(stretches(own, "2004-03-01")).toEqual(["03-01 09:00 to 03-01 20:00"]);
    expect(stretches(own, "2005-11-21")).toEqual(["11-21 09:00 to 11-21 22:00"]);
    expect(stretches(own, "2018-12-10")).toEqual([
      "12-10 01:10 to 12-10 02:00",
      "12-10 02:30 to 12-10 22:00",
    ]);
    const contract = { session: own, settlementTime: "22:00" };
    expect(formatInstant(settlementInstant(contract, parseDay("2004-03-01")))).toBe("2004-03-01T19:00:00Z");
    expect(formatInstant(settlementInstant(contract, parseDay("2018-12-10")))).toBe("2018-12-10T21:00:00Z");
    expect(regularHours(contract, parseDay("2010-01-04"))).toEqual({ start: 540, end: 1050 });
    expect(regularHours(contract)).toEqual({ start: 480, end: 1320 });
    const isRegular = regularTest(contract);
    expect(isRegular(at(own, "2010-01-04T08:30"))).toBe(false);
    expect(isRegular(at(own, "2019-01-07T08:30"))).toBe(true);
    expect(isRegular(at(own, "2019-01-06T08:30"))).toBe(false);
  });

  test("other weekdays: Sunday to Thursday, or every day", () => {
    const tel = session({ zone: "Asia/Jerusalem", open: "09:25", close: "17:25", weekdays: "Sun-Thu" });
    expect(formatDay(tradeDateOf(tel, at(tel, "2024-06-07T10:00")))).toBe("2024-06-09");
    const coin = session({ zone: "UTC", open: "00:00", close: "24:00", weekdays: "daily" });
    expect(formatDay(tradeDateOf(coin, Date.UTC(2024, 5, 8, 12)))).toBe("2024-06-08");
    expect(isInSession(coin, Date.UTC(2024, 5, 8, 23, 59, 59))).toBe(true);
  });

  test("a column of stamps gets what each stamp gets alone, and an open moment lies in its date's stretches", () => {
    const stamp = fc.integer({ min: Date.UTC(2023, 0, 1) / 60_000, max: Date.UTC(2026, 0, 1) / 60_000 });
    fc.assert(
      fc.property(
        fc.constantFrom(EUREX, STOCKS, GRAINS),
        fc.array(stamp, { minLength: 1 }),
        (own, minutes) => {
          const stamps = Float64Array.from(minutes, (minute) => minute * 60_000);
          const out = new Int32Array(stamps.length);
          fillTradeDates(own, stamps, stamps.length, out);
          for (const [i, time] of stamps.entries()) {
            expect(out[i]).toBe(tradeDateOf(own, time));
            const inside = sessionStretches(own, out[i]!).some(
              ({ from, until }) => from <= time && time < until,
            );
            expect(isInSession(own, time)).toBe(inside);
          }
        },
      ),
      { numRuns: 300, seed: 31 },
    );
  });

  test("a report says which years' holidays are listed", () => {
    const note = (of: SessionTemplate, year: string) =>
      calendarNote(of, parseDay(year), parseDay(year, "last"));
    expect(note(STOCKS, "2024")).toBeNull();
    expect(note(STOCKS, "2026")).toMatch(/own lists holidays of 2024 to 2025/);
    expect(note(EUREX, "2006")).toMatch(/lists no holidays/);
  });
});

describe("what can be no session", () => {
  const good = { zone: "Europe/Berlin", open: "09:00", close: "22:00" };
  test.each<[string, unknown, string, RegExp]>([
    ["no object", "09:00-22:00", "sessions.own", /an object such as/],
    ["no zone", { open: "09:00", close: "22:00" }, "sessions.own.zone", /time zone/],
    ["an unknown zone", { ...good, zone: "Berlin" }, "sessions.own.zone", /Europe\/Berlin/],
    ["a clock without zero", { ...good, open: "9:00" }, "sessions.own.open", /HH:MM/],
    ["no close", { zone: "UTC", open: "09:00" }, "sessions.own.close", /HH:MM/],
    ["an hour 24 to open", { ...good, open: "24:00" }, "sessions.own.open", /HH:MM/],
    ["a misspelt key", { ...good, holliday: [] }, "sessions.own.holliday", /one of zone/],
    ["a pause outside", { ...good, pauses: "22:30-23:00" }, "sessions.own.pauses", /within 09:00 to 22:00/],
    [
      "pauses that overlap",
      { ...good, pauses: ["12:00-13:00", "12:30-14:00"] },
      "sessions.own.pauses",
      /one after the other/,
    ],
    ["regular hours beyond the close", { ...good, regular: "09:00-23:00" }, "sessions.own.regular", /within/],
    ["regular hours turned round", { ...good, regular: "17:00-09:00" }, "sessions.own.regular", /within/],
    ["February 30", { ...good, holidays: ["2024-02-30"] }, "sessions.own.holidays.0", /that exists/],
    [
      "a date of two digits",
      { ...good, holidays: ["2024-01-01", "24-02-03"] },
      "sessions.own.holidays.1",
      /YYYY/,
    ],
    [
      "an early close on a Sunday",
      { ...good, earlyCloses: { "2024-06-09": "12:00" } },
      "sessions.own.earlyCloses.2024-06-09",
      /opens/,
    ],
    [
      "an early close after the close",
      { ...good, earlyCloses: { "2024-06-10": "23:00" } },
      "sessions.own.earlyCloses.2024-06-10",
      /within/,
    ],
    [
      "a date twice",
      { ...good, earlyCloses: { "2024-06-10": "12:00" }, halts: { "2024-06-10": "13:00" } },
      "sessions.own",
      /once/,
    ],
    [
      "periods out of order",
      { ...good, periods: [{ from: "2020-01-02" }, { from: "2019-01-02" }] },
      "sessions.own.periods.1.from",
      /order/,
    ],
    [
      "new hours that begin on the evening of the old ones' last day",
      { ...good, periods: [{ from: "2024-06-05", open: "18:00", close: "17:00" }] },
      "sessions.own.periods.0.from",
      /not before that day's close at 22:00/,
    ],
    [
      "a period without date",
      { ...good, periods: [{ open: "08:00" }] },
      "sessions.own.periods.0.from",
      /date/,
    ],
    [
      "a period that leaves the pause outside",
      { ...good, pauses: "12:00-13:00", periods: [{ from: "2020-01-02", open: "12:30" }] },
      "sessions.own.periods.0.open",
      /within/,
    ],
    ["weekdays that there are not", { ...good, weekdays: "Mon-Fry" }, "sessions.own.weekdays", /Mon-Fri/],
  ])("%s", (_what, raw, where, expected) => {
    expect(() => readSessions({ own: raw })).toThrow(
      expect.objectContaining({ code: "E133", detail: expect.objectContaining({ where }) }),
    );
    try {
      readSessions({ own: raw });
    } catch (error) {
      const { detail } = error as { detail: { expected: string; fix?: string[] } };
      expect(`${detail.expected} ${detail.fix?.join(" ")}`).toMatch(expected);
    }
  });

  test("whatever stands there is a session that works, or E133", () => {
    const two = (n: number) => String(n).padStart(2, "0");
    /** Rarely something else. */
    const mostly = <T>(good: fc.Arbitrary<T>): fc.Arbitrary<unknown> =>
      fc.oneof({ weight: 30, arbitrary: good }, { weight: 1, arbitrary: fc.anything() });
    const time = fc.tuple(fc.nat(23), fc.nat(59)).map(([hour, minute]) => `${two(hour)}:${two(minute)}`);
    const date = fc.nat(90).map((n) => formatDay(parseDay("2020-01-01") + n));
    const span = fc.tuple(time, time).map(([a, b]) => `${a}-${b}`);
    const dated = fc.dictionary(date, time, { maxKeys: 1 });
    const raw = fc.record(
      {
        zone: mostly(fc.constantFrom("UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo")),
        open: mostly(time),
        close: mostly(time),
        pauses: mostly(fc.oneof(span, fc.array(span, { maxLength: 1 }))),
        regular: mostly(fc.oneof(span, fc.constant(null))),
        settlement: mostly(time),
        weekdays: mostly(fc.constantFrom("Mon-Fri", "Sun-Thu", "daily", "Fri-Mon")),
        holidays: mostly(fc.array(date, { maxLength: 5 })),
        earlyCloses: mostly(dated),
        halts: mostly(dated),
        periods: mostly(fc.array(fc.record({ from: date, open: time, close: time }), { maxLength: 1 })),
      },
      { requiredKeys: ["zone", "open", "close"] },
    );
    let worked = 0;
    fc.assert(
      fc.property(raw, (given) => {
        let own: SessionTemplate;
        try {
          own = session(given);
        } catch (error) {
          expect(error).toMatchObject({
            code: "E133",
            detail: { where: expect.stringContaining("sessions.own") },
          });
          return;
        }
        worked++;
        let before = Number.NEGATIVE_INFINITY;
        for (const day of settlementDays(own, parseDay("2020-01-01"), parseDay("2020-03-31"))) {
          for (const { from, until } of sessionStretches(own, day)) {
            expect(from).toBeGreaterThanOrEqual(before);
            expect(until).toBeGreaterThan(from);
            expect(tradeDateOf(own, from)).toBe(day);
            expect(tradeDateOf(own, until - 1)).toBe(day);
            before = until;
          }
        }
      }),
      { numRuns: 4000, seed: 51 },
    );
    expect(worked).toBeGreaterThan(100);
  });

  test("a name that is built in", () => {
    expect(() => readSessions({ energy: good })).toThrow(expect.objectContaining({ code: "E133" }));
  });
});

describe("a contract that names it", () => {
  const sessions = { eurex: { zone: "Europe/Berlin", open: "09:00", close: "22:00", settlement: "17:30" } };
  const raw = { base: "MES", session: "eurex" };

  test("has the template itself, as plain data, and settles by it", () => {
    const contract = loadContracts({ FESX: raw }, "config", sessions).get("FESX");
    expect(contract.settlementTime).toBe("17:30");
    expect(contract.group).toBe("eurex");
    const copy = structuredClone(contract);
    expect(JSON.parse(JSON.stringify(copy))).toEqual(JSON.parse(JSON.stringify(contract)));
    expect(formatInstant(sessionOpen(copy.session, parseDay("2024-06-05")))).toBe("2024-06-05T07:00:00Z");
  });

  test("may be meant by its session's name where terms of an account are for a session", () => {
    const contracts = loadContracts({ FESX: raw }, "config", sessions);
    expect(contracts.sessions()).toEqual([...loadContracts().sessions(), "eurex"]);
    const terms = accountOfRequest({ dayMargin: "FESX=500", dayWindow: "eurex=open-16:45" });
    const windows = withSymbols(terms, contracts).dayMargin!.windows;
    const span = daySpanOn({ windows }, contracts.get("FESX"), parseDay("2024-06-05"))!;
    expect([span.from, span.to].map(formatInstant)).toEqual(["2024-06-05T07:00:00Z", "2024-06-05T14:45:00Z"]);
    expect(() => withSymbols(terms, loadContracts({ FESX: { base: "MES" } }))).toThrow(
      expect.objectContaining({ code: "E210" }),
    );
  });

  test("and a name that there is not is refused, with the one that is meant", () => {
    expect(() => loadContracts({ FESX: { ...raw, session: "eurx" } }, "c.ts", sessions)).toThrow(
      expect.objectContaining({
        code: "E215",
        detail: expect.objectContaining({
          where: "c.ts: contracts.FESX.session",
          fix: expect.arrayContaining([expect.stringContaining('"eurex"')]),
        }),
      }),
    );
  });

  test("regular hours of one's own, over any session", () => {
    const own = loadContracts({ MES: { regularHours: "08:30-15:15" } }).get("MES");
    expect(regularHours(own)).toEqual({ start: 510, end: 915 });
    expect(regularTest(own)(at(GRAINS, "2024-06-05T15:10"))).toBe(true);
    for (const regularHours of ["8:30-15", "15:00-08:30", "08:30-08:30", 830]) {
      expect(() => loadContracts({ MES: { regularHours } })).toThrow(
        expect.objectContaining({ code: "E211" }),
      );
    }
  });
});
