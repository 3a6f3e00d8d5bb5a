import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { SessionName } from "#domain/contract.js";
import {
  expectedOpens,
  isInSession,
  sessionClose,
  sessionOpen,
  sessionStretches,
  settlementDays,
  tradeDateOf,
} from "#instrument/calendar.js";
import { formatDay, instantOfLocal, offsetAt, parseDay, zoneOf } from "#instrument/time.js";

const chicago = zoneOf("America/Chicago");
const clock = (at: number) =>
  new Date(at + offsetAt(chicago, at)).toISOString().slice(5, 16).replace("T", " ");
const stretches = (session: Parameters<typeof sessionStretches>[0], day: string) =>
  sessionStretches(session, parseDay(day)).map(({ from, until }) => `${clock(from)} to ${clock(until)}`);

describe("when a trade date is open, on Chicago's clock", () => {
  test.each<[SessionName, string, string[], string]>([
    ["equity_index", "2024-06-05", ["06-04 17:00 to 06-05 16:00"], "an ordinary Wednesday"],
    [
      "equity_index",
      "2019-06-05",
      ["06-04 17:00 to 06-05 15:15", "06-05 15:30 to 06-05 16:00"],
      "with the pause of those years",
    ],
    ["equity_index", "2024-06-10", ["06-09 17:00 to 06-10 16:00"], "a Monday begins on Sunday"],
    [
      "equity_index",
      "2026-01-20",
      ["01-18 17:00 to 01-19 12:00", "01-19 17:00 to 01-20 16:00"],
      "a holiday's halted session belongs to the next date",
    ],
    [
      "equity_index",
      "2026-11-27",
      ["11-25 17:00 to 11-26 12:00", "11-26 17:00 to 11-27 12:15"],
      "Thanksgiving's too, and Friday ends early",
    ],
    [
      "equity_index",
      "2018-12-24",
      ["12-23 17:00 to 12-24 12:15"],
      "an early close before the pause leaves no second stretch",
    ],
    ["equity_index", "2025-12-26", ["12-25 17:00 to 12-26 16:00"], "Christmas itself was closed"],
    [
      "equity_index",
      "2011-06-07",
      ["06-06 15:30 to 06-06 16:30", "06-06 17:00 to 06-07 15:15"],
      "until November 2012 trade dates began at 15:30",
    ],
    ["equity_index", "2011-06-06", ["06-05 17:00 to 06-06 15:15"], "on Mondays at 17:00 the evening before"],
    [
      "crypto",
      "2026-06-08",
      ["06-05 17:00 to 06-06 17:00", "06-06 17:00 to 06-07 17:00", "06-07 17:00 to 06-08 17:00"],
      "what never closes trades all weekend for Monday",
    ],
    ["fx", "2024-03-11", ["03-10 17:00 to 03-11 16:00"], "the Sunday on which clocks change"],
  ])("%s %s: %j (%s)", (session, day, open, _why) => {
    expect(stretches(session, day)).toEqual(open);
  });

  test("a minute is in session if and only if it lies in a stretch of its own trade date", () => {
    const group = fc.constantFrom("equity_index", "energy", "metals", "fx", "crypto", "continuous");
    const minute = fc.integer({ min: Date.UTC(2005, 0, 3) / 60_000, max: Date.UTC(2027, 11, 30) / 60_000 });
    fc.assert(
      fc.property(group, minute, (session, at) => {
        const time = at * 60_000;
        const open = sessionStretches(session, tradeDateOf(session, time));
        expect(isInSession(session, time)).toBe(open.some(({ from, until }) => from <= time && time < until));
      }),
      { numRuns: 3000, seed: 21 },
    );
  });

  test("stretches are in order, begin with the open, end with the close, and are of their date", () => {
    for (const session of ["equity_index", "energy", "metals", "fx", "crypto"] as const) {
      let before = Number.NEGATIVE_INFINITY;
      for (const day of settlementDays(session, parseDay("2005"), parseDay("2027", "last"))) {
        const open = sessionStretches(session, day);
        expect(open[0]!.from).toBe(sessionOpen(session, day));
        expect(open.at(-1)!.until).toBe(sessionClose(session, day));
        for (const { from, until } of open) {
          expect(from).toBeGreaterThanOrEqual(before);
          expect(until).toBeGreaterThan(from);
          expect(tradeDateOf(session, from)).toBe(day);
          expect(tradeDateOf(session, until - 1)).toBe(day);
          before = until;
        }
      }
    }
  });
});

describe("the bars of a trade date", () => {
  const at = (local: string) => instantOfLocal(chicago, Date.parse(`${local}Z`)).time;
  const opens = (day: string, minutes: number, session: "equity_index" | "energy" = "equity_index") =>
    expectedOpens(session, parseDay(day), minutes * 60_000);

  test("23 hours hold 276 bars of five minutes, without the pause 273", () => {
    expect(opens("2024-06-05", 5)).toHaveLength(276);
    expect(opens("2019-06-05", 5)).toHaveLength(273);
  });

  test("an hour that pauses has one bar, and one that opens after the pause none of its own", () => {
    const hours = opens("2019-06-05", 60);
    expect(hours).toHaveLength(23);
    expect(hours.at(-1)).toBe(at("2019-06-05T15:00"));
    expect(new Set(hours).size).toBe(23);
  });

  test("an early close leaves the last bar short", () => {
    expect(opens("2024-12-24", 60).at(-1)).toBe(at("2024-12-24T12:00"));
    expect(opens("2024-12-24", 240, "energy").at(-1)).toBe(at("2024-12-24T09:00"));
  });

  test("each day that merges into a date counts from its own open", () => {
    const bars = opens("2026-01-20", 240);
    expect(bars.map(clock)).toEqual([
      ...["01-18 17:00", "01-18 21:00", "01-19 01:00", "01-19 05:00", "01-19 09:00"],
      ...["01-19 17:00", "01-19 21:00", "01-20 01:00", "01-20 05:00", "01-20 09:00", "01-20 13:00"],
    ]);
  });

  test("a day is one bar, at its open", () => {
    expect(expectedOpens("equity_index", parseDay("2026-01-20"), 86_400_000)).toEqual([
      at("2026-01-18T17:00"),
    ]);
  });

  test("252 trade dates in 2024, and New Year's Day is none of them", () => {
    const days = settlementDays("equity_index", parseDay("2024"), parseDay("2024", "last"));
    expect(days).toHaveLength(252);
    expect(formatDay(days[0]!)).toBe("2024-01-02");
  });
});
