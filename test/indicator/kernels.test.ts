// Are our own indicators right?

import { Decimal } from "decimal.js";
import * as ti from "technicalindicators";
import { describe, expect, test } from "vitest";
import { adx } from "#indicator/adx.js";
import { atr } from "#indicator/atr.js";
import { bollinger } from "#indicator/bollinger.js";
import { ema, emaSma, wilder } from "#indicator/ema.js";
import { highest, lowest } from "#indicator/extreme.js";
import { macd } from "#indicator/macd.js";
import { mfi } from "#indicator/mfi.js";
import { roc } from "#indicator/roc.js";
import { rsi } from "#indicator/rsi.js";
import { sessionVwap } from "#indicator/session-vwap.js";
import { sma } from "#indicator/sma.js";
import { stdev } from "#indicator/stdev.js";
import { stochastic } from "#indicator/stochastic.js";
import { trueRange } from "#indicator/true-range.js";
import { difference, padded, walk } from "./columns.js";

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
