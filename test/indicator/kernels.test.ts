// Are our own indicators right?

import { Decimal } from "decimal.js";
import * as ti from "technicalindicators";
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
import { trueRange } from "#indicator/true-range.js";
import { column, difference, padded, walk } from "./columns.js";

const N = 3000;
const bars = walk(N);
const { high, low, close, volume, tradeDate } = bars;
const candles = { high: [...high], low: [...low], close: [...close], volume: [...volume] };
const CLOSE = 1e-9;

describe("equals technicalindicators where that is right, to 1e-9", () => {
  const values = candles.close;
  test.each([1, 2, 5, 20, 200])("over %i bars", (period) => {
    const full = (tail: readonly number[]) => padded(N, tail);
    expect(difference(sma(close, period), full(ti.SMA.calculate({ period, values })))).toBeLessThan(CLOSE);
    expect(difference(emaSma(close, period), full(ti.EMA.calculate({ period, values })))).toBeLessThan(CLOSE);
    expect(difference(wilder(close, period), full(ti.WEMA.calculate({ period, values })))).toBeLessThan(
      CLOSE,
    );
    expect(difference(stdev(close, period), full(ti.SD.calculate({ period, values })))).toBeLessThan(CLOSE);
    expect(difference(roc(close, period), full(ti.ROC.calculate({ period, values })))).toBeLessThan(CLOSE);
    expect(
      difference(atr(high, low, close, period), full(ti.ATR.calculate({ period, ...candles }))),
    ).toBeLessThan(CLOSE);
    expect(difference(highest(close, period), full(ti.Highest.calculate({ period, values })))).toBe(0);
    expect(difference(lowest(close, period), full(ti.Lowest.calculate({ period, values })))).toBe(0);
    const bands = bollinger(close, period, 2.5);
    const theirs = ti.BollingerBands.calculate({ period, stdDev: 2.5, values });
    for (const line of ["upper", "middle", "lower"] as const) {
      expect(difference(bands[line], full(theirs.map((row) => row[line])))).toBeLessThan(CLOSE);
    }
  });

  test("true range", () => {
    expect(difference(trueRange(high, low, close), padded(N, ti.TrueRange.calculate(candles)))).toBe(0);
  });

  test("MACD 12, 26, 9", () => {
    const theirs = ti.MACD.calculate({
      values,
      fastPeriod: 12,
      slowPeriod: 26,
      signalPeriod: 9,
      SimpleMAOscillator: false,
      SimpleMASignal: false,
    });
    const ours = macd(close);
    expect(
      difference(
        ours.macd,
        padded(
          N,
          theirs.map((row) => row.MACD),
        ),
      ),
    ).toBeLessThan(CLOSE);
    expect(
      difference(
        ours.signal,
        padded(
          N,
          theirs.map((row) => row.signal),
        ),
      ),
    ).toBeLessThan(CLOSE);
    expect(
      difference(
        ours.histogram,
        padded(
          N,
          theirs.map((row) => row.histogram),
        ),
      ),
    ).toBeLessThan(CLOSE);
  });

  test("stochastic, wherever the range is not empty", () => {
    const theirs = ti.Stochastic.calculate({ ...candles, period: 14, signalPeriod: 3 });
    const ours = stochastic(high, low, close, 14, 3);
    expect(
      difference(
        ours.k,
        padded(
          N,
          theirs.map((row) => row.k),
        ),
      ),
    ).toBeLessThan(CLOSE);
    expect(
      difference(
        ours.d,
        padded(
          N,
          theirs.map((row) => row.d),
        ),
      ),
    ).toBeLessThan(CLOSE);
  });

  test("RSI, but for the two digits that technicalindicators keeps", () => {
    expect(difference(rsi(close, 14), padded(N, ti.RSI.calculate({ period: 14, values })))).toBeLessThan(
      0.00500001,
    );
  });

  test("ADX after 300 bars, when its other seed is forgotten", () => {
    const theirs = ti.ADX.calculate({ ...candles, period: 14 });
    const ours = adx(high, low, close, 14);
    const later = (values: Float64Array) => values.subarray(600);
    expect(
      difference(
        later(ours.adx),
        later(
          padded(
            N,
            theirs.map((row) => row.adx),
          ),
        ),
      ),
    ).toBeLessThan(CLOSE);
    expect(
      difference(
        later(ours.plus),
        later(
          padded(
            N,
            theirs.map((row) => row.pdi),
          ),
        ),
      ),
    ).toBeLessThan(CLOSE);
    expect(
      difference(
        later(ours.minus),
        later(
          padded(
            N,
            theirs.map((row) => row.mdi),
          ),
        ),
      ),
    ).toBeLessThan(CLOSE);
    expect(
      difference(
        ours.adx,
        padded(
          N,
          theirs.map((row) => row.adx),
        ),
      ),
    ).toBeGreaterThan(0.01);
  });
});

describe("equals the formula written out in decimals, to 1e-9", () => {
  const some = close.subarray(0, 400);

  test("EMA seeded with the first close", () => {
    const a = new Decimal(2).div(27);
    let e = new Decimal(some[0]!);
    const expected = Array.from(some, (price, i) => {
      if (i > 0) e = a.times(price).plus(new Decimal(1).minus(a).times(e));
      return i < 25 ? Number.NaN : e.toNumber();
    });
    expect(difference(ema(some, 26), expected)).toBeLessThan(CLOSE);
  });

  test("RSI after Wilder", () => {
    let gain = new Decimal(0);
    let loss = new Decimal(0);
    const expected = Array.from(some, (price, i) => {
      if (i === 0) return Number.NaN;
      const change = new Decimal(price).minus(some[i - 1]!);
      const won = Decimal.max(change, 0);
      const lost = Decimal.max(change.neg(), 0);
      gain = i <= 14 ? gain.plus(won.div(14)) : gain.times(13).plus(won).div(14);
      loss = i <= 14 ? loss.plus(lost.div(14)) : loss.times(13).plus(lost).div(14);
      return i < 14 ? Number.NaN : gain.times(100).div(gain.plus(loss)).toNumber();
    });
    expect(difference(rsi(some, 14), expected)).toBeLessThan(CLOSE);
  });

  test("ADX seeded as TA-Lib and TTR do", () => {
    const n = 14;
    const sums = { range: new Decimal(0), up: new Decimal(0), down: new Decimal(0) };
    const indexes: Decimal[] = [];
    let average = new Decimal(0);
    const expected = Array.from(some, (_, i) => {
      if (i === 0) return Number.NaN;
      const rose = high[i]! - high[i - 1]!;
      const fell = low[i - 1]! - low[i]!;
      const moves = {
        range: Math.max(
          high[i]! - low[i]!,
          Math.abs(high[i]! - close[i - 1]!),
          Math.abs(low[i]! - close[i - 1]!),
        ),
        up: rose > fell && rose > 0 ? rose : 0,
        down: fell > rose && fell > 0 ? fell : 0,
      };
      for (const key of ["range", "up", "down"] as const) {
        const kept = i < n ? sums[key] : sums[key].times(n - 1).div(n);
        sums[key] = kept.plus(moves[key]);
      }
      if (i < n) return Number.NaN;
      const plus = sums.up.div(sums.range);
      const minus = sums.down.div(sums.range);
      const dx = plus.minus(minus).abs().div(plus.plus(minus)).times(100);
      indexes.push(dx);
      if (indexes.length < n) return Number.NaN;
      average =
        indexes.length === n
          ? indexes.reduce((a, b) => a.plus(b)).div(n)
          : average
              .times(n - 1)
              .plus(dx)
              .div(n);
      return average.toNumber();
    });
    expect(difference(adx(high.subarray(0, 400), low.subarray(0, 400), some, n).adx, expected)).toBeLessThan(
      CLOSE,
    );
  });

  test("money flow index", () => {
    const typical = Array.from(some, (price, i) => new Decimal(high[i]!).plus(low[i]!).plus(price).div(3));
    const expected = typical.map((_, i) => {
      if (i < 14) return Number.NaN;
      let [up, down] = [new Decimal(0), new Decimal(0)];
      for (let j = i - 13; j <= i; j++) {
        const flow = typical[j]!.times(volume[j]!);
        if (typical[j]!.gt(typical[j - 1]!)) up = up.plus(flow);
        if (typical[j]!.lt(typical[j - 1]!)) down = down.plus(flow);
      }
      return up.times(100).div(up.plus(down)).toNumber();
    });
    const head = (values: Float64Array) => values.subarray(0, 400);
    expect(difference(mfi(head(high), head(low), some, head(volume), 14), expected)).toBeLessThan(CLOSE);
  });

  test("the average price of a day's volume", () => {
    const expected = Array.from(some, (_, i) => {
      let [paid, traded] = [new Decimal(0), new Decimal(0)];
      for (let j = Math.floor(i / 20) * 20; j <= i; j++) {
        paid = paid.plus(new Decimal(high[j]!).plus(low[j]!).plus(close[j]!).div(3).times(volume[j]!));
        traded = traded.plus(volume[j]!);
      }
      return traded.isZero() ? Number.NaN : paid.div(traded).toNumber();
    });
    const ours = sessionVwap(high, low, close, volume, tradeDate).subarray(0, 400);
    expect(difference(ours, expected)).toBeLessThan(CLOSE);
  });

  test("a simple average of a million prices does not drift", () => {
    const long = Float64Array.from(
      { length: 1_000_000 },
      (_, i) => 20_000.01 + 5000 * Math.sin(i / 999) + (i % 7) / 100,
    );
    const ours = sma(long, 50);
    const last = Array.from(long.subarray(-50))
      .reduce((total, price) => total.plus(price), new Decimal(0))
      .div(50);
    expect(Math.abs(ours.at(-1)! - last.toNumber())).toBeLessThan(1e-11);
  });
});

describe("by hand", () => {
  test("EMA of 10, 12, 11 over 3 bars: 10, then 11, then 11, told from the third bar on", () => {
    expect(ema(column(10, 12, 11, 15), 3)).toEqual(column(null, null, 11, 13));
    expect(ema(column(10, 12), 1)).toEqual(column(10, 12));
  });

  test("RSI is 50 in a market that does not move, 100 in one that only rises, 0 in one that only falls", () => {
    expect(rsi(column(7, 7, 7, 7), 2)).toEqual(column(null, null, 50, 50));
    expect(rsi(column(1, 2, 3, 4), 2)).toEqual(column(null, null, 100, 100));
    expect(rsi(column(4, 3, 2, 1), 2)).toEqual(column(null, null, 0, 0));
  });

  test("RSI(2) of 10, 11, 10, 13: 50, then gains 1.75 against losses 0.25", () => {
    expect(rsi(column(10, 11, 10, 13), 2)).toEqual(column(null, null, 50, 87.5));
  });

  test("true range counts the gap between yesterday's close and today's bar", () => {
    expect(trueRange(column(10, 16, 9), column(8, 14, 7), column(9, 15, 8))).toEqual(column(null, 7, 8));
  });

  test("ATR(2): the mean of the first two true ranges, then half of what is new", () => {
    const ranges = [column(10, 12, 12, 16), column(10, 10, 11, 12), column(10, 11, 12, 12)] as const;
    expect(atr(...ranges, 2)).toEqual(column(null, null, 1.5, 2.75)); // true ranges 2, 1, 4
  });

  test("the highest and lowest of the last three", () => {
    expect(highest(column(5, 4, 3, 2, 6), 3)).toEqual(column(null, null, 5, 4, 6));
    expect(lowest(column(1, 2, 3, 4, 0), 3)).toEqual(column(null, null, 1, 2, 0));
    expect(donchian(column(5, 6), column(1, 2), 2).middle).toEqual(column(null, 3.5));
  });

  test("lows below zero, as crude oil had them, are lower", () => {
    expect(lowest(column(2, -1, -37.63), 2)).toEqual(column(null, -1, -37.63));
    expect(highest(column(-5, -4, -6), 2)).toEqual(column(null, -4, -4));
  });

  test("a market that stood still has no deviation at all, and its bands lie on its price", () => {
    const still = column(75.43, 75.43, 75.43, 75.43, 75.43, 75.43, 75.43);
    expect(stdev(still, 7)[6]).toBe(0);
    expect(bollinger(still, 3)).toEqual({
      upper: column(null, null, 75.43, 75.43, 75.43, 75.43, 75.43),
      middle: column(null, null, 75.43, 75.43, 75.43, 75.43, 75.43),
      lower: column(null, null, 75.43, 75.43, 75.43, 75.43, 75.43),
    });
  });

  test("a spike leaves no echo in the deviation once it is out of the window", () => {
    expect(stdev(column(1, 1, 1e9, 1, 1, 1), 3).at(-1)).toBe(0);
  });

  test("lines cross when one gets above the other; touching is not crossing", () => {
    expect(crossings(column(1, 2, 3, 2, 3, 1), column(2, 2, 2, 2, 2, 2))).toEqual(
      column(null, 0, 1, 0, 1, -1),
    );
  });

  test("rate of change has no value over a price of 0", () => {
    expect(roc(column(0, 5, 10, 15), 1)).toEqual(column(null, null, 100, 50));
  });

  test("money flow is 50 where no price moved, and unchanged prices count for nobody", () => {
    const flat = column(5, 5, 5, 6);
    expect(mfi(flat, flat, flat, column(9, 9, 9, 9), 2)).toEqual(column(null, null, 50, 100));
  });

  test("stochastic is 50 in an empty range", () => {
    const flat = column(5, 5, 5);
    expect(stochastic(flat, flat, flat, 2, 1)).toEqual({ k: column(null, 50, 50), d: column(null, 50, 50) });
  });

  test("without direction ADX is 0, and a market without range has no directional movement", () => {
    const flat = new Float64Array(10).fill(5);
    expect(adx(flat, flat, flat, 2)).toEqual({
      plus: column(null, null, ...new Array<number>(8).fill(0)),
      minus: column(null, null, ...new Array<number>(8).fill(0)),
      adx: column(null, null, null, ...new Array<number>(7).fill(0)),
    });
  });

  test("the day's average price begins anew with the day, and counts bars where volume is missing", () => {
    const price = column(10, 20, 30, 50);
    const days = column(1, 1, 2, 2);
    expect(sessionVwap(price, price, price, column(1, 3, 0, 2), days)).toEqual(column(10, 17.5, null, 50));
    expect(sessionVwap(price, price, price, column(null, null, null, null), days)).toEqual(
      column(10, 15, 30, 40),
    );
  });
});
