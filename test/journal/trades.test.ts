// Do fills become the trades that a trader would count by hand?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadContracts } from "#instrument/contracts.js";
import { type BookedAccount, type BookingTerms, bookTrades } from "#journal/trades.js";
import { fillsOf } from "./fills.js";

const tradesOf = (...args: Parameters<typeof bookTrades>) => bookTrades(...args).trades;

const contracts = loadContracts();
const sim = (
  startEquity: number | null = 10_000_000_000,
  over: Partial<BookedAccount> = {},
): BookingTerms => ({
  contracts,
  accounts: new Map([["sim", { startEquity, transfers: [], fees: "schedule", ...over }]]),
});

describe("first in, first out", () => {
  const WORKED = fillsOf(`
    10:01 buy 2 @ 5600.00
    10:04 buy 1 @ 5598.00
    10:09 sell 2 @ 5606.00
    10:15 sell 2 @ 5602.00
  `);

  test("the worked example: long 3 for +80.00 in two legs, and the rest of the last fill is the next trade", () => {
    const [first, second, ...more] = tradesOf(WORKED, sim());
    expect(more).toEqual([]);
    expect(first).toMatchObject({ side: 1, qty: 3, most: 3, gross: 80_000_000, open: "no" });
    expect(first!.legs.map(({ qty, gross }) => [qty, gross])).toEqual([
      [2, 60_000_000],
      [1, 20_000_000],
    ]);
    expect(second).toMatchObject({ side: -1, qty: 1, entrySum: 5602 * 4, exitTime: null, open: "at end" });
    expect(first!.fills).toEqual([0, 1, 2, 3]);
    expect(second!.fills).toEqual([3]);
  });

  test("a fill that turns the position round splits its costs by contracts, to the micro-dollar", () => {
    const fills = fillsOf("10:01 buy 1 @ 5600\n10:05 sell 3 @ 5601\n10:06 buy 2 @ 5601", {
      commission: 1_000_000,
      fees: 0,
    });
    const [long, short] = tradesOf(fills, sim());
    expect(long!.costs).toBe(1_000_000 + 333_333);
    expect(short!.costs).toBe(666_667 + 1_000_000);
    expect(long!.net + short!.net).toBe(5_000_000 - 3_000_000);
  });

  test("the order in which fills are given does not matter, except to their places", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 }), (order) => {
        const plain = (trades: ReturnType<typeof tradesOf>) =>
          trades.map((trade) => ({ ...trade, fills: [] }));
        expect(
          plain(
            tradesOf(
              order.map((k) => WORKED[k]!),
              sim(),
            ),
          ),
        ).toEqual(plain(tradesOf(WORKED, sim())));
      }),
    );
  });

  test("of one instant, ids with a number in them count up", () => {
    const fills = fillsOf(`
      10:01 buy 1 @ 5600.00
      10:05 sell 2 @ 5604.00
      10:05 buy 3 @ 5602.00
      10:09 sell 2 @ 5603.00
    `).map((fill, k) => ({ ...fill, id: `MESM6:${998 + k}` }));
    expect(tradesOf(fills, sim()).map(({ qty, gross }) => [qty, gross])).toEqual([
      [1, 20_000_000],
      [1, 10_000_000],
      [2, 10_000_000],
    ]);
  });

  test("of one instant, what the broker calls a close comes before a fill that turns the position round", () => {
    const effects = ["open", null, "close", "close"] as const;
    const fills = fillsOf(`
      10:01 buy 4 @ 5600.00
      10:05 sell 4 @ 5602.00
      10:05 sell 1 @ 5604.00
      10:09 buy 1 @ 5601.00
    `).map((fill, k) => ({ ...fill, effect: effects[k]! }));
    expect(tradesOf(fills, sim()).map(({ qty, gross, open }) => [qty, gross, open])).toEqual([
      [4, 50_000_000, "no"],
      [1, 5_000_000, "no"],
    ]);
  });

  test("a close that nothing opened is a trade of its own, without a profit that nobody can know", () => {
    const [orphan, trade] = tradesOf(
      [
        ...fillsOf("09:00 sell 2 @ 5590", { effect: "close", id: "0" }),
        ...fillsOf("10:01 buy 1 @ 5600\n10:02 sell 1 @ 5601"),
      ],
      sim(),
    );
    expect(orphan).toMatchObject({ side: 1, qty: 2, gross: 0, open: "at start", legs: [], r: null });
    expect(trade).toMatchObject({ gross: 5_000_000, open: "no" });
  });
});

describe("money", () => {
  test("whatever the fills, trades make what cash made: closed profit is the sum of sells less buys", () => {
    const one = fc.record({
      side: fc.constantFrom(1 as const, -1 as const),
      qty: fc.integer({ min: 1, max: 9 }),
      ticks: fc.integer({ min: 20_000, max: 24_000 }),
      commission: fc.integer({ min: 0, max: 3_000_000 }),
    });
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 40 }), (drawn) => {
        const net = drawn.reduce((sum, { side, qty }) => sum + side * qty, 0);
        const flat =
          net === 0
            ? []
            : [{ side: (net > 0 ? -1 : 1) as 1 | -1, qty: Math.abs(net), ticks: 22_000, commission: 1 }];
        const fills = [...drawn, ...flat].map(({ side, qty, ticks, commission }, k) => ({
          ...fillsOf(`10:01 buy ${qty} @ ${ticks / 4}`)[0]!,
          id: String(k + 1),
          side,
          time: k * 1000,
          commission,
        }));
        const trades = tradesOf(fills, sim());
        const cash = [...drawn, ...flat].reduce(
          (sum, { side, qty, ticks }) => sum - side * qty * ticks * 1_250_000,
          0,
        );
        expect(trades.reduce((sum, trade) => sum + trade.gross, 0)).toBe(cash + 0);
        expect(trades.reduce((sum, trade) => sum + trade.costs, 0)).toBe(
          fills.reduce((sum, fill) => sum + fill.commission, 0),
        );
        for (const trade of trades) {
          expect(trade.open).toBe("no");
          expect(trade.legs.reduce((sum, leg) => sum + leg.gross, 0)).toBe(trade.gross);
          expect(trade.legs.reduce((sum, leg) => sum + leg.entrySum, 0)).toBe(trade.entrySum);
          expect(trade.side * (trade.exitSum - trade.entrySum) * 1_250_000 + 0).toBe(trade.gross);
        }
      }),
    );
  });

  test("averages off the grid add up to what the fills behind them made", () => {
    // 3 at 17771.6667 were 17771.50, 17771.75 and 17771.75: 213,260 ticks in all.
    const fills = fillsOf("10:01 buy 3 @ 17771.6667\n10:02 sell 3 @ 17780.00", {
      root: "MNQ",
      contract: "MNQM26",
    });
    const [trade] = tradesOf(fills, sim());
    expect(trade!.entrySum).toBe(213_260);
    expect(trade!.gross).toBe((3 * 71_120 - 213_260) * 500_000);
    const quarters = fillsOf("10:01 buy 4 @ 17771.6250\n10:02 sell 4 @ 17771.6250", { root: "MNQ" });
    expect(tradesOf(quarters, sim())[0]).toMatchObject({ gross: 0, entrySum: 284_346, exitSum: 284_346 });
  });

  test("costs that the broker does not tell are by the schedule, and say so", () => {
    const fills = fillsOf("10:01 buy 2 @ 5614.00\n10:12 sell 2 @ 5622.50", { commission: null, fees: null });
    const [trade] = tradesOf(fills, sim());
    expect(trade).toMatchObject({ costs: 4 * 620_000, estimated: true, net: 82_520_000 });
    expect(tradesOf(fills, sim(null, { fees: 500_000 }))[0]).toMatchObject({
      costs: 2_000_000,
      estimated: true,
    });
  });

  test("equity is followed from trade to trade, and leverage is by it: 5.61, 8.44 and 11.22 times", () => {
    const of = (text: string) => tradesOf(fillsOf(text), sim())[0]!;
    expect(of("09:49 buy 2 @ 5614.00\n10:12 sell 2 @ 5622.50").leverage).toBeCloseTo(5.614, 10);
    expect(of("11:24 buy 3 @ 5628.75\n11:41 sell 3 @ 5621.25").leverage).toBeCloseTo(8.443125, 10);
    expect(of("15:05 buy 4 @ 5609.00\n15:59 sell 4 @ 5617.50").leverageMax).toBeCloseTo(11.218, 10);
    const both = tradesOf(
      fillsOf("10:01 buy 1 @ 5600\n10:02 sell 1 @ 5610\n10:03 buy 1 @ 5600\n10:04 sell 1 @ 5600"),
      sim(),
    );
    expect(both.map((trade) => trade.equity)).toEqual([10_000_000_000, 10_050_000_000]);
    const transfers = [
      { day: 20_524, amount: -1_000_000_000 },
      { day: 20_525, amount: 5_000_000 },
    ];
    const [less] = tradesOf(
      fillsOf("10:01 buy 1 @ 5600\n10:02 sell 1 @ 5610"),
      sim(10_000_000_000, { transfers }),
    );
    expect(less!.equity).toBe(9_000_000_000);
    expect(tradesOf(fillsOf("10:01 buy 1 @ 5600\n10:02 sell 1 @ 5610"), sim(null))[0]).toMatchObject({
      equity: null,
      leverage: null,
    });
  });
});
