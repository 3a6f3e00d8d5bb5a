import { describe, expect, test } from "vitest";
import { z } from "zod";
import { sweepDocument } from "#report/sweep-document.js";
import { sweepReport } from "#report/sweep-report.js";
import { sweepSchema } from "#report/sweep-schema.js";
import { sweepCsv } from "#report/sweep-table.js";
import { sweepSummary } from "#report/sweep-text.js";
import type { Sweep, SweepAxis } from "../../src/domain/sweep.js";
import { fixtureRun } from "./fixture.js";

const KEYS = ["net", "gross", "fees", "slippage", "max-drawdown", "sharpe", "sortino", "trades", "win-rate"];
const MORE = ["profit-factor", "expectancy", "payoff", "exposure"];
const EVIL = `<script>alert("x")</script>`;
const style = { colour: false, unicode: true, columns: 120, tsv: false };
const context = { command: "tickproof sweep …", version: "0.0.0" };

/** Rows come to `netOf(row)` dollars; the last but one failed, the last was not run. */
function sweepOf(
  axes: readonly SweepAxis[],
  netOf: (row: number) => number,
  change: Partial<Sweep> = {},
): Sweep {
  const rows = axes.reduce((n, { values }) => n * values.length, 1);
  const state = Uint8Array.from({ length: rows }, (_, row) =>
    row === rows - 2 ? 2 : row === rows - 1 ? 0 : 1,
  );
  const column = (of: (row: number) => number) =>
    Float64Array.from({ length: rows }, (_, row) => (state[row] === 1 ? of(row) : Number.NaN));
  const { data, contract, account, execution } = fixtureRun().inputs;
  const usd = (row: number) => Math.round(1e6 * netOf(row));
  const figures = Object.fromEntries(
    [...KEYS, ...MORE].map((key) => [key, column(key === "net" ? usd : (row) => (row % 7) + 0.5)]),
  );
  return {
    strategy: { name: EVIL, file: "x.ts", hash: "abc" },
    fixed: { mode: EVIL },
    axes,
    space: rows,
    sample: null,
    rows,
    numbers: null,
    detail: "figures",
    parts: [
      {
        symbol: "MES",
        terms: { data, contract, account, execution, finer: null, flatCost: null },
        state,
        figures,
        skewness: column(() => 0),
        kurtosis: column(() => 3),
        ambiguousBars: column((row) => row),
        days: 250,
        done: rows - 2,
        failed: 1,
        failures: [{ fault: { code: "E401", message: EVIL }, count: 1, row: rows - 2 }],
      },
    ],
    identity: null,
    fingerprint: null,
    interrupted: true,
    ...change,
  };
}

const axis = (name: string, count: number): SweepAxis => ({
  name,
  type: "int",
  values: Array.from({ length: count }, (_, k) => k + 1),
});
const small = sweepOf([axis("fast", 4), axis("slow", 5)], (row) => 100 * (row % 5) - 150);

describe("the report of a sweep", () => {
  test("shows best, plateau, map and every parameter, and no name can break the page", () => {
    const text = sweepReport(small, "net", context);
    expect(text).toContain("Look-ahead: not tested.");
    expect(text).not.toContain("<script");
    expect(text).toContain("&lt;script&gt;");
    expect(text).toContain("Stopped before the end.");
    expect(text).toMatch(/<td class="heat p\d">\$250<\/td>/); // slow 5: 100 × 4 − 150
    expect(text).toMatch(/<td class="heat m\d">−\$150<\/td>/);
    expect(text.match(/<td class="heat soft">—<\/td>/g)).toHaveLength(2); // failed, and not run
    for (const part of [
      "What was found",
      "Each parameter by itself",
      "The best combinations",
      "Where it comes from",
    ])
      expect(text).toContain(part);
  });

  test("puts neighbouring values together where there would be too many columns", () => {
    const long = sweepOf([axis("n", 1000)], (row) => row);
    const text = sweepReport(long, "net", context);
    expect(text.match(/<td class="heat /g)!.length).toBeLessThanOrEqual(24);
    expect(text).toContain("1 to 42");
    expect(text).toContain("the median of the combinations that a cell holds (up to 42)");
    expect(text).toContain("898 more");
  });

  test("stands where nothing came of it", () => {
    const none = sweepOf([axis("n", 2)], () => 0);
    expect(sweepReport(none, "net", context)).toContain("No combination has a net profit.");
    expect(sweepSummary(none, "net", style)).toContain("no combination has a net profit");
  });
});

describe("the summary of a sweep", () => {
  test("fits the terminal, and suggests no plateau that lost", () => {
    for (const columns of [60, 80, 120]) {
      const lines = sweepSummary(small, "net", { ...style, columns }).split("\n");
      const table = lines.slice(lines.findIndex((line) => line.includes("fast  slow")));
      expect(Math.max(...table.slice(0, 11).map((line) => line.length))).toBeLessThanOrEqual(columns);
    }
    const lost = sweepOf([axis("a", 5), axis("b", 5)], (row) => (row === 3 ? -50 : -1000));
    expect(sweepSummary(lost, "net", style)).toContain("best plateau");
    expect(sweepSummary(lost, "net", style)).not.toContain("suggested");
    const won = sweepOf([axis("a", 5), axis("b", 5)], (row) => (row === 3 ? 5000 : 1000));
    expect(sweepSummary(won, "net", style)).toContain("← suggested");
  });

  test("piped is a table of what has a value, best first", () => {
    const lines = sweepSummary(small, "net", { ...style, tsv: true }).split("\n");
    expect(lines[0]).toMatch(/^instrument\tfast\tslow\tnet\t/);
    expect(lines).toHaveLength(1 + 18);
    expect(lines[1]).toMatch(/^MES\t1\t5\t250\.00\t/);
  });
});

describe("the document of a sweep", () => {
  test("keeps to its schema, rows that failed or were not run among the others", () => {
    const document = sweepDocument(small, "net");
    expect(sweepSchema.parse(document)).toEqual(document);
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    const [part] = document.instruments;
    expect(part!.state.slice(-3)).toEqual(["done", "failed", "open"]);
    expect(part!.figures.net!.slice(-3)).toEqual(["50.00", null, null]);
    expect(part!.best).toMatchObject({ row: 4, params: { fast: 1, slow: 5 }, value: "250.00" });
    expect(z.toJSONSchema(sweepSchema)).toBeDefined();
  });

  test("as CSV has all of them, in order, and disarms what a spreadsheet would run", () => {
    const words: SweepAxis = { name: "word", type: "choice", values: ["=1+1", "b,c", "d"] };
    const lines = sweepCsv(sweepOf([words], () => 1))
      .trimEnd()
      .split("\r\n");
    expect(lines.map((line) => line.split(/,(?=done|failed|open|state)/)[0])).toEqual([
      "instrument,word",
      "MES,'=1+1",
      'MES,"b,c"',
      "MES,d",
    ]);
  });
});
