import fc from "fast-check";
import { expect, test } from "vitest";
import { PriceRange } from "#accountant/walked.js";
import { createBars } from "#bars/columns.js";
import { WINDOW, windowsOf } from "#bars/extremes.js";

const ranges = fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat({ max: 40 })), {
  minLength: 1,
  maxLength: 70,
});

test("any stretch of eight bars and more shows by windows what its bars show", () => {
  fc.assert(
    fc.property(ranges, fc.nat(), fc.nat(), fc.integer({ min: -60, max: 60 }), (prices, a, b, at) => {
      const bars = createBars(prices.length);
      for (const [bar, [low, span]] of prices.entries()) {
        bars.lowTicks[bar] = low;
        bars.highTicks[bar] = low + span;
      }
      // Whoever asks first is told none: most bars are run over once.
      expect(windowsOf(bars)).toBeNull();
      const windows = windowsOf(bars)!;
      expect(windowsOf(bars)).toBe(windows);
      const last = prices.length - 1;
      const [from, to] = [a % prices.length, b % prices.length].sort((x, y) => x - y) as [number, number];
      expect(windows.highest[last]).toBe(bars.highTicks[last]);
      if (to - from < WINDOW) return;
      const [plain, quick] = [new PriceRange(), new PriceRange()];
      for (const range of [plain, quick]) range.begin(at);
      plain.addBars(bars, from, to);
      quick.addWindows(windows, from, to);
      expect([quick.low, quick.high]).toEqual([plain.low, plain.high]);
      const seen = prices.slice(from, to);
      expect(plain.low).toBe(Math.min(at, ...seen.map(([low]) => low)));
      expect(plain.high).toBe(Math.max(at, ...seen.map(([low, span]) => low + span)));
    }),
    { numRuns: 500 },
  );
});
