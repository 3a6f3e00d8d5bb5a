// Does each exit make what a broker would say, whichever way it matches lots?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JournalFill } from "#domain/journal.js";
import { journalOf } from "#journal/journal.js";
import { closingsOf, MATCHINGS, type Matching } from "#journal/lots.js";
import { NOTHING_STORED } from "#journal/store.js";
import { FILL, fillsOf } from "./fills.js";
import { contracts, NO_ACCOUNTS } from "./pipeline.js";

const journal = (fills: readonly JournalFill[]) =>
  journalOf({ ...NOTHING_STORED, fills }, NO_ACCOUNTS, { contracts });
const closings = (fills: readonly JournalFill[], way: Matching) => {
  const all = journal(fills);
  return all.trades.flatMap((trade) => closingsOf(trade, all, contracts, way));
};
const dollars = (amount: number) => Math.round(amount / 100) / 10_000;

describe("two entries, two exits", () => {
  const fills = fillsOf(
    `
    10:01 buy 2 @ 5600.00
    10:04 buy 1 @ 5598.00
    10:09 sell 2 @ 5606.00
    10:15 sell 2 @ 5602.00
    10:20 buy 1 @ 5601.00
  `,
    { fees: 1_240_000 },
  );

  test.each([
    ["fifo", [60, 20, 5], [57.52, 18.14, 3.14]],
    ["lifo", [70, 10, 5], [66.9, 8.76, 3.14]],
    ["average", [66.6667, 13.3333, 5], [63.7733, 11.8867, 3.14]],
  ] as const)("%s", (way, gross, net) => {
    const found = closings(fills, way);
    expect(found.map(({ qty }) => qty)).toEqual([2, 1, 1]);
    expect(found.map((one) => dollars(one.gross))).toEqual(gross);
    // Of the fill that turns the position round, half of the costs closes.
    expect(found.map((one) => dollars(one.net))).toEqual(net);
  });

  test("the broker's own result stands beside ours, before costs or after them", () => {
    const told = fills.map((fill, k) => (k === 2 ? { ...fill, brokerPnl: 66_670_000 } : fill));
    const after = told.map((fill, k) => (k === 3 ? { ...fill, brokerNet: 11_890_000 } : fill));
    expect(closings(after, "average").map(({ broker }) => broker)).toEqual([
      { amount: 66_670_000, after: "gross" },
      { amount: 11_890_000, after: "net" },
      null,
    ]);
  });
});

test("whatever the fills, exits make what their trades made, and first in first out as they were booked", () => {
  const drawn = fc.record({
    side: fc.constantFrom(1 as const, -1 as const),
    qty: fc.integer({ min: 1, max: 5 }),
    // Averages between ticks, too.
    eighths: fc.integer({ min: 44_800, max: 44_900 }),
    fees: fc.integer({ min: 0, max: 999_999 }),
  });
  fc.assert(
    fc.property(fc.array(drawn, { minLength: 2, maxLength: 25 }), (rows) => {
      const all = journal(
        rows.map(({ eighths, ...row }, k) => ({
          ...FILL,
          ...row,
          id: String(k),
          time: k * 1_000,
          price: (eighths / 8).toFixed(4),
          grain: "order" as const,
        })),
      );
      for (const trade of all.trades) {
        for (const way of MATCHINGS) {
          const exits = closingsOf(trade, all, contracts, way);
          const left = exits.reduce((sum, one) => sum + one.qty, 0);
          // While it is open, other contracts are left, which came at other prices.
          if (trade.open !== "no") continue;
          expect(exits.reduce((sum, one) => sum + one.gross, 0)).toBe(trade.gross);
          expect(left).toBe(trade.qty);
          expect(exits.reduce((sum, one) => sum + one.net, 0)).toBe(trade.net);
          expect(exits.reduce((sum, one) => sum + one.entrySum, 0)).toBeCloseTo(trade.entrySum, 6);
        }
        const booked = new Map<number, number>();
        for (const leg of trade.legs) {
          booked.set(leg.exitTime, (booked.get(leg.exitTime) ?? 0) + leg.gross);
        }
        const fifo = closingsOf(trade, all, contracts, "fifo");
        expect(fifo.map(({ time, gross }) => [time, gross])).toEqual([...booked]);
      }
    }),
    { numRuns: 200 },
  );
});
