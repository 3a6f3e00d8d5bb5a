import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { allot } from "#broker/allot.js";

describe("contracts go to targets in whole numbers", () => {
  test.each([
    [1, [1], [1]],
    [1, [0.5, 0.5], [1, 0]],
    [1, [0.1, 0.9], [1, 0]],
    [1, [0.1], [1]],
    [2, [0.5, 0.5], [1, 1]],
    [3, [0.5, 0.5], [2, 1]],
    [3, [1 / 3, 1 / 3, 1 / 3], [1, 1, 1]],
    [5, [0.5, 0.3, 0.2], [3, 1, 1]],
    [7, [0.25, 0.25, 0.5], [2, 2, 3]],
    [10, [0.33, 0.33, 0.34], [3, 3, 4]],
    [100, [0.1, 0.2, 0.7], [10, 20, 70]],
    // Portions short of the whole leave the rest to the stop.
    [4, [0.5], [2]],
    [3, [0.5], [2]],
    [2, [0.2], [0]],
    [10, [0.25, 0.25], [3, 2]],
    [5, [], []],
  ])("%i in shares of %j: %j", (contracts, portions, counts) => {
    expect(allot(contracts, portions)).toEqual(counts);
  });

  const portions = fc
    .array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 })
    .map((weights) => weights.map((weight) => weight / weights.reduce((sum, one) => sum + one, 0)));

  test("none is lost, none is made, and none strays by a whole contract from its share", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 10_000 }), portions, (contracts, shares) => {
        const counts = allot(contracts, shares);
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(contracts);
        counts.forEach((count, k) => {
          expect(count).toBeGreaterThanOrEqual(0);
          expect(Math.abs(count - shares[k]! * contracts)).toBeLessThan(1 + 1e-6);
        });
      }),
    );
  });

  test("with less than the whole given out, no more than that leaves", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 1_000 }),
        portions,
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (contracts, shares, covered) => {
          const counts = allot(
            contracts,
            shares.map((share) => share * covered),
          );
          const total = counts.reduce((sum, count) => sum + count, 0);
          expect(total).toBeLessThanOrEqual(contracts);
          expect(counts).toHaveLength(shares.length);
          expect(Math.abs(total - covered * contracts)).toBeLessThan(shares.length + 1);
        },
      ),
    );
  });
});
