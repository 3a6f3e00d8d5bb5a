import { beforeAll, describe, expect, test } from "vitest";
import { rollingProfile, sessionProfile } from "#indicator/volume-profile.js";
import type { Series } from "../../src/domain/bars.js";
import { FILL_KINDS, type Run } from "../../src/domain/run.js";
import VolumeProfileRange from "../../strategies/volume-profile-range.js";
import { BUNDLED, seriesOf } from "../fixtures/real-data.js";
import { head, trade } from "./trade.js";

const TICK = 0.25;
const floor = (price: number): number => Math.floor(price / TICK + 1e-6);
const ceil = (price: number): number => Math.ceil(price / TICK - 1e-6);

interface Levels {
  readonly poc: Float64Array;
  readonly valueHigh: Float64Array;
  readonly valueLow: Float64Array;
}

let series: Series;
beforeAll(async () => {
  series = head(await seriesOf(BUNDLED[0]!), 20_000);
});

function levelsOf({ bars }: Series, lookback: number | null): Levels {
  const { high, low, close, volume } = bars;
  return lookback === null
    ? sessionProfile(high, low, close, volume, Float64Array.from(bars.tradeDate), 4 * TICK, 70)
    : rollingProfile(high, low, close, volume, lookback, 4 * TICK, 70);
}

/** Bars at whose close the range counts as broken: so many closes outside in a row, until the range is a new one. */
function brokenBars({ bars }: Series, { poc, valueHigh, valueLow }: Levels, session: boolean): boolean[] {
  let outside = 0;
  let broken = false;
  return Array.from({ length: bars.length }, (_, t) => {
    const newSession = session && (t === 0 || bars.tradeDate[t] !== bars.tradeDate[t - 1]);
    const isOutside = bars.close[t]! > valueHigh[t]! || bars.close[t]! < valueLow[t]!;
    outside = isOutside ? outside + 1 : 0;
    if (outside >= 3) broken = true;
    const seenPoc = !session && bars.low[t]! <= poc[t]! && bars.high[t]! >= poc[t]!;
    if (newSession || seenPoc) broken = false;
    if (newSession) outside = 0;
    return broken;
  });
}

describe.each([
  ["the last session's profile", { profile: "session" }, null],
  ["a rolling profile", { profile: "rolling", lookback: 400 }, 400],
] as const)("on %s", (_name, params, lookback) => {
  let run: Run;
  let levels: Levels;
  let broken: boolean[];
  beforeAll(() => {
    run = trade(series, VolumeProfileRange, { params });
    levels = levelsOf(series, lookback);
    broken = brokenBars(series, levels, lookback === null);
  });

  test("one order rests at the edge on the market's side of the POC, while price is inside value", () => {
    expect(run.orders.length).toBeGreaterThan(100);
    for (const { bar, kind, side, price, qty } of run.orders) {
      const [poc, high, low] = [levels.poc[bar]!, levels.valueHigh[bar]!, levels.valueLow[bar]!];
      const close = series.bars.close[bar]!;
      expect(kind).toBe("limit");
      expect(qty).toBe(2);
      expect(close > low && close < high).toBe(true);
      expect(side).toBe(close <= poc ? 1 : -1);
      expect(price).toBe(side === 1 ? floor(low) : ceil(high));
      expect(high - low).toBeGreaterThanOrEqual(24 * TICK);
      expect(broken[bar]).toBe(false);
      expect(run.position[bar]).toBe(0);
    }
    const perBar = new Set(run.orders.map(({ bar }) => bar));
    expect(perBar.size).toBe(run.orders.length);
  });

  test("and it is there at every such bar: none is missed", () => {
    const rests = new Set<number>();
    for (const { bar, state, endBar } of run.orders) {
      const end = state === "working" ? series.bars.length : endBar;
      for (let t = bar; t < end; t++) rests.add(t);
    }
    for (let t = 1; t < series.bars.length; t++) {
      const [poc, high, low] = [levels.poc[t]!, levels.valueHigh[t]!, levels.valueLow[t]!];
      const close = series.bars.close[t]!;
      const inside = close > low && close < high && high - low >= 24 * TICK;
      const edge = close <= poc ? low : high;
      const wanted = run.position[t] === 0 && inside && !broken[t] && Math.abs(poc - edge) >= TICK;
      expect(rests.has(t), `bar ${t}`).toBe(wanted);
    }
  });

  test("moves with the levels: no order outlives them or its trade date, and none is sent twice for the same", () => {
    const keyOf = (t: number) =>
      [levels.valueLow[t], levels.poc[t], levels.valueHigh[t], series.bars.tradeDate[t]].join(" ");
    for (const [k, { state, bar, endBar, side }] of run.orders.entries()) {
      expect(["filled", "cancelled", "expired", "working"]).toContain(state);
      for (let t = bar; t < endBar; t++) expect(keyOf(t), `order of bar ${bar}`).toBe(keyOf(bar));
      if (state === "expired") expect(series.bars.tradeDate[endBar]).not.toBe(series.bars.tradeDate[bar]);
      if (state === "filled") expect(series.bars.tradeDate[endBar]).toBe(series.bars.tradeDate[bar]);
      const next = run.orders[k + 1];
      const again = next !== undefined && next.side === side && keyOf(next.bar) === keyOf(bar);
      if (again && state === "cancelled") expect(endBar).toBeLessThan(next.bar);
    }
  });

  test("half leaves at the POC, the rest at the far edge, at a stop beyond the edge, or where it came in", () => {
    const { fills, orders, trades } = run;
    expect(trades.length).toBeGreaterThan(20);
    const seen = new Set<string>();
    let targets = 0;
    for (let k = 0; k < fills.length; k++) {
      const { bar, side, price } = orders[fills.order[k]! - 1]!;
      const kind = FILL_KINDS[fills.kind[k]!]!;
      const away = (level: number) => (side === 1 ? ceil(level) : floor(level));
      seen.add(kind);
      if (kind === "limit") {
        targets = 0;
        const width = levels.valueHigh[bar]! - levels.valueLow[bar]!;
        const edge = side === 1 ? levels.valueLow[bar]! : levels.valueHigh[bar]!;
        const stop = edge - side * Math.max(TICK, 0.25 * width);
        expect(fills.stop[k]).toBe(side === 1 ? floor(stop) : ceil(stop));
      }
      if (kind === "target") {
        const level =
          targets++ === 0 ? levels.poc[bar]! : levels[side === 1 ? "valueHigh" : "valueLow"][bar]!;
        // At the level, or at an open beyond it.
        expect(side * (fills.price[k]! - away(level))).toBeGreaterThanOrEqual(0);
        if (fills.leg[k]! > 0) expect(fills.price[k]).toBe(away(level));
        expect(fills.qty[k]).toBe(1);
      }
      if (kind === "breakeven stop") {
        expect(targets).toBe(1);
        expect(side * (fills.price[k]! - price!)).toBeLessThanOrEqual(-fills.slip[k]!);
      }
    }
    expect([...seen].sort()).toEqual(["breakeven stop", "limit", "stop loss", "target"]);
  });
});

test("areas too narrow to pay their way are left alone", () => {
  const run = trade(series, VolumeProfileRange, { params: { minTicks: 2_000 } });
  expect(run.orders).toEqual([]);
});

test("a single contract leaves at the POC", () => {
  const run = trade(series, VolumeProfileRange, { params: { contracts: 1 } });
  expect(run.trades.some(({ exitReason }) => exitReason === "target")).toBe(true);
  expect(run.trades.every(({ legs }) => legs.length === 1)).toBe(true);
});
