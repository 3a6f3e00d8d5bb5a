// Do our own indicators give the numbers that a pencil gives?

import { describe, expect, test } from "vitest";
import { adx } from "#indicator/adx.js";
import { atr } from "#indicator/atr.js";
import { bollinger } from "#indicator/bollinger.js";
import { crossings } from "#indicator/crossings.js";
import { ema } from "#indicator/ema.js";
import { donchian, highest, lowest } from "#indicator/extreme.js";
import { mfi } from "#indicator/mfi.js";
import { roc } from "#indicator/roc.js";
import { rsi } from "#indicator/rsi.js";
import { sessionVwap } from "#indicator/session-vwap.js";
import { stdev } from "#indicator/stdev.js";
import { stochastic } from "#indicator/stochastic.js";
import { trueRange } from "#indicator/true-range.js";
import { column } from "./columns.js";

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
