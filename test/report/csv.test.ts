// Does a table survive the way through a spreadsheet?

import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { expect, test } from "vitest";
import { postingsOf } from "#accountant/books.js";
import { type CsvColumn, csvOf } from "#report/csv.js";
import { comparisonCsv, runTables } from "#report/tables.js";
import { fixtureRun } from "./fixture.js";
import { comparisonOf, HOSTILE, hostileRun } from "./hostile.js";

interface Row {
  readonly note: string;
  readonly net?: string | number | null;
}
const columns: readonly CsvColumn<Row>[] = [
  { name: "note", kind: "text", of: (row) => row.note },
  { name: "net", kind: "number", of: (row) => row.net ?? null },
];

test.each([
  ["=1+1", "'=1+1"],
  ["+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"],
  ["-2+3", "'-2+3"],
  ["@SUM(A1)", "'@SUM(A1)"],
  ["\t=1", `"'\t=1"`],
  ["\r=1", `"'\r=1"`],
  ["\uFF1D1+1", "'\uFF1D1+1"],
  ["buy, then hold", '"buy, then hold"'],
  ['he said "buy"', '"he said ""buy"""'],
  ["two\nlines", '"two\nlines"'],
  ["plain", "plain"],
])("a note %j is written as %s: no spreadsheet executes it, none splits it", (note, cell) => {
  expect(csvOf([{ note }], [columns[0]!])).toBe(`note\r\n${cell}\r\n`);
});

test("a loss keeps its minus sign: numbers are exempt by type, not by looks", () => {
  const row: Row = { note: "x", net: "-48.76" };
  expect(csvOf<Row>([row, { note: "y", net: -3 }, { note: "z", net: null }], columns)).toBe(
    "note,net\r\nx,-48.76\r\ny,-3\r\nz,\r\n",
  );
});

test("text that claims to be a number is text, and is disarmed", () => {
  expect(csvOf([{ note: "x", net: "-1+cmd" }], columns)).toBe("note,net\r\nx,'-1+cmd\r\n");
});

test("an RFC 4180 reader gets back every text that was written, but for the apostrophe in front of formulas", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1, maxLength: 5 }), (notes) => {
      const text = csvOf(
        notes.map((note) => ({ note, net: 1 })),
        columns,
      );
      const rows: string[][] = parse(text, { relax_column_count: false });
      const back = rows
        .slice(1)
        .map(([note]) => note!.replace(/^'(?=[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20])/, ""));
      expect(back).toEqual(
        notes.map((note) => note.replace(/^'(?=[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20])/, "")),
      );
    }),
  );
});

test("every table of a run has a line for each of its rows, and the money adds up to the run's", () => {
  const run = fixtureRun();
  const rows = Object.fromEntries(
    Object.entries(runTables(run)).map(([name, text]) => [
      name,
      parse(text, { columns: true }) as Record<string, string>[],
    ]),
  );
  expect(Object.fromEntries(Object.entries(rows).map(([name, lines]) => [name, lines.length]))).toEqual({
    trades: run.trades.length,
    fills: run.fills.length,
    orders: run.orders.length,
    equity: run.bars.length,
    daily: run.daily.length,
    months: new Set(run.daily.map(({ day }) => new Date(day * 86_400_000).toISOString().slice(0, 7))).size,
    cash: run.cash.length,
    postings: [...postingsOf(run)].length,
    rolls: 0,
  });
  const cents = (text: string | undefined) => Math.round(Number(text) * 100);
  const sum = (name: string, column: string) =>
    rows[name]!.reduce((total, row) => total + cents(row[column]), 0);
  expect(sum("trades", "net")).toBe(run.totals.net / 10_000);
  expect(sum("fills", "commission")).toBe(run.totals.costs.commission / 10_000);
  expect(sum("fills", "exchange")).toBe(run.totals.costs.exchange / 10_000);
  expect(sum("daily", "commission")).toBe(run.totals.costs.commission / 10_000);
  expect(sum("months", "exchange")).toBe(run.totals.costs.exchange / 10_000);
  expect(cents(rows.equity!.at(-1)!.equity)).toBe(run.totals.endEquity / 10_000);
});

test("a strategy named like a formula stays a name in every table", () => {
  const run = hostileRun();
  const named = { ...run, trades: run.trades.map((trade) => ({ ...trade, entryReason: "=HYPERLINK(1)" })) };
  for (const text of [...Object.values(runTables(named)), comparisonCsv(comparisonOf([named]))]) {
    for (const row of parse(text) as string[][]) {
      for (const cell of row) expect(cell).not.toMatch(/^[=@+]/);
    }
  }
  expect(runTables(run).trades).toContain(HOSTILE.slice(0, 20));
});

test("a failed cell has a line in the comparison, with its reason and no numbers", () => {
  const comparison = comparisonOf([fixtureRun()]);
  const text = comparisonCsv({
    ...comparison,
    cells: [
      ...comparison.cells,
      { strategy: "orb", instrument: "MCL", run: null, fault: { code: "E401", message: "threw" } },
    ],
  });
  const rows = parse(text, { columns: true }) as Record<string, string>[];
  expect(rows.map((row) => [row.strategy, row.net, row.error])).toEqual([
    ["ema-trend", expect.stringMatching(/^-?\d+\.\d\d$/), ""],
    ["orb", "", "E401 threw"],
  ]);
});
