// Do notes go with their trades, and are excursions what the bars prove?

import { describe, expect, test } from "vitest";
import { loadContracts } from "#instrument/contracts.js";
import { inheritedFrom } from "#journal/inherit.js";
import { type BookingTerms, bookTrades } from "#journal/trades.js";
import { fillsOf } from "./fills.js";

const tradesOf = (...args: Parameters<typeof bookTrades>) => bookTrades(...args).trades;

const contracts = loadContracts();
const terms: BookingTerms = { contracts, accounts: new Map() };
const told = (text: string, ids?: readonly string[]) => {
  const fills = fillsOf(text).map((fill, k) => ({ ...fill, id: ids?.[k] ?? fill.id }));
  return { fills, trades: tradesOf(fills, terms) };
};

describe("notes", () => {
  test("stay where they are while the opening fills of a trade are the same, whatever closes it", () => {
    const open = told("10:01 buy 2 @ 5600");
    const closed = told("10:01 buy 2 @ 5600\n10:05 sell 1 @ 5601\n10:06 sell 1 @ 5602");
    expect(closed.trades[0]!.id).toBe(open.trades[0]!.id);
    expect(inheritedFrom(open, closed).size).toBe(0);
  });

  test("go to the trade that has most of the contracts, when an older fill pairs all others anew", () => {
    const before = told("10:01 buy 3 @ 5600\n10:05 sell 3 @ 5601\n10:10 buy 1 @ 5600\n10:11 sell 1 @ 5600", [
      "1",
      "2",
      "3",
      "4",
    ]);
    // A fill of 9:00 that another file brings: one short, which the first buy closes before it opens two.
    const after = told(
      "09:00 sell 1 @ 5590\n10:01 buy 3 @ 5600\n10:05 sell 3 @ 5601\n10:10 buy 1 @ 5600\n10:11 sell 1 @ 5600",
      ["0", "1", "2", "3", "4"],
    );
    const heirs = inheritedFrom(before, after);
    const long = after.trades.find(({ side, qty }) => side === 1 && qty === 2)!;
    // The same fill opened it, so its id is the same, and the note is where it was.
    expect(long.id).toBe(before.trades[0]!.id);
    expect(heirs.has(long.id)).toBe(false);
  });

  test("two entries that become one trade: the larger one's note goes, and none is given twice", () => {
    const before = told("10:01 buy 3 @ 5600\n10:05 sell 3 @ 5601\n10:10 buy 1 @ 5600\n10:11 sell 1 @ 5600");
    const after = told("10:01 buy 3 @ 5600\n10:10 buy 1 @ 5600\n10:11 sell 4 @ 5601", ["1", "3", "9"]);
    expect(after.trades.length).toBe(1);
    expect([...inheritedFrom(before, after)]).toEqual([[after.trades[0]!.id, before.trades[0]!.id]]);
  });

  test("of fills that named no account go to their trade once a file tells whose it is, and to none of another account's", () => {
    const text = "10:01 buy 2 @ 5600\n10:05 sell 2 @ 5601";
    const owned = (account: string, over: string) => {
      const fills = fillsOf(over).map((fill) => ({ ...fill, account }));
      return { fills, trades: tradesOf(fills, terms) };
    };
    const before = owned("tickproof", text);
    const after = owned("D-1", text);
    expect(after.trades[0]!.id).not.toBe(before.trades[0]!.id);
    expect([...inheritedFrom(before, after)]).toEqual([[after.trades[0]!.id, before.trades[0]!.id]]);
    expect(inheritedFrom(before, owned("D-1", text.replace("5600", "5599"))).size).toBe(0);
    expect(inheritedFrom(before, owned("D-1", text.replace("10:01", "09:01"))).size).toBe(0);
    expect(inheritedFrom(owned("D-2", text), after).size).toBe(0);
  });
});

describe("excursions", () => {
  const minute = 60_000;
  const open = Date.parse("2026-03-12T10:00:00Z");
  const bars = (rows: readonly (readonly [low: number, high: number])[]) => ({
    bars: {
      length: rows.length,
      time: Float64Array.from(rows, (_, k) => open + k * minute),
      low: Float64Array.from(rows, ([low]) => low),
      high: Float64Array.from(rows, ([, high]) => high),
    },
    timeframeMs: minute,
  });
  const trade = (text: string, rows: readonly (readonly [number, number])[]) =>
    tradesOf(fillsOf(text), { ...terms, barsOf: () => bars(rows) })[0]!;

  test("only bars wholly inside count: what the first and last bar showed may have been before or after", () => {
    const rows = [
      [5500, 5700],
      [5598, 5604],
      [5597, 5606],
      [5500, 5700],
    ] as const;
    expect(trade("10:00:30 buy 2 @ 5600\n10:03:10 sell 2 @ 5602", rows)).toMatchObject({
      mae: 2 * -3 * 5_000_000,
      mfe: 2 * 6 * 5_000_000,
    });
    expect(trade("10:00:30 sell 2 @ 5600\n10:03:10 buy 2 @ 5602", rows)).toMatchObject({
      mae: 2 * -6 * 5_000_000,
      mfe: 2 * 3 * 5_000_000,
    });
  });

  test("what was held at each bar counts, with what had been taken by then", () => {
    const rows = [
      [5600, 5600],
      [5604, 5604],
      [5590, 5600],
      [5600, 5600],
    ] as const;
    // Half is out at 5604 (+20.00) before the other half sees −10 points.
    expect(
      trade("10:00:00 buy 2 @ 5600\n10:02:00 sell 1 @ 5604\n10:03:00 sell 1 @ 5600", rows),
    ).toMatchObject({
      mfe: 40_000_000,
      mae: -30_000_000,
    });
  });

  test("bars that do not reach over the trade tell nothing, and none are needed for the money", () => {
    expect(trade("09:59:00 buy 2 @ 5600\n10:01:00 sell 2 @ 5602", [[5600, 5600]])).toMatchObject({
      mae: null,
      mfe: null,
      gross: 20_000_000,
    });
  });
});
