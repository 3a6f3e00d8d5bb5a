import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { dollars } from "#domain/money.js";
import { BUCKETS } from "#domain/review.js";
import { addBridges, gapOf, missedBridge, offPlanBridge, pairBridge } from "#journal/review/bridge.js";

const TICK = 1_250_000; // MES: $1.25
const ticks = (price: number) => price / 0.25;

/** A trade at plain prices, at $0.62 a side and contract. */
function trade(side: 1 | -1, qty: number, entry: number, exit: number) {
  const [entrySum, exitSum] = [ticks(entry) * qty, ticks(exit) * qty];
  const gross = side * (exitSum - entrySum) * TICK;
  return { side, qty, entrySum, exitSum, gross, net: gross - qty * 2 * 620_000 };
}
const then = (qty: number, entry: number, exit: number) => ({
  entrySum: ticks(entry) * qty,
  exitSum: ticks(exit) * qty,
});

describe("the worked example of a day with five signals and four trades", () => {
  const s1 = trade(1, 2, 5612.25, 5632.25);
  const s2 = trade(-1, 2, 5618, 5628.25);
  const s3 = trade(1, 2, 5604.5, 5624.5);
  const s4 = trade(-1, 2, 5621, 5631.25);
  const s5 = trade(1, 2, 5609, 5617.5);
  const a1 = trade(1, 2, 5614, 5622.5);
  const a2 = trade(-1, 2, 5617.75, 5628.5);
  const a3 = trade(1, 3, 5628.75, 5621.25);
  const a4 = trade(1, 4, 5609, 5617.5);
  const parts = [
    pairBridge(s1, a1, then(2, 5613.75, 5622.75), TICK),
    pairBridge(s2, a2, then(2, 5618, 5628.25), TICK),
    offPlanBridge(a3),
    missedBridge(s3),
    missedBridge(s4),
    pairBridge(s5, a4, then(4, 5609, 5617.5), TICK),
  ];
  const text = (amount: number) => dollars(amount);

  test("every row is what the prices say", () => {
    expect([s1, s2, s3, s4, s5].map(({ net }) => text(net))).toEqual([
      "$197.52",
      "−$104.98",
      "$197.52",
      "−$104.98",
      "$82.52",
    ]);
    expect([a1, a2, a3, a4].map(({ net }) => text(net))).toEqual([
      "$82.52",
      "−$109.98",
      "−$116.22",
      "$165.04",
    ]);
    expect(parts.map((part) => text(gapOf(part)))).toEqual([
      "−$115.00",
      "−$5.00",
      "−$116.22",
      "−$197.52",
      "$104.98",
      "$82.52",
    ]);
  });

  test("the eight buckets to the cent, and their sum", () => {
    const all = addBridges(parts);
    expect(Object.entries(all).map(([key, amount]) => `${key} ${text(amount)}`)).toEqual([
      "entry timing −$15.00",
      "entry execution −$5.00",
      "exit timing −$95.00",
      "exit execution −$5.00",
      "size $85.00",
      "costs −$2.48",
      "missed −$92.54",
      "off-plan −$116.22",
    ]);
    expect(text(gapOf(all))).toBe("−$246.24");
    expect(text([a1, a2, a3, a4].reduce((sum, { net }) => sum + net, 0))).toBe("$21.36");
    expect(text([s1, s2, s3, s4, s5].reduce((sum, { net }) => sum + net, 0))).toBe("$267.60");
  });
});

describe("for any plan and any deviation", () => {
  const price = fc.integer({ min: 1, max: 400_000 });
  const legs = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), price, price), {
    minLength: 1,
    maxLength: 6,
  });
  const cost = fc.integer({ min: -5_000_000, max: 50_000_000 });
  /** Several entries and exits at any prices; the sums need not be multiples of the quantity, and may be off the grid. */
  const booked = (side: 1 | -1, tick: number) =>
    fc.tuple(legs, cost, fc.constantFrom(0, 0.5, 0.25)).map(([all, costs, off]) => {
      const qty = all.reduce((sum, [n]) => sum + n, 0);
      const entrySum = all.reduce((sum, [n, entry]) => sum + n * entry, 0) + off;
      const exitSum = all.reduce((sum, [n, , exit]) => sum + n * exit, 0);
      const gross = Math.round(side * (exitSum - entrySum) * tick);
      return { side, qty, entrySum, exitSum, gross, net: gross - costs };
    });
  const cases = fc
    .tuple(fc.constantFrom(1 as const, -1 as const), fc.constantFrom(1_250_000, 312_500, 500_000, 100, 7))
    .chain(([side, tick]) =>
      fc.record({
        tick: fc.constant(tick),
        model: booked(side, tick),
        real: booked(side, tick),
        moment: booked(side, tick),
      }),
    );

  test("the buckets of a pair add up to actual minus model, to the micro-dollar", () => {
    fc.assert(
      fc.property(cases, ({ tick, model, real, moment }) => {
        const bridge = pairBridge(model, real, moment, tick);
        expect(gapOf(bridge)).toBe(real.net - model.net);
        for (const key of BUCKETS) expect(Number.isSafeInteger(bridge[key])).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("who trades the plan to the letter has no gap in any bucket; who has its size has nothing in size", () => {
    fc.assert(
      fc.property(cases, ({ tick, model, real, moment }) => {
        const same = pairBridge(model, model, model, tick);
        if (Number.isInteger(model.entrySum))
          expect(Object.values(same).every((amount) => amount === 0)).toBe(true);
        const sized = { ...real, qty: model.qty };
        expect(pairBridge(model, sized, moment, tick).size).toBe(0);
      }),
    );
  });

  test("any mixture of pairs, missed signals and off-plan trades adds up as well", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cases, fc.constantFrom("pair", "missed", "off-plan")), { maxLength: 30 }),
        (all) => {
          let gap = 0;
          const bridges = all.map(([{ tick, model, real, moment }, what]) => {
            gap += (what === "missed" ? 0 : real.net) - (what === "off-plan" ? 0 : model.net);
            if (what === "missed") return missedBridge(model);
            return what === "off-plan" ? offPlanBridge(real) : pairBridge(model, real, moment, tick);
          });
          expect(gapOf(addBridges(bridges))).toBe(gap + 0);
        },
      ),
    );
  });
});
