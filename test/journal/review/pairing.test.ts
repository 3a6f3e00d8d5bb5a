import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cheapestPairs } from "#journal/review/assignment.js";
import { lossClock, offPlanLabels, pairUp, triedOrder } from "#journal/review/pairing.js";
import { at, BAR, EXAMPLE, signal, trade } from "./made.js";

const terms = { windowMs: 10 * 60_000, barMs: BAR, named: new Map<string, number | "none">() };
const labelTerms = { ...terms, cooldownMs: 15 * 60_000, inWindow: () => true };

describe("pairs", () => {
  test("of the worked example: three pairs, two signals missed, one trade off-plan after a loss", () => {
    const { pairs, leftSignals, leftTrades } = pairUp(EXAMPLE.signals, EXAMPLE.trades, terms);
    expect(pairs.map((pair) => `${pair.signal.id} ${pair.trade.id}`)).toEqual([
      "s-1 t-1",
      "s-2 t-2",
      "s-5 t-4",
    ]);
    expect(leftSignals.map(({ id }) => id)).toEqual(["s-3", "s-4"]);
    expect(leftTrades.map(({ id }) => id)).toEqual(["t-3"]);
    expect(offPlanLabels(EXAMPLE.trades[2], EXAMPLE.signals, lossClock(EXAMPLE.trades), labelTerms)).toEqual([
      "after-loss",
    ]);
  });

  const s = signal("s-1", { side: 1, qty: 1, from: "10:00", to: "10:30", entry: 5600, exit: 5610 });
  const from = (clock: string, side: 1 | -1 = 1) =>
    trade("t-1", { side, qty: 1, from: clock, to: "10:40", entry: 5600, exit: 5605 });
  const paired = (clock: string, side: 1 | -1 = 1, more: Partial<typeof terms> = {}) =>
    pairUp([s], [from(clock, side)], { ...terms, ...more }).pairs.length === 1;

  test("from one bar before the signal to the end of the window, on the signal's side", () => {
    expect([paired("09:58:59"), paired("09:59:00"), paired("10:10:00"), paired("10:10:01")]).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(paired("10:01", -1)).toBe(false);
  });

  test("not once the plan is out again, however wide the window", () => {
    expect([
      paired("10:31", 1, { windowMs: 3_600_000 }),
      paired("10:31:01", 1, { windowMs: 3_600_000 }),
    ]).toEqual([true, false]);
  });

  test("never across trade dates or contracts", () => {
    const other = { ...from("10:00"), root: "MNQ" };
    expect(pairUp([s], [other, { ...from("10:00"), day: s.day + 1 }], terms).pairs).toEqual([]);
  });

  test("the owner's word comes first: a pair that no window would allow, or none at all", () => {
    expect(paired("10:29", 1, { named: new Map([["t-1", at("10:00")]]) })).toBe(true);
    expect(paired("10:00", 1, { named: new Map([["t-1", "none" as const]]) })).toBe(false);
    const { pairs, astray } = pairUp([s], [from("10:00")], {
      ...terms,
      named: new Map([["t-1", at("11:00")]]),
    });
    expect([pairs.length, astray.map(({ id }) => id)]).toEqual([0, ["t-1"]]);
  });

  test("two entries near one signal: the closer one has it, the other is a duplicate", () => {
    const near = { ...from("10:01"), id: "t-b" };
    const { pairs, leftTrades } = pairUp([s], [{ ...from("10:04"), id: "t-a" }, near], terms);
    expect(pairs.map((pair) => pair.trade.id)).toEqual(["t-b"]);
    expect(offPlanLabels(leftTrades[0]!, [s], lossClock([near, ...leftTrades]), labelTerms)).toEqual([
      "duplicate",
    ]);
  });

  test("the time since a loss is what a look at every trade finds, flips and trades of no time among them", () => {
    const some = fc.record({
      account: fc.constantFrom("a", "b"),
      day: fc.integer({ min: 1, max: 2 }),
      entryTime: fc.integer({ min: 0, max: 9 }),
      held: fc.option(fc.integer({ min: 0, max: 4 })),
      net: fc.integer({ min: -2, max: 1 }),
    });
    fc.assert(
      fc.property(fc.array(some, { maxLength: 12 }), (list) => {
        const trades = list.map(({ held, ...one }, i) => ({
          ...EXAMPLE.trades[0],
          ...one,
          id: `t-${i}`,
          exitTime: held === null ? null : one.entryTime + held,
        }));
        const since = lossClock(trades);
        for (const trade of trades) {
          const losses = trades.filter(
            (one) =>
              one !== trade &&
              one.account === trade.account &&
              one.day === trade.day &&
              one.net < 0 &&
              one.exitTime !== null,
          );
          const before = losses.map((one) => one.exitTime!).filter((exit) => exit <= trade.entryTime);
          expect(since(trade)).toBe(trade.entryTime - Math.max(Number.NEGATIVE_INFINITY, ...before));
        }
      }),
    );
  });

  test("the other side of a signal, and outside of the plan's hours", () => {
    const wrong = from("10:01", -1);
    expect(offPlanLabels(wrong, [s], lossClock([wrong]), { ...labelTerms, inWindow: () => false })).toEqual([
      "out-of-window",
      "wrong-side",
    ]);
  });

  test("a signal whose order was never filled was tried; a bracket's own stop is no try", () => {
    const order = {
      broker: "tickproof",
      account: "eval-50k",
      id: "1",
      symbol: "MESH6",
      contract: "MESH26",
      root: "MES",
      side: 1,
      qty: 1,
      kind: "limit",
      stop: null,
      limit: "5599",
      state: "cancelled",
      placed: at("10:02"),
      ended: at("10:05"),
      by: "trader",
      source: { file: "o.csv", line: 2, sha256: "" },
    } as const;
    expect(triedOrder(s, [order], terms)?.id).toBe("1");
    expect(triedOrder(s, [{ ...order, by: "stop loss" }], terms)).toBe(null);
    expect(triedOrder(s, [{ ...order, state: "filled" }], terms)).toBe(null);
    expect(triedOrder(s, [{ ...order, placed: at("10:11") }], terms)).toBe(null);
  });

  test("do not depend on the order in which signals and trades are listed", () => {
    const clock = fc.integer({ min: 0, max: 59 }).map((minute) => `10:${String(minute).padStart(2, "0")}`);
    const some = fc.record({
      side: fc.constantFrom(1 as const, -1 as const),
      qty: fc.integer({ min: 1, max: 3 }),
      from: clock,
      price: fc.integer({ min: 22_390, max: 22_410 }).map((ticks) => ticks / 4),
    });
    const make = <T>(of: (id: string, terms: never) => T, prefix: string) =>
      fc
        .array(some, { maxLength: 8 })
        .map((all) =>
          all.map(({ price, ...one }, i) =>
            of(`${prefix}-${i}`, { ...one, to: "11:30", entry: price, exit: price } as never),
          ),
        );
    const shuffled = <T>(all: fc.Arbitrary<T[]>) =>
      all.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })));
    fc.assert(
      fc.property(shuffled(make(signal, "s")), shuffled(make(trade, "t")), ([a, b], [c, d]) => {
        const text = (pairs: ReturnType<typeof pairUp>["pairs"]) =>
          pairs.map((pair) => `${pair.signal.id} ${pair.trade.id}`);
        const first = pairUp(a, c, terms);
        expect(text(pairUp(b, d, terms).pairs)).toEqual(text(first.pairs));
        expect(first.pairs.length + first.leftSignals.length).toBe(a.length);
        expect(first.pairs.length + first.leftTrades.length).toBe(c.length);
      }),
    );
  });
});

describe("the cheapest pairs", () => {
  const table = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
    .chain(([rows, columns]) =>
      fc.array(
        fc.array(fc.option(fc.integer({ min: 0, max: 4 }), { freq: 3 }), {
          minLength: columns,
          maxLength: columns,
        }),
        { minLength: rows, maxLength: rows },
      ),
    );
  /** Every way to pair, one after the other. */
  function best(
    costs: readonly (readonly (number | null)[])[],
    row = 0,
    used = 0,
  ): { pairs: number; cost: number } {
    if (row === costs.length) return { pairs: 0, cost: 0 };
    let found = best(costs, row + 1, used);
    costs[row]!.forEach((cost, k) => {
      if (cost === null || (used >> k) % 2 === 1) return;
      const rest = best(costs, row + 1, used | (1 << k));
      const one = { pairs: rest.pairs + 1, cost: rest.cost + cost };
      if (one.pairs > found.pairs || (one.pairs === found.pairs && one.cost < found.cost)) found = one;
    });
    return found;
  }

  test("are as many and as cheap as the best of all ways", () => {
    fc.assert(
      fc.property(table, (costs) => {
        const pairs = cheapestPairs(costs);
        const cost = pairs.reduce((sum, [i, k]) => sum + costs[i]![k]!, 0);
        expect({ pairs: pairs.length, cost }).toEqual(best(costs));
        expect(new Set(pairs.map(([, k]) => k)).size).toBe(pairs.length);
      }),
      { numRuns: 500 },
    );
  });

  test("keep the order of time where all cost the same", () => {
    expect(cheapestPairs(Array.from({ length: 4 }, () => [1, 1, 1, 1]))).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });
});
