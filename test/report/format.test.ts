// Does a number read as it should?

import { Decimal } from "decimal.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  averagePrice,
  axisCount,
  axisDecimals,
  axisDollars,
  camelCase,
  fixedText,
  percentText,
  priceText,
  shortDollars,
  signed,
  spanText,
  timeframeText,
} from "#report/format.js";

const QUARTER = { tickUnits: 25, decimals: 2 };

test.each([
  [20_000, 1, "5000.00"],
  [40_001, 2, "5000.125"],
  [60_001, 3, "5000.08333333"],
  [-3, 2, "-0.375"],
  [0, 4, "0.00"],
])("the average of %i ticks over %i contracts is %s: exact where it ends", (sum, qty, text) => {
  expect(averagePrice(sum, qty, QUARTER)).toBe(text);
});

test("an average on a grid without decimals has none, unless it falls between", () => {
  const dow = { tickUnits: 1, decimals: 0 };
  expect(averagePrice(80_000, 2, dow)).toBe("40000");
  expect(averagePrice(80_001, 2, dow)).toBe("40000.5");
});

test("averages agree with decimal arithmetic at any size", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -(2 ** 45), max: 2 ** 45 }),
      fc.integer({ min: 1, max: 10_000 }),
      fc.constantFrom(
        QUARTER,
        { tickUnits: 5, decimals: 3 },
        { tickUnits: 1, decimals: 6 },
        { tickUnits: 5, decimals: 0 },
      ),
      (sum, qty, grid) => {
        const exact = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });
        const expected = new exact(sum).times(grid.tickUnits).div(new exact(10).pow(grid.decimals)).div(qty);
        const text = averagePrice(sum, qty, grid);
        expect(new exact(text).equals(expected.toDecimalPlaces(grid.decimals + 6))).toBe(true);
      },
    ),
  );
});

test("what does not exist is a dash, and a result that rounds to zero has no sign", () => {
  expect([fixedText(null, 2), percentText(Number.POSITIVE_INFINITY), fixedText(Number.NaN, 1)]).toEqual([
    "—",
    "—",
    "—",
  ]);
  expect([fixedText(-0.001, 2), signed(fixedText(0.001, 2)), signed("—")]).toEqual(["0.00", "0.00", "—"]);
  expect([fixedText(-1234.5, 1), signed(percentText(41.2))]).toEqual(["−1,234.5", "+41.2%"]);
});

test("money on an axis drops cents where they are noise", () => {
  expect([
    shortDollars(12_400_000_000),
    shortDollars(-850_000_000),
    shortDollars(625_000),
    shortDollars(0),
  ]).toEqual(["$12,400", "−$850", "$0.63", "$0"]);
});

test("levels of an axis are told from one another: all have cents, or none", () => {
  const axis = (...dollars: number[]) => {
    const levels = dollars.map((one) => one * 1e6);
    return levels.map((one) => axisDollars(one, levels));
  };
  expect(axis(997.5, 998, 998.5)).toEqual(["$997.50", "$998.00", "$998.50"]);
  expect(axis(-1, -0.5, 0)).toEqual(["−$1.00", "−$0.50", "$0"]);
  expect(axis(-100, -50, 0, 50, 12_400)).toEqual(["−$100", "−$50", "$0", "$50", "$12,400"]);
  expect(axis(0, 0.002, 0.004)).toEqual(["$0", "$0.002", "$0.004"]);
  expect([axisDecimals([0, 7.69, 15.38], 1), axisDecimals([0, 0.05, 0.1], 1)]).toEqual([1, 2]);
  expect([axisDecimals([5], 0), axisDecimals([], 1)]).toEqual([0, 1]);
});

test("counts on an axis stand in one unit, as fine as their steps", () => {
  const axis = (...levels: number[]) => levels.map((one) => axisCount(one, levels));
  expect(axis(0, 2000, 4000)).toEqual(["0", "2,000", "4,000"]);
  expect(axis(7500, 10_000, 12_500)).toEqual(["7.5k", "10.0k", "12.5k"]);
  expect(axis(0, 5e6, 1e7)).toEqual(["0", "5M", "10M"]);
});

test("spans and timeframes read as traders write them", () => {
  expect([spanText(0), spanText(45 * 60_000), spanText(276_000_000), spanText(86_400_000)]).toEqual([
    "0 s",
    "45 min",
    "3 d 4 h",
    "1 d",
  ]);
  expect([60_000, 300_000, 3_600_000, 86_400_000, 90_000, 250].map(timeframeText)).toEqual([
    "1m",
    "5m",
    "1h",
    "1d",
    "90s",
    "250ms",
  ]);
  expect(priceText(20_091, QUARTER)).toBe("5,022.75");
  expect(camelCase("max-drawdown-percent")).toBe("maxDrawdownPercent");
});
