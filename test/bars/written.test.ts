import fc from "fast-check";
import { expect, test } from "vitest";
import { createBars } from "#bars/columns.js";
import { extremesOf } from "#bars/extremes.js";
import { noticeWrites } from "#bars/written.js";

const LENGTH = 130;

test("whatever a program writes between its runs, and takes back, the next run has the extremes of the prices that stand there", () => {
  const runs = fc.array(fc.record({ price: fc.integer({ min: 1, max: 3 }), looks: fc.boolean() }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(runs, (steps) => {
      const bars = createBars(LENGTH);
      for (const { price, looks } of steps) {
        bars.highTicks.fill(10 * price);
        bars.lowTicks.fill(price);
        noticeWrites(bars);
        // A run that jumps from decision to decision asks for none.
        if (!looks) continue;
        const { highest, lowest } = extremesOf(bars);
        expect([...highest]).toEqual([10 * price, 10 * price, 10 * price]);
        expect([...lowest]).toEqual([price, price, price]);
      }
    }),
  );
});
