// What holds for every indicator?

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { adx } from "#indicator/adx.js";
import { atr } from "#indicator/atr.js";
import { bollinger } from "#indicator/bollinger.js";
import { crossings } from "#indicator/crossings.js";
import { ema, emaSma, wilder } from "#indicator/ema.js";
import { donchian, highest, lowest } from "#indicator/extreme.js";
import { macd } from "#indicator/macd.js";
import { mfi } from "#indicator/mfi.js";
import { roc } from "#indicator/roc.js";
import { rsi } from "#indicator/rsi.js";
import { sessionVwap } from "#indicator/session-vwap.js";
import { sma } from "#indicator/sma.js";
import { stdev } from "#indicator/stdev.js";
import { stochastic } from "#indicator/stochastic.js";
import { technical } from "#indicator/technical.js";
import { ENTRIES } from "#indicator/technical-list.js";
import { PATTERNS } from "#indicator/technical-patterns.js";
import { trueRange } from "#indicator/true-range.js";
import { rollingProfile, sessionProfile } from "#indicator/volume-profile.js";
import { type Columns, firstNumber, walk } from "./columns.js";

type Result = Float64Array | Readonly<Record<string, Float64Array>>;
type Indicator = (columns: Columns, period: number) => Result;

/** Name → the indicator, and the bar of each line's first value for a period. */
const OWN: Readonly<Record<string, readonly [Indicator, Readonly<Record<string, (n: number) => number>>]>> = {
  sma: [({ close }, n) => sma(close, n), { value: (n) => n - 1 }],
  ema: [({ close }, n) => ema(close, n), { value: (n) => n - 1 }],
  emaSma: [({ close }, n) => emaSma(close, n), { value: (n) => n - 1 }],
  wilder: [({ close }, n) => wilder(close, n), { value: (n) => n - 1 }],
  rsi: [({ close }, n) => rsi(close, n), { value: (n) => n }],
  trueRange: [({ high, low, close }) => trueRange(high, low, close), { value: () => 1 }],
  atr: [({ high, low, close }, n) => atr(high, low, close, n), { value: (n) => n }],
  highest: [({ high }, n) => highest(high, n), { value: (n) => n - 1 }],
  lowest: [({ low }, n) => lowest(low, n), { value: (n) => n - 1 }],
  donchian: [
    ({ high, low }, n) => donchian(high, low, n),
    { upper: (n) => n - 1, middle: (n) => n - 1, lower: (n) => n - 1 },
  ],
  stdev: [({ close }, n) => stdev(close, n), { value: (n) => n - 1 }],
  bollinger: [
    ({ close }, n) => bollinger(close, n),
    { upper: (n) => n - 1, middle: (n) => n - 1, lower: (n) => n - 1 },
  ],
  macd: [
    ({ close }, n) => macd(close, n, 2 * n, 3),
    { macd: (n) => 2 * n - 1, signal: (n) => 2 * n + 1, histogram: (n) => 2 * n + 1 },
  ],
  adx: [
    ({ high, low, close }, n) => adx(high, low, close, n),
    { adx: (n) => 2 * n - 1, plus: (n) => n, minus: (n) => n },
  ],
  roc: [({ close }, n) => roc(close, n), { value: (n) => n }],
  crossings: [({ open, close }) => crossings(open, close), { value: () => 1 }],
  stochastic: [
    ({ high, low, close }, n) => stochastic(high, low, close, n, 3),
    { k: (n) => n - 1, d: (n) => n + 1 },
  ],
  mfi: [({ high, low, close, volume }, n) => mfi(high, low, close, volume, n), { value: (n) => n }],
  sessionVwap: [
    ({ high, low, close, volume, tradeDate }) => sessionVwap(high, low, close, volume, tradeDate),
    { value: () => 0 },
  ],
  sessionProfile: [
    ({ high, low, close, volume, tradeDate }) => sessionProfile(high, low, close, volume, tradeDate, 0.5),
    { poc: () => 20, valueHigh: () => 20, valueLow: () => 20 },
  ],
  rollingProfile: [
    ({ high, low, close, volume }, n) => rollingProfile(high, low, close, volume, n, 0.5),
    { poc: (n) => n - 1, valueHigh: (n) => n - 1, valueLow: (n) => n - 1 },
  ],
};

const PACKAGE: Readonly<Record<string, Indicator>> = Object.fromEntries([
  ...Object.entries(ENTRIES).map(([name, { takes, params }]) => {
    const given = Object.fromEntries(
      Object.keys(params)
        .filter((key) => params[key] === null)
        .map((key) => [key, 5]),
    );
    const indicator: Indicator = (columns) => {
      const named = { ...columns, values: columns.close, lineA: columns.close, lineB: columns.open };
      return technical<string>(name, given)(...takes.map((take) => named[take]));
    };
    return [name, indicator] as const;
  }),
  ...Object.keys(PATTERNS).map((name) => {
    const indicator: Indicator = ({ open, high, low, close }) =>
      technical<string>(name)(open, high, low, close);
    return [name, indicator] as const;
  }),
]);

const lines = (result: Result): readonly (readonly [string, Float64Array])[] =>
  result instanceof Float64Array ? [["value", result]] : Object.entries(result);
const cut = (columns: Columns, end: number): Columns => ({
  open: columns.open.slice(0, end),
  high: columns.high.slice(0, end),
  low: columns.low.slice(0, end),
  close: columns.close.slice(0, end),
  volume: columns.volume.slice(0, end),
  tradeDate: columns.tradeDate.slice(0, end),
});

describe.each([
  ...Object.entries(OWN).map(([name, [indicator]]) => [name, indicator] as const),
  ...Object.entries(PACKAGE).map(([name, indicator]) => [`technical("${name}")`, indicator] as const),
])("%s", (_name, indicator) => {
  test("never reads the future: wherever the bars are cut off, the values up to there are the same", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 140 }),
        (seed, period, end) => {
          const columns = walk(140, seed);
          const whole = lines(indicator(columns, period));
          const head = lines(indicator(cut(columns, end), period));
          for (const [k, [line, values]] of head.entries()) {
            expect([line, values]).toEqual([line, whole[k]![1].slice(0, end)]);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  test("has a value slot for every bar, changes nothing that it is given, and says the same twice", () => {
    const columns = walk(140, 7);
    const before = JSON.stringify(columns);
    const first = lines(indicator(columns, 5));
    for (const [, values] of first) expect(values.length).toBe(140);
    expect(lines(indicator(columns, 5))).toEqual(first);
    expect(JSON.stringify(columns)).toBe(before);
  });

  test("survives columns too short for a single value, even empty ones", () => {
    for (const length of [0, 1, 2]) {
      for (const [, values] of lines(indicator(walk(length), 12))) expect(values.length).toBe(length);
    }
  });
});

describe.each(Object.entries(OWN))("%s", (name, [indicator, begins]) => {
  test("has no value before its warm-up is over, and one on every bar from then on", () => {
    for (const period of [2, 3, 14]) {
      for (const [line, values] of lines(indicator(walk(200, 3), period))) {
        const begin = begins[line]!(period);
        expect([line, firstNumber(values)]).toEqual([line, begin]);
        expect(values.subarray(begin).some(Number.isNaN)).toBe(false);
      }
    }
  });

  test("bars without a value in front only delay it", () => {
    if (name.endsWith("Profile") || name === "sessionVwap") return; // these look at trade dates or a fixed window of bars
    const columns = walk(120, 5);
    const gap = 9;
    const late = Object.fromEntries(
      Object.entries(columns).map(([key, values]) => [
        key,
        Float64Array.from([...new Array<number>(gap).fill(Number.NaN), ...values]),
      ]),
    ) as unknown as Columns;
    const delayed = lines(indicator(late, 5));
    for (const [k, [, values]] of lines(indicator(columns, 5)).entries()) {
      expect(delayed[k]![1].subarray(gap)).toEqual(values);
    }
  });

  test("a hole in the middle does not silence it for ever", () => {
    const columns = walk(200, 6);
    for (const key of ["open", "high", "low", "close"] as const) columns[key][60] = Number.NaN;
    for (const [, values] of lines(indicator(columns, 5)))
      expect(values.subarray(150).some(Number.isNaN)).toBe(false);
  });
});

describe("refuses", () => {
  const close = walk(30).close;
  test.each([0, -3, 1.5, Number.NaN, Number.POSITIVE_INFINITY])("to look back %d bars", (period) => {
    for (const indicator of [sma, ema, emaSma, wilder, rsi, highest, lowest, stdev, bollinger, roc]) {
      expect(() => indicator(close, period)).toThrow(expect.objectContaining({ code: "E430" }));
    }
    expect(() => atr(close, close, close, period)).toThrow(/atr cannot look back/);
    expect(() => macd(close, 12, period)).toThrow(expect.objectContaining({ code: "E430" }));
  });

  test("columns of different series", () => {
    const short = close.subarray(1);
    expect(() => atr(close, short, close, 3)).toThrow(expect.objectContaining({ code: "E432" }));
    expect(() => crossings(close, short)).toThrow(/different lengths/);
    expect(() => adx(short, close, close, 3)).toThrow(expect.objectContaining({ code: "E432" }));
  });
});
