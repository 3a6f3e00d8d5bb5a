import fc from "fast-check";
import { DateTime } from "luxon";
import { describe, expect, test } from "vitest";
import {
  dayOf,
  formatDay,
  formatInstant,
  instantOf,
  knowZones,
  offsetAt,
  parseDay,
  weekdayOf,
  zoneOf,
  zonesKnown,
} from "#instrument/time.js";

const HOUR = 3_600_000;

/** Another road to the same answer: `Intl` writes the offset itself ("GMT-05:00"), the table never reads that. */
function intlOffset(zone: string, at: number): number {
  const written = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" })
    .formatToParts(at)
    .find((part) => part.type === "timeZoneName")!.value;
  const match = /GMT(?:([+-])(\d{2}):(\d{2})(?::(\d{2}))?)?/.exec(written)!;
  const size = Number(match[2] ?? 0) * HOUR + Number(match[3] ?? 0) * 60_000 + Number(match[4] ?? 0) * 1000;
  return match[1] === "-" ? -size : size;
}

const zones = [
  "America/Chicago",
  "America/New_York",
  "America/Los_Angeles",
  "Europe/London",
  "Europe/Berlin",
  "Australia/Lord_Howe", // half an hour of summer time
  "Africa/Casablanca", // clocks change around Ramadan
  "Asia/Kolkata",
  "Pacific/Apia", // skipped a whole day in 2011
  "America/Sao_Paulo", // changed at midnight
  "UTC",
];

describe.each(zones)("the clock of %s", (name) => {
  test("is as far from UTC as Intl says, at any instant from 1975 to 2037, in any order", () => {
    const instants = fc.integer({ min: Date.UTC(1975, 0, 1), max: Date.UTC(2037, 11, 31) });
    fc.assert(
      fc.property(fc.array(instants, { minLength: 1, maxLength: 5 }), (stamps) => {
        for (const at of stamps) expect(offsetAt(zoneOf(name), at)).toBe(intlOffset(name, at));
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  test("reads back what it shows: instant → local clock → the same instant, or a repeated hour that holds it", () => {
    const instants = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2030, 0, 1) });
    fc.assert(
      fc.property(instants, (at) => {
        const zone = zoneOf(name);
        const local = new Date(at + offsetAt(zone, at));
        const found = instantOf(
          zone,
          local.getUTCFullYear(),
          local.getUTCMonth() + 1,
          local.getUTCDate(),
          local.getUTCHours(),
          local.getUTCMinutes(),
          local.getUTCSeconds(),
          local.getUTCMilliseconds(),
        );
        expect(found.kind).not.toBe("nonexistent");
        expect([found.time, found.later]).toContain(at);
        if (found.kind === "exact") expect(found.time).toBe(at);
      }),
      { numRuns: 200, seed: 11 },
    );
  });
});

describe.each(zones)("luxon's clock of %s", (name) => {
  test("shows the same local time at any instant, and at the minutes around every change of clocks", () => {
    const zone = zoneOf(name);
    const same = (at: number) => {
      const { year, month, day, hour, minute, offset } = DateTime.fromMillis(at, { zone: name });
      expect(offsetAt(zone, at)).toBe(offset * 60_000);
      const local = new Date(at + offsetAt(zone, at)).toISOString().slice(0, 16);
      const two = (n: number) => String(n).padStart(2, "0");
      expect(local).toBe(`${year}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}`);
    };
    let before = Number.NaN;
    for (let at = Date.UTC(2005, 0, 1); at < Date.UTC(2028, 0, 1); at += 6 * HOUR) {
      const offset = offsetAt(zone, at);
      if (offset !== before && !Number.isNaN(before)) {
        for (let minute = 0; minute <= 6 * 60; minute += 5) same(at - minute * 60_000);
      }
      before = offset;
    }
    const instants = fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2027, 11, 31) });
    fc.assert(fc.property(instants, same), { numRuns: 100, seed: 41 });
  });

  test("reads a local time as the same instant, but for the hours that there are not or twice", () => {
    const zone = zoneOf(name);
    const locals = fc.integer({ min: Date.UTC(2005, 0, 1), max: Date.UTC(2027, 11, 31) });
    fc.assert(
      fc.property(locals, (local) => {
        const [year, month, day, hour, minute] = new Date(local)
          .toISOString()
          .split(/[-T:]/)
          .map((it) => Number.parseInt(it, 10)) as [number, number, number, number, number];
        const found = instantOf(zone, year, month, day, hour, minute, 0, 0);
        const asked = DateTime.fromObject({ year, month, day, hour, minute }, { zone: name });
        // Right behind a gap luxon may answer an instant that shows another clock than was asked for: such an oracle is none.
        if (asked.hour !== hour || asked.minute !== minute) return;
        if (found.kind === "exact") expect(found.time).toBe(asked.toMillis());
        else if (found.kind === "ambiguous") expect([found.time, found.later]).toContain(asked.toMillis());
      }),
      { numRuns: 300, seed: 43 },
    );
  });
});

describe("the hours at which Chicago changes its clocks", () => {
  const chicago = zoneOf("America/Chicago");

  test("02:30 on 2024-03-10 never was: read with winter's offset it is 03:30 in summer time", () => {
    expect(instantOf(chicago, 2024, 3, 10, 2, 30, 0, 0)).toEqual({
      time: Date.UTC(2024, 2, 10, 8, 30),
      later: Date.UTC(2024, 2, 10, 8, 30),
      kind: "nonexistent",
    });
  });

  test("01:30 on 2024-11-03 was twice: the first pass is the answer, the second is offered", () => {
    expect(instantOf(chicago, 2024, 11, 3, 1, 30, 0, 0)).toEqual({
      time: Date.UTC(2024, 10, 3, 6, 30),
      later: Date.UTC(2024, 10, 3, 7, 30),
      kind: "ambiguous",
    });
  });

  test("the last minute before and the first after each join are exact", () => {
    expect(instantOf(chicago, 2024, 3, 10, 1, 59, 0, 0)).toMatchObject({
      time: Date.UTC(2024, 2, 10, 7, 59),
      kind: "exact",
    });
    expect(instantOf(chicago, 2024, 3, 10, 3, 0, 0, 0)).toMatchObject({
      time: Date.UTC(2024, 2, 10, 8, 0),
      kind: "exact",
    });
    expect(instantOf(chicago, 2024, 11, 3, 0, 59, 0, 0)).toMatchObject({
      time: Date.UTC(2024, 10, 3, 5, 59),
      kind: "exact",
    });
    expect(instantOf(chicago, 2024, 11, 3, 2, 0, 0, 0)).toMatchObject({
      time: Date.UTC(2024, 10, 3, 8, 0),
      kind: "exact",
    });
  });

  test("the offset turns on the millisecond", () => {
    const change = Date.UTC(2024, 2, 10, 8);
    expect([offsetAt(chicago, change - 1), offsetAt(chicago, change)]).toEqual([-6 * HOUR, -5 * HOUR]);
  });
});

test("a date that a whole country skipped does not exist", () => {
  expect(instantOf(zoneOf("Pacific/Apia"), 2011, 12, 30, 12, 0, 0, 0).kind).toBe("nonexistent");
});

test("no instant has no offset", () => {
  expect(offsetAt(zoneOf("America/Chicago"), Number.NaN)).toBeNaN();
  expect(offsetAt(zoneOf("America/Chicago"), Number.POSITIVE_INFINITY)).toBeNaN();
});

test.each([
  ["UTC", 0],
  ["Z", 0],
  ["+02:00", 2 * HOUR],
  ["-0530", -5.5 * HOUR],
  ["UTC-5", -5 * HOUR],
  ["gmt+1", HOUR],
  ["america/chicago", -6 * HOUR],
  ["EST", -5 * HOUR],
])("%s is a zone", (name, winterOffset) => {
  expect(offsetAt(zoneOf(name), Date.UTC(2024, 0, 15))).toBe(winterOffset);
});

test("an unknown zone is refused with the likely one, for a wrong zone moves bars into another session", () => {
  for (const [typed, meant] of [
    ["America/Chicgo", "America/Chicago"],
    ["Chicago", "America/Chicago"],
    ["new york", "America/New_York"],
  ] as const) {
    expect(() => zoneOf(typed)).toThrow(
      expect.objectContaining({
        code: "E108",
        detail: expect.objectContaining({ fix: expect.arrayContaining([expect.stringContaining(meant)]) }),
      }),
    );
  }
  // Names that every object has.
  for (const name of ["constructor", "__proto__", "toString"])
    expect(() => zoneOf(name)).toThrow(expect.objectContaining({ code: "E108" }));
  expect(() => zoneOf("")).toThrow(expect.objectContaining({ code: "E108" }));
  expect(() => zoneOf("+25:00")).toThrow(expect.objectContaining({ code: "E108" }));
});

describe("dates", () => {
  test.each([
    ["2024-01-02", "first", "2024-01-02"],
    ["2024", "first", "2024-01-01"],
    ["2024", "last", "2024-12-31"],
    ["2024-02", "first", "2024-02-01"],
    ["2024-02", "last", "2024-02-29"],
    ["2024-12", "last", "2024-12-31"],
    ["1969-12-31", "first", "1969-12-31"],
  ] as const)("%s, %s day: %s", (text, edge, day) => {
    expect(formatDay(parseDay(text, edge))).toBe(day);
  });

  test.each(["2024-02-30", "2023-02-29", "2024-13", "2024-00", "2024-1-2", "02/01/2024", "", "yesterday"])(
    "%j is no date",
    (text) => {
      expect(() => parseDay(text)).toThrow(expect.objectContaining({ code: "E109" }));
    },
  );

  test("days count from 1970 and weekdays from Sunday", () => {
    expect(parseDay("1970-01-01")).toBe(0);
    expect(dayOf(2024, 13, 1)).toBe(parseDay("2025-01-01"));
    expect([parseDay("2026-11-22"), parseDay("1969-12-28"), parseDay("2024-01-05")].map(weekdayOf)).toEqual([
      0, 0, 5,
    ]);
  });

  test("an instant is written in UTC, with milliseconds only where it has some", () => {
    expect(formatInstant(Date.UTC(2024, 0, 2, 14, 30))).toBe("2024-01-02T14:30:00Z");
    expect(formatInstant(Date.UTC(2024, 0, 2, 14, 30, 0, 17))).toBe("2024-01-02T14:30:00.017Z");
  });
});

test("what is known of zones is what was asked of them, and an earlier process's answers are believed", () => {
  const chicago = zoneOf("America/Chicago");
  const at = Date.UTC(2031, 5, 15);
  expect(offsetAt(chicago, at)).toBe(-5 * 3_600_000);
  const known = zonesKnown();
  expect(Object.keys(known["america/chicago"]!)).toContain("2031");
  expect(known).not.toHaveProperty("utc");

  // As a next process would find it: nobody asks Intl about a year that is there.
  const year = { from: Date.UTC(2031, 0, 1), until: Date.UTC(2032, 0, 1), offset: 42 };
  knowZones({ "europe/oslo": { 2031: [year] } });
  const oslo = zoneOf("Europe/Oslo");
  expect(offsetAt(oslo, at)).toBe(42);
  expect(offsetAt(oslo, Date.UTC(2030, 5, 15)), "a year that was not kept").toBe(2 * 3_600_000);
  expect(Object.keys(zonesKnown()["europe/oslo"]!).sort()).toEqual(["2030", "2031"]);
  expect(() => zoneOf("hasOwnProperty")).toThrow(expect.objectContaining({ code: "E108" }));
});
