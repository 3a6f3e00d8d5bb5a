import { describe, expect, test } from "vitest";
import { magnify } from "#bars/magnify.js";
import { tradeDateOf } from "#instrument/calendar.js";
import type { Series } from "../../src/domain/bars.js";
import { type PlacedBar, seriesFrom } from "../engine/magnified.js";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** "2024-01-02 15:00 100 101 99 100 v 5": UTC, prices in ticks. Trade dates by the calendar of index futures. */
function at(line: string): PlacedBar {
  const [, stamp = "", rest = ""] = /^(\S+ \S+) (.+)$/.exec(line.trim()) ?? [];
  const [prices = "", volume = "10"] = rest.split(" v ");
  const time = Date.parse(`${stamp.replace(" ", "T")}Z`);
  const [open, high, low, close] = prices.split(" ").map(Number) as [number, number, number, number];
  return { at: time, day: tradeDateOf("equity_index", time), open, high, low, close, volume: Number(volume) };
}
const series = (timeframeMs: number, drawing: string): Series =>
  seriesFrom(drawing.trim().split("\n").map(at), timeframeMs);

/** The opens of the finer bars in each bar, "–" where it is walked as it is. */
function inside(coarse: Series, finer: Series): string[] {
  const { first, end, bars } = magnify(coarse, finer);
  return Array.from(first, (from, bar) =>
    from === -1
      ? "–"
      : Array.from({ length: end[bar]! - from }, (_, k) =>
          new Date(bars.time[from + k]!).toISOString().slice(11, 16),
        ).join(" "),
  );
}

describe("the finer bars of a bar", () => {
  test("are those from its open to its end, where they have together its open, high, low and close", () => {
    const bars = series(
      5 * MINUTE,
      `2024-01-02 15:00 100 106 98 104
       2024-01-02 15:05 104 105 101 102`,
    );
    const finer = series(
      MINUTE,
      `2024-01-02 14:59 99 100 90 100
       2024-01-02 15:00 100 103 99 102
       2024-01-02 15:01 102 106 102 105
       2024-01-02 15:03 105 105 98 99
       2024-01-02 15:04 99 104 99 104
       2024-01-02 15:05 104 105 103 103
       2024-01-02 15:09 103 103 101 102
       2024-01-02 15:10 102 120 102 120`,
    );
    expect(inside(bars, finer)).toEqual(["15:00 15:01 15:03 15:04", "15:05 15:09"]);
  });

  test.each([
    ["open", "101 106 98 104"],
    ["high", "100 107 98 104"],
    ["low", "100 106 97 104"],
    ["close", "100 106 98 103"],
  ])("do not make it up if its %s is another by a tick", (_, prices) => {
    const finer = series(
      MINUTE,
      `2024-01-02 15:00 100 106 99 102
       2024-01-02 15:04 102 104 98 104`,
    );
    const { share, first } = magnify(series(5 * MINUTE, `2024-01-02 15:00 ${prices}`), finer);
    expect(first[0]).toBe(-1);
    expect(share).toEqual({
      bars: 0,
      of: 1,
      missing: 0,
      differing: 1,
      firstDiffering: Date.UTC(2024, 0, 2, 15),
    });
  });

  test("are none where the finer file has a gap, and the bar after the gap has its own again", () => {
    const bars = series(
      5 * MINUTE,
      `2024-01-02 15:00 100 101 99 100
       2024-01-02 15:05 100 102 100 101
       2024-01-02 15:10 101 103 101 103`,
    );
    const finer = series(
      MINUTE,
      `2024-01-02 15:00 100 101 99 100
       2024-01-02 15:11 101 103 101 103`,
    );
    expect(inside(bars, finer)).toEqual(["15:00", "–", "15:11"]);
    expect(magnify(bars, finer).share).toEqual({
      bars: 2,
      of: 3,
      missing: 1,
      differing: 0,
      firstDiffering: null,
    });
  });

  test("of a bar that is missing belong to no other bar", () => {
    const bars = series(
      5 * MINUTE,
      `2024-01-02 15:00 100 101 99 100
       2024-01-02 15:10 101 103 101 103`,
    );
    const finer = series(
      MINUTE,
      `2024-01-02 15:00 100 101 99 100
       2024-01-02 15:06 100 101 100 100
       2024-01-02 15:10 101 103 101 103`,
    );
    expect(inside(bars, finer)).toEqual(["15:00", "15:10"]);
  });

  test("stop at the break between two sessions: an hour of 22:00 UTC ends with its trade date", () => {
    // 16:00 in Chicago the date closes, at 17:00 the next one opens: four-hour bars of a vendor begin in either.
    const bars = series(
      4 * HOUR,
      `2024-01-02 20:00 100 101 99 100
       2024-01-02 23:00 105 108 104 107`,
    );
    const finer = series(
      HOUR,
      `2024-01-02 20:00 100 101 99 101
       2024-01-02 21:00 101 101 99 100
       2024-01-02 23:00 105 108 104 107
       2024-01-03 00:00 107 107 106 107`,
    );
    expect(inside(bars, finer)).toEqual(["20:00 21:00", "23:00 00:00"]);
  });

  test("of a bar that spans the break are those of its own trade date only", () => {
    const bars = series(4 * HOUR, "2024-01-02 20:00 100 101 99 100");
    const finer = series(
      HOUR,
      `2024-01-02 20:00 100 101 99 101
       2024-01-02 21:00 101 101 99 100
       2024-01-02 23:00 105 108 104 107`,
    );
    expect(inside(bars, finer)).toEqual(["20:00 21:00"]);
  });

  test("end early where the date closes early: 12:15 in Chicago on the third of July", () => {
    const bars = series(
      HOUR,
      `2024-07-03 17:00 100 104 99 103
       2024-07-03 22:00 103 105 103 104`,
    );
    const finer = series(
      5 * MINUTE,
      `2024-07-03 17:00 100 102 99 101
       2024-07-03 17:05 101 104 101 103
       2024-07-03 17:10 103 103 102 103
       2024-07-03 22:00 103 105 103 104`,
    );
    expect(inside(bars, finer)).toEqual(["17:00 17:05 17:10", "22:00"]);
  });

  test("of a day are those of its trade date, whatever the clock does: the Monday after each change of clocks", () => {
    // Sunday evening opens at 23:00 UTC in winter, at 22:00 UTC in summer; clocks went forward on 10 March 2024.
    const bars = series(
      24 * HOUR,
      `2024-03-07 23:00 100 103 99 102
       2024-03-10 22:00 102 105 101 104
       2024-10-31 22:00 200 201 200 201
       2024-11-03 23:00 201 204 199 200`,
    );
    const finer = series(
      HOUR,
      `2024-03-07 23:00 100 103 99 101
       2024-03-08 21:00 101 102 100 102
       2024-03-10 22:00 102 105 102 103
       2024-03-11 20:00 103 104 101 104
       2024-11-03 23:00 201 202 199 200
       2024-11-04 21:00 200 204 200 200`,
    );
    expect(inside(bars, finer)).toEqual(["23:00 21:00", "22:00 20:00", "–", "23:00 21:00"]);
  });

  test("in which nothing traded are passed over, also when they repeat a price that the bar has not got", () => {
    const bars = series(5 * MINUTE, "2024-01-02 15:00 100 103 99 102");
    const finer = series(
      MINUTE,
      `2024-01-02 15:00 95 95 95 95 v 0
       2024-01-02 15:01 100 103 99 101
       2024-01-02 15:02 110 110 110 110 v 0
       2024-01-02 15:03 101 102 101 102
       2024-01-02 15:04 102 102 102 102 v 0`,
    );
    expect(inside(bars, finer)).toEqual(["15:01 15:02 15:03"]);
    expect(magnify(bars, finer).traded(2)).toBe(false);
  });

  test("must end with it: what lasts into the next bar tells prices that are not its own", () => {
    const bars = series(5 * MINUTE, "2024-01-02 15:00 100 103 99 102");
    const finer = series(
      2 * MINUTE,
      `2024-01-02 15:00 100 103 99 100
       2024-01-02 15:04 100 102 100 102`,
    );
    expect(inside(bars, finer)).toEqual(["–"]);
  });

  test("are not counted for a bar in which nothing traded: there is nothing to walk", () => {
    const bars = series(
      5 * MINUTE,
      `2024-01-02 15:00 100 103 99 102
       2024-01-02 15:05 102 102 102 102 v 0`,
    );
    const finer = series(MINUTE, "2024-01-02 15:00 100 103 99 102");
    expect(magnify(bars, finer).share).toMatchObject({ bars: 1, of: 1, missing: 0 });
  });
});
