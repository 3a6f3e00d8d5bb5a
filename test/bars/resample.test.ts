// Are longer bars those that anybody would make of the same prices?

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { createBars } from "#bars/columns.js";
import { frameOf } from "#bars/frame.js";
import { resampled } from "#bars/resample.js";
import type { Series } from "#domain/bars.js";
import { Fault } from "#domain/fault.js";
import { readBars } from "#importer/read-bars.js";
import { settlementInstant } from "#instrument/calendar.js";
import { contract, day, file, told } from "../importer/helpers.js";

const MES = contract("MES");
const bundled = (symbol: string): string =>
  join(fileURLToPath(new URL("../../data/", import.meta.url)), `${symbol}-5m.csv`);
const shared = process.env.TICKPROOF_SHARED ?? fileURLToPath(new URL("../../../shared", import.meta.url));
const noData = !existsSync(join(shared, "data"));

const chicago = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "America/Chicago",
  dateStyle: "short",
  timeStyle: "medium",
});

/** Another way to the same frames: wall clocks in Chicago as Intl tells them, minutes since 17:00, strings as keys. */
function byHand({ bars }: Series, minutes: number): string[] {
  const groups = new Map<string, number[]>();
  for (let i = 0; i < bars.length; i++) {
    const [, hour, minute] = /(\d\d):(\d\d):/.exec(chicago.format(bars.time[i]!))!.map(Number);
    const since = (hour! * 60 + minute! + 7 * 60) % 1440;
    const key = `${bars.time[i]! - (since % minutes) * 60_000}`;
    groups.set(key, [...(groups.get(key) ?? []), i]);
  }
  return [...groups].map(([key, rows]) =>
    [
      new Date(Number(key)).toISOString().replace(".000", ""),
      bars.open[rows[0]!],
      Math.max(...rows.map((i) => bars.high[i]!)),
      Math.min(...rows.map((i) => bars.low[i]!)),
      bars.close[rows.at(-1)!],
      rows.reduce((sum, i) => sum + bars.volume[i]!, 0),
    ].join(" "),
  );
}

const SMALL = `time,open,high,low,close,volume
2024-11-29T17:30:00Z,10,12,9,11,5
2024-11-29T18:00:00Z,11,11,8,9,6
2024-12-01T23:00:00Z,20,25,20,24,7
2024-12-01T23:30:00Z,24,26,23,23,8
2024-12-02T00:30:00Z,23,23,21,22,9
2024-12-02T22:30:00Z,30,31,29,30,1
2024-12-02T23:00:00Z,40,41,39,40,2
`;

describe("frames of minutes and hours", () => {
  test("are counted from 17:00 in Chicago, begin anew with each date, and leave out what nobody traded in", async () => {
    const hours = await readBars(file(SMALL), { instrument: MES, resample: "2h" });
    expect(told(hours)).toEqual([
      // 17:00 was 23:00 in UTC. The early close of 29 November ended the first one.
      "2024-11-29T17:00:00Z 10 12 8 9 11",
      "2024-12-01T23:00:00Z 20 26 20 22 24",
      "2024-12-02T21:00:00Z 30 31 29 30 1",
      "2024-12-02T23:00:00Z 40 41 39 40 2",
    ]);
    expect(hours.source.notes.at(-1)).toBe(
      "Resampled: 4 bars of 120 minutes from 7 bars of 30 minutes, counted from the open of each session of MES; 2 are shorter, at the end of a session.",
    );
  });
  test.each([
    ["MES", 15],
    ["MES", 60],
    ["MES", 240],
    ["MNQ", 90],
    ["MCL", 30],
  ])("%s by %i minutes: as by wall clocks", async (symbol, minutes) => {
    const instrument = contract(symbol);
    const series = await readBars(bundled(symbol), { instrument });
    const made = resampled(series, instrument, frameOf(`${minutes}m`));
    expect(told(made)).toEqual(byHand(series, minutes));
    expect(made.source).toMatchObject({ timeframeMs: minutes * 60_000, bars: made.bars.length });
  });
  test("a long frame that does not go into the day is cut where the next date begins", async () => {
    const series = await readBars(bundled("MES"), { instrument: MES });
    const { bars } = resampled(series, MES, frameOf("7h"));
    const starts = [...bars.time.slice(1, 9)].map((at) => chicago.format(at).slice(11, 16));
    expect(starts).toEqual(["00:00", "07:00", "14:00", "17:00", "00:00", "07:00", "14:00", "17:00"]);
  });
  test("a market around the clock counts from midnight UTC", async () => {
    const rows = [0, 30, 60, 90].map(
      (minute) => `${new Date(Date.UTC(2024, 0, 3, 22, minute)).toISOString()},1,2,1,1,1`,
    );
    const perp = contract("PERP_BTC_0.01");
    const { bars } = await readBars(file(`time,open,high,low,close,volume\n${rows.join("\n")}`), {
      instrument: perp,
      resample: "1h",
    });
    expect([...bars.time].map((at) => new Date(at).toISOString().slice(11, 16))).toEqual(["22:00", "23:00"]);
  });
});

describe("days and weeks", () => {
  test("a day is a trade date, stamped with the open of its session", async () => {
    const series = await readBars(bundled("MES"), { instrument: MES });
    const { bars, source } = resampled(series, MES, frameOf("1d"));
    const dates = [...new Set(series.bars.tradeDate)];
    expect([...bars.tradeDate]).toEqual(dates);
    dates.forEach((date, k) => {
      const rows = Array.from(series.bars.tradeDate.keys()).filter((i) => series.bars.tradeDate[i] === date);
      expect([bars.open[k], bars.close[k]]).toEqual([
        series.bars.open[rows[0]!],
        series.bars.close[rows.at(-1)!],
      ]);
      expect(bars.volume[k]).toBe(rows.reduce((sum, i) => sum + series.bars.volume[i]!, 0));
      expect(chicago.format(bars.time[k]!).slice(11, 16)).toBe("17:00");
    });
    expect(source.timeframeMs).toBe(86_400_000);
  });
  test("by settlement it closes at the last price that was known then, early closes included", async () => {
    const series = await readBars(bundled("MES"), { instrument: MES });
    const { bars } = resampled(series, MES, frameOf("1d"), "settlement");
    let differs = 0;
    for (let k = 0; k < bars.length; k++) {
      const settles = settlementInstant(MES.contract, bars.tradeDate[k]!);
      const rows = Array.from(series.bars.time.keys()).filter(
        (i) => series.bars.tradeDate[i] === bars.tradeDate[k] && series.bars.time[i]! + 300_000 <= settles,
      );
      expect([day(bars.tradeDate[k]!), bars.close[k]]).toEqual([
        day(bars.tradeDate[k]!),
        series.bars.close[rows.at(-1)!],
      ]);
      expect(bars.high[k]).toBeGreaterThanOrEqual(bars.close[k]!);
      const last = series.bars.tradeDate.lastIndexOf(bars.tradeDate[k]!);
      if (bars.close[k] !== series.bars.close[last]) differs++;
    }
    expect(differs).toBeGreaterThan(50);
  });
  test("a week is its trade dates from Monday on, of minutes as of days", async () => {
    const series = await readBars(bundled("MES"), { instrument: MES });
    const weeks = resampled(series, MES, frameOf("1w"));
    const ofDays = resampled(resampled(series, MES, frameOf("1d")), MES, frameOf("1w"));
    expect(told(weeks)).toEqual(told(ofDays));
    // 2025-01-02 is a Thursday: the first week has two dates.
    const friday = series.bars.tradeDate.lastIndexOf(Date.UTC(2025, 0, 3) / 86_400_000);
    expect(weeks.bars.close[0]).toBe(series.bars.close[friday]);
    expect(weeks.bars.open[1]).toBe(series.bars.open[friday + 1]);
  });
});

/** What the wall in Chicago shows, and the trade date. */
const shown = ({ bars }: Series, i: number) => ({
  wall: chicago.format(bars.time[i]!).replace(" ", "T"),
  date: day(bars.tradeDate[i]!),
});

describe("what a day is", () => {
  const priced = ({ bars }: Series, rows: readonly number[]): number[] => [
    bars.open[rows[0]!]!,
    Math.max(...rows.map((i) => bars.high[i]!)),
    Math.min(...rows.map((i) => bars.low[i]!)),
    bars.close[rows.at(-1)!]!,
    rows.reduce((sum, i) => sum + bars.volume[i]!, 0),
  ];
  const figures = ({ bars }: Series, k: number): number[] => [
    bars.open[k]!,
    bars.high[k]!,
    bars.low[k]!,
    bars.close[k]!,
    bars.volume[k]!,
  ];

  test.each([
    ["MES", "08:30", "15:00"],
    ["MCL", "08:00", "13:30"],
  ])(
    "%s in its regular hours: from %s to %s of the date itself, and no holiday before it",
    async (symbol, from, to) => {
      const instrument = contract(symbol);
      const series = await readBars(bundled(symbol), { instrument });
      const made = resampled(series, instrument, frameOf("1d", "regular"));
      const groups: Record<string, number[]> = {};
      for (let i = 0; i < series.bars.length; i++) {
        const { wall, date } = shown(series, i);
        const clock = wall.slice(11, 16);
        if (wall.slice(0, 10) === date && clock >= from && clock < to) (groups[date] ??= []).push(i);
      }
      expect(Object.keys(groups)).toEqual([...made.bars.tradeDate].map((date) => day(date)));
      for (const [k, rows] of Object.values(groups).entries())
        expect(figures(made, k)).toEqual(priced(series, rows));
      expect(shown(made, 3).wall.slice(11, 16)).toBe(from);
      const inside = Object.values(groups).flat().length;
      const out = (series.bars.length - inside).toLocaleString("en-US");
      expect(made.source.notes.at(-1)).toContain(
        `the regular hours of a date from ${series.bars.length.toLocaleString("en-US")} bars of 5 minutes, without ${out} outside of them`,
      );
      const weeks = resampled(series, instrument, frameOf("1w", "regular"));
      const friday = [...made.bars.tradeDate].findIndex((date) => day(date) === "2025-01-10");
      expect(weeks.bars.close[1]).toBe(made.bars.close[friday]);
    },
  );

  test("in UTC: from midnight to midnight", async () => {
    const series = await readBars(bundled("MNQ"), { instrument: contract("MNQ") });
    const made = resampled(series, contract("MNQ"), frameOf("1d", "utc"));
    const groups: Record<string, number[]> = {};
    for (let i = 0; i < series.bars.length; i++)
      (groups[new Date(series.bars.time[i]!).toISOString().slice(0, 10)] ??= []).push(i);
    expect([...made.bars.time].map((at) => new Date(at).toISOString())).toEqual(
      Object.keys(groups).map((date) => `${date}T00:00:00.000Z`),
    );
    for (const [k, rows] of Object.values(groups).entries())
      expect(figures(made, k)).toEqual(priced(series, rows));
  });

  test("bars of an hour begin before the regular hours and end in them: refused", async () => {
    const hours = await readBars(bundled("MES"), { instrument: MES, resample: "1h" });
    expect(() => resampled(hours, MES, frameOf("1d", "regular"))).toThrow(
      expect.objectContaining({ code: "E368" }),
    );
    const halves = await readBars(bundled("MES"), { instrument: MES, resample: "30m" });
    expect(() => resampled(halves, MES, frameOf("1d", "regular"))).not.toThrow();
  });
  test("where it trades around the clock every hour is regular", () => {
    const perp = contract("PERP_BTC_0.01");
    const series = continuous(300);
    const regular = resampled(series, perp, frameOf("1d", "regular"));
    expect(told(regular)).toEqual(told(resampled(series, perp, frameOf("1d"))));
  });
});

/** Bars of 20 minutes around the clock. */
function continuous(length: number): Series {
  const rows = Array.from({ length }, (_, i) => i);
  const bars = createBars(length);
  for (const i of rows) {
    bars.time[i] = Date.UTC(2024, 0, 3) + i * 1_200_000;
    bars.tradeDate[i] = Math.floor(bars.time[i]! / 86_400_000);
    for (const name of ["open", "high", "low", "close"] as const) {
      bars[`${name}Ticks`][i] = 1000 + (i % 7);
      bars[name][i] = (1000 + (i % 7)) / 10;
    }
  }
  const source = { file: "PERP.csv", timeframeMs: 1_200_000, notes: [] as string[] };
  return { bars, source } as unknown as Series;
}

describe("bars that lie in two", () => {
  /** Four-hour bars from midnight UTC, as many vendors count them: 20:00 runs over 17:00 in Chicago. */
  const fours = (keep: (hour: number) => boolean): string => {
    const rows: string[] = [];
    for (let at = Date.UTC(2025, 0, 6); at < Date.UTC(2025, 0, 10); at += 4 * 3_600_000)
      if (keep(new Date(at).getUTCHours())) rows.push(`${new Date(at).toISOString()},10,12,9,11,5`);
    return `time,open,high,low,close,volume\n${rows.join("\n")}`;
  };
  test("make no day by trade date, and are told with the first of them", async () => {
    await expect(
      readBars(file(fours(() => true)), { instrument: MES, resample: "1d" }),
    ).rejects.toMatchObject({
      code: "E368",
      message: expect.stringMatching(/^4 of 24 bars of .* begin in one bar of 1d and end in another$/),
      detail: {
        found: "a bar from 2025-01-06T20:00:00Z to 2025-01-07T00:00:00Z, among others",
      },
    });
  });
  test("make days where those are counted alike, and where none lies in two", async () => {
    const utc = await readBars(file(fours(() => true)), { instrument: MES, resample: "1d", dayBy: "utc" });
    expect(utc.bars.length).toBe(4);
    const days = await readBars(file(fours((hour) => hour !== 20)), {
      instrument: MES,
      resample: "1d",
      timeframeMs: 4 * 3_600_000,
    });
    expect(days.bars.length).toBe(4);
  });
  test("one in many is counted: it is of the frame in which it opens", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => {
      const at = Date.UTC(2025, 0, 6, 14) + i * 60_000 + (i === 134 ? 30_000 : 0);
      return `${new Date(at).toISOString().replace(".000", "")},10,${i === 134 ? 15 : 12},9,11,5`;
    });
    rows.splice(135, 1); // so that the bar of 16:14:30 runs to 16:15:30
    const text = `time,open,high,low,close,volume\n${rows.join("\n")}`;
    const made = await readBars(file(text), { instrument: MES, resample: "5m" });
    expect(made.source.notes.at(-1)).toBe(
      "1 bar reaches over the end of a longer one: it counts for that in which it opens.",
    );
    expect(made.bars.high[26]).toBe(15);
    expect(made.bars.high[27]).toBe(12);
  });
  test("days make weeks of trade dates, and none of regular hours", async () => {
    const days = await readBars(bundled("MES"), { instrument: MES, resample: "1d" });
    expect(() => resampled(days, MES, frameOf("1w", "regular"))).toThrow(
      expect.objectContaining({
        code: "E366",
        detail: expect.objectContaining({ expected: "bars shorter than a day" }),
      }),
    );
  });
});

test.each(["0m", "1M", "15M", "1d2", "25h", "2d", "1440m", "", "5", "m", "1.5h", "-5m"])(
  '"%s" is no frame',
  (text) => {
    expect(() => frameOf(text)).toThrow(Fault);
  },
);
test.each([
  ["90s", { kind: "span", ms: 90_000 }],
  ["15m", { kind: "span", ms: 900_000 }],
  ["15min", { kind: "span", ms: 900_000 }],
  [" 4H ", { kind: "span", ms: 14_400_000 }],
  ["1D", { kind: "day", by: "trade-date" }],
  ["1w", { kind: "week", by: "trade-date" }],
])("%s is one", (text, frame) => {
  expect(frameOf(text)).toEqual(frame);
});
test.each(["5m", "1m", "7m", "301s"])("bars of five minutes do not become bars of %s", async (text) => {
  const series = await readBars(bundled("MES"), { instrument: MES });
  expect(() => resampled(series, MES, frameOf(text))).toThrow(/cannot be made into bars of that length/);
});

describe.skipIf(noData)(`real data${noData ? " (skipped: no real data)" : ""}`, () => {
  test("one-minute bars of ES make the five-minute bars that the same vendor exported", async () => {
    const folder = join(shared, "data/parent_intraday_nolicence");
    const ES = contract("ES");
    const made = await readBars(join(folder, "ES_1m_20220116_20220128.csv.gz"), {
      instrument: ES,
      resample: "5m",
    });
    const theirs = await readBars(join(folder, "ES_5m_20211205_20220128.csv.gz"), { instrument: ES });
    const lines = new Map(told(theirs).map((line) => [line.slice(0, 20), line]));
    // The last five minutes of the finer file may be cut short.
    const ours = told(made).slice(0, -1);
    const same = ours.filter((line) => lines.get(line.slice(0, 20)) === line);
    expect(ours.length).toBeGreaterThan(2500);
    expect(same.length / ours.length).toBeGreaterThan(0.999);
  });
});
