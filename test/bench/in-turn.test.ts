// Does a ratio of pairs hold where times do not?

import fc from "fast-check";
import { expect, test } from "vitest";
import { inTurn, median, ratioOf } from "../../bench/in-turn.js";

test("parties are measured one after the other in each round, and warm-up is not counted", async () => {
  const turns: string[] = [];
  const party = (who: string) => ({ who, once: () => turns.push(who) });
  const timings = await inTurn([party("a"), party("b"), party("c")], { rounds: 2, warmup: 1 });
  expect(turns.join("")).toBe("abcabcabc");
  expect(timings).toEqual([
    { who: "a", ms: [4, 7] },
    { who: "b", ms: [5, 8] },
    { who: "c", ms: [6, 9] },
  ]);
});

test("a machine that is slowed down for some rounds, by whatever factor, changes times but not the ratio", () => {
  const ms = fc.double({ min: 0.1, max: 100, noNaN: true });
  const paces = fc.array(fc.double({ min: 0.1, max: 50, noNaN: true }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(ms, ms, paces, (one, other, pace) => {
      const slowed = (who: string, time: number) => ({ who, ms: pace.map((factor) => time * factor) });
      expect(ratioOf(slowed("one", one), slowed("other", other)) / (one / other)).toBeCloseTo(1, 9);
    }),
  );
});

test("the median is the middle one, of an even count between the middle two", () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 3, 2])).toBe(2.5);
  expect(median([7])).toBe(7);
});
