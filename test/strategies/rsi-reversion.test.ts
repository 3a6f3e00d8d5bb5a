import { beforeAll, describe, expect, test } from "vitest";
import { adx } from "#indicator/adx.js";
import { atr } from "#indicator/atr.js";
import { rsi } from "#indicator/rsi.js";
import { sma } from "#indicator/sma.js";
import type { Series } from "../../src/domain/bars.js";
import { FILL_KINDS, type Run } from "../../src/domain/run.js";
import RsiReversion from "../../strategies/rsi-reversion.js";
import { BUNDLED, seriesOf } from "../fixtures/real-data.js";
import { head, trade } from "./trade.js";

const TICK = 0.25;
let series: Series;
let run: Run;
let strength: Float64Array;
let mean: Float64Array;
let range: Float64Array;
let trend: Float64Array;

beforeAll(async () => {
  series = head(await seriesOf(BUNDLED[0]!), 20_000);
  run = trade(series, RsiReversion);
  const { high, low, close } = series.bars;
  strength = rsi(close, 14);
  mean = sma(close, 20);
  range = atr(high, low, close, 14);
  trend = adx(high, low, close, 14).adx;
});

/** What the doc comment says about an entry, from the columns alone. */
function signal(bar: number, adxMax: number): 1 | 0 | -1 {
  const { close } = series.bars;
  const [before, now] = [strength[bar - 1]!, strength[bar]!];
  const side = now > 30 && before <= 30 ? 1 : now < 70 && before >= 70 ? -1 : 0;
  const ranging = adxMax === 0 || trend[bar]! <= adxMax;
  const room = side * (mean[bar]! - close[bar]!) > 0;
  return side !== 0 && ranging && room ? side : 0;
}

describe("entries", () => {
  test("come where the RSI leaves its extreme in a market without a trend, and nowhere else", () => {
    const entries = run.orders.filter(({ reason }) => reason.startsWith("RSI"));
    expect(entries.length).toBeGreaterThan(50);
    for (const { bar, side } of entries) expect(signal(bar, 25)).toBe(side);
    for (let bar = 40; bar < series.bars.length; bar++) {
      const flat = run.position[bar] === 0;
      const ordered = entries.some((entry) => entry.bar === bar);
      if (flat) expect(ordered).toBe(signal(bar, 25) !== 0);
    }
  });
  test("come more often without the range filter", () => {
    const free = trade(series, RsiReversion, { params: { adxMax: 0 } });
    expect(free.trades.length).toBeGreaterThan(run.trades.length);
    for (const { bar, side, reason } of free.orders) {
      if (reason.startsWith("RSI")) expect(signal(bar, 0)).toBe(side);
    }
  });
});

describe("exits", () => {
  test("at the next open after a close at the mean", () => {
    const out = run.orders.filter(({ reason }) => reason === "mean reached");
    expect(out.length).toBeGreaterThan(20);
    for (const { bar, side, qty, endBar } of out) {
      expect(-side * (series.bars.close[bar]! - mean[bar]!)).toBeGreaterThanOrEqual(0);
      expect(run.position[bar]).toBe(-side * qty);
      expect(run.position[endBar]).toBe(0);
      expect(endBar).toBe(bar + 1);
    }
    for (let bar = 40; bar < series.bars.length - 1; bar++) {
      const side = Math.sign(run.position[bar]!);
      const reached = side !== 0 && side * (series.bars.close[bar]! - mean[bar]!) >= 0;
      if (reached) expect(out.some((order) => order.bar === bar)).toBe(true);
    }
  });
  test("by a stop of two ATRs from the fill", () => {
    const { fills, orders } = run;
    for (let k = 0; k < fills.length; k++) {
      const order = orders[fills.order[k]! - 1]!;
      if (FILL_KINDS[fills.kind[k]!] !== "market" || !order.reason.startsWith("RSI")) continue;
      const distance = Math.ceil((2 * range[order.bar]!) / TICK - 1e-6);
      expect(fills.side[k]! * (fills.price[k]! - fills.stop[k]!)).toBe(distance);
    }
  });
  test("or by a stop in ticks, where asked", () => {
    const fixed = trade(series, RsiReversion, { params: { stop: "ticks", stopTicks: 33, contracts: 2 } });
    for (const { risk, qty } of fixed.trades) expect(risk).toBe(qty * 33 * 1_250_000);
  });
  test("at the open of the bar after which its time is up", () => {
    const hasty = trade(series, RsiReversion, { params: { timeStop: 3 } });
    const timed = hasty.trades.filter(({ exitReason }) => exitReason === "time stop");
    expect(timed.length).toBeGreaterThan(20);
    for (const { entryBar, exitBar, exitSum, side } of timed) {
      expect(exitBar).toBe(entryBar + 3);
      expect(exitSum).toBe(series.bars.openTicks[exitBar]! - side);
    }
    expect(Math.max(...hasty.trades.map(({ entryBar, exitBar }) => exitBar - entryBar))).toBe(3);
  });
  test("never by time where time is not limited", () => {
    const patient = trade(series, RsiReversion, { params: { timeStop: 0, stopAtr: 20 } });
    expect(patient.trades.filter(({ exitReason }) => exitReason === "time stop")).toEqual([]);
  });
});

test("it never adds, never reverses: one entry a trade", () => {
  for (const { qty, flags, legs } of run.trades) {
    expect(qty).toBe(1);
    expect(legs).toHaveLength(1);
    expect(flags.filter((flag) => flag === "S" || flag === "F")).toEqual([]);
  }
});
