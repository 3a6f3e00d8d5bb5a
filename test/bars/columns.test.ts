// Do columns of bars lie where every worker expects them?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { barIndexAt, createBars, sliceBars, timeframeOf } from "#bars/columns.js";

const MINUTE = 60_000;

describe("memory", () => {
  test("every column of every length has its own place in one shared buffer", () => {
    for (const length of [0, 1, 2, 3, 7, 1000]) {
      const bars = createBars(length);
      expect(bars.buffer).toBeInstanceOf(SharedArrayBuffer);
      const isColumn = (value: unknown) => value instanceof Float64Array || value instanceof Int32Array;
      const columns = Object.values(bars).filter(isColumn) as (Float64Array | Int32Array)[];
      expect(columns).toHaveLength(11);
      columns.forEach((column, n) => {
        expect(column.buffer).toBe(bars.buffer);
        expect(column).toHaveLength(length);
        column.fill(n + 1);
      });
      columns.forEach((column, n) => {
        for (const value of column) expect(value).toBe(n + 1);
      });
      expect(bars.buffer.byteLength).toBe(68 * length);
    }
  });

  test("a slice is the same memory, not a copy: what is written to the bars shows in the slice", () => {
    const bars = createBars(10);
    const slice = sliceBars(bars, 3, 7);
    bars.close[4] = 5012.25;
    bars.tradeDate[6] = 19_000;
    expect(slice.length).toBe(4);
    expect(slice.close[1]).toBe(5012.25);
    expect(slice.tradeDate[3]).toBe(19_000);
    expect(sliceBars(slice, 1, 2).close[0]).toBe(5012.25);
    expect(slice.buffer).toBe(bars.buffer);
  });

  test("a slice crosses threads with its place in the buffer", () => {
    const bars = createBars(10);
    bars.openTicks[5] = 77;
    const twin = structuredClone(sliceBars(bars, 5, 6));
    expect(twin.openTicks[0]).toBe(77);
  });

  test("a slice beyond the bars is refused, not clipped", () => {
    const bars = createBars(3);
    for (const [from, to] of [
      [-1, 2],
      [2, 1],
      [0, 4],
      [0.5, 2],
      [0, Number.NaN],
    ] as const) {
      expect(() => sliceBars(bars, from, to)).toThrow(RangeError);
    }
    expect(sliceBars(bars, 3, 3).length).toBe(0);
  });
});

describe("finding a bar", () => {
  test("the bar at an instant is the first that opens then or later", () => {
    const time = Float64Array.of(10, 20, 30);
    expect([5, 10, 11, 30, 31].map((at) => barIndexAt({ time, length: 3 }, at))).toEqual([0, 0, 1, 2, 3]);
    expect(barIndexAt({ time: new Float64Array(0), length: 0 }, 5)).toBe(0);
  });

  test("binary search agrees with looking at every bar", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(500)), fc.nat(510), (stamps, at) => {
        const time = Float64Array.from(stamps).sort();
        const all = [...time].findIndex((open) => open >= at);
        expect(barIndexAt({ time, length: time.length }, at)).toBe(all === -1 ? time.length : all);
      }),
    );
  });
});

describe("the timeframe", () => {
  test("is the step between most bars, whatever breaks and missing minutes lie between", () => {
    const opens = [0, 1, 2, 3, 63, 64, 70, 71].map((minute) => minute * MINUTE);
    expect(timeframeOf(Float64Array.from(opens), opens.length)).toBe(MINUTE);
  });

  test("is the shorter of two equally common steps: gaps only lengthen", () => {
    const opens = [0, 5, 6, 11, 12].map((minute) => minute * MINUTE);
    expect(timeframeOf(Float64Array.from(opens), opens.length)).toBe(MINUTE);
  });

  test("does not exist for fewer than two bars", () => {
    expect(timeframeOf(Float64Array.of(5), 1)).toBe(0);
    expect(timeframeOf(new Float64Array(0), 0)).toBe(0);
  });
});
