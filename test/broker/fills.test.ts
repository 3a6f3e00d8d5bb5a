import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FillLog } from "#broker/fill-log.js";
import { limitFill, limitReached } from "#broker/limit.js";
import { slipped } from "#broker/slippage.js";
import { stopFill } from "#broker/stop.js";

describe("a stop on a walk from … to", () => {
  test.each([
    ["buy, not reached", 1, 104, 100, 103, null],
    ["buy, touched", 1, 104, 100, 104, 104],
    ["buy, run through", 1, 104, 100, 120, 104],
    ["buy, begun beyond", 1, 104, 110, 110, 110],
    ["buy, begun beyond and falling", 1, 104, 110, 90, 110],
    ["buy, walked away from", 1, 104, 100, 90, null],
    ["sell, not reached", -1, 96, 100, 97, null],
    ["sell, touched", -1, 96, 100, 96, 96],
    ["sell, run through", -1, 96, 100, 80, 96],
    ["sell, begun beyond", -1, 96, 90, 95, 90],
    ["sell, below zero", -1, -5, 3, -20, -5],
  ] as const)("%s", (_what, side, trigger, from, to, price) => {
    expect(stopFill(side, trigger, from, to)).toBe(price);
  });
});

describe("a limit on a walk from … to", () => {
  test.each([
    ["buy, touched only", 1, 96, 1, 100, 96, 100, null],
    ["buy, through", 1, 96, 1, 100, 95, 100, 96],
    ["buy, touch is enough", 1, 96, 0, 100, 96, 100, 96],
    ["buy, opened beyond", 1, 96, 1, 90, 90, 90, 90],
    ["buy, opened just at it", 1, 96, 1, 96, 96, 96, null],
    ["buy, later the walk is beyond it: no better price is to be had", 1, 96, 1, 90, 80, 100, 96],
    ["buy, opened two ticks beyond, believed at three: it never saw a worse price", 1, 96, 3, 94, 92, 94, 94],
    ["sell, touched only", -1, 104, 1, 100, 104, 100, null],
    ["sell, through", -1, 104, 1, 100, 105, 100, 104],
    ["sell, opened beyond", -1, 104, 1, 110, 110, 110, 110],
    ["sell, walked away from", -1, 104, 0, 100, 90, 100, null],
  ] as const)("%s", (_what, side, limit, through, from, to, first, price) => {
    expect(limitFill(side, limit, through, from, to, first)).toBe(price);
  });
  test("fills where the walk has gone through it, or at once where it is through already", () => {
    expect(limitReached(1, 96, 1, 100)).toBe(95);
    expect(limitReached(1, 96, 1, 93)).toBe(93);
    expect(limitReached(-1, 104, 0, 100)).toBe(104);
  });
});

test("long and short share the formulas: mirrored prices give mirrored fills", () => {
  const ticks = fc.integer({ min: -50, max: 50 });
  fc.assert(
    fc.property(
      fc.constantFrom(1, -1) as fc.Arbitrary<1 | -1>,
      ticks,
      ticks,
      ticks,
      ticks,
      (side, level, from, to, first) => {
        const other = -side as 1 | -1;
        const mirror = (price: number | null) => (price === null ? null : 0 - price);
        expect(stopFill(other, 0 - level, 0 - from, 0 - to)).toEqual(mirror(stopFill(side, level, from, to)));
        expect(limitFill(other, 0 - level, 1, 0 - from, 0 - to, 0 - first)).toEqual(
          mirror(limitFill(side, level, 1, from, to, first)),
        );
        expect(slipped(other, 0 - level, 2)).toBe(0 - slipped(side, level, 2));
      },
    ),
  );
});

describe("the fill log", () => {
  const fill = (bar: number, reason = "r") => ({
    bar,
    finer: -1,
    order: bar + 1,
    side: bar % 2 === 0 ? (1 as const) : (-1 as const),
    qty: bar + 1,
    price: 100 - 2 * bar,
    slip: 1,
    walk: 0 as const,
    leg: 2,
    kind: "stop loss" as const,
    reason,
    stop: 90,
    maker: false,
  });
  test("grows as it must and keeps every entry", () => {
    const log = new FillLog();
    for (let bar = 0; bar < 300; bar++) log.push(fill(bar, `reason ${bar % 3}`));
    const time = Float64Array.from({ length: 300 }, (_, bar) => 60_000 * bar);
    const tradeDate = Int32Array.from({ length: 300 }, (_, bar) => Math.floor(bar / 100));
    const columns = log.columns({ bars: { time, tradeDate }, finer: null });
    expect(columns.length).toBe(300);
    expect(columns.bar[299]).toBe(299);
    expect(columns.time[299]).toBe(299 * 60_000);
    expect(columns.day[299]).toBe(2);
    expect(columns.price[70]).toBe(100 - 140);
    expect(columns.qty[299]).toBe(300);
    expect(log.reasons).toEqual(["reason 0", "reason 1", "reason 2"]);
    expect(log.at(200)).toEqual({ side: 1, qty: 201, price: -300, reason: "reason 2" });
  });
  test("forgets a walk that was given up", () => {
    const log = new FillLog();
    log.push(fill(0));
    log.push(fill(1));
    log.truncate(1);
    log.push(fill(2));
    const bars = { time: new Float64Array(3), tradeDate: new Int32Array(3) };
    expect(Array.from(log.columns({ bars, finer: null }).bar)).toEqual([0, 2]);
  });
});
