import fc from "fast-check";
import { expect, test } from "vitest";
import type { TradeLine } from "#domain/regress.js";
import { changesOf, equityOf, tradeChanges, tradeCounts } from "#regress/trade-changes.js";
import { trade } from "./lines.js";

const BARS = { time: Float64Array.from({ length: 500 }, (_, i) => i * 60_000), length: 500 };

const diffOf = (a: readonly TradeLine[], b: readonly TradeLine[]) => tradeChanges(a, b, BARS);

test("a trade that left later is changed, one that is gone and one that is new are told as such", () => {
  const was = [trade(1, 2, 4), trade(2, 10, 14), trade(3, 40, 44)];
  const is = [trade(1, 2, 4), trade(2, 10, 15, { net: 1_000_000 }), trade(3, 90, 91, { net: -9_000_000 })];
  const diff = diffOf(was, is);
  expect(tradeCounts(diff, was, is)).toEqual({
    baseline: 3,
    now: 3,
    same: 1,
    changed: 1,
    onlyBaseline: 1,
    onlyNow: 1,
  });
  expect(changesOf(diff, was, is).map(({ kind, differs, change }) => [kind, differs, change])).toEqual([
    ["only now", [], -9_000_000],
    ["only baseline", [], -3_760_000],
    ["changed", ["exit time", "net"], -2_760_000],
  ]);
});

test("whatever the trades are, each is counted once on its side, and the changes add up to the difference of the nets", () => {
  const list = fc
    .array(
      fc.record({
        at: fc.nat(480),
        held: fc.nat(15),
        side: fc.constantFrom(1 as const, -1 as const),
        net: fc.integer({ min: -9, max: 9 }),
      }),
      { maxLength: 30 },
    )
    .map((rows) => rows.map(({ at, held, side, net }, i) => trade(i + 1, at, at + held, { side, net })));
  fc.assert(
    fc.property(list, list, (was, is) => {
      const diff = diffOf(was, is);
      const counts = tradeCounts(diff, was, is);
      expect(counts.same + counts.changed + counts.onlyBaseline).toBe(was.length);
      expect(counts.same + counts.changed + counts.onlyNow).toBe(is.length);
      const sum = (trades: readonly TradeLine[]) => trades.reduce((total, { net }) => total + net, 0);
      expect(changesOf(diff, was, is).reduce((total, { change }) => total + change, 0)).toBe(
        sum(is) - sum(was),
      );
    }),
  );
});

test("accounts are told along the dates that either has, and where they part", () => {
  const days = (...rows: [number, number][]) => ({
    cash: 100,
    days: rows.map(([day, equity]) => ({ day, equity, net: 0, eventsHash: "" })),
  });
  expect(equityOf(days([1, 101], [2, 105]), days([1, 101], [3, 99]))).toEqual({
    baseline: [100, 101, 105, 105],
    now: [100, 101, 101, 99],
    parted: 2,
  });
  expect(equityOf(days([1, 101]), days([1, 101])).parted).toBeNull();
});
