// Does the account's line keep what matters when it is thinned to the screen?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { accountOf } from "../../front/chart/account.js";
import { accountLines, rangeOf } from "../../front/chart/account-line.js";
import type { PageData } from "../../src/report/embed/layout.js";

/** As many as the widest plot has. */
const MOST_COLUMNS = 4096;
const CASH = 1_000_000;

/** A page with nothing but points of equity, each some bars after the one before. */
function linesOf(points: readonly (readonly [gap: number, value: number])[]) {
  const bar = new Int32Array(points.length);
  for (const [i, [gap]] of points.entries()) bar[i] = (bar[i - 1] ?? -1) + gap;
  const value = Float64Array.from(points, ([, amount]) => amount);
  const page = {
    meta: { cash: CASH },
    trades: { length: 0, exitBar: new Int32Array(0), net: new Float64Array(0) },
    equity: { length: points.length, bar, value },
  } as unknown as PageData;
  return { bar, value, lines: accountLines(page, accountOf(page, null), MOST_COLUMNS) };
}

const points = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 0, max: 2 * CASH })), {
  minLength: 1,
  maxLength: 600,
});

/** 118 bars in 20 columns: multiplied, the end of a column lies behind the first point of the next. */
const hairBetween: [[number, number][], number] = [
  Array.from({ length: 118 }, (_, i) => [1, [5, 1, 9, 5][i % 4]!]),
  20,
];

describe("the line of the whole account on a narrow screen", () => {
  test("has at most four points a column, rising, and each extreme of equity and of drawdown", () => {
    fc.assert(
      fc.property(points, fc.integer({ min: 1, max: 90 }), (given, columns) => {
        const { bar, value, lines } = linesOf(given);
        const view = { from: 0, to: bar.at(-1)! + 1 };
        const { x, equity, high } = lines.equity(view, columns, null);
        expect(rangeOf(equity)).toEqual(rangeOf(value));
        expect(equity[0]).toBe(value[0]);
        expect(equity.at(-1)).toBe(value.at(-1));
        expect(high.at(-1)).toBe(Math.max(CASH, ...value));
        for (let i = 1; i < x.length; i++) expect(x[i]!).toBeGreaterThan(x[i - 1]!);
        const size = view.to / columns;
        const counts = new Map<number, number>();
        for (const at of x) counts.set(Math.floor(at / size), (counts.get(Math.floor(at / size)) ?? 0) + 1);
        expect(Math.max(...counts.values())).toBeLessThanOrEqual(4);

        const { under } = lines.under(view, columns, null);
        let [peak, deepest] = [CASH, 0];
        for (const amount of value) {
          peak = Math.max(peak, amount);
          deepest = Math.min(deepest, amount - peak);
        }
        expect(rangeOf(under)!.low).toBe(deepest);
      }),
      { examples: [hairBetween] },
    );
  });
});
