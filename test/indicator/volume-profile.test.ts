// Where does the volume lie?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { valueArea } from "#indicator/value-area.js";
import { rollingProfile, rowPrice, sessionProfile, spreadBar } from "#indicator/volume-profile.js";
import { leastMs } from "../fixtures/least.js";
import { column, walk } from "./columns.js";

const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

describe("the published worked examples", () => {
  test("VP-01: two rows at a time from 5001.00 give 5000.50 to 5001.50 with 770 of 1,000", () => {
    const rows = column(50, 80, 130, 180, 220, 150, 90, 60, 40); // 5000.00, 5000.25, …
    expect(valueArea(rows, 70)).toEqual({ poc: 4, low: 2, high: 6, volume: 770 });
  });

  test("VP-02: two rows at a time and row by row disagree", () => {
    const rows = column(20, 80, 110, 200, 60, 140, 30); // 98, 99, …
    expect(valueArea(rows, 70, "two-row")).toEqual({ poc: 3, low: 1, high: 5, volume: 590 });
    expect(valueArea(rows, 70, "one-row")).toEqual({ poc: 3, low: 1, high: 4, volume: 450 });
  });

  test("VP-03: row by row from 106 to a target of 388 gives 105 to 108 with 390", () => {
    const rows = column(70, 150, 90, 80, 50); // 105, 106, …
    expect(valueArea(rows, (100 * 388) / 440, "one-row")).toEqual({ poc: 1, low: 0, high: 3, volume: 390 });
  });

  test("VP-04: a bar of 1,000 contracts from 5000.00 to 5001.00", () => {
    const at = (spread: "uniform" | "triangular" | "close") =>
      spreadBar(5001, 5000, 5000.75, 1000, 0.25, spread);
    expect(at("uniform")).toEqual({ firstRow: 20_000, volumes: column(200, 200, 200, 200, 200) });
    expect(Array.from(at("triangular").volumes, (volume) => volume.toFixed(2))).toEqual([
      "111.11",
      "166.67",
      "222.22",
      "277.78",
      "222.22",
    ]);
    expect(at("close").volumes).toEqual(column(0, 0, 0, 1000, 0));
  });
});

describe("the value area", () => {
  test("a profile without volume has none", () => {
    expect(valueArea(column())).toBeNull();
    expect(valueArea(column(0, 0, 0))).toBeNull();
  });

  test("of equal rows the one nearest the middle of the traded range is the point of control", () => {
    expect(valueArea(column(0, 0, 0, 9, 1, 9, 2, 1, 1))!.poc).toBe(5);
    expect(valueArea(column(5, 5, 5))!.poc).toBe(1);
  });

  test("of two equally near, the one with more volume on its side; then the lower", () => {
    expect(valueArea(column(1, 9, 4, 9, 2))!.poc).toBe(3);
    expect(valueArea(column(2, 9, 4, 9, 1))!.poc).toBe(1);
    expect(valueArea(column(2, 9, 4, 9, 2))!.poc).toBe(1);
    expect(valueArea(column(5, 5))!.poc).toBe(0);
  });

  test("equal pairs: the upper joins first", () => {
    expect(valueArea(column(10, 20, 40, 20, 10), 50)).toEqual({ poc: 2, low: 2, high: 4, volume: 70 });
  });

  test("at an edge the single row that is left stands for the pair, and past it the other side goes on alone", () => {
    expect(valueArea(column(10, 10, 10, 10, 50, 15), 65)).toEqual({ poc: 4, low: 2, high: 4, volume: 70 });
    expect(valueArea(column(10, 10, 10, 10, 50, 25), 70)).toEqual({ poc: 4, low: 2, high: 5, volume: 95 });
    expect(valueArea(column(50, 10, 10, 10), 100)).toEqual({ poc: 0, low: 0, high: 3, volume: 80 });
  });

  test("empty rows around a profile change nothing but the counting", () => {
    const bare = valueArea(column(3, 8, 5, 8, 4), 70)!;
    const padded = valueArea(column(0, 0, 3, 8, 5, 8, 4, 0, 0, 0, 0), 70)!;
    expect(padded).toEqual({
      poc: bare.poc + 2,
      low: bare.low + 2,
      high: bare.high + 2,
      volume: bare.volume,
    });
  });

  test.each([0, -1, 101, Number.NaN])("%d percent is refused", (percent) => {
    expect(() => valueArea(column(1, 2), percent)).toThrow(expect.objectContaining({ code: "E430" }));
  });

  const rows = fc
    .array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 40 })
    .filter((all) => all.some((v) => v > 0));
  test("holds the point of control and at least its share, and would not without its last step", () => {
    fc.assert(
      fc.property(
        rows,
        fc.integer({ min: 1, max: 100 }),
        fc.constantFrom("two-row" as const, "one-row" as const),
        (list, percent, expansion) => {
          const volumes = Float64Array.from(list);
          const area = valueArea(volumes, percent, expansion)!;
          expect(volumes[area.poc]).toBe(Math.max(...list));
          expect(area.low <= area.poc && area.poc <= area.high).toBe(true);
          expect(area.volume).toBe(sum(volumes.subarray(area.low, area.high + 1)));
          expect(area.volume * 100).toBeGreaterThanOrEqual(percent * sum(volumes) - 1e-6);
          const smaller = valueArea(
            volumes,
            Math.max((100 * (area.volume - 0.5)) / sum(volumes), 0.01),
            expansion,
          )!;
          expect(smaller).toEqual(area); // the same area for any target that only its last step reaches
        },
      ),
    );
  });
});

describe("spreading a bar", () => {
  test("conserves every contract, to the last bit", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 400 }),
        fc.integer({ min: 0, max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.oneof(fc.integer({ min: 0, max: 10_000_000 }), fc.double({ min: 1e-6, max: 1e7, noNaN: true })),
        fc.constantFrom("uniform" as const, "triangular" as const, "close" as const),
        fc.constantFrom(0.01, 0.25, 1, 5),
        (low, height, place, volume, spread, rowSize) => {
          const close = low + Math.round(place * height);
          const at = (row: number) => rowPrice(row, rowSize);
          const { firstRow, volumes } = spreadBar(
            at(low + height),
            at(low),
            at(close),
            volume,
            rowSize,
            spread,
          );
          expect(firstRow).toBe(low);
          expect(volumes.length).toBe(height + 1);
          expect(sum(volumes)).toBe(volume);
          expect(volumes.every((share) => share >= 0)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });

  test("a row is the price that a person writes", () => {
    expect(rowPrice(7543, 0.01)).toBe(75.43);
    expect(rowPrice(20_091, 0.25)).toBe(5022.75);
    expect(rowPrice(-3763, 0.01)).toBe(-37.63);
    expect(rowPrice(1501, 2.5)).toBe(3752.5);
    expect(rowPrice(13, 0.00005)).toBe(0.00065);
  });

  test.each([0, -0.25, Number.NaN, Number.POSITIVE_INFINITY])("rows of %d are refused", (rowSize) => {
    expect(() => spreadBar(2, 1, 1, 1, rowSize)).toThrow(expect.objectContaining({ code: "E430" }));
  });

  test("a row size that would need billions of rows is refused before memory is", () => {
    const price = column(1, 100_000);
    expect(() => rollingProfile(price, price, price, price, 2, 1e-8)).toThrow(/needs \d+ rows/);
  });
});

/** The profile of bars `from` to `to`, built anew with plain arithmetic. */
function rebuilt(bars: ReturnType<typeof walk>, from: number, to: number, rowSize: number) {
  const rows = new Map<number, number>();
  for (let i = from; i <= to; i++) {
    const { firstRow, volumes } = spreadBar(
      bars.high[i]!,
      bars.low[i]!,
      bars.close[i]!,
      bars.volume[i]!,
      rowSize,
    );
    volumes.forEach((volume, k) => {
      rows.set(firstRow + k, (rows.get(firstRow + k) ?? 0) + volume);
    });
  }
  const first = Math.min(...rows.keys());
  const dense = Float64Array.from(
    { length: Math.max(...rows.keys()) - first + 1 },
    (_, k) => rows.get(first + k) ?? 0,
  );
  const area = valueArea(dense, 70);
  return (
    area && {
      poc: (first + area.poc) * rowSize,
      valueHigh: (first + area.high) * rowSize,
      valueLow: (first + area.low) * rowSize,
    }
  );
}

describe("the rolling profile", () => {
  test("equals a profile built anew from its bars, on every bar", () => {
    const bars = walk(700, 11);
    for (const [lookback, rowSize] of [
      [1, 0.25],
      [37, 0.25],
      [100, 1],
    ] as const) {
      const levels = rollingProfile(bars.high, bars.low, bars.close, bars.volume, lookback, rowSize);
      for (let i = 0; i < 700; i++) {
        const expected = i < lookback - 1 ? null : rebuilt(bars, i - lookback + 1, i, rowSize);
        const none = { poc: Number.NaN, valueHigh: Number.NaN, valueLow: Number.NaN };
        const found = { poc: levels.poc[i], valueHigh: levels.valueHigh[i], valueLow: levels.valueLow[i] };
        expect(found).toEqual(expected ?? none);
      }
    }
  });

  test("without volumes it is a profile of time: each bar counts as one", () => {
    const bars = walk(200, 4);
    const missing = new Float64Array(200).fill(Number.NaN);
    const ones = new Float64Array(200).fill(1);
    const of = (volume: Float64Array) => rollingProfile(bars.high, bars.low, bars.close, volume, 50, 0.25);
    expect(of(missing)).toEqual(of(ones));
  });

  test("is not built anew for each bar: with a long lookback a hundred bars take less time than one built so", () => {
    const bars = walk(5_000, 2);
    const { high, low, close, volume } = bars;
    const anew = leastMs(() => {
      for (let to = 2_000; to < 2_010; to++) rebuilt(bars, to - 1_999, to, 0.25);
    });
    const asTheyCome = leastMs(() => rollingProfile(high, low, close, volume, 2_000, 0.25));
    expect(asTheyCome / bars.close.length).toBeLessThan(anew / 10 / 100);
  });
});

describe.each(["uniform", "triangular", "close"] as const)("a close outside of its bar (%s)", (spread) => {
  test("counts as traded at the end of the bar that is nearer to it", () => {
    const { high, low, close, volume, tradeDate } = walk(60, 3);
    const outside = close.map((price, i) => (i % 3 === 0 ? high[i]! + 4 : i % 3 === 1 ? low[i]! - 4 : price));
    const inside = close.map((price, i) => (i % 3 === 0 ? high[i]! : i % 3 === 1 ? low[i]! : price));
    const rolling = (of: Float64Array) => rollingProfile(high, low, of, volume, 7, 0.25, 70, { spread });
    const session = (of: Float64Array) =>
      sessionProfile(high, low, of, volume, tradeDate, 0.25, 70, { spread });
    expect(rolling(outside)).toEqual(rolling(inside));
    expect(session(outside)).toEqual(session(inside));
    expect(spreadBar(10, 8, 30, 12, 1, spread)).toEqual(spreadBar(10, 8, 10, 12, 1, spread));
  });
});

describe("the session profile", () => {
  test("a bar sees the levels of the trade date before its own, and the first date sees none", () => {
    const bars = walk(400, 9);
    const { poc, valueHigh, valueLow } = sessionProfile(
      bars.high,
      bars.low,
      bars.close,
      bars.volume,
      bars.tradeDate,
      0.25,
    );
    for (let i = 0; i < 400; i++) {
      const start = Math.floor(i / 20) * 20;
      const expected = start === 0 ? null : rebuilt(bars, start - 20, start - 1, 0.25);
      const none = { poc: Number.NaN, valueHigh: Number.NaN, valueLow: Number.NaN };
      expect({ poc: poc[i], valueHigh: valueHigh[i], valueLow: valueLow[i] }).toEqual(expected ?? none);
    }
  });

  test("by hand: yesterday traded mostly at 102", () => {
    const price = column(100, 102, 102, 104, 103);
    const levels = sessionProfile(price, price, price, column(10, 50, 40, 20, 5), column(1, 1, 1, 1, 2), 1);
    expect(levels.poc).toEqual(column(null, null, null, null, 102));
    expect(levels.valueHigh).toEqual(column(null, null, null, null, 102));
    expect(levels.valueLow).toEqual(column(null, null, null, null, 102));
  });

  test("after a date without volume there are no levels", () => {
    const price = column(100, 101, 102);
    const levels = sessionProfile(price, price, price, column(5, 0, 5), column(1, 2, 3), 1);
    expect(levels.poc).toEqual(column(null, 100, null));
  });
});
