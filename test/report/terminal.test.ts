// Does a terminal show what it can, and a pipe nothing else?

import { expect, test } from "vitest";
import { compareTable } from "#report/compare-table.js";
import { runSummary } from "#report/terminal.js";
import { widthOf } from "#report/text-style.js";
import { fixtureRun } from "./fixture.js";
import { comparisonOf, hostileComparison, hostileRun } from "./hostile.js";

const WIDE = { colour: false, unicode: true, columns: 120, tsv: false };
const run = fixtureRun({ days: 130 });
const comparison = comparisonOf([run, fixtureRun({ days: 130, seed: 3 })], {});

test("a run's summary begins with what was run, and says net, drawdown, costs and what to doubt", () => {
  const text = runSummary(run, WIDE);
  expect(text.split("\n")[0]).toBe(
    "  ema-trend · MES 5m · 2024-01-02 → 2024-07-01 · 130 sessions · start $10,000",
  );
  expect(text).toContain("costs $0.62/side + 1 tick slippage");
  expect(text).toContain("Net profit    −$846.14  −8.5%");
  expect(text).toMatch(/[▁▂▃▄▅▆▇█]{4,} {2}equity by month/);
  expect(text).toContain("✗ Synthetic data");
  expect(text).toContain("! 12 of 104 trades ambiguous");
});

test("without UTF-8 every character is ASCII, and columns still line up", () => {
  const text = runSummary(run, { ...WIDE, unicode: false });
  expect(text).toMatch(/^[\x20-\x7E\n]*$/);
  expect(text).toContain("Net profit    -$846.14  -8.5%");
  expect(compareTable(comparison, { ...WIDE, unicode: false })).toMatch(/^[\x20-\x7E\n]*$/);
});

test("without colour there is no escape sequence, with colour there is", () => {
  const start = String.fromCharCode(27);
  expect(runSummary(run, WIDE)).not.toContain(start);
  expect(runSummary(run, { ...WIDE, colour: true })).toContain(`${start}[1m`);
});

test.each([60, 72, 80, 100, 140])("a terminal of %i columns gets no table line that is wider", (columns) => {
  const table = compareTable(comparison, { ...WIDE, columns })
    .split("\n")
    .slice(2, 5);
  for (const line of table) expect(widthOf(line)).toBeLessThanOrEqual(columns);
  for (const line of runSummary(run, { ...WIDE, columns })
    .split("\n")
    .slice(3, 13)) {
    expect(widthOf(line)).toBeLessThanOrEqual(Math.max(columns, 92));
  }
});

test("piped, a run is one figure a line: key, tab, exact value", () => {
  const lines = runSummary(run, { ...WIDE, tsv: true, colour: true }).split("\n");
  for (const line of lines) expect(line.split("\t")).toHaveLength(2);
  const figures = new Map(lines.map((line) => line.split("\t") as [string, string]));
  expect(figures.get("net")).toBe("-846.14");
  expect(figures.get("trades")).toBe("104");
  expect(figures.get("cagr")).toBe("");
});

test("piped, a comparison is one table: a head, a line a cell, as many cells in each", () => {
  const lines = compareTable(comparison, { ...WIDE, tsv: true }).split("\n");
  const head = lines[0]!.split("\t");
  expect(head.slice(0, 3)).toEqual(["strategy", "instrument", "net"]);
  for (const line of lines) expect(line.split("\t")).toHaveLength(head.length);
  expect(lines[1]!.split("\t").slice(0, 3)).toEqual(["ema-trend", "MES", "-846.14"]);
});

test("a comparison shows the shared account, what moves alike, and every failed cell with its reason", () => {
  const text = compareTable(
    {
      ...comparison,
      cells: [
        ...comparison.cells,
        {
          strategy: "orb",
          instrument: "MCL",
          run: null,
          fault: { code: "E401", message: "Strategy threw", where: "orb.ts:6:1" },
        },
      ],
    },
    WIDE,
  );
  expect(text).toContain("all together   −$123.45 on one account of $10,000");
  expect(text).toContain("2 orders refused");
  expect(text).toContain("most alike ema-trend MES with ema-trend MNQ: 0.25");
  expect(text).toContain("✗ orb · MCL: E401 Strategy threw (orb.ts:6:1)");
  expect(text).toContain("✗ Synthetic data (2 of 2 cells)");
});

test("normalised by risk, that column comes first", () => {
  expect(compareTable(comparison, WIDE, "risk").split("\n")[2]).toContain("Net per $100 risked");
});

test("nothing traded, nothing finished: still a summary, with dashes for what does not exist", () => {
  const idle = runSummary(fixtureRun({ days: 3, every: 0 }), WIDE);
  expect(idle).toContain("profit factor —");
  expect(compareTable(comparisonOf([], { shared: null, interrupted: true }), WIDE)).toContain(
    "stopped before the end",
  );
});

test("a name cannot send escape sequences to the terminal or break a line", () => {
  const nasty = `${String.fromCharCode(27)}]0;title${String.fromCharCode(7)}\nfake line\t`;
  const named = { ...run, inputs: { ...run.inputs, strategy: { ...run.inputs.strategy, name: nasty } } };
  for (const style of [WIDE, { ...WIDE, tsv: true }]) {
    const text = runSummary(named, style) + compareTable(comparisonOf([named]), style);
    expect(text).not.toContain(String.fromCharCode(27));
    expect(text).not.toContain("\nfake line");
  }
  const hostile = runSummary(hostileRun(), WIDE) + compareTable(hostileComparison(), WIDE);
  expect(hostile).not.toContain(String.fromCharCode(7));
});
