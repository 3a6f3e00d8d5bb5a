import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { throughFor, tradedBeyond } from "#broker/queue.js";

describe("what a bar of 1,000 contracts over the ten ticks 100 to 109 traded", () => {
  test.each([
    ["at 102 or below, three ticks of ten", 1, 102, 300],
    ["at 107 or above, three ticks of ten", -1, 107, 300],
    ["at its low or below", 1, 100, 100],
    ["at its high or above", -1, 109, 100],
    ["below its low: nothing", 1, 99, 0],
    ["above its high: nothing", -1, 110, 0],
    ["at its high or below: everything", 1, 109, 1000],
    ["far above its high or below: everything, not more", 1, 500, 1000],
    ["far below its low or above: everything, not more", -1, -500, 1000],
  ] as const)("%s", (_what, side, limit, contracts) => {
    expect(tradedBeyond(side, limit, 100, 109, 1000)).toBe(contracts);
  });

  test("a bar of one tick trades all its volume there", () => {
    expect(tradedBeyond(1, 100, 100, 100, 70)).toBe(70);
    expect(tradedBeyond(-1, 100, 100, 100, 70)).toBe(70);
  });
});

describe("how far that bar must go through a limit", () => {
  test.each([
    ["a hundred contracts: the limit's own tick is enough", 100, 0, 0],
    ["a hundred and one: one tick further", 101, 0, 1],
    ["three hundred: two ticks further", 300, 0, 2],
    ["three hundred, of which two hundred traded before", 300, 200, 0],
    ["three hundred, of which 199 traded before", 300, 199, 1],
    ["all of it: the whole bar", 1000, 0, 9],
    ["one more than all of it: not in this bar", 1001, 0, null],
    ["one more than all of it, of which one traded before", 1001, 1, 9],
    ["what had traded already", 300, 300, 0],
  ] as const)("until %s", (_what, needed, queued, ticks) => {
    expect(throughFor(needed, queued, 100, 109, 1000)).toBe(ticks);
  });

  test("a bar without volume brings nobody's turn", () => {
    expect(throughFor(1, 0, 100, 109, 0)).toBeNull();
    expect(throughFor(1, 0, 100, 109, Number.NaN)).toBeNull();
  });

  test("three bars that each trade a third of ten contracts at the limit have traded ten", () => {
    const third = tradedBeyond(1, 100, 100, 102, 10);
    expect(throughFor(10, third + third, 100, 102, 10)).toBe(0);
  });
});

const bar = fc
  .record({ low: fc.integer({ min: -500, max: 500 }), ticks: fc.integer({ min: 1, max: 60 }) })
  .map(({ low, ticks }) => ({ low, high: low + ticks - 1, ticks }));
const volume = fc.integer({ min: 0, max: 5000 });

test("buying and selling are mirror images", () => {
  fc.assert(
    fc.property(bar, volume, fc.integer({ min: -600, max: 600 }), ({ low, high }, traded, limit) => {
      const bought = tradedBeyond(1, limit, low, high, traded);
      expect(tradedBeyond(-1, -limit, -high, -low, traded)).toBe(bought);
    }),
  );
});

test("the order's turn comes on the first tick on which enough has traded, and on none before", () => {
  fc.assert(
    fc.property(
      bar,
      volume,
      fc.integer({ min: 1, max: 4000 }),
      fc.integer({ min: 0, max: 3000 }),
      ({ low, high, ticks }, traded, needed, queued) => {
        const through = throughFor(needed, queued, low, high, traded);
        // In integers, and one tick after the other, from a limit at the bar's high.
        const enough = (d: number) => queued * ticks + traded * (d + 1) >= needed * ticks;
        const first = Array.from({ length: ticks }, (_, d) => d).find(enough);
        expect(through).toBe(queued >= needed ? 0 : (first ?? null));
        if (through !== null && through > 0) {
          const upTo = tradedBeyond(-1, high - through, low, high, traded);
          expect(queued + upTo).toBeGreaterThanOrEqual(needed - 1e-6);
        }
      },
    ),
    { numRuns: 500 },
  );
});
