// In which bars does the clock forbid to enter, and at which closes must the position go?

import { describe, expect, test } from "vitest";
import { createBars } from "#bars/columns.js";
import { blackout, flatByClose, type RiskLimit, tradingHours } from "#domain/risk.js";
import { fillTradeDates } from "#instrument/calendar.js";
import { loadContracts } from "#instrument/contracts.js";
import { windowsOf } from "#risk/windows.js";

const MINUTE = 60_000;
const MES = loadContracts().get("MES");

/** Bars that open at these instants; what is closed to entries, and where the position is left, by their index. */
function windows(
  limits: readonly RiskLimit[],
  opens: readonly string[],
  { minutes = 30, symbol = "MES", news = [] as readonly (readonly [string, string])[] } = {},
) {
  const contract = symbol === "MES" ? MES : loadContracts().get(symbol);
  const bars = createBars(opens.length);
  for (const [k, open] of opens.entries()) bars.time[k] = Date.parse(open);
  fillTradeDates(contract.session, bars.time, bars.length, bars.tradeDate);
  const events = {
    file: "news.csv",
    sha256: "",
    time: news.map(([at]) => Date.parse(at)),
    name: news.map(([, name]) => name),
  };
  const found = windowsOf(limits, {
    bars,
    timeframeMs: minutes * MINUTE,
    contract,
    events,
    traded: () => true,
  });
  return {
    closed: [...(found?.closed ?? [])].flatMap((reason, bar) => (reason === 0 ? [] : [bar])),
    leave: (found?.leave ?? []).map(({ bar, kind }) => `${bar} ${kind}`),
  };
}

/** Opens every `minutes` from `from` on, `count` of them. */
const every = (minutes: number, from: string, count: number): string[] =>
  Array.from({ length: count }, (_, k) => new Date(Date.parse(from) + k * minutes * MINUTE).toISOString());

describe("trading hours", () => {
  // Tuesday 2024-01-02, Chicago is UTC−6: 08:00, 08:30, … 15:30.
  const day = every(30, "2024-01-02T14:00:00Z", 16);

  test("regular hours of index futures are 08:30 to 15:00 in Chicago; entries are taken in bars that open in them", () => {
    expect(windows([tradingHours("regular")], day)).toEqual({ closed: [0, 14, 15], leave: [] });
  });

  test("overnight is the rest", () => {
    expect(windows([tradingHours("overnight")], day).closed).toEqual(
      Array.from({ length: 13 }, (_, k) => k + 1),
    );
  });

  test("with flatten the position is left at the close of their last bar", () => {
    expect(windows([tradingHours("regular", { flatten: true })], day).leave).toEqual(["13 end of hours"]);
  });

  test("in summer the same hours are an hour earlier in UTC", () => {
    const summer = every(30, "2024-07-02T13:00:00Z", 16);
    expect(windows([tradingHours("regular", { flatten: true })], summer)).toEqual({
      closed: [0, 14, 15],
      leave: ["13 end of hours"],
    });
  });

  test("hours may run over midnight", () => {
    const night = every(120, "2024-01-03T02:00:00Z", 6); // 20:00, 22:00, 00:00, 02:00, 04:00, 06:00
    const limit = tradingHours("21:00-03:00", { flatten: true });
    expect(windows([limit], night, { minutes: 120 })).toEqual({
      closed: [0, 4, 5],
      leave: ["2 end of hours"],
    });
  });

  test("they end between two days whose bars lie all in them", () => {
    const days = [...every(30, "2024-01-02T20:00:00Z", 2), ...every(30, "2024-01-03T14:30:00Z", 2)];
    expect(windows([tradingHours("regular", { flatten: true })], days)).toEqual({
      closed: [],
      leave: ["1 end of hours"],
    });
  });

  test("where the data end in the middle of them there is nothing to leave yet", () => {
    expect(windows([tradingHours("regular", { flatten: true })], day.slice(0, 8)).leave).toEqual([]);
  });

  test("what trades around the clock has no regular hours", () => {
    expect(() => windows([tradingHours("regular")], day, { symbol: "PERP" })).toThrow(
      expect.objectContaining({ code: "E143" }),
    );
  });
});

describe("flat by close", () => {
  test("at the last bar that ends so many minutes before the close of 16:00; nothing is opened after it", () => {
    const day = [...every(30, "2024-01-02T20:00:00Z", 4), ...every(30, "2024-01-02T23:00:00Z", 2)]; // to 16:00, then 17:00
    expect(windows([flatByClose(0)], day)).toEqual({ closed: [], leave: ["3 flat by close"] });
    expect(windows([flatByClose(5)], day)).toEqual({ closed: [3], leave: ["2 flat by close"] });
    expect(windows([flatByClose(30)], day)).toEqual({ closed: [3], leave: ["2 flat by close"] });
    expect(windows([flatByClose(31)], day)).toEqual({ closed: [2, 3], leave: ["1 flat by close"] });
  });

  test("an early close comes early: 12:15 on the day before Independence Day", () => {
    const day = [...every(15, "2024-07-03T16:30:00Z", 3), "2024-07-03T22:00:00Z"]; // 11:30, 11:45, 12:00 in Chicago
    expect(windows([flatByClose(5)], day, { minutes: 15 })).toEqual({
      closed: [2],
      leave: ["1 flat by close"],
    });
  });

  test("daily bars have no bar before the close: each is left at its own", () => {
    const days = ["2024-01-01T23:00:00Z", "2024-01-02T23:00:00Z", "2024-01-03T23:00:00Z"];
    expect(windows([flatByClose(5)], days, { minutes: 1440 }).leave).toEqual([
      "0 flat by close",
      "1 flat by close",
      "2 flat by close",
    ]);
  });

  test("a date that the data cut short before the close is not left", () => {
    expect(windows([flatByClose(5)], every(30, "2024-01-02T15:00:00Z", 4)).leave).toEqual([]);
  });
});

describe("blackout", () => {
  const CPI = ["2024-01-11T13:30:00Z", "CPI"] as const;
  const FOMC = ["2024-01-11T15:00:00Z", "FOMC"] as const;
  const day = every(5, "2024-01-11T13:00:00Z", 30); // bar 6 opens with CPI

  test("flat at the last close before the window, no entry in a bar that overlaps it", () => {
    expect(windows([blackout({ before: 5, after: 10 })], day, { minutes: 5, news: [CPI] })).toEqual({
      closed: [5, 6, 7],
      leave: ["4 blackout"],
    });
  });

  test("a window that begins within a bar closes the whole bar", () => {
    expect(windows([blackout({ before: 7, after: 1 })], day, { minutes: 5, news: [CPI] })).toEqual({
      closed: [4, 5, 6],
      leave: ["3 blackout"],
    });
  });

  test("without minutes the bar of the announcement itself is closed", () => {
    expect(windows([blackout({ before: 0, after: 0 })], day, { minutes: 5, news: [CPI] })).toEqual({
      closed: [6],
      leave: ["5 blackout"],
    });
  });

  test("only the names that were asked for, in any case", () => {
    const limit = blackout({ before: 5, after: 5, only: ["fomc"] });
    expect(windows([limit], day, { minutes: 5, news: [CPI, FOMC] }).leave).toEqual(["22 blackout"]);
  });

  test("a name that the calendar does not know is refused: such a blackout would never come", () => {
    const limit = blackout({ only: ["NFP"] });
    expect(() => windows([limit], day, { news: [CPI] })).toThrow(/no announcement "NFP"/);
  });

  test("what is announced while the market is closed is waited for in cash: the position goes before the weekend", () => {
    const bars = [
      "2024-01-05T21:00:00Z",
      "2024-01-05T21:30:00Z",
      "2024-01-07T23:00:00Z",
      "2024-01-07T23:30:00Z",
    ];
    const news = [["2024-01-06T12:00:00Z", "Speech"]] as const;
    expect(windows([blackout()], bars, { news })).toEqual({ closed: [], leave: ["1 blackout"] });
  });

  test("announcements before the first and after the last bar change nothing", () => {
    const news = [
      ["2023-01-11T13:30:00Z", "CPI"],
      ["2025-01-11T13:30:00Z", "CPI"],
    ] as const;
    expect(windows([blackout()], day, { minutes: 5, news })).toEqual({ closed: [], leave: [] });
  });

  test("without a calendar it cannot hold", () => {
    const bars = createBars(1);
    const calendar = { bars, timeframeMs: MINUTE, contract: MES, events: null, traded: () => true };
    expect(() => windowsOf([blackout()], calendar)).toThrow(expect.objectContaining({ code: "E144" }));
  });
});

test("limits that do not look at the clock need no windows", () => {
  const bars = createBars(1);
  expect(
    windowsOf([], { bars, timeframeMs: MINUTE, contract: MES, events: null, traded: () => true }),
  ).toBeNull();
});
