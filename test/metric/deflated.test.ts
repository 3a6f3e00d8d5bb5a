import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Run } from "#domain/run.js";
import { metricOf } from "#metric/all.js";
import { dailyReturns } from "#metric/daily.js";
import { deflatedOf, deflatedSharpe, luckySharpe } from "#metric/deflated.js";
import { normalCdf, normalQuantile } from "#metric/normal.js";
import { checksOf } from "#report/trust.js";
import { unknowns } from "#report/trust-market.js";
import { fixtureRun } from "../report/fixture.js";

describe("the deflated Sharpe ratio", () => {
  // Bailey and López de Prado (2014), "A numerical example": 5 years of 250 daily returns, annual Sharpe 2.5, skewness -3, kurtosis 10,
  // the best of 100 independent trials whose annual Sharpe ratios have variance 1/2.
  const candidate = { sharpe: 2.5, skewness: -3, kurtosis: 10, days: 1250 };
  const deflated = (count: number, change = {}) =>
    deflatedSharpe({ ...candidate, ...change }, { count, variance: 0.5 }, 250);

  test("is 0.9004 in the paper's example, against a lucky Sharpe of 0.1132 a day", () => {
    expect(luckySharpe({ count: 100, variance: 0.5 }) / Math.sqrt(250)).toBeCloseTo(0.1132, 4);
    expect(deflated(100)).toBeCloseTo(0.9004, 4);
  });

  test("would pass 0.95 with 46 trials, or with 88 of normal returns", () => {
    expect(deflated(46)).toBeCloseTo(0.9505, 4);
    expect(deflated(88, { skewness: 0, kurtosis: 3 })).toBeCloseTo(0.9505, 4);
  });

  test("falls with every trial, and does not exist where its figures do not", () => {
    const all = [1, 2, 10, 100, 10_000].map((count) => deflated(count)!);
    expect(all).toEqual([...all].sort((a, b) => b - a));
    expect(deflated(10, { skewness: Number.NaN })).toBeNull();
    expect(deflated(10, { days: 1 })).toBeNull();
  });
});

describe("of a run that was told how many were tried", () => {
  const run = fixtureRun();
  const told = (trials?: number): Run =>
    Object.assign(Object.create(run), trials === undefined ? {} : { trials });

  test("the luck of as many is what chance gives to ratios over as many days", () => {
    const days = dailyReturns(run)!.length;
    const left = deflatedOf(told(1_000))!;
    expect(left.tried).toBe(1_000);
    expect(left.sharpe).toBe(metricOf("sharpe").of(run));
    // The largest of 1,000 draws of a bell curve is 3.2414 deviations out on average (Harter 1961).
    expect((left.lucky / Math.sqrt(252)) * Math.sqrt(days - 1)).toBeCloseTo(3.2414, 1);
  });

  test("a single try has no luck to take off, and more tries leave less", () => {
    const left = [1, 2, 10, 1_000].map((count) => deflatedOf(told(count))!);
    expect(left[0]!.lucky).toBe(0);
    const falling = left.map(({ probability }) => probability);
    expect(falling).toEqual([...falling].sort((a, b) => b - a));
    expect(new Set(falling).size).toBe(4);
  });

  test("where nobody said there is none, and the page says that it is unknown", () => {
    expect(deflatedOf(told())).toBeNull();
    expect(unknowns(run).map(({ id }) => id)).toContain("trials");
    expect(unknowns(told(7)).map(({ id }) => id)).not.toContain("trials");
    expect(checksOf(told(7)).find(({ id }) => id === "trials")!.label).toMatch(
      /^Deflated Sharpe 0\.\d+ after 7 configurations$/,
    );
    expect(checksOf(run).some(({ id }) => id === "trials")).toBe(false);
  });
});

describe("the normal distribution", () => {
  test("has the shares of published tables", () => {
    // Abramowitz and Stegun, table 26.1.
    const table = [
      [0, 0.5],
      [0.5, 0.691462461274013],
      [1, 0.841344746068543],
      [1.96, 0.97500210485178],
      [3, 0.99865010196837],
      [-4, 3.16712418331199e-5],
      [-8, 6.22096057427178e-16],
    ] as const;
    for (const [x, share] of table) {
      expect(normalCdf(x)).toBeCloseTo(share, 14);
      expect(normalCdf(x) / share).toBeCloseTo(1, 7);
    }
    expect([normalCdf(-40), normalCdf(40)]).toEqual([0, 1]);
  });

  test("is read both ways", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 13);
    expect(normalQuantile(1e-10)).toBeCloseTo(-6.361340902404056, 8);
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true }), (p) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 13);
      }),
    );
    expect([0, 1, -1, Number.NaN].map(normalQuantile)).toEqual([
      Number.NaN,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });
});
