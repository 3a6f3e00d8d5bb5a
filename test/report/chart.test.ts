// Does a drawing keep what matters?

import fc from "fast-check";
import { expect, test } from "vitest";
import { m4 } from "#report/chart/m4.js";
import { areaPath, linePath } from "#report/chart/path.js";
import { axisOf, spread } from "#report/chart/scale.js";

test("however much is left out, the highest and the lowest point, the first and the last are drawn", () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1e9, max: 1e9 }), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 1, max: 50 }),
      (values, columns) => {
        const picked = m4(values, columns);
        const drawn = picked.map((i) => values[i]!);
        expect(Math.max(...drawn)).toBe(Math.max(...values));
        expect(Math.min(...drawn)).toBe(Math.min(...values));
        expect([picked[0], picked.at(-1)]).toEqual([0, values.length - 1]);
        expect(picked).toEqual([...new Set(picked)].sort((a, b) => a - b));
        expect(picked.length).toBeLessThanOrEqual(4 * (columns + 1));
      },
    ),
  );
});

test("a crash of one bar among a million is in the drawing", () => {
  const equity = new Float64Array(1_000_000).fill(10_000);
  equity[617_233] = 1;
  expect(m4(equity, 900)).toContain(617_233);
});

test("bars without a value are passed over", () => {
  expect(m4([Number.NaN, 3, Number.NaN, 1], 1)).toEqual([1, 3]);
  expect(m4([Number.NaN, Number.NaN], 1)).toEqual([]);
  expect(m4([], 10)).toEqual([]);
});

test("an axis has round labels inside its range, also where the range is empty or tiny", () => {
  expect(axisOf(0, 100, 5).ticks).toEqual([0, 20, 40, 60, 80, 100]);
  fc.assert(
    fc.property(
      fc.double({ noNaN: true, min: -1e12, max: 1e12 }),
      fc.double({ noNaN: true, min: 0, max: 1e12 }),
      (low, span) => {
        const axis = axisOf(low, low + span, 5);
        expect(axis.high).toBeGreaterThan(axis.low);
        expect(axis.ticks.length).toBeLessThanOrEqual(7);
        const slack = 1e-9 * (axis.high - axis.low) + 1e-15 * Math.abs(axis.high);
        for (const tick of axis.ticks) {
          expect(tick).toBeGreaterThanOrEqual(axis.low - slack);
          expect(tick).toBeLessThanOrEqual(axis.high + slack);
        }
      },
    ),
  );
});

test("paths: relative lines end where absolute ones would", () => {
  expect(linePath([0, 10, 5], [1, 2, 9])).toBe("M0 1l10 1l-5 7");
  expect(areaPath([0, 10], [1, 2], 50)).toBe("M0 50V1l10 1V50Z");
  expect(areaPath([], [], 0)).toBe("");
  expect(spread(10, 4)).toEqual([0, 3, 6, 9]);
});
