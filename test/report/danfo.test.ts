// Are the DataFrames of a run the run's own numbers, and are danfo's wrong answers put right?

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Comparison } from "#domain/comparison.js";
import { Fault } from "#domain/fault.js";
import { MICRO } from "#domain/money.js";
import { METRICS } from "#metric/all.js";
import { comparisonToDanfo, toDanfo } from "#report/danfo.js";
import { carefulFrames } from "#report/danfo-frame.js";
import type { Cell, DanfoModule, DataFrame } from "#report/danfo-types.js";
import { fillRows, tradeRows } from "#report/rows.js";
import { fixtureRun } from "./fixture.js";

const require = createRequire(import.meta.url);
/** Danfo as it is, to show beside each row what it would have said. */
const danfo: DanfoModule & {
  readonly merge: (options: object) => DataFrame;
  readonly Series: new (values: readonly Cell[]) => { values: Cell[] };
  readonly toCSV: (frame: DataFrame) => string;
} = require("danfojs-node");
const make = carefulFrames(danfo);

const text = "string";
const num = "float32";
const frame = (columns: Record<string, readonly Cell[]>): DataFrame => {
  const names = Object.keys(columns);
  const length = columns[names[0]!]!.length;
  return make(
    Array.from({ length }, (_, i) => names.map((name) => columns[name]![i])),
    {
      columns: names,
      dtypes: names.map((name) =>
        typeof columns[name]!.find((value) => value !== null) === "string" ? text : num,
      ),
    },
  );
};
const plain = (columns: Record<string, readonly Cell[]>): DataFrame => {
  const { values, columns: names, dtypes } = frame(columns);
  return new danfo.DataFrame(
    values.map((row) => [...row]),
    { columns: names, dtypes },
  );
};
const columnOf = (of: DataFrame, name: string): readonly Cell[] => of.column(name).values;
const refused = (act: () => unknown, code = "E152"): Fault => {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(Fault);
    expect((error as Fault).code).toBe(code);
    return error as Fault;
  }
  throw new Error("nothing was refused");
};

describe("the frames of a run", async () => {
  const run = fixtureRun({ days: 6, every: 9 });
  const { trades, fills, equity, daily } = await toDanfo(run);

  test("trades are the run's trades, dollars the doubles nearest to the exact amounts", () => {
    expect(run.trades.length).toBeGreaterThan(3);
    expect(trades.shape[0]).toBe(run.trades.length);
    expect(columnOf(trades, "net")).toEqual(run.trades.map((trade) => trade.net / MICRO));
    expect(columnOf(trades, "side")).toEqual(
      run.trades.map((trade) => (trade.side === 1 ? "long" : "short")),
    );
    expect(columnOf(trades, "entryTime")).toEqual(
      run.trades.map((trade) => new Date(trade.entryTime).toISOString().replace(".000Z", "Z")),
    );
    expect(columnOf(trades, "r")).toEqual(run.trades.map((trade) => trade.r ?? Number.NaN));
    expect(columnOf(trades, "entryPrice")).toEqual(tradeRows(run).map((row) => Number(row.entryPrice)));
    const gross = trades.column("gross").sum();
    expect(gross - trades.column("costs").sum()).toBeCloseTo(trades.column("net").sum(), 6);
  });

  test("fills, equity and the daily statement have a row for each of theirs", () => {
    expect(fills.shape[0]).toBe(run.fills.length);
    expect(columnOf(fills, "price")).toEqual(fillRows(run).map((row) => Number(row.price)));
    expect(equity.shape[0]).toBe(run.bars.length);
    expect(columnOf(equity, "equity")).toEqual(Array.from(run.equity, (amount) => amount / MICRO));
    expect(columnOf(equity, "close")).toEqual(Array.from(run.bars.closeTicks, (ticks) => ticks / 4));
    expect(columnOf(daily, "equity")).toEqual(run.daily.map((row) => row.equity / MICRO));
    expect(daily.column("date").values[0]).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test("types are given, not guessed: numbers are numbers and text is text in every row", () => {
    for (const table of [trades, fills, equity, daily]) {
      table.columns.forEach((_, j) => {
        const kind = { string: "string", float32: "number", boolean: "boolean" }[table.dtypes[j]!];
        for (const row of table.values) expect(typeof row[j]).toBe(kind);
      });
    }
  });

  test("a run without a trade gives empty tables with all their columns", async () => {
    const idle = await toDanfo(fixtureRun({ days: 2, every: 0 }));
    expect(idle.trades.shape).toEqual([0, trades.columns.length]);
    expect(idle.trades.columns).toEqual(trades.columns);
    expect(idle.trades.groupby(["side"]).sum().shape[0]).toBe(0);
    expect(idle.trades.sortValues("net").shape[0]).toBe(0);
    expect(idle.trades.toCSV()).toBe(`${trades.columns.join(",")}\r\n`);
    expect(idle.equity.shape[0]).toBeGreaterThan(0);
  });

  test("what is asked for twice is the same class, made with one copy of danfo", async () => {
    const again = await toDanfo(run);
    expect(again.trades).toBeInstanceOf(danfo.DataFrame);
    expect(again.trades.values).toEqual(trades.values);
  });
});

describe("the frame of a comparison", () => {
  test("has a row a cell, every metric by its key, and NaN with a reason where a cell failed", async () => {
    const run = fixtureRun({ days: 6, every: 9 });
    const comparison: Comparison = {
      cells: [
        { strategy: "trend", instrument: "MES", run, fault: null },
        {
          strategy: "trend",
          instrument: "MNQ",
          run: null,
          fault: { code: "E401", message: "threw at bar 7" },
        },
      ],
      strategies: ["trend"],
      instruments: ["MES", "MNQ"],
      firstDay: run.inputs.data.firstDay,
      lastDay: run.inputs.data.lastDay,
      correlation: { labels: [], matrix: [] },
      shared: null,
      interrupted: false,
    };
    const table = await comparisonToDanfo(comparison);
    expect(table.shape[0]).toBe(2);
    expect(table.column("net").values).toEqual([run.totals.net / MICRO, Number.NaN]);
    expect(table.column("error").values).toEqual(["", "E401 threw at bar 7"]);
    for (const metric of METRICS) {
      const name = metric.key.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
      const exact = metric.of(run);
      const shown = exact === null ? Number.NaN : metric.unit === "usd" ? exact / MICRO : exact;
      expect(table.column(name).values[0]).toBe(shown);
    }
  });
});

describe("whole-frame arithmetic is in float64", () => {
  const prices = frame({ a: [20123.25, 1234567.89], b: [0.1, -7] });

  test.each([
    ["add", 0.01, [20123.26, 0.11], [1234567.9, -6.99]],
    ["mul", 3, [60369.75, 0.30000000000000004], [3703703.67, -21]],
    ["sub", 0.25, [20123, -0.15], [1234567.64, -7.25]],
    ["div", 0, [Infinity, Infinity], [Infinity, -Infinity]],
    ["mod", 4, [3.25, 0.1], [3.889999999897555, 1]],
    ["pow", 2, [404945190.5625, 0.010000000000000002], [1524157875019.0522, 49]],
  ] as const)("%s %d", (operation, operand, first, second) => {
    const { values } = prices[operation](operand);
    expect(values[0]).toEqual(first);
    for (const [j, value] of values[1]!.entries()) {
      const close = value === second[j] || Math.abs(Number(value) / second[j]! - 1) < 1e-10;
      expect(close, `${value} for ${second[j]}`).toBe(true);
    }
  });

  test("against a frame, a column and a list, along rows or columns", () => {
    expect(prices.sub(prices).values).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(prices.add([1, 2]).values[0]).toEqual([20124.25, 2.1]); // one value a column
    expect(prices.add([1, 2], { axis: 0 }).values).toEqual([
      [20124.25, 1.1],
      [1234569.89, -5],
    ]);
    expect(prices.sub(prices.column("a"), { axis: 0 }).values.map((row) => row[0])).toEqual([0, 0]);
    expect(prices.gt(0).values).toEqual([
      [true, true],
      [true, false],
    ]);
    expect(prices.eq(20123.25).values[0]).toEqual([true, false]);
  });

  test("two prices that differ in the last bit are different: float32 would call them equal", () => {
    const near = frame({ a: [20123.25, 20123.250000000004] });
    expect(near.eq(20123.25).values).toEqual([[true], [false]]);
  });

  test("percent change and difference of rows; nothing to divide by gives NaN, not −1", () => {
    const closes = frame({ close: [100, 110, 0, 5] });
    expect(closes.pctChange(1).values.flat()).toEqual([Number.NaN, 110 / 100 - 1, -1, Number.NaN]);
    expect(closes.diff(1).values.flat()).toEqual([Number.NaN, 10, -110, 5]);
    expect(closes.diff(-1).values.flat()).toEqual([-10, 110, -5, Number.NaN]);
    expect(frame({ a: [1, 2], b: [5, 9] }).diff(1, { axis: 0 }).values).toEqual([
      [Number.NaN, 4],
      [Number.NaN, 7],
    ]);
  });

  test("text, sizes that do not fit, and changes in place are refused with a way out", () => {
    const mixed = frame({ side: ["long"], net: [1] });
    expect(refused(() => mixed.add(1)).message).toContain("side");
    expect(refused(() => prices.add([1, 2, 3])).detail.found).toBe("3 values");
    expect(refused(() => prices.add(frame({ a: [1] }))).detail.expected).toBe("2 × 2");
    for (const change of ["add", "sortValues", "query", "diff"]) {
      const act = () => Reflect.apply(Reflect.get(prices, change), prices, ["a", { inplace: true }]);
      expect(refused(act).detail.fix).toEqual(["use the result: const next = frame.method(…)"]);
    }
  });
});

describe("groups", () => {
  test("of two keys never fall together: danfo joins keys with a dash", () => {
    const rows = { a: ["x-1", "x"], b: ["a", "1-a"], v: [1, 2] };
    expect(plain(rows).groupby(["a", "b"]).sum().shape[0]).toBe(1); // the wrong answer, kept in sight
    const sums = frame(rows).groupby(["a", "b"]).sum();
    expect(sums.columns).toEqual(["a", "b", "v_sum"]);
    expect(sums.values).toEqual([
      ["x-1", "a", 1],
      ["x", "1-a", 2],
    ]);
  });

  test("names of JavaScript's own are names like any other", () => {
    const rows = frame({
      reason: ["constructor", "__proto__", "toString", "constructor"],
      net: [1, 2, 3, 4],
    });
    expect(rows.groupby(["reason"]).sum().values).toEqual([
      ["constructor", 5],
      ["__proto__", 2],
      ["toString", 3],
    ]);
  });

  test("missing values count nowhere, and one value has no spread", () => {
    const rows = { k: ["a", "a", "a", "b"], v: [1, Number.NaN, 3, 7] };
    const wrong = plain(rows)
      .groupby(["k"])
      .agg({ v: ["mean", "count"] });
    expect(wrong.values[0]).toEqual(["a", Number.NaN, 3]);
    const right = frame(rows)
      .groupby(["k"])
      .agg({ v: ["mean", "count", "sum", "min", "max", "median", "std", "var"] });
    expect(right.values).toEqual([
      ["a", 2, 2, 4, 1, 3, 2, Math.SQRT2, 2],
      ["b", 7, 1, 7, 7, 7, 7, Number.NaN, Number.NaN],
    ]);
  });

  test("a group with no value at all has count 0, sum 0 and no mean", () => {
    const empty = frame({ k: ["a"], v: [Number.NaN] });
    expect(empty.groupby(["k"]).agg({ v: ["count", "sum", "mean", "max"] }).values).toEqual([
      ["a", 0, 0, Number.NaN, Number.NaN],
    ]);
  });

  test("running folds keep their rows", () => {
    const rows = frame({ k: ["a", "b", "a", "a"], v: [1, 10, Number.NaN, 4] });
    const sums = rows.groupby(["k"]).agg({ v: "cumsum" });
    expect(sums.values).toEqual([
      ["a", 1],
      ["a", Number.NaN],
      ["a", 5],
      ["b", 10],
    ]);
  });

  test("one group, some columns, every group by a function of one's own", () => {
    const rows = frame({ side: ["long", "short", "long"], net: [5, -2, 7], r: [1, -1, 2] });
    expect(rows.groupby(["side"]).getGroup(["long"]).column("net").values).toEqual([5, 7]);
    expect(rows.groupby(["side"]).col(["net"]).sum().columns).toEqual(["side", "net_sum"]);
    const best = rows
      .groupby(["side"])
      .apply((group) => group.sortValues("net", { ascending: false }).head(1));
    expect(best.values).toEqual([
      ["long", "long", 7, 2],
      ["short", "short", -2, -1],
    ]);
    expect(best.columns).toEqual(["side_Group", "side", "net", "r"]);
    expect(rows.groupby(["side"]).ngroups).toBe(2);
    expect(refused(() => rows.groupby(["side"]).getGroup(["flat"]), "E151").detail.expected).toContain(
      "long",
    );
  });

  test("a column that is not there is an error with the nearest name, not a group called undefined", () => {
    const rows = frame({ side: ["long"], net: [1] });
    expect(refused(() => rows.groupby(["sid"]), "E151").detail.fix).toEqual(['did you mean "side"?']);
    refused(() => rows.groupby([]), "E151");
    refused(() => rows.sortValues("nett"), "E151");
    refused(() => rows.groupby(["side"]).col(["nett"]), "E151");
  });

  test("sums of groups are the sums of their rows, whatever the keys look like", () => {
    const key = fc.oneof(fc.constantFrom("a", "-", "a-", "-a", "1", ""), fc.string({ maxLength: 3 }));
    const row = fc.tuple(key, key, fc.integer({ min: -1000, max: 1000 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), (rows) => {
        const expected = new Map<string, number>();
        for (const [a, b, v] of rows) {
          const both = JSON.stringify([a, b]);
          expected.set(both, (expected.get(both) ?? 0) + v);
        }
        const table = make(rows, { columns: ["a", "b", "v"], dtypes: [text, text, num] });
        const sums = table.groupby(["a", "b"]).sum();
        expect(sums.values.map(([a, b, v]) => [JSON.stringify([a, b]), v])).toEqual([...expected]);
      }),
    );
  });
});

describe("sorting", () => {
  test("puts missing values last; danfo leaves the column unsorted", () => {
    const rows = { v: [3, Number.NaN, 1] };
    expect(columnOf(plain(rows).sortValues("v"), "v")).toEqual([3, Number.NaN, 1]);
    expect(columnOf(frame(rows).sortValues("v"), "v")).toEqual([1, 3, Number.NaN]);
    expect(columnOf(frame(rows).sortValues("v", { ascending: false }), "v")).toEqual([3, 1, Number.NaN]);
  });

  test("by two keys: danfo throws", () => {
    const rows = { a: ["y", "x", "y", "x"], v: [1, 2, 0, 1] };
    expect(() => plain(rows).sortValues(["a", "v"])).toThrow();
    const sorted = frame(rows).sortValues(["a", "v"]);
    expect(sorted.values).toEqual([
      ["x", 1],
      ["x", 2],
      ["y", 0],
      ["y", 1],
    ]);
    expect(sorted.index).toEqual([3, 1, 2, 0]); // labels travel with their rows
  });

  test("equal rows keep their order", () => {
    const rows = frame({ k: [1, 0, 1, 0], n: [1, 2, 3, 4] });
    expect(columnOf(rows.sortValues("k"), "n")).toEqual([2, 4, 1, 3]);
    expect(columnOf(rows.sortValues("k", { ascending: false }), "n")).toEqual([1, 3, 2, 4]);
  });
});

describe("choosing rows", () => {
  const rows = { v: [10, 20, 30, 40], k: ["a", "b", "c", "d"] };

  test("a query on the result of a query keeps the right rows; danfo takes labels for positions", () => {
    const twice = (table: DataFrame): DataFrame => {
      const once = table.query(table.column("v").gt(10));
      return once.query(once.column("v").gt(20));
    };
    expect(() => twice(plain(rows)).values.map((row) => row[0])).toThrow(); // row 4 of 3
    expect(columnOf(twice(frame(rows)), "v")).toEqual([30, 40]);
    const sorted = frame(rows).sortValues("v", { ascending: false });
    expect(columnOf(sorted.query(sorted.column("v").lt(25)), "v")).toEqual([20, 10]);
  });

  test("head, tail, loc and iloc of a filtered frame count its own rows", () => {
    const table = frame(rows).query([false, true, true, true]);
    expect(columnOf(table.head(2), "v")).toEqual([20, 30]);
    expect(columnOf(table.tail(1), "v")).toEqual([40]);
    expect(columnOf(table.iloc({ rows: [2, 0] }), "k")).toEqual(["d", "b"]);
    expect(columnOf(table.iloc({ rows: ["1:3"] }), "v")).toEqual([30, 40]);
    expect(table.loc({ rows: [1, 3], columns: ["k"] }).values).toEqual([["b"], ["d"]]);
    expect(table.loc({ columns: ["k", "v"] }).columns).toEqual(["k", "v"]);
    expect(table.iloc({ rows: [true, false, true], columns: [0] }).values).toEqual([[20], [40]]);
  });

  test("no row left is an empty frame that can still be asked", () => {
    const none = frame(rows).query([false, false, false, false]);
    expect(none.shape).toEqual([0, 2]);
    expect(none.column("v").sum()).toBe(0);
    expect(none.sortValues("v").groupby(["k"]).sum().shape[0]).toBe(0);
  });

  test("a mask of another length and a row that is not there are refused", () => {
    refused(() => frame(rows).query([true]));
    refused(() => frame(rows).iloc({ rows: [4] })); // danfo's own check lets one row too many pass
    refused(() => frame(rows).iloc({ rows: [1.5] }));
    refused(() => frame(rows).loc({ columns: ["w"] }), "E151");
  });

  test("a sample is seeded, without repetition, and of the frame's own rows", async () => {
    const table = frame({ v: Array.from({ length: 50 }, (_, i) => i) });
    const late = table.query(table.column("v").ge(25));
    const drawn = await late.sample(10, { seed: 3 });
    expect(columnOf(drawn, "v")).toEqual(columnOf(await late.sample(10, { seed: 3 }), "v"));
    expect(columnOf(drawn, "v")).not.toEqual(columnOf(await late.sample(10, { seed: 4 }), "v"));
    expect(new Set(columnOf(drawn, "v")).size).toBe(10);
    for (const value of columnOf(drawn, "v")) expect(value).toBeGreaterThanOrEqual(25);
    expect([...columnOf(await late.sample(25), "v")].sort()).toEqual([...columnOf(late, "v")].sort());
    expect(() => late.sample(26)).toThrow(Fault);
  });
});

describe("describe", () => {
  test("leaves missing values out of every statistic alike", () => {
    const stats = frame({ v: [1, Number.NaN, 3], w: [2, 4, 6] }).describe();
    expect(stats.index).toEqual(["count", "mean", "std", "min", "median", "max", "variance"]);
    expect(columnOf(stats, "v")).toEqual([2, 2, Math.SQRT2, 1, 2, 3, 2]);
    expect(columnOf(stats, "w")).toEqual([3, 4, 2, 2, 4, 6, 4]);
  });

  test("of one row keeps all seven statistics, of which two do not exist", () => {
    expect(columnOf(frame({ v: [5] }).describe(), "v")).toEqual([1, 5, Number.NaN, 5, 5, 5, Number.NaN]);
  });

  test("of no numeric column says so; danfo throws a TypeError", () => {
    expect(() => plain({ k: ["a"] }).describe()).toThrow(TypeError);
    expect(refused(() => frame({ k: ["a"] }).describe()).message).toContain("k");
  });
});

describe("CSV", () => {
  const nasty = { text: ["a,b", 'say "hi"', "two\nlines", "=1+1"], v: [1.5, Number.NaN, -3, 0] };

  test("is RFC 4180 and no spreadsheet executes it; danfo quotes nothing", () => {
    expect(danfo.toCSV(plain(nasty)).split("\n")[1]).toBe("a,b,1.5"); // three cells for two columns
    expect(frame(nasty).toCSV()).toBe(
      'text,v\r\n"a,b",1.5\r\n"say ""hi""",\r\n"two\nlines",-3\r\n\'=1+1,0\r\n',
    );
    expect(frame(nasty).head(1).toCSV({ header: false })).toBe('"a,b",1.5\r\n');
  });

  test("goes to a file whole or not at all", () => {
    const folder = mkdtempSync(join(tmpdir(), "danfo-"));
    try {
      expect(frame({ v: [1] }).toCSV({ filePath: join(folder, "v.csv") })).toBeUndefined();
      expect(readFileSync(join(folder, "v.csv"), "utf8")).toBe("v\r\n1\r\n");
      expect(() => frame({ v: [1] }).toCSV({ filePath: join(folder, "no", "v.csv") })).toThrow(Fault);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("columns", () => {
  test("added to a frame are typed by all of their values: danfo looks at the first twenty", () => {
    const table = frame({ v: Array.from({ length: 30 }, (_, i) => i) });
    const late = Array.from({ length: 30 }, (_, i) => (i < 25 ? i : i + 0.5));
    expect(table.addColumn("w", late).dtypes).toEqual(["float32", "float32"]);
    expect(table.addColumn("k", late.map(String), { atIndex: 0 }).dtypes).toEqual(["string", "float32"]);
    expect(columnOf(table.addColumn("w", table.column("v").mul(2)), "w")[29]).toBe(58);
    expect(table.columns).toEqual(["v"]);
    refused(() => table.addColumn("v", late));
    refused(() => table.addColumn("short", [1]));
    refused(() => table.addColumn("w", late, { atIndex: 7 }));
    expect(table.addColumn("w", late, { atIndex: "v" }).columns).toEqual(["w", "v"]);
    refused(() => table.addColumn("big", late.map(() => 1n) as unknown as number[]));
    refused(() => table.addColumn("mixed", [...late.slice(1), "x"]));
  });

  test("stay careful whatever method made the frame, and danfo's own frames stay danfo's", () => {
    const table = frame({ a: ["x-1", "x"], b: ["a", "1-a"], v: [1, 2] });
    const derived = [
      table.head(2),
      table.query([true, true]),
      table.loc({ columns: ["a", "b", "v"] }),
      table.sortValues("v"),
      table.addColumn("w", [1, 2]),
      Reflect.apply(Reflect.get(table, "copy"), table, []) as DataFrame,
      Reflect.apply(Reflect.get(table, "drop"), table, [{ index: [] }]) as DataFrame,
    ];
    for (const one of derived) expect(one.groupby(["a", "b"]).sum().shape[0]).toBe(2);
    expect((Reflect.get(table, "T") as DataFrame).shape).toEqual([3, 2]);
    expect(
      plain({ a: ["x-1", "x"], b: ["a", "1-a"], v: [1, 2] })
        .groupby(["a", "b"])
        .sum().shape[0],
    ).toBe(1);
  });

  test("running sums of a frame keep missing values in their rows", () => {
    const table = frame({ v: [1, Number.NaN, 3] });
    const sums = Reflect.apply(Reflect.get(table, "cumSum"), table, [{ axis: 0 }]) as DataFrame;
    expect(sums.values.flat()).toEqual([1, Number.NaN, 4]);
  });

  test("print shows the table", () => {
    expect(String(frame({ net: [12.5] }))).toContain("12.5");
  });
});

describe("what the documentation warns of, because it is danfo's and stays so", () => {
  test("values is the live array", () => {
    const table = frame({ v: [1] });
    (table.values as number[][])[0]![0] = 99;
    expect(table.values).toEqual([[99]]);
  });

  test("merge on two keys mixes rows up; merged on one combined key it does not", () => {
    const left = { a: ["1_2", "1"], b: ["3", "2_3"], v: [1, 2] };
    const right = { a: ["1_2", "1"], b: ["3", "2_3"], w: [10, 20] };
    expect(
      danfo.merge({ left: plain(left), right: plain(right), on: ["a", "b"], how: "inner" }).shape[0],
    ).toBe(4);
    const keyed = (rows: typeof left | typeof right): DataFrame =>
      frame(rows).addColumn(
        "key",
        rows.a.map((a, i) => JSON.stringify([a, rows.b[i]])),
      );
    const merged = danfo.merge({ left: keyed(left), right: keyed(right), on: ["key"], how: "inner" });
    expect(merged.shape[0]).toBe(2);
    expect(columnOf(merged, "w")).toEqual([10, 20]);
  });

  test.each(["pivot", "pivotTable", "melt", "corr", "rolling", "resample", "shift", "quantile"])(
    "there is no %s",
    (name) => {
      expect(Reflect.get(frame({ v: [1] }), name)).toBeUndefined();
    },
  );
});

describe("without danfojs-node", () => {
  test("toDanfo says what is missing and how to get it, and nothing else needs it", async () => {
    const { execFileSync } = await import("node:child_process");
    const blocked = `data:text/javascript,${encodeURIComponent(`
      export async function resolve(name, context, next) {
        if (name === "danfojs-node") {
          throw Object.assign(new Error("Cannot find package 'danfojs-node' imported from here"), { code: "ERR_MODULE_NOT_FOUND" });
        }
        return next(name, context);
      }`)}`;
    const program = `
      import { register } from "node:module";
      register(${JSON.stringify(blocked)});
      const { toDanfo } = await import(${JSON.stringify(import.meta.resolve("#report/danfo.js"))});
      await toDanfo({}).catch(({ code, message, detail }) => console.log(JSON.stringify({ code, message, fix: detail.fix })));`;
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", program], { encoding: "utf8" });
    expect(JSON.parse(said)).toEqual({
      code: "E150",
      message: "danfojs-node is not installed",
      fix: expect.arrayContaining(["npm install danfojs-node@1.2.0"]) as string[],
    });
  });

  test("what every worker imports does not load it; the first call does", async () => {
    const { execFileSync } = await import("node:child_process");
    const program = `
      import { createRequire } from "node:module";
      const { toDanfo } = await import(${JSON.stringify(import.meta.resolve("#index.js"))});
      const loaded = () => Object.keys(createRequire(import.meta.url).cache).filter((path) => path.includes("danfojs")).length;
      const before = loaded();
      await toDanfo({}).catch(() => {});
      console.log(before, loaded() > 0);`;
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      encoding: "utf8",
      cwd: new URL("../..", import.meta.url),
    });
    expect(said.trim()).toBe("0 true");
  });

  test("no module of the program but report/danfo.js names it, and that one only at a call", () => {
    const { devDependencies, dependencies, peerDependencies, peerDependenciesMeta } = JSON.parse(
      readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
    );
    expect(dependencies).not.toHaveProperty("danfojs-node");
    expect(devDependencies["danfojs-node"]).toBe("1.2.0");
    expect(peerDependencies["danfojs-node"]).toBe("~1.2.0");
    expect(peerDependenciesMeta["danfojs-node"]).toEqual({ optional: true });
    const source = readFileSync(new URL("../../src/report/danfo.ts", import.meta.url), "utf8");
    expect(source).not.toMatch(/^import[^;]*"danfojs-node"/m);
  });
});
