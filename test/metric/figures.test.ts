import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { backtestData } from "#engine/backtest.js";
import { figuresOf } from "#engine/figures.js";
import { withLists } from "#engine/lists.js";
import type { BacktestSpec } from "#engine/spec.js";
import { METRICS } from "#metric/all.js";
import { dailyReturns } from "#metric/daily.js";
import { directionOf, FIGURE_KEYS, writeFigures } from "#metric/figures.js";
import { kurtosis, skewness } from "#metric/shape.js";
import { drawn, executions, programs, thinMarkets, tightAccounts } from "../engine/market.js";
import { specOf } from "../engine/replay.js";

const options = fc.oneof(
  executions,
  thinMarkets,
  fc.record({ how: thinMarkets, account: tightAccounts }).map(({ how, account }) => ({ ...how, ...account })),
);
const SCALE = Number(process.env.TICKPROOF_FUZZ ?? 1);

function byFigures(spec: BacktestSpec): Record<string, number | null> {
  const row = new Float64Array(FIGURE_KEYS.length + 5).fill(-7);
  const terms = { cash: spec.account.cash, bars: spec.series.bars.length };
  writeFigures(figuresOf(spec), terms, FIGURE_KEYS, row, 2);
  expect([row[0], row[1], row.at(-1)]).toEqual([-7, -7, -7]); // written where it was told to, and nowhere else
  const value = (k: number) => (Number.isNaN(row[2 + k]) ? null : row[2 + k]!);
  return Object.fromEntries([...FIGURE_KEYS, "skewness", "kurtosis"].map((key, k) => [key, value(k)]));
}

describe("the figures of a run", () => {
  test("give the metrics that the whole run gives, to the last bit", () => {
    let [traded, ambiguous] = [0, 0];
    fc.assert(
      fc.property(programs, options, (program, how) => {
        const spec = specOf(drawn(program), { ...how, account: { ...how.account, transfers: [] } });
        const run = withLists(backtestData(spec));
        const found = byFigures(spec);
        for (const { key, of } of METRICS.filter((metric) => FIGURE_KEYS.includes(metric.key)))
          expect(found[key], key).toBe(of(run));
        const returns = dailyReturns(run) ?? [];
        expect([found.skewness, found.kurtosis]).toEqual([skewness(returns), kurtosis(returns)]);
        expect(figuresOf(spec).ambiguousBars).toBe(run.bounds.ambiguousBars);
        traded += run.trades.length;
        ambiguous += run.bounds.ambiguousBars;
      }),
      { numRuns: 200 * SCALE },
    );
    expect(traded).toBeGreaterThan(100);
    expect(ambiguous).toBeGreaterThan(10);
  });

  test("are of metrics that there are", () => {
    const known = METRICS.map(({ key }) => key);
    expect(FIGURE_KEYS.filter((key) => !known.includes(key))).toEqual([]);
  });
});

describe("a ranking", () => {
  test("puts the small value first where small is better", () => {
    expect(["net", "sharpe", "win-rate", "average-loss", "largest-loss"].map(directionOf)).toEqual([
      1, 1, 1, 1, 1,
    ]);
    expect(["max-drawdown", "costs", "volatility", "longest-loss-streak"].map(directionOf)).toEqual([
      -1, -1, -1, -1,
    ]);
    expect(() => directionOf("sharp")).toThrow(expect.objectContaining({ code: "E114" }));
  });
});

describe("the shape of returns", () => {
  // 1, 2, 3, 10: mean 4, deviations -3 -2 -1 6; m2 = 50/4, m3 = 180/4, m4 = 1394/4.
  test("by hand", () => {
    expect(skewness([1, 2, 3, 10])).toBeCloseTo(45 / 12.5 ** 1.5, 12);
    expect(kurtosis([1, 2, 3, 10])).toBeCloseTo(348.5 / 12.5 ** 2, 12);
    expect(skewness([10, 3, 2, 1].map((value) => -value))).toBeCloseTo(-45 / 12.5 ** 1.5, 12);
  });

  test("does not exist of one value, or of equal ones", () => {
    expect([skewness([5]), kurtosis([]), skewness([0.1, 0.1, 0.1]), kurtosis([0.1, 0.1, 0.1])]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });
});
