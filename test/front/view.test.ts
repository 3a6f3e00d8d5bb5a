// Does every movement of the panes end where it was meant to?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bucketSize, candlesOf, pickM4, roomForCandles } from "../../front/chart/buckets.js";
import { exitNear, type Marks, tradeAt, tradesWithin } from "../../front/chart/marks.js";
import {
  aroundTrade,
  clamped,
  nextTrade,
  panned,
  periodAround,
  showing,
  timeTicks,
  zoomed,
} from "../../front/chart/view.js";
import type { BarSlice, DateColumns } from "../../src/report/embed/layout.js";

const bars = fc.integer({ min: 1, max: 1_000_000 });
const viewOf = (length: number) =>
  fc
    .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([a, b]) => clamped({ from: Math.min(a, b) * length, to: Math.max(a, b) * length }, length));
const scene = bars.chain((length) => fc.tuple(fc.constant(length), viewOf(length)));

describe("a view", () => {
  test("stays inside of the bars, whatever is done to it", () => {
    fc.assert(
      fc.property(
        scene,
        fc.double({ min: -2e6, max: 2e6, noNaN: true }),
        fc.double({ min: 0.001, max: 1000, noNaN: true }),
        ([length, view], by, factor) => {
          const at = (view.from + view.to) / 2;
          for (const { from, to } of [panned(view, by, length), zoomed(view, factor, at, length)]) {
            expect(from).toBeGreaterThanOrEqual(0);
            expect(to).toBeLessThanOrEqual(length + 1e-6);
            expect(to - from).toBeGreaterThanOrEqual(Math.min(8, length) - 1e-6);
          }
        },
      ),
    );
  });

  test("keeps the bar under the pointer where it is while it zooms in", () => {
    fc.assert(
      fc.property(scene, fc.double({ min: 0, max: 1, noNaN: true }), ([length, view], share) => {
        const at = view.from + share * (view.to - view.from);
        const near = zoomed(view, 0.5, at, length);
        fc.pre(near.to - near.from > 8 && view.to - view.from > 16);
        expect((at - near.from) / (near.to - near.from)).toBeCloseTo(share, 6);
      }),
    );
  });

  test("around a trade has both of its ends, and around a bar has the bar", () => {
    fc.assert(
      fc.property(scene, fc.nat(), fc.nat({ max: 500 }), ([length, view], a, held) => {
        const entry = a % length;
        const exit = Math.min(length - 1, entry + held);
        const { from, to } = aroundTrade(entry, exit, length);
        expect(from).toBeLessThanOrEqual(entry);
        expect(to).toBeGreaterThanOrEqual(exit + 1 - 1e-6);
        const shown = showing(view, entry, length);
        expect(shown.from).toBeLessThanOrEqual(entry + 1e-6);
        expect(shown.to).toBeGreaterThanOrEqual(entry + 1 - 1e-6);
      }),
    );
  });
});

/** Ten bars a trade date, Monday 2024-01-01 on, weekends left out. */
const FIRST = 19_723;
const days = Array.from({ length: 60 }, (_, i) => FIRST + 7 * Math.floor(i / 5) + (i % 5));
const dates: DateColumns = {
  length: 60,
  day: Int32Array.from(days),
  bar: Int32Array.from(days, (_, i) => 10 * i),
};

test("one day, one week, one month are those of the trade dates around a bar", () => {
  expect(periodAround("day", 123, dates, 600)).toEqual({ from: 120, to: 130 });
  expect(periodAround("week", 123, dates, 600)).toEqual({ from: 100, to: 150 });
  expect(periodAround("month", 5, dates, 600)).toEqual({ from: 0, to: 230 });
});

test("labels of time rise, are no more than fit, and lie in view", () => {
  const time = {
    length: 600,
    at: (bar: number) => days[Math.floor(bar / 10)]! * 86_400_000 + 54_000_000 + (bar % 10) * 300_000,
    barAt: (at: number) => {
      let bar = 0;
      while (bar < 600 && time.at(bar) < at) bar++;
      return bar;
    },
  };
  for (const view of [
    { from: 0, to: 600 },
    { from: 95, to: 205 },
    { from: 120, to: 130 },
    { from: 3, to: 11 },
  ]) {
    const ticks = timeTicks(view, 9, dates, time, (at) => at);
    const at = ticks.map(({ bar }) => bar);
    expect(at).toEqual([...new Set(at)].sort((a, b) => a - b));
    expect(ticks.length).toBeLessThanOrEqual(18);
    for (const bar of at) expect(bar >= view.from && bar < view.to).toBe(true);
  }
  expect(timeTicks({ from: 120, to: 130 }, 9, dates, time, (at) => at).map(({ label }) => label)).toContain(
    "15:10",
  );
});

test("next and previous go round the trades that pass, and meet each of them once", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat({ max: 99 }), { minLength: 1, maxLength: 20 }), (some) => {
      const matches = Int32Array.from(some).sort();
      for (const step of [1, -1] as const) {
        const met: number[] = [];
        let at: number | null = null;
        for (let k = 0; k < matches.length; k++) met.push((at = nextTrade(step, at, matches, 100, 0)!));
        expect([...met].sort((a, b) => a - b)).toEqual([...matches]);
        expect(nextTrade(step, at, matches, 100, 0)).toBe(met[0]);
      }
    }),
  );
  expect(nextTrade(1, null, null, 10, 4)).toBe(4);
  expect(nextTrade(1, 9, null, 10, 0)).toBe(0);
  expect(nextTrade(-1, 0, null, 10, 0)).toBe(9);
  expect(nextTrade(1, null, new Int32Array(), 10, 0)).toBeNull();
});

describe("what is drawn of many bars", () => {
  const slice = (highs: readonly number[], from: number): BarSlice => {
    const high = Int32Array.from(highs);
    const low = high.map((ticks, i) => ticks - 1 - (i % 7));
    return {
      from,
      to: from + high.length,
      open: low,
      high,
      low,
      close: high,
      volume: Float64Array.from(high, (_, i) => i),
      equity: Float64Array.from(high),
      there: null,
    };
  };
  const column = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 400 });

  test("buckets lose no extreme and no volume", () => {
    fc.assert(
      fc.property(column, fc.nat({ max: 1000 }), fc.integer({ min: 1, max: 50 }), (highs, from, columns) => {
        const bars = slice(highs, from);
        const candles = roomForCandles(1000);
        candlesOf(bars, bars.from, bars.to, bucketSize(highs.length, columns), candles);
        const part = (values: Float64Array) => [...values.subarray(0, candles.length)];
        expect(Math.max(...part(candles.high))).toBe(Math.max(...bars.high));
        expect(Math.min(...part(candles.low))).toBe(Math.min(...bars.low));
        const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
        expect(sum(part(candles.volume))).toBe(sum([...bars.volume]));
        expect(candles.length).toBeLessThanOrEqual(columns + 2);
      }),
    );
  });

  test("M4 keeps first, last, lowest and highest of each bucket, in order", () => {
    fc.assert(
      fc.property(column, fc.integer({ min: 1, max: 60 }), (values, size) => {
        const into = new Int32Array(4 * values.length + 8);
        const n = pickM4(values, 0, 0, values.length, size, into);
        const picked = [...into.subarray(0, n)];
        expect(picked).toEqual([...new Set(picked)].sort((a, b) => a - b));
        for (let start = 0; start < values.length; start += size) {
          const bucket = values.slice(start, start + size);
          const kept = picked.filter((i) => i >= start && i < start + size).map((i) => values[i]!);
          expect(kept[0]).toBe(bucket[0]);
          expect(kept.at(-1)).toBe(bucket.at(-1));
          expect([Math.min(...kept), Math.max(...kept)]).toEqual([Math.min(...bucket), Math.max(...bucket)]);
        }
      }),
    );
  });
});

test("a click finds the trade whose mark is nearest, and none where none is near", () => {
  const marks: Marks = {
    length: 3,
    side: Int8Array.of(1, -1, 1),
    entryBar: Int32Array.of(10, 40, 70),
    exitBar: Int32Array.of(20, 60, 90),
    entry: Float64Array.of(100, 200, 100),
    exit: Float64Array.of(150, 100, 300),
    won: Uint8Array.of(1, 1, 1),
    liquidated: new Uint8Array(3),
    byExit: Int32Array.of(0, 1, 2),
    longest: 20,
  };
  const project = { x: (bar: number) => bar * 10, y: (ticks: number) => 400 - ticks };
  const all = () => true;
  const at = (x: number, y: number, passes: (trade: number) => boolean = all) =>
    tradeAt(marks, { x, y }, 14, [0, 100], project, passes);
  expect(at(107, 298)).toBe(0);
  expect(at(600, 303)).toBe(1);
  expect(at(505, 252)).toBe(1);
  expect(at(300, 20)).toBeNull();
  expect(at(107, 298, (trade) => trade !== 0)).toBeNull();
  expect(tradesWithin(marks, 15, 45)).toEqual([0, 2]);
  expect(exitNear(marks, 62, 3, all)).toBe(1);
  expect(exitNear(marks, 75, 3, all)).toBeNull();
});
