// Does each metric give the number that a pencil gives, and nothing where there is none?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FILL_KINDS } from "#domain/run.js";
import { METRICS, metricOf } from "#metric/all.js";
import { breakEvenSlippage } from "#metric/break-even.js";
import type { Sketch } from "./fixture.js";
import { runOf, usd } from "./fixture.js";

const value = (key: string, sketch: Sketch): number | null => metricOf(key).of(runOf(sketch));
const nets = (...dollars: readonly number[]) => dollars.map((net) => ({ net: usd(net) }));

describe("the list", () => {
  test("names each metric once, and each of DESIGN 4.7 is in it", () => {
    const keys = METRICS.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(
      expect.arrayContaining(
        "net gross costs commission exchange clearing nfa data slippage return-percent cagr volatility sharpe sortino calmar max-drawdown max-drawdown-percent max-drawdown-days exposure average-margin peak-margin profit-factor expectancy expectancy-r win-rate payoff average-win average-loss sqn mae-efficiency mfe-efficiency longest-win-streak longest-loss-streak ulcer-index var cvar trades long-trades short-trades average-bars average-leverage max-leverage break-even-slippage top-trades-share".split(
          " ",
        ),
      ),
    );
    for (const { key, label } of METRICS) {
      expect(key).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(label).not.toBe("");
    }
  });

  test("a mistyped key gets the nearest one", () => {
    expect(() => metricOf("sharp")).toThrow(
      expect.objectContaining({
        code: "E114",
        detail: expect.objectContaining({ fix: ["did you mean   sharpe?"] }),
      }),
    );
  });
});

/** What is defined without a single bar: sums of nothing, and counts. */
const ALWAYS =
  "net return-percent gross costs fees commission exchange clearing nfa data liquidation-fees slippage trades long-trades short-trades".split(
    " ",
  );

describe("what does not exist is null, never 0 or infinite", () => {
  test("on a run without a bar", () => {
    for (const metric of METRICS) {
      expect([metric.key, metric.of(runOf())]).toEqual([metric.key, ALWAYS.includes(metric.key) ? 0 : null]);
    }
  });

  test("on a run that never traded, 30 dates long: drawdown, volatility and exposure are 0, all ratios are null", () => {
    const zero = [
      ...ALWAYS,
      "max-drawdown",
      "max-drawdown-percent",
      "max-drawdown-days",
      "longest-drawdown-days",
      "ulcer-index",
      "volatility",
      "var",
      "cvar",
      "exposure",
    ];
    const run = runOf({ equity: new Array<number>(30).fill(10_000) });
    for (const metric of METRICS) {
      expect([metric.key, metric.of(run)]).toEqual([metric.key, zero.includes(metric.key) ? 0 : null]);
    }
  });

  test("on any run whatever, each metric is null or a finite number, and dollars are whole micro-dollars", () => {
    const sketches = fc.record({
      cash: fc.integer({ min: 0, max: 20_000 }),
      equity: fc.array(fc.integer({ min: -5000, max: 30_000 }), { maxLength: 60 }),
      barsPerDay: fc.integer({ min: 1, max: 4 }),
      dayStep: fc.constantFrom(1, 30),
      position: fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 }),
      trades: fc.array(
        fc.record({
          net: fc.integer({ min: -usd(500), max: usd(500) }),
          risk: fc.option(fc.integer({ min: 1, max: usd(100) })),
          mae: fc.integer({ min: -usd(100), max: 0 }),
          mfe: fc.integer({ min: 0, max: usd(100) }),
        }),
        { maxLength: 20 },
      ),
      fills: fc.array(fc.integer({ min: 1, max: 5 }), { maxLength: 10 }),
    });
    fc.assert(
      fc.property(sketches, (sketch) => {
        const run = runOf(sketch);
        for (const { key, unit, of } of METRICS) {
          const found = of(run);
          if (found === null) continue;
          expect([key, Number.isFinite(found)]).toEqual([key, true]);
          if (unit === "usd" || unit === "count")
            expect([key, Number.isSafeInteger(found)]).toEqual([key, true]);
          expect([key, Object.is(found, -0)]).toEqual([key, false]);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("profit", () => {
  test("net over start cash", () => {
    expect(value("net", { equity: [10_250] })).toBe(usd(250));
    expect(value("return-percent", { equity: [10_250] })).toBeCloseTo(2.5, 12);
  });

  test("growth a year: 21 % in two years is 10 %, and less than a year says nothing", () => {
    // 731 days with both ends: 2.0014 years.
    const years = 731 / 365.25;
    expect(value("cagr", { equity: [10_000, 12_100], dayStep: 730 })).toBeCloseTo(
      100 * (1.21 ** (1 / years) - 1),
      10,
    );
    expect(value("cagr", { equity: [10_000, 12_100], dayStep: 364 })).not.toBeNull();
    expect(value("cagr", { equity: [10_000, 12_100], dayStep: 363 })).toBeNull();
    expect(value("cagr", { equity: [10_000, -5], dayStep: 730 })).toBeNull();
  });
});

describe("costs", () => {
  // The run of ux/cli.md: 412 trades of one contract, $0.62 a side, one tick of $1.25.
  const orb: Sketch = {
    equity: [14_118.4],
    fills: new Array<number>(824).fill(1),
    slip: 1,
    totals: {
      gross: usd(4118.4 + 510.88),
      costs: { commission: usd(510.88), exchange: 0, clearing: 0, nfa: 0 },
      slippage: usd(1030),
    },
  };

  test("412 trades at $0.62 and a tick a side cost $1,540.88, 27 % of the profit before them", () => {
    expect(value("costs", orb)).toBe(usd(1540.88));
    expect(value("fees", orb)).toBe(usd(510.88));
    expect(value("costs-percent", orb)).toBeCloseTo((100 * 1540.88) / 5659.28, 10);
  });

  test("it breaks even at 5.0 ticks a side: ($5,659.28 − $510.88) ÷ (824 × $1.25)", () => {
    expect(value("break-even-slippage", orb)).toBeCloseTo(5148.4 / 1030, 12);
    expect(value("break-even-slippage", orb)!.toFixed(1)).toBe("5.0");
  });

  test("a limit has its price, so the same run with 206 targets bears more on the sides that do slip", () => {
    const run = runOf(orb);
    const targets = run.fills.kind.fill(FILL_KINDS.indexOf("target"), 0, 206);
    const slip = run.fills.slip.map((ticks, k) => (targets[k] === FILL_KINDS.indexOf("target") ? 0 : ticks));
    const totals = { ...run.totals, slippage: usd(618 * 1.25) };
    const even = breakEvenSlippage.of({ ...run, totals, fills: { ...run.fills, slip } });
    expect(even).toBeCloseTo(1 + 4118.4 / (618 * 1.25), 12);
    run.fills.kind.fill(FILL_KINDS.indexOf("limit"));
    expect(breakEvenSlippage.of(run)).toBeNull();
  });

  test("each part is itself, and all fees together are what lies between gross and net", () => {
    const sketch: Sketch = {
      equity: [9990],
      totals: {
        gross: usd(21),
        costs: { commission: usd(5), exchange: usd(4), clearing: usd(3), nfa: usd(2) },
        dataFees: usd(10),
        liquidationFees: usd(7),
        slippage: usd(8),
      },
    };
    const parts = ["commission", "exchange", "clearing", "nfa", "data", "liquidation-fees", "slippage"];
    expect(parts.map((key) => value(key, sketch))).toEqual([5, 4, 3, 2, 10, 7, 8].map(usd));
    expect(value("gross", sketch)! - value("fees", sketch)!).toBe(value("net", sketch));
    expect(value("costs", sketch)).toBe(usd(39));
  });

  test("costs of a strategy that lost before them are no share of anything", () => {
    expect(value("costs-percent", { equity: [9900], totals: { slippage: usd(50) } })).toBeNull();
  });
});

describe("reward and risk, from daily returns", () => {
  // Returns +10 %, −10 %, +20 %: mean 0.2 / 3, deviations from it squared.
  const sketch: Sketch = { equity: [11_000, 9900, 11_880] };
  const mean = 0.2 / 3;
  const deviation = Math.sqrt(((0.1 - mean) ** 2 + (-0.1 - mean) ** 2 + (0.2 - mean) ** 2) / 2);

  test("volatility, Sharpe and Sortino by hand", () => {
    expect(value("volatility", sketch)).toBeCloseTo(100 * deviation * Math.sqrt(252), 9);
    expect(value("sharpe", sketch)).toBeCloseTo((mean / deviation) * Math.sqrt(252), 9);
    expect(value("sortino", sketch)).toBeCloseTo((mean / Math.sqrt(0.01 / 3)) * Math.sqrt(252), 9);
  });

  test("the first day counts against the start cash", () => {
    expect(value("sharpe", { equity: [11_000, 11_000] })).toBeCloseTo(
      (0.05 / Math.sqrt(2 * 0.05 ** 2)) * Math.sqrt(252),
      9,
    );
  });

  test("several bars a day make one return", () => {
    expect(value("sharpe", { equity: [500, 11_000, 1, 9900, 77, 11_880], barsPerDay: 2 })).toBeCloseTo(
      value("sharpe", sketch)!,
      12,
    );
  });

  test("without a losing day there is no Sortino, without a difference no Sharpe, after a bankruptcy neither", () => {
    expect(value("sortino", { equity: [10_100, 10_100, 10_300] })).toBeNull();
    expect(value("sharpe", { equity: [10_000, 10_000, 10_000] })).toBeNull();
    expect(value("sharpe", { equity: [11_000, 12_100, 13_310] })).toBeNull();
    expect(value("sharpe", { equity: [-100, 50, 60] })).toBeNull();
    expect(value("volatility", { equity: [10_000] })).toBeNull();
  });

  test("Calmar is growth over the deepest fall", () => {
    const long: Sketch = { equity: [12_000, 9000, 14_400], dayStep: 400 };
    expect(value("calmar", long)).toBeCloseTo(value("cagr", long)! / 25, 12);
    expect(value("calmar", { equity: [10_000, 11_000], dayStep: 400 })).toBeNull();
  });

  test("value at risk: of 21 days that lost $1 to $21 the second worst, and the mean of those two beyond", () => {
    let equity = 10_000;
    const falling = Array.from({ length: 21 }, (_, i) => (equity -= i + 1));
    expect(value("var", { equity: falling })).toBe(usd(20));
    expect(value("cvar", { equity: falling })).toBe(usd(20.5));
    expect(value("var", { equity: falling.slice(0, 19) })).toBeNull();
  });

  test("ulcer index: falls of 0, 10 and 20 % give the root of 500 ÷ 3", () => {
    expect(value("ulcer-index", { equity: [10_000, 9000, 8000] })).toBeCloseTo(Math.sqrt(500 / 3), 10);
  });
});

describe("trades", () => {
  const sketch: Sketch = {
    trades: [
      { net: usd(100), side: 1, risk: usd(50), bars: 4 },
      { net: usd(-50), side: -1, risk: usd(50), bars: 2 },
      { net: usd(30), side: 1, bars: 1 },
      { net: 0, side: -1, risk: usd(50), bars: 3 },
    ],
  };

  test("counts, averages and ratios by hand", () => {
    const expected = {
      trades: 4,
      "long-trades": 2,
      "short-trades": 2,
      "win-rate": 50,
      "profit-factor": 130 / 50,
      expectancy: usd(20),
      "expectancy-r": 1 / 3,
      "average-win": usd(65),
      "average-loss": usd(-50),
      "largest-win": usd(100),
      "largest-loss": usd(-50),
      payoff: 1.3,
      "average-bars": 2.5,
    };
    for (const [key, number] of Object.entries(expected)) {
      expect([key, value(key, sketch)]).toEqual([key, expect.closeTo(number, 9)]);
    }
  });

  test("SQN of R multiples 2, −1 and 0: √3 × (1 ÷ 3) ÷ √(7 ÷ 3)", () => {
    expect(value("sqn", sketch)).toBeCloseTo((Math.sqrt(3) * (1 / 3)) / Math.sqrt(7 / 3), 12);
    expect(value("sqn", { trades: nets(5, 6, 7) })).toBeNull();
    expect(value("sqn", { trades: [1, 2, 3].map(() => ({ net: usd(5), risk: usd(5) })) })).toBeNull();
  });

  test("where nobody lost there is no profit factor and no payoff; where nobody won they are 0 and null", () => {
    expect([value("profit-factor", { trades: nets(5, 0) }), value("payoff", { trades: nets(5, 0) })]).toEqual(
      [null, null],
    );
    expect([value("profit-factor", { trades: nets(-5) }), value("payoff", { trades: nets(-5) })]).toEqual([
      0,
      null,
    ]);
  });

  test("a third of a dollar is rounded to the whole micro-dollar", () => {
    expect(value("expectancy", { trades: nets(1, 0, 0) })).toBe(333_333);
  });

  test("streaks: a scratch trade ends one and begins none", () => {
    const trades = nets(1, 2, -1, -1, -1, 3, 4, 0, 5, -2);
    expect(value("longest-win-streak", { trades })).toBe(2);
    expect(value("longest-loss-streak", { trades })).toBe(3);
    expect(value("longest-loss-streak", { trades: nets(1) })).toBe(0);
  });

  test("entry and exit efficiency: $60 of a possible $100 kept, $100 of $125 travelled the right way", () => {
    const trades = [
      { gross: usd(50), mfe: usd(60), mae: usd(-5) },
      { gross: usd(10), mfe: usd(40), mae: usd(-20) },
    ];
    expect(value("mfe-efficiency", { trades })).toBeCloseTo(60, 12);
    expect(value("mae-efficiency", { trades })).toBeCloseTo(80, 12);
    expect(value("mfe-efficiency", { trades: [{ mae: usd(-5) }] })).toBeNull();
  });

  test("five trades that made 31 % of the profit", () => {
    const trades = nets(20, 10, 1, ...new Array<number>(69).fill(1));
    expect(value("top-trades-share", { trades })).toBeCloseTo((100 * 33) / 100, 12);
    expect(value("top-trades-share", { trades: nets(5, -5) })).toBeNull();
    expect(value("top-trades-share", { trades: nets(50, 50, -50) })).toBeCloseTo(100, 12);
    expect(value("top-days-share", { equity: [10_060, 10_070, 10_080, 10_090, 10_095, 10_100] })).toBeCloseTo(
      95,
      12,
    );
  });
});

describe("exposure, leverage and margin", () => {
  test("in the market on 3 of 4 closes", () => {
    expect(value("exposure", { equity: [1, 1, 1, 1], position: [0, 2, -1, 1] })).toBe(75);
  });

  test("two MES at 5,000 are $50,000: five times $10,000, ten times $5,000", () => {
    const sketch: Sketch = { equity: [10_000, 10_000, 5000, 20_000], position: [0, 2, -2, 0] };
    expect(value("average-leverage", sketch)).toBeCloseTo(7.5, 12);
    expect(value("max-leverage", sketch)).toBeCloseTo(10, 12);
    expect(value("max-leverage", { ...sketch, trades: [{ leverage: 12.5 }] })).toBe(12.5);
    expect(value("average-leverage", { equity: [-5], position: [1] })).toBeNull();
  });

  test("margin use is the broker's", () => {
    const margin = { averagePercent: 12.5, peakPercent: 24 };
    expect([value("average-margin", { margin }), value("peak-margin", { margin })]).toEqual([12.5, 24]);
  });
});
