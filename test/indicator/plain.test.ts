// Are the fast kernels the plain ones, to the last bit?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { INDICATORS } from "#indicator/list.js";
import { type Columns, walk } from "./columns.js";
import * as plain from "./plain.js";
import * as plainProfile from "./plain-profile.js";

type Result = Float64Array | Readonly<Record<string, Float64Array>>;
type Calls = Readonly<Record<string, (of: typeof plain, columns: Columns, n: number) => Result>>;

const CALLS: Calls = {
  sma: (of, { close }, n) => of.sma(close, n),
  stdev: (of, { close }, n) => of.stdev(close, n),
  trueRange: (of, { high, low, close }) => of.trueRange(high, low, close),
  highest: (of, { high }, n) => of.highest(high, n),
  lowest: (of, { low }, n) => of.lowest(low, n),
  emaSma: (of, { close }, n) => of.emaSma(close, n),
  wilder: (of, { close }, n) => of.wilder(close, n),
  rsi: (of, { close }, n) => of.rsi(close, n),
  crossings: (of, { open, close }) => of.crossings(open, close),
  roc: (of, { close }, n) => of.roc(close, n),
  bollinger: (of, { close }, n) => of.bollinger(close, n, 2.5),
  stochastic: (of, { high, low, close }, n) => of.stochastic(high, low, close, n, 3),
  macd: (of, { close }, n) => of.macd(close, n, 2 * n + 1, 3),
  mfi: (of, { high, low, close, volume }, n) => of.mfi(high, low, close, volume, n),
  sessionVwap: (of, { high, low, close, volume, tradeDate }) =>
    of.sessionVwap(high, low, close, volume, tradeDate),
};

/** Where two results differ, NaN being NaN: [line, bar, ours, theirs]. Null where they do not. */
function firstDifference(ours: Result, theirs: Result): unknown {
  const lines = (result: Result) => (result instanceof Float64Array ? { value: result } : result);
  for (const [line, expected] of Object.entries(lines(theirs))) {
    const found = lines(ours)[line]!;
    if (found.length !== expected.length) return [line, found.length, expected.length];
    for (let i = 0; i < expected.length; i++)
      if (!Object.is(found[i], expected[i])) return [line, i, found[i], expected[i]];
  }
  return null;
}

const largest = (volume: Float64Array) => volume.reduce((most, value) => Math.max(most, value || 0), 1);

/** Prices with holes, plateaus, both zeros; now and then without a single number. */
const columnsOf = (lengths: fc.Arbitrary<number>, plateaus: readonly boolean[]) =>
  fc
    .record({
      seed: fc.integer({ min: 1, max: 100_000 }),
      length: lengths,
      holes: fc.array(fc.tuple(fc.nat(9000), fc.constantFrom("open", "high", "low", "close", "volume")), {
        maxLength: 6,
      }),
      shift: fc.constantFrom(0, -5000, -4990),
      flat: fc.constantFrom(...plateaus),
    })
    .map(({ seed, length, holes, shift, flat }): Columns => {
      const drawn = walk(length, seed);
      for (const name of ["open", "high", "low", "close"] as const) {
        const column = drawn[name];
        for (let i = 0; i < length; i++) {
          const value = column[i]! + shift;
          column[i] = value === 0 && i % 2 === 0 ? -0 : flat && i % 50 > 10 ? 3 : value;
        }
      }
      for (const [at, name] of holes) if (length > 0) drawn[name as "open"][at % length] = Number.NaN;
      return drawn;
    });

const short = fc.integer({ min: 0, max: 120 });
const columns = columnsOf(fc.oneof(short, fc.constantFrom(4095, 4096, 4097, 4110, 8193)), [true, false]);
// A plateau far away would be ten thousands of empty rows, which the plain profile looks at in every bar.
const nearColumns = columnsOf(
  fc.oneof({ arbitrary: short, weight: 30 }, { arbitrary: fc.constant(4100), weight: 1 }),
  [false],
);

describe.each(Object.entries(CALLS))("%s", (_name, call) => {
  test("has the bits of the plain loop", () => {
    fc.assert(
      fc.property(
        columns,
        fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constantFrom(64, 200, 5000)),
        (drawn, n) => {
          const fast = call(INDICATORS as unknown as typeof plain, drawn, n);
          expect(firstDifference(fast, call(plain, drawn, n))).toBe(null);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe.each(["rollingProfile", "sessionProfile"] as const)("%s", (name) => {
  test("has the levels of the one that makes every sum anew", () => {
    const settings = fc.record({
      lookback: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.constant(300)),
      rowSize: fc.constantFrom(0.25, 0.5, 1, 7, 0.1),
      percent: fc.constantFrom(70, 1, 50, 99.9, 100),
      spread: fc.constantFrom("uniform" as const, "triangular" as const, "close" as const),
      expansion: fc.constantFrom("two-row" as const, "one-row" as const),
      volume: fc.constantFrom("as drawn", "none", "zeros", "equal", "huge", "limit", "crypto"),
    });
    fc.assert(
      fc.property(
        nearColumns,
        settings,
        (drawn, { lookback, rowSize, percent, spread, expansion, volume }) => {
          const { high, low, close, tradeDate } = drawn;
          // Sums of a window end just below the 2^23 contracts that the fast profile carries along.
          const untilInexact = (2 ** 23 - 1) / (Math.min(lookback + 1, close.length) * largest(drawn.volume));
          const volumes = drawn.volume.map((value, i) => {
            if (volume === "none") return Number.NaN;
            if (volume === "zeros") return i % 7 === 0 ? value : 0;
            if (volume === "equal") return 12;
            if (volume === "huge") return value * 1e5;
            if (volume === "limit") return value * untilInexact;
            return volume === "crypto" ? value / 1237 : value;
          });
          const options = { spread, expansion };
          const of = ({ rollingProfile, sessionProfile }: typeof plainProfile) =>
            name === "rollingProfile"
              ? rollingProfile(high, low, close, volumes, lookback, rowSize, percent, options)
              : sessionProfile(high, low, close, volumes, tradeDate, rowSize, percent, options);
          expect(firstDifference(of(INDICATORS as unknown as typeof plainProfile), of(plainProfile))).toBe(
            null,
          );
        },
      ),
      { numRuns: 300 },
    );
  });
});
