// Are the tables of a run right: drawdowns, months, hours, streaks, intervals, correlations?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY_MS } from "#domain/money.js";
import { randomOf } from "#domain/random.js";
import { quantile } from "#indicator/statistics.js";
import { dayOf } from "#instrument/time.js";
import { metricOf } from "#metric/all.js";
import { expectancyInterval } from "#metric/bootstrap.js";
import { breakdown } from "#metric/breakdown.js";
import { dailyCorrelation } from "#metric/correlation.js";
import { drawdowns, underwater } from "#metric/drawdown.js";
import { monthly } from "#metric/monthly.js";
import {
  NORMALISATIONS,
  peakInitialMargin,
  perContract,
  perMargin,
  perRisk,
  raw,
} from "#metric/normalise.js";
import { streaks } from "#metric/streaks.js";
import { FIRST_DAY, runOf, usd } from "./fixture.js";

describe("drawdowns", () => {
  test("the first peak is the start cash: an account that only loses is under water from its first bar", () => {
    const run = runOf({ equity: [9900, 9800, 9850] });
    expect(drawdowns(run)).toEqual([
      {
        startBar: -1,
        troughBar: 1,
        endBar: null,
        start: FIRST_DAY * DAY_MS,
        trough: (FIRST_DAY + 1) * DAY_MS,
        end: null,
        peak: usd(10_000),
        depth: usd(200),
        percent: 2,
        days: 2,
        bars: 3,
      },
    ]);
  });

  test("two falls: the deeper first, each from the last bar at its peak to the first bar back at it", () => {
    const equity = [10_500, 10_500, 10_400, 10_500, 11_000, 10_000, 10_700, 11_200];
    const found = drawdowns(runOf({ equity }));
    expect(
      found.map(({ startBar, troughBar, endBar, depth, bars }) => [startBar, troughBar, endBar, depth, bars]),
    ).toEqual([
      [4, 5, 7, usd(1000), 3],
      [1, 2, 3, usd(100), 2],
    ]);
  });

  test("the deepest in dollars need not be the deepest in percent", () => {
    const run = runOf({ equity: [9000, 20_000, 18_500] });
    expect(metricOf("max-drawdown").of(run)).toBe(usd(1500));
    expect(metricOf("max-drawdown-percent").of(run)).toBeCloseTo(10, 12);
  });

  test("duration counts to the recovery, or to the end", () => {
    const run = runOf({ equity: [10_100, 9000, 10_100, 10_050, 10_060, 10_070, 10_080], dayStep: 7 });
    expect(metricOf("max-drawdown-days").of(run)).toBe(14);
    expect(metricOf("longest-drawdown-days").of(run)).toBe(28);
  });

  test("an account can lose more than it had", () => {
    expect(metricOf("max-drawdown-percent").of(runOf({ equity: [-2500] }))).toBeCloseTo(125, 12);
  });

  test("at most ten, and any depth equals that of comparing every bar with every later one", () => {
    const curves = fc.array(fc.integer({ min: 8000, max: 12_000 }), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(curves, (equity) => {
        const run = runOf({ equity });
        const curve = [10_000, ...equity];
        let deepest = 0;
        for (let i = 0; i < curve.length; i++) {
          for (let j = i; j < curve.length; j++) deepest = Math.max(deepest, curve[i]! - curve[j]!);
        }
        const found = drawdowns(run);
        expect(found.length).toBeLessThanOrEqual(10);
        expect(found[0]?.depth ?? 0).toBe(usd(deepest));
        expect(Math.max(...underwater(run))).toBe(usd(deepest));
        expect(found.map(({ depth }) => depth)).toEqual(
          found.map(({ depth }) => depth).sort((a, b) => b - a),
        );
      }),
    );
  });
});

describe("months", () => {
  test("trade dates decide the month, months without one are empty, and all cells add up to net", () => {
    const run = runOf({
      equity: [10_100, 10_050, 10_250, 10_200],
      firstDay: dayOf(2023, 12, 29),
      dayStep: 33,
    });
    const none = null;
    expect(monthly(run)).toEqual([
      {
        year: 2023,
        months: [none, none, none, none, none, none, none, none, none, none, none, usd(100)],
        total: usd(100),
      },
      {
        year: 2024,
        // 29 December + 33 = 31 January, then 4 March and 6 April.
        months: [usd(-50), none, usd(200), usd(-50), none, none, none, none, none, none, none, none],
        total: usd(100),
      },
    ]);
  });
});

describe("breakdown", () => {
  const at = (iso: string) => Date.parse(iso);
  const trade = (iso: string, net: number, entryBar = 0) => ({ entryTime: at(iso), net: usd(net), entryBar });

  test("hours are Chicago's, in summer as in winter", () => {
    const run = runOf({
      equity: [1],
      trades: [
        trade("2024-01-03T14:35:00Z", 10),
        trade("2024-07-03T13:35:00Z", -4),
        trade("2024-07-03T14:35:00Z", 1),
      ],
    });
    expect(breakdown(run, "hour")).toEqual([
      { label: "08:00", trades: 2, wins: 1, net: usd(6), expectancy: usd(3) },
      { label: "09:00", trades: 1, wins: 1, net: usd(1), expectancy: usd(1) },
    ]);
  });

  test("08:30 to 15:00 Chicago is the regular session of index futures, end excluded", () => {
    const run = runOf({
      equity: [1],
      trades: [
        "2024-01-03T14:29:00Z",
        "2024-01-03T14:30:00Z",
        "2024-01-03T20:59:00Z",
        "2024-01-03T21:00:00Z",
      ].map((iso) => trade(iso, 1)),
    });
    expect(breakdown(run, "session").map(({ label, trades }) => [label, trades])).toEqual([
      ["regular", 2],
      ["overnight", 2],
    ]);
  });

  test("weekday is that of the trade date: Sunday evening counts as Monday", () => {
    const run = runOf({
      equity: [1, 1],
      firstDay: dayOf(2024, 1, 8),
      trades: [trade("2024-01-07T23:30:00Z", 1, 0), trade("2024-01-09T15:00:00Z", 1, 1)],
    });
    expect(breakdown(run, "weekday").map(({ label }) => label)).toEqual(["Monday", "Tuesday"]);
  });

  test("exit reasons by number of trades; sides; the contract", () => {
    const run = runOf({
      equity: [1],
      symbol: "MNQ",
      trades: [
        { exitReason: "target", net: usd(5) },
        { exitReason: "stop loss", net: usd(-2), side: -1 },
        { exitReason: "stop loss", net: usd(-2) },
      ],
    });
    expect(breakdown(run, "exit").map(({ label, net }) => [label, net])).toEqual([
      ["stop loss", usd(-4)],
      ["target", usd(5)],
    ]);
    expect(breakdown(run, "side").map(({ label, trades }) => [label, trades])).toEqual([
      ["long", 2],
      ["short", 1],
    ]);
    expect(breakdown(run, "instrument")).toEqual([
      { label: "MNQ", trades: 3, wins: 1, net: usd(1), expectancy: 333_333 },
    ]);
  });

  test("a run without trades has no rows", () => {
    expect(breakdown(runOf(), "hour")).toEqual([]);
  });
});

test("streaks with their trades and their money, in order of time", () => {
  const run = runOf({ trades: [5, 1, -2, 0, -3, -4].map((net) => ({ net: usd(net) })) });
  expect(streaks(run)).toEqual([
    { outcome: "win", length: 2, first: 1, last: 2, net: usd(6) },
    { outcome: "loss", length: 1, first: 3, last: 3, net: usd(-2) },
    { outcome: "loss", length: 2, first: 5, last: 6, net: usd(-7) },
  ]);
});

describe("the interval of the expectancy", () => {
  const sketch = (days: number, net: (day: number) => number) =>
    runOf({
      equity: new Array<number>(days).fill(10_000),
      trades: Array.from({ length: days }, (_, day) => ({ entryBar: day, net: usd(net(day)) })),
    });

  test("is the same each time, another seed moves it little", () => {
    const run = sketch(60, (day) => ((day * 37) % 61) - 25.37);
    const first = expectancyInterval(run)!;
    expect(expectancyInterval(run)).toEqual(first);
    const other = expectancyInterval(run, { seed: 2 })!;
    expect(other).not.toEqual(first);
    expect(Math.abs(other.low - first.low)).toBeLessThan(usd(0.5));
  });

  test("where every day is alike there is no doubt", () => {
    const run = sketch(12, () => 7);
    expect(expectancyInterval(run)).toEqual({ low: usd(7), high: usd(7), level: 90, days: 12, trades: 12 });
  });

  test("agrees with the normal approximation on many independent days", () => {
    const random = randomOf(3, "days");
    const results = Array.from({ length: 1000 }, () => Math.round(200 * (random() - 0.5)) + 5);
    const { low, high } = expectancyInterval(sketch(1000, (day) => results[day]!))!;
    const mean = results.reduce((a, b) => a + b) / 1000;
    const error = Math.sqrt(results.reduce((total, net) => total + (net - mean) ** 2, 0) / 1000 / 1000);
    expect(low / 1e6).toBeCloseTo(mean - 1.645 * error, 0);
    expect(high / 1e6).toBeCloseTo(mean + 1.645 * error, 0);
  });

  test("whole days are drawn: trades that win and lose together are no independent evidence", () => {
    const lone = sketch(40, (day) => (day % 2 === 0 ? 20 : -16));
    const crowded = runOf({
      equity: new Array<number>(40).fill(10_000),
      trades: Array.from({ length: 400 }, (_, k) => ({ entryBar: k % 40, net: usd(k % 2 === 0 ? 20 : -16) })),
    });
    const width = (run: ReturnType<typeof runOf>) =>
      expectancyInterval(run)!.high - expectancyInterval(run)!.low;
    expect(width(crowded)).toBe(width(lone));
  });

  test("nine days say nothing", () => {
    expect(expectancyInterval(sketch(9, () => 7))).toBeNull();
  });
});

describe("correlation of daily P&L", () => {
  const up = runOf({ equity: [10_010, 10_000, 10_030, 10_020] });
  const same = runOf({ equity: [10_020, 10_000, 10_060, 10_040], symbol: "MNQ" });
  const mirrored = runOf({ equity: [9990, 10_000, 9970, 9980] });
  const still = runOf({ equity: [10_000, 10_000, 10_000, 10_000] });

  test("is 1 for the same days in double size, −1 for the mirror, null for a run that never moves", () => {
    const matrix = dailyCorrelation([up, same, mirrored, still]);
    expect(matrix[0]![1]).toBeCloseTo(1, 12);
    expect(matrix[0]![2]).toBeCloseTo(-1, 12);
    expect(matrix[3]).toEqual([null, null, null, null]);
    expect(matrix[1]![0]).toBe(matrix[0]![1]);
    expect(matrix[0]![0]).toBeCloseTo(1, 12);
  });

  test("by hand: profits 1, 2, 4 against 1, 3, 2", () => {
    const a = runOf({ equity: [10_001, 10_003, 10_007] });
    const b = runOf({ equity: [10_001, 10_004, 10_006] });
    // Deviations −4/3, −1/3, 5/3 and −1, 1, 0: 1 ÷ √(42/9 × 2).
    expect(dailyCorrelation([a, b])[0]![1]).toBeCloseTo(1 / Math.sqrt((42 / 9) * 2), 12);
  });

  test("counts only the dates that both have, and needs three of them", () => {
    const weekly = runOf({ equity: [10_010, 10_020], dayStep: 7 });
    expect(dailyCorrelation([up, weekly])[0]![1]).toBeNull();
    const longer = runOf({ equity: [5, 10_010, 10_000, 10_030, 10_020, 1], firstDay: FIRST_DAY - 1 });
    // 10, −10, 30, −10 against 10,005, −10, 30, −10; the days before and after do not count.
    const [a, b] = [
      [10, -10, 30, -10],
      [10_005, -10, 30, -10],
    ].map((days) => {
      const mean = days.reduce((x, y) => x + y) / 4;
      return days.map((day) => day - mean);
    });
    const dot = (x: readonly number[], y: readonly number[]) =>
      x.reduce((total, value, i) => total + value * y[i]!, 0);
    expect(dailyCorrelation([up, longer])[0]![1]).toBeCloseTo(
      dot(a!, b!) / Math.sqrt(dot(a!, a!) * dot(b!, b!)),
      10,
    );
  });
});

describe("fair footings", () => {
  const run = runOf({
    equity: [10_000, 10_090],
    position: [3, -1],
    trades: [
      { net: usd(60), qty: 2, risk: usd(40) },
      { net: usd(30), qty: 1 },
      { net: usd(-10), qty: 1, risk: usd(20) },
    ],
    margin: {
      rates: [
        { day: FIRST_DAY - 400, initial: usd(900), maintenance: usd(800), estimated: false, source: "" },
        { day: FIRST_DAY, initial: usd(1000), maintenance: usd(900), estimated: false, source: "" },
        { day: FIRST_DAY + 1, initial: usd(2000), maintenance: usd(1900), estimated: false, source: "" },
      ],
    },
  });

  test("raw, per contract, per $100 risked, and on the peak margin", () => {
    expect(raw.of(run)).toBe(usd(90));
    expect(perContract.of(run)).toBe(usd(20)); // 80 ÷ 4
    expect(perRisk.of(run)).toBe(83_333_333); // 100 × 50 ÷ 60
    expect(peakInitialMargin(run)).toBe(usd(3000)); // 3 × 1000 against 1 × 2000
    expect(perMargin.of(run)).toBeCloseTo(3, 12);
  });

  test("without trades, stops or margin there is nothing to divide by", () => {
    expect(NORMALISATIONS.map((footing) => footing.of(runOf({ equity: [10_010], trades: [] })))).toEqual([
      usd(10),
      null,
      null,
      null,
    ]);
    expect(NORMALISATIONS.every(({ definition }) => definition.length > 20)).toBe(true);
  });
});

test("quantiles as R's default: type 7", () => {
  expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75);
  expect(quantile([1, 2, 3, 4, 10], 0.9)).toBeCloseTo(7.6, 12);
  expect([quantile([5], 0.05), quantile([], 0.5)]).toEqual([5, null]);
});
