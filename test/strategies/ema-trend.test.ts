import { beforeAll, describe, expect, test } from "vitest";
import { atr } from "#indicator/atr.js";
import { ema } from "#indicator/ema.js";
import { canonicalSeries } from "../../bench/canonical.js";
import type { Series } from "../../src/domain/bars.js";
import type { Run } from "../../src/domain/run.js";
import EmaTrend from "../../strategies/ema-trend.js";
import { plainEmaCross } from "../engine/oracle.js";
import { BUNDLED, seriesOf } from "../fixtures/real-data.js";
import { head, trade } from "./trade.js";

const TICK = 0.25;

/** Where the averages cross, by their columns alone: 1 up, -1 down. */
function crossings({ bars }: Series, fast: number, slow: number): Map<number, 1 | -1> {
  const f = ema(bars.close, fast);
  const s = ema(bars.close, slow);
  const found = new Map<number, 1 | -1>();
  for (let t = slow; t < bars.length; t++) {
    const [before, now] = [f[t - 1]! - s[t - 1]!, f[t]! - s[t]!];
    if (now > 0 && before <= 0) found.set(t, 1);
    if (now < 0 && before >= 0) found.set(t, -1);
  }
  return found;
}

describe("always in", () => {
  test("it is the canonical benchmark: every trade as an independent program has it", () => {
    const series = canonicalSeries(20_000);
    const run = trade(series, EmaTrend, { params: { alwaysIn: true }, cash: 100_000_000 });
    const { bars } = series;
    const ticks = {
      open: bars.openTicks,
      high: bars.highTicks,
      low: bars.lowTicks,
      close: bars.closeTicks,
      length: bars.length,
    };
    const plain = plainEmaCross(ticks, bars.close, { tickValue: 1_250_000, perSide: 0, slip: 1 });
    expect(
      run.trades.map(({ side, entryBar, entrySum, exitBar, exitSum }) => [
        side,
        entryBar,
        entrySum,
        exitBar,
        exitSum,
      ]),
    ).toEqual(
      plain.trades.map(({ side, entryBar, entry, exitBar, exit }) => [side, entryBar, entry, exitBar, exit]),
    );
    expect(run.trades).toHaveLength(662);
  });
  test("every trade but the last ends where the next begins", async () => {
    const series = head(await seriesOf(BUNDLED[0]!), 8_000);
    const run = trade(series, EmaTrend, { params: { alwaysIn: true, contracts: 2 } });
    for (let k = 1; k < run.trades.length; k++) {
      expect(run.trades[k]!.entryBar).toBe(run.trades[k - 1]!.exitBar);
      expect(run.trades[k]!.side).toBe(-run.trades[k - 1]!.side);
    }
    expect(run.trades.every(({ qty, risk }) => qty === 2 && risk === null)).toBe(true);
  });
});

describe("with stops, filter and further entries", () => {
  const params = { fast: 10, slow: 30, filter: 120, stopAtr: 2, addAtr: 1, maxEntries: 3, contracts: 1 };
  let series: Series;
  let run: Run;
  let crosses: Map<number, 1 | -1>;
  let range: Float64Array;
  let trend: Float64Array;
  beforeAll(async () => {
    series = head(await seriesOf(BUNDLED[1]!), 12_000);
    run = trade(series, EmaTrend, { params });
    crosses = crossings(series, params.fast, params.slow);
    range = atr(series.bars.high, series.bars.low, series.bars.close, 14);
    trend = ema(series.bars.close, params.filter);
  });
  const held = (bar: number): number => (bar < 0 ? 0 : run.position[bar]!);

  test("an entry comes with a cross that the filter agrees with, and every such cross is traded", () => {
    const { close } = series.bars;
    const agrees = (bar: number, side: number) => side * (close[bar]! - trend[bar]!) > 0;
    const entries = run.orders.filter(({ reason, bar, side }) => /^cross/.test(reason) && agrees(bar, side));
    expect(entries.length).toBeGreaterThan(50);
    for (const { bar, side, reason } of entries) {
      expect(crosses.get(bar)).toBe(side);
      expect(reason).toBe(side === 1 ? "cross up" : "cross down");
    }
    for (const [bar, side] of crosses) {
      if (!agrees(bar, side)) continue;
      const order = entries.find((one) => one.bar === bar)!;
      expect(order.qty, `from ${held(bar)} to ${side} at bar ${bar}`).toBe(Math.abs(side - held(bar)));
    }
  });

  test("a cross that the filter does not agree with only closes what stands against it", () => {
    const { close } = series.bars;
    for (const [bar, side] of crosses) {
      if (side * (close[bar]! - trend[bar]!) > 0) continue;
      const orders = run.orders.filter((one) => one.bar === bar);
      const against = held(bar) * side < 0;
      expect(orders.map(({ qty, side }) => side * qty)).toEqual(against ? [-held(bar)] : []);
    }
  });

  test("every entry has a stop of so many ATRs from its own fill, in whole ticks", () => {
    const { fills } = run;
    let seen = 0;
    for (let k = 0; k < fills.length; k++) {
      const order = run.orders[fills.order[k]! - 1]!;
      if (order.kind !== "market" || fills.kind[k] !== 0 || fills.stop[k]! < 0) continue;
      const distance = Math.max(1, Math.ceil((params.stopAtr * range[order.bar]!) / TICK - 1e-6));
      expect(fills.side[k]! * (fills.price[k]! - fills.stop[k]!)).toBe(distance);
      seen++;
    }
    expect(seen).toBeGreaterThan(100);
  });

  test("it adds only as the trend proves itself, one step at a time, to three entries at most", () => {
    let last = 0;
    let entries = 0;
    let added = 0;
    for (const { bar, side, reason } of run.orders) {
      const close = series.bars.close[bar]!;
      if (/^add/.test(reason)) {
        expect(held(bar) * side).toBeGreaterThan(0);
        expect(side * (close - last)).toBeGreaterThanOrEqual(params.addAtr * range[bar]!);
        expect(reason).toBe(`add ${entries}`);
        expect(++entries).toBeLessThanOrEqual(params.maxEntries);
        added++;
      } else entries = 1;
      last = close;
    }
    expect(added).toBeGreaterThan(20);
    expect(Math.max(...run.position.map(Math.abs))).toBe(3);
  });

  test("without a filter every cross is an entry", () => {
    const free = trade(series, EmaTrend, { params: { ...params, filter: 0, maxEntries: 1 } });
    const bars = new Set(free.orders.map(({ bar }) => bar));
    for (const bar of crosses.keys()) expect(bars.has(bar)).toBe(true);
    expect(free.orders).toHaveLength(crosses.size);
  });
});
