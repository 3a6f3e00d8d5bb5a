// Are two runs held against each other date by date, and is it said how sure that is?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normal, randomOf } from "#domain/random.js";
import { metricOf } from "#metric/all.js";
import { dailyReturns } from "#metric/daily.js";
import { allDates, commonDates, earnedBy, lastEarned, returnsOfDays } from "#metric/day-columns.js";
import { jointDrawdowns } from "#metric/joint-drawdowns.js";
import { NORMALISATIONS } from "#metric/normalise.js";
import { type Paired, pairedDifference } from "#metric/paired.js";
import { dayColumns } from "#metric/run-days.js";
import { fixtureRun } from "../report/fixture.js";
import { FIRST_DAY, runOf, usd } from "./fixture.js";

const curve = (steps: readonly number[], cash = 10_000) => {
  let equity = cash;
  return steps.map((step) => (equity += step));
};
const of = (paired: Paired, key: string) => paired.differences.find((one) => one.key === key);

describe("columns of a run's trade dates", () => {
  const run = fixtureRun();
  const columns = dayColumns(run);
  const total = (column: ArrayLike<number>) => Array.from(column).reduce((sum, value) => sum + value, 0);

  test("add up to the run: its net, its trades, its contracts, its risk", () => {
    expect(columns.length).toBe(run.daily.length);
    expect(total(columns.profit)).toBe(run.totals.net);
    expect(total(columns.trades)).toBe(run.trades.length);
    expect(total(columns.net)).toBe(run.trades.reduce((sum, { net }) => sum + net, 0));
    expect(total(columns.contracts)).toBe(run.trades.reduce((sum, { qty }) => sum + qty, 0));
    expect(total(columns.risked)).toBe(run.trades.reduce((sum, { risk }) => sum + risk!, 0));
  });

  test("give the same daily returns as the run", () => {
    expect([...returnsOfDays(columns)!]).toEqual(dailyReturns(run));
  });

  test("are drawn over the dates of all runs: a gap carries the sum on, before and after a run there is nothing", () => {
    const days = (day: readonly number[], profit: readonly number[]) =>
      ({ ...columns, length: day.length, day, profit }) as const;
    const all = [days([1, 2, 4], [10, -3, 5]), days([2, 3], [7, 7]), days([], [])] as const;
    const dates = allDates(all);
    expect(dates).toEqual([1, 2, 3, 4]);
    const drawn = all.map((one) => earnedBy(one, dates));
    expect(drawn.map((line) => [...line])).toEqual([
      [10, 7, 7, 12],
      [Number.NaN, 7, 14, Number.NaN],
      [Number.NaN, Number.NaN, Number.NaN, Number.NaN],
    ]);
    expect(drawn.map(lastEarned)).toEqual([12, 14, 0]);
  });

  test("have the dates in common that all have", () => {
    const one = runOf({ equity: [1, 2, 3, 4] });
    const two = runOf({ equity: [1, 2, 3], firstDay: FIRST_DAY + 2 });
    expect(commonDates([dayColumns(one), dayColumns(two)]).map((at) => [...at])).toEqual([
      [2, 3],
      [0, 1],
    ]);
  });
});

describe("a paired difference", () => {
  const [a, b] = [fixtureRun({ every: 31 }), fixtureRun({ every: 31, seed: 3 })];
  const paired = pairedDifference(dayColumns(a), dayColumns(b));

  test("is the difference of the figures that stand in the tables", () => {
    for (const way of NORMALISATIONS) {
      const expected = way.of(b)! - way.of(a)!;
      expect(of(paired, way.key)!.difference).toBeCloseTo(expected, way.unit === "usd" ? -0.5 : 9);
    }
    for (const key of ["expectancy", "sharpe"]) {
      const metric = metricOf(key);
      expect(of(paired, key)!.difference).toBeCloseTo(
        metric.of(b)! - metric.of(a)!,
        key === "sharpe" ? 9 : -0.5,
      );
    }
    expect(paired).toMatchObject({ days: 60, samples: 2000, level: 90 });
  });

  test("is the same each time, and of a run with itself it is exactly nothing", () => {
    expect(pairedDifference(dayColumns(a), dayColumns(b))).toEqual(paired);
    for (const { difference, low, high } of pairedDifference(dayColumns(a), dayColumns(a)).differences) {
      expect([difference, low, high]).toEqual([0, 0, 0]);
    }
  });

  test("has its signs turned where the runs are exchanged", () => {
    const back = pairedDifference(dayColumns(b), dayColumns(a));
    for (const { key, difference, low, high } of paired.differences) {
      const other = of(back, key)!;
      const digits = key === "sharpe" || key === "margin" ? 9 : -0.5;
      expect(-other.difference).toBeCloseTo(difference, digits);
      expect([-other.high!, -other.low!].map((x) => x - 0)).toEqual([
        expect.closeTo(low!, digits),
        expect.closeTo(high!, digits),
      ]);
    }
  });

  // Both lose and win with the market by hundreds; the second makes $5 more each day. Unpaired, that would drown.
  test("lets what the market did to both fall out", () => {
    const random = randomOf(5, "market");
    const market = Array.from({ length: 100 }, () => Math.round(300 * normal(random)));
    const better = market.map((move, i) => move + (i % 2 === 0 ? 4 : 6));
    const found = pairedDifference(
      dayColumns(runOf({ equity: curve(market, 100_000), cash: 100_000 })),
      dayColumns(runOf({ equity: curve(better, 100_000), cash: 100_000 })),
    );
    const net = of(found, "raw")!;
    expect(net.difference).toBe(usd(500));
    expect(net.low!).toBeGreaterThan(usd(470));
    expect(net.high!).toBeLessThan(usd(530));
  });

  // 300 pairs of runs that differ by luck alone, 60 dates: a 90% interval holds 0 in about 270 of them. Seeded, so it is the same every time.
  test("holds no difference nine times of ten where there is none", () => {
    const random = randomOf(11, "coverage");
    const noise = () =>
      runOf({
        equity: curve(
          Array.from({ length: 60 }, () => Math.round(100 * normal(random)) / 1),
          100_000,
        ),
        cash: 100_000,
      });
    let held = 0;
    for (let i = 0; i < 300; i++) {
      const { low, high } = of(
        pairedDifference(dayColumns(noise()), dayColumns(noise()), { samples: 200 }),
        "raw",
      )!;
      if (low! <= 0 && high! >= 0) held++;
    }
    expect(held / 300).toBeGreaterThan(0.85);
    expect(held / 300).toBeLessThan(0.95);
  });

  test("leaves out what does not exist, and gives no interval of nine dates", () => {
    const short = pairedDifference(
      dayColumns(runOf({ equity: curve([1, 2, 3, 4, 5, 6, 7, 8, 9]) })),
      dayColumns(runOf({ equity: curve([2, 2, 3, 4, 5, 6, 7, 8, 9]) })),
    );
    expect(short.differences.map(({ key }) => key)).toEqual(["raw", "sharpe"]);
    expect(of(short, "raw")).toEqual({ key: "raw", difference: usd(1), low: null, high: null });
  });
});

describe("joint drawdowns", () => {
  test("count who is under water, and split each common fall into its parts", () => {
    const one = dayColumns(runOf({ equity: curve([10, -5, -5, 20, 5]) }));
    const two = dayColumns(runOf({ equity: curve([10, -3, 1, -40, 60]) }));
    const joint = jointDrawdowns([one, two]);
    expect([...joint.under]).toEqual([0, 2, 2, 1, 0]);
    expect(joint.counts).toEqual([2, 1, 2]);
    expect([...joint.depth]).toEqual([0, 8, 12, 32, 0].map(usd));
    expect(joint.deepest).toEqual([
      {
        from: FIRST_DAY,
        trough: FIRST_DAY + 3,
        end: FIRST_DAY + 4,
        depth: usd(32),
        parts: [usd(10), usd(-42)],
        under: 1,
      },
    ]);
  });

  test("begin at the start and go on to the end where nothing came back", () => {
    const joint = jointDrawdowns([dayColumns(runOf({ equity: curve([-1, -1]) }))]);
    expect(joint.deepest).toEqual([
      { from: null, trough: FIRST_DAY + 1, end: null, depth: usd(2), parts: [usd(-2)], under: 1 },
    ]);
    expect(jointDrawdowns([]).counts).toEqual([0]);
  });

  test("have parts that add up to their depth, and as many dates as there are", () => {
    const steps = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(fc.array(steps, { minLength: 1, maxLength: 4 }), (all) => {
        const joint = jointDrawdowns(all.map((each) => dayColumns(runOf({ equity: curve(each) }))));
        const length = Math.min(...all.map((each) => each.length));
        expect(joint.counts.reduce((sum, n) => sum + n, 0)).toBe(length);
        for (const { depth, parts } of joint.deepest) {
          expect(parts.reduce((sum, part) => sum + part, 0)).toBe(-depth);
        }
        expect(Math.max(0, ...joint.depth)).toBe(joint.deepest[0]?.depth ?? 0);
      }),
    );
  });
});
