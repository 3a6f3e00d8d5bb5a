// Do the four groups of a diff hold every trade once, whichever run comes first and in whatever order?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type DiffTrades, diffColumns, diffSums, tradeDiff } from "#metric/trade-diff.js";
import { runOf, usd } from "./fixture.js";

interface Row {
  side: number;
  qty: number;
  entryBar: number;
  exitBar: number;
  entrySum: number;
  exitSum: number;
  net: number;
}

const columns = (rows: readonly Row[]): DiffTrades => {
  const column = (of: (row: Row) => number) => rows.map(of);
  return {
    length: rows.length,
    side: column((row) => row.side),
    qty: column((row) => row.qty),
    entryBar: column((row) => row.entryBar),
    exitBar: column((row) => row.exitBar),
    entryTime: column((row) => row.entryBar * 60_000),
    exitTime: column((row) => row.exitBar * 60_000),
    entrySum: column((row) => row.entrySum),
    exitSum: column((row) => row.exitSum),
    net: column((row) => row.net),
  };
};

const row = (changes: Partial<Row> = {}): Row => ({
  side: 1,
  qty: 1,
  entryBar: 10,
  exitBar: 20,
  entrySum: 20_000,
  exitSum: 20_010,
  net: 11_260_000,
  ...changes,
});

const ROW = fc
  .record({
    side: fc.constantFrom(1, -1),
    qty: fc.integer({ min: 1, max: 3 }),
    entryBar: fc.integer({ min: 0, max: 40 }),
    held: fc.integer({ min: 0, max: 6 }),
    entrySum: fc.integer({ min: 100, max: 104 }),
    exitSum: fc.integer({ min: 100, max: 104 }),
    net: fc.integer({ min: -3, max: 3 }),
  })
  .map(({ held, ...rest }): Row => ({ ...rest, exitBar: rest.entryBar + held }));
const ROWS = fc.array(ROW, { maxLength: 25 });
const WINDOW = fc.integer({ min: 0, max: 8 });

/** A group by what its trades are, since equal ones may stand for one another. */
const told = (rows: readonly Row[], at: readonly number[]) => at.map((i) => JSON.stringify(rows[i])).sort();
const pairsTold = (a: readonly Row[], b: readonly Row[], pairs: readonly { a: number; b: number }[]) =>
  pairs.map((pair) => `${JSON.stringify(a[pair.a])} ${JSON.stringify(b[pair.b])}`).sort();

describe("a diff of trades", () => {
  test("finds the same trade, the changed one, and those that only one run has", () => {
    const a = [row(), row({ entryBar: 50, exitBar: 60 }), row({ entryBar: 100, exitBar: 110 })];
    const b = [row(), row({ entryBar: 52, exitBar: 61, net: -5 }), row({ entryBar: 200, exitBar: 210 })];
    expect(tradeDiff(columns(a), columns(b))).toEqual({
      same: [{ a: 0, b: 0, differs: [] }],
      changed: [{ a: 1, b: 1, differs: ["entry time", "exit time", "net"] }],
      onlyA: [2],
      onlyB: [2],
    });
  });

  test("takes the entry in the same bar before a nearer exit, and the other side never", () => {
    const a = [row()];
    const b = [row({ entryBar: 9 }), row({ exitBar: 99 }), row({ side: -1 })];
    expect(tradeDiff(columns(a), columns(b))).toMatchObject({
      changed: [{ a: 0, b: 1, differs: ["exit time"] }],
      onlyB: [0, 2],
    });
  });

  test("tells quantity and prices apart: twice the contracts at the same price is another quantity only", () => {
    const b = row({ qty: 2, entrySum: 40_000, exitSum: 40_020, net: 22_520_000 });
    expect(tradeDiff(columns([row()]), columns([b])).changed[0]!.differs).toEqual(["quantity", "net"]);
    const c = row({ entrySum: 20_001 });
    expect(tradeDiff(columns([row()]), columns([c])).changed[0]!.differs).toEqual(["entry price"]);
  });

  test("reaches as far as the window and no farther", () => {
    const [a, b] = [columns([row()]), columns([row({ entryBar: 15 })])];
    expect(tradeDiff(a, b, 5).changed).toHaveLength(1);
    expect(tradeDiff(a, b, 4)).toMatchObject({ changed: [], onlyA: [0], onlyB: [0] });
  });

  test("has every trade of either run in one group, and the groups' nets add up to the runs'", () => {
    fc.assert(
      fc.property(ROWS, ROWS, WINDOW, (rowsA, rowsB, window) => {
        const [a, b] = [columns(rowsA), columns(rowsB)];
        const diff = tradeDiff(a, b, window);
        const paired = [...diff.same, ...diff.changed];
        const ofA = [...diff.onlyA, ...paired.map((pair) => pair.a)].sort((x, y) => x - y);
        const ofB = [...diff.onlyB, ...paired.map((pair) => pair.b)].sort((x, y) => x - y);
        expect(ofA).toEqual(rowsA.map((_, i) => i));
        expect(ofB).toEqual(rowsB.map((_, i) => i));
        const sums = diffSums(diff, a, b);
        const net = (rows: readonly Row[]) => rows.reduce((sum, { net }) => sum + net, 0);
        expect(sums.onlyA + sums.changedA + sums.same).toBe(net(rowsA));
        expect(sums.onlyB + sums.changedB + sums.same).toBe(net(rowsB));
        for (const pair of paired) {
          expect(rowsA[pair.a]!.side).toBe(rowsB[pair.b]!.side);
          expect(Math.abs(rowsA[pair.a]!.entryBar - rowsB[pair.b]!.entryBar)).toBeLessThanOrEqual(window);
        }
        for (const pair of diff.same) expect(rowsA[pair.a]).toEqual(rowsB[pair.b]);
      }),
    );
  });

  test("is the same the other way round", () => {
    fc.assert(
      fc.property(ROWS, ROWS, WINDOW, (rowsA, rowsB, window) => {
        const there = tradeDiff(columns(rowsA), columns(rowsB), window);
        const back = tradeDiff(columns(rowsB), columns(rowsA), window);
        const turned = (pairs: typeof back.same) => pairs.map(({ a, b }) => ({ a: b, b: a }));
        expect(told(rowsA, there.onlyA)).toEqual(told(rowsA, back.onlyB));
        expect(told(rowsB, there.onlyB)).toEqual(told(rowsB, back.onlyA));
        expect(pairsTold(rowsA, rowsB, there.same)).toEqual(pairsTold(rowsA, rowsB, turned(back.same)));
        expect(pairsTold(rowsA, rowsB, there.changed)).toEqual(pairsTold(rowsA, rowsB, turned(back.changed)));
      }),
    );
  });

  test("does not depend on the order of the lists", () => {
    const shuffled = ROWS.chain((rows) =>
      fc.tuple(
        fc.constant(rows),
        fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
      ),
    );
    fc.assert(
      fc.property(shuffled, shuffled, WINDOW, ([rowsA, otherA], [rowsB, otherB], window) => {
        const one = tradeDiff(columns(rowsA), columns(rowsB), window);
        const two = tradeDiff(columns(otherA), columns(otherB), window);
        expect(told(rowsA, one.onlyA)).toEqual(told(otherA, two.onlyA));
        expect(told(rowsB, one.onlyB)).toEqual(told(otherB, two.onlyB));
        expect(pairsTold(rowsA, rowsB, one.changed)).toEqual(pairsTold(otherA, otherB, two.changed));
      }),
    );
  });

  test("of a run with itself has nothing but the same", () => {
    fc.assert(
      fc.property(ROWS, (rows) => {
        const diff = tradeDiff(columns(rows), columns(rows));
        expect([diff.onlyA, diff.onlyB, diff.changed]).toEqual([[], [], []]);
        expect(diff.same).toHaveLength(rows.length);
      }),
    );
  });

  test("counts bars alike where the runs went over different ones, by their time", () => {
    const equity = [1, 2, 3, 4, 5, 6].map((n) => 10_000 + n);
    const trade = { side: 1 as const, qty: 1, net: usd(1) };
    const long = runOf({ equity, trades: [{ ...trade, entryBar: 3, exitBar: 4 }] });
    const late = runOf({
      equity: equity.slice(2),
      firstDay: long.bars.tradeDate[2]!,
      trades: [{ ...trade, entryBar: 1, exitBar: 2 }],
    });
    const [a, b] = diffColumns(long, late);
    expect([a.entryBar[0], b.entryBar[0]]).toEqual([3, 3]);
    expect(tradeDiff(a, b).same).toHaveLength(1);
  });
});
