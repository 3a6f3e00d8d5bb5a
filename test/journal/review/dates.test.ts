import { expect, test } from "vitest";
import { formatDay, zoneOf } from "#instrument/time.js";
import { lastDates } from "#journal/review/dates.js";
import { regimesOf } from "#journal/review/regime.js";
import { hoursOf } from "#journal/review/window.js";
import { minuteBars } from "../../fixtures/series.js";

const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;

test.each([
  ["day", "2026-03-12", "2026-03-12 2026-03-12"],
  ["week", "2026-W11", "2026-03-09 2026-03-15"],
  ["Month", "2026-03", "2026-03-01 2026-03-31"],
  ["quarter", "2026-Q1", "2026-01-01 2026-03-31"],
  ["year", "2026", "2026-01-01 2026-12-31"],
  ["10d", "2026-03-03_2026-03-12", "2026-03-03 2026-03-12"],
  ["2w", "2026-02-27_2026-03-12", "2026-02-27 2026-03-12"],
  ["1m", "2026-02-13_2026-03-12", "2026-02-13 2026-03-12"],
])("the last %s before a trade on 12 March 2026 is %s", (text, name, dates) => {
  const found = lastDates(text, day("2026-03-12"))!;
  expect(found.name).toBe(name);
  expect(`${formatDay(found.firstDay)} ${formatDay(found.lastDay)}`).toBe(dates);
});

test.each([
  ["1m", "2026-03-31", "2026-03-01 2026-03-31"],
  ["1m", "2024-03-31", "2024-03-01 2024-03-31"],
  ["1m", "2026-02-28", "2026-01-29 2026-02-28"],
  ["6m", "2026-08-31", "2026-03-01 2026-08-31"],
  ["13m", "2026-12-31", "2025-12-01 2026-12-31"],
])(
  "%s to %s is %s: a month that is shorter ends earlier, and does not run over into the next",
  (text, newest, dates) => {
    const { firstDay, lastDay } = lastDates(text, day(newest))!;
    expect(`${formatDay(firstDay)} ${formatDay(lastDay)}`).toBe(dates);
  },
);

test.each(["fortnight", "0d", "-3d", "", "3y2", "week 2"])("%j is no span", (text) => {
  expect(lastDates(text, day("2026-03-12"))).toBe(null);
});

test("a window in New York is an hour earlier in Chicago, all year; one in London is none where clocks change apart", () => {
  const spans = [{ from: 570, until: 930 }];
  const chicago = zoneOf("America/Chicago");
  const hours = (zone: string, first: string, last: string) =>
    hoursOf({ spans, zone }, chicago, day(first), day(last));
  expect(hours("America/New_York", "2026-01-02", "2026-12-31")).toEqual({ from: 510, to: 870 });
  expect(hours("Europe/London", "2026-01-05", "2026-01-30")).toEqual({ from: 210, to: 570 });
  expect(hours("Europe/London", "2026-03-02", "2026-03-13")).toBe(null);
  expect(hoursOf({ spans: [...spans, ...spans], zone: "UTC" }, chicago, 0, 1)).toBe(null);
});

test("the regime of a date looks at the dates before it only, and thirds need thirty dates", () => {
  const { bars } = minuteBars(80, 30);
  const dates = [...new Set(bars.tradeDate)];
  const whole = regimesOf(bars);
  expect(whole(dates[20]!)).toBe(null);
  expect(whole(dates[21]!)).not.toBe(null);
  expect(regimesOf(minuteBars(45, 30).bars)(dates[40]!)).toBe(null);
  // What happens on the date itself moves nothing.
  const before = whole(dates[79]!);
  for (let i = 0; i < bars.length; i++)
    if (bars.tradeDate[i] === dates[79]) bars.highTicks[i] = bars.highTicks[i]! + 4_000;
  expect(regimesOf(bars)(dates[79]!)).toEqual(before);
});
