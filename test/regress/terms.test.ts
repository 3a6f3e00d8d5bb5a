import { describe, expect, test } from "vitest";
import { tomlOf } from "#importer/read-toml.js";
import { METRICS } from "#metric/all.js";
import { FIGURES, worseOf } from "#regress/figures.js";
import { metricRows } from "#regress/rows.js";
import { caseTerms } from "#regress/terms.js";

const CASE = '[case]\nrun = { strategy = "orb", instrument = "MES" }\n';
const termsOf = (text: string) => caseTerms(tomlOf(CASE + text, "case.toml")).terms;
const faultOf = (text: string) => {
  try {
    termsOf(text);
  } catch (error) {
    return error as { code: string; detail: { where: string; expected: string } };
  }
  throw new Error("nothing was wrong");
};
const row = (text: string, key: string, baseline: number | null, now: number | null) =>
  metricRows({ [key]: baseline }, { [key]: now }, termsOf(text), [null, null]).find(
    (one) => one.key === key,
  )!;

describe("case.toml", () => {
  test("reads tolerances, guards and what is allowed, as the page of regress has them", () => {
    expect(
      termsOf(
        '[tolerance]\nsharpe = { abs = 0.01 }\n[guard]\nprofitFactor = { min = 1.10 }\nmaxDrawdown = { worseBy = "10%" }\ntrades = { within = "25%" }\nruntime = { worseBy = "50%", level = "warn" }\n[allow]\nzeroTrades = true\n',
      ),
    ).toEqual({
      tolerance: { sharpe: { abs: 0.01, rel: null } },
      guard: {
        profitFactor: { min: 1.1, max: null, worseBy: null, within: null, level: "fail" },
        maxDrawdown: { min: null, max: null, worseBy: { share: 0.1 }, within: null, level: "fail" },
        trades: { min: null, max: null, worseBy: null, within: { share: 0.25 }, level: "fail" },
        runtime: { min: null, max: null, worseBy: { share: 0.5 }, within: null, level: "warn" },
      },
      zeroTrades: true,
    });
  });

  test("every metric has a name there, and a direction in which it is worse or none", () => {
    expect(FIGURES).toHaveLength(METRICS.length);
    const neutral = FIGURES.filter(({ key }) => worseOf(key) === null).map(({ key }) => key);
    expect(neutral).toEqual(["trades", "longTrades", "shortTrades", "averageBars", "exposure"]);
  });

  test.each([
    ["[tolerance]\nsharp = { abs = 1 }\n", "E173", "case.toml:4:1", "did you mean sharpe?"],
    ["[guard]\nprofitFactor = { mim = 1 }\n", "E171", "case.toml:4:18", "did you mean min?"],
    ['[guard]\nprofitFactor = { min = "much" }\n', "E172", "case.toml:4:18", "a number"],
    ["[guard]\nprofitFactor = { }\n", "E173", "case.toml:4:1", "one of min, max, worseBy and within"],
    [
      "[guard]\nruntime = { min = 1 }\n",
      "E173",
      "case.toml:4:1",
      "max or worseBy: nobody minds a run that is fast",
    ],
    ["[allow]\nzeroTrades = 1\n", "E172", "case.toml:4:1", "true or false"],
    ["[tolerance]\nruntime = { abs = 1 }\n", "E173", "case.toml:4:1", expect.any(String)],
  ])("%j is refused with its place", (text, code, where, expected) => {
    expect(faultOf(text)).toMatchObject({ code, detail: { where, expected } });
  });
});

describe("a tolerance", () => {
  test("is in the metric's own unit: dollars for money", () => {
    const text = "[tolerance]\nnet = { abs = 0.5 }\n";
    expect(row(text, "net", 100_000_000, 100_500_000).tolerance).toMatchObject({
      text: "tol 0.5",
      met: true,
    });
    expect(row(text, "net", 100_000_000, 100_500_001).tolerance?.met).toBe(false);
  });

  test("as a share is one of the baseline, and a number that came or went is no small change", () => {
    const text = '[tolerance]\nsharpe = { rel = "10%" }\n';
    expect(row(text, "sharpe", -2, -2.2).tolerance?.met).toBe(true);
    expect(row(text, "sharpe", -2, -2.21).tolerance?.met).toBe(false);
    expect(row(text, "sharpe", null, 0.001).tolerance?.met).toBe(false);
    expect(row(text, "sharpe", 0, 0.001).tolerance?.met).toBe(false);
  });
});

describe("a guard", () => {
  const guard = (text: string, key: string, baseline: number | null, now: number | null) =>
    row(`[guard]\n${key} = ${text}\n`, key, baseline, now).guards.map(({ met, came }) => [met, came]);

  test("worseBy looks in the direction in which the metric is worse", () => {
    expect(guard('{ worseBy = "10%" }', "maxDrawdown", 100e6, 110e6)).toEqual([[true, "10%"]]);
    expect(guard('{ worseBy = "10%" }', "maxDrawdown", 100e6, 122.4e6)).toEqual([[false, "22.4%"]]);
    expect(guard('{ worseBy = "10%" }', "maxDrawdown", 100e6, 10e6)).toEqual([[true, null]]);
    expect(guard('{ worseBy = "10%" }', "net", -100e6, -120e6)).toEqual([[false, "20%"]]);
    expect(guard("{ worseBy = 20 }", "net", -100e6, -120e6)).toEqual([[true, "20%"]]);
    expect(guard("{ worseBy = 0 }", "net", 100e6, 300e6)).toEqual([[true, null]]);
  });

  test("within looks both ways; min and max at what it is now, in dollars for money", () => {
    expect(guard('{ within = "25%" }', "trades", 100, 75)).toEqual([[true, "25%"]]);
    expect(guard('{ within = "25%" }', "trades", 100, 126)).toEqual([[false, "26%"]]);
    expect(guard("{ min = 1000 }", "net", 0, 1000e6)).toEqual([[true, null]]);
    expect(guard("{ min = 1000 }", "net", 5000e6, 999.99e6)).toEqual([[false, null]]);
    expect(guard("{ min = 1.1, max = 3 }", "profitFactor", 1, 4)).toEqual([
      [true, null],
      [false, null],
    ]);
  });

  test("a metric that does not exist keeps no bound", () => {
    expect(guard("{ min = 1.1 }", "profitFactor", 1.2, null)).toEqual([[false, null]]);
    expect(guard('{ worseBy = "10%" }', "profitFactor", 1.2, null)).toEqual([[false, null]]);
    expect(guard('{ worseBy = "10%" }', "profitFactor", null, 1.2)).toEqual([[true, null]]);
  });
});
