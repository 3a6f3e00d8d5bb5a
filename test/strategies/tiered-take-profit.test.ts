import { beforeAll, describe, expect, test } from "vitest";
import { atr } from "#indicator/atr.js";
import { highest, lowest } from "#indicator/extreme.js";
import { rollingProfile } from "#indicator/volume-profile.js";
import type { Series } from "../../src/domain/bars.js";
import { FILL_KINDS, type Run, type Trade } from "../../src/domain/run.js";
import EmaTrend from "../../strategies/ema-trend.js";
import RsiReversion from "../../strategies/rsi-reversion.js";
import TieredTakeProfit from "../../strategies/tiered-take-profit.js";
import { BUNDLED, seriesOf } from "../fixtures/real-data.js";
import { head, trade } from "./trade.js";

const TICK = 0.25;
let series: Series;
let range: Float64Array;
beforeAll(async () => {
  series = head(await seriesOf(BUNDLED[0]!), 15_000);
  const { high, low, close } = series.bars;
  range = atr(high, low, close, 14);
});

/** Fills of one entry, in order: kind, price, contracts. */
function exitsOf({ fills }: Run, order: number) {
  return Array.from({ length: fills.length }, (_, k) => k)
    .filter((k) => fills.order[k] === order && fills.kind[k]! > 2)
    .map((k) => ({
      kind: FILL_KINDS[fills.kind[k]!]!,
      price: fills.price[k]!,
      qty: fills.qty[k]!,
      slip: fills.slip[k]!,
      leg: fills.leg[k]!,
      bar: fills.bar[k]!,
    }));
}

interface Entry {
  readonly order: number;
  readonly bar: number;
  readonly side: 1 | -1;
  readonly price: number;
  readonly risk: number;
}

/** Every entry with its fill and its risk in ticks. */
function entriesOf({ fills, orders }: Run): Entry[] {
  return Array.from({ length: fills.length }, (_, k) => k)
    .filter((k) => FILL_KINDS[fills.kind[k]!] === "market")
    .map((k) => {
      const order = orders[fills.order[k]! - 1]!;
      const price = fills.price[k]!;
      return {
        order: order.id,
        bar: order.bar,
        side: order.side,
        price,
        risk: Math.abs(price - fills.stop[k]!),
      };
    });
}

describe("breakouts", () => {
  const params = { lookback: 40, tp1: "r", tp1R: 1, tp2R: 2.5, contracts: 2 } as const;
  let run: Run;
  beforeAll(() => {
    run = trade(series, TieredTakeProfit, { params });
  });

  test("flat, and the close leaves the range of the bars before it: in, every time", () => {
    const { high, low, close } = series.bars;
    const ceiling = highest(high, params.lookback);
    const floor = lowest(low, params.lookback);
    const signal = (t: number) => (close[t]! > ceiling[t - 1]! ? 1 : close[t]! < floor[t - 1]! ? -1 : 0);
    const ordered = new Map(run.orders.map(({ bar, side }) => [bar, side]));
    expect(ordered.size).toBeGreaterThan(100);
    for (let t = 60; t < series.bars.length; t++) {
      const wanted = run.position[t] === 0 ? signal(t) : 0;
      expect(ordered.get(t) ?? 0, `bar ${t}`).toBe(wanted);
    }
  });

  test("1 R is two ATRs from the fill, up to whole ticks", () => {
    for (const { bar, risk } of entriesOf(run)) expect(risk).toBe(Math.ceil((2 * range[bar]!) / TICK - 1e-6));
  });

  test("half leaves at 1 R, then the rest cannot lose more than slippage and costs", () => {
    let halves = 0;
    for (const { order, side, price, risk } of entriesOf(run)) {
      const exits = exitsOf(run, order);
      const [first, second] = exits;
      if (first?.kind !== "target") continue;
      halves++;
      expect(first.qty).toBe(1);
      if (first.leg > 0) expect(first.price).toBe(price + side * risk);
      if (second === undefined) continue; // still open at the end
      expect(["target", "breakeven stop"]).toContain(second.kind);
      if (second.kind === "breakeven stop" && second.leg > 0)
        expect(second.price).toBe(price - side * second.slip);
      if (second.kind === "target" && second.leg > 0)
        expect(second.price).toBe(price + side * Math.ceil(2.5 * risk));
    }
    expect(halves).toBeGreaterThan(50);
  });

  test("before that both halves are stopped out together", () => {
    for (const { order } of entriesOf(run)) {
      const exits = exitsOf(run, order);
      if (exits[0]?.kind === "stop loss") expect(exits).toMatchObject([{ kind: "stop loss", qty: 2 }]);
    }
  });

  test("a breakeven net of costs leaves the rest with nothing lost", () => {
    const net = trade(series, TieredTakeProfit, { params: { ...params, netBreakeven: true } });
    const { costs } = net.totals;
    const perSide = (costs.commission + costs.exchange + costs.clearing + costs.nfa) / sum(net.fills.qty);
    const scratched = net.trades.filter(({ exitReason }) => exitReason === "breakeven stop");
    expect(scratched.length).toBeGreaterThan(20);
    for (const { legs, flags } of scratched) {
      const last = legs.at(-1)!;
      if (!flags.includes("G")) expect(last.gross).toBeGreaterThanOrEqual(2 * perSide * last.qty);
    }
  });

  test("the rest may trail instead, never behind the entry", () => {
    const trailing = trade(series, TieredTakeProfit, { params: { ...params, rest: "trail" } });
    let trailed = 0;
    for (const { order, side, price } of entriesOf(trailing)) {
      const [first, second, ...more] = exitsOf(trailing, order);
      expect(more).toEqual([]);
      if (first?.kind !== "target" || second === undefined) continue;
      expect(["trailing stop", "breakeven stop"]).toContain(second.kind);
      if (second.leg > 0) expect(side * (second.price - price)).toBeGreaterThanOrEqual(-second.slip);
      if (second.kind === "trailing stop") trailed++;
    }
    expect(trailed).toBeGreaterThan(10);
  });

  test("a single contract leaves at the first target, an odd number leaves its larger half there", () => {
    const firstExits = (contracts: number) => {
      const some = trade(series, TieredTakeProfit, { params: { ...params, contracts } });
      return entriesOf(some)
        .map(({ order }) => exitsOf(some, order)[0])
        .filter((exit) => exit?.kind === "target")
        .map((exit) => exit!.qty);
    };
    expect(new Set(firstExits(1))).toEqual(new Set([1]));
    expect(new Set(firstExits(5))).toEqual(new Set([3]));
  });
});

test("the first target is the next level of the profile between a quarter of R and the second target, else one R", () => {
  const run = trade(series, TieredTakeProfit);
  const { high, low, close, volume } = series.bars;
  const { poc, valueHigh, valueLow } = rollingProfile(high, low, close, volume, 1380, 4 * TICK, 70);
  let [levels, multiples] = [0, 0];
  for (const { order, bar, side, price, risk } of entriesOf(run)) {
    const first = exitsOf(run, order)[0];
    if (first?.kind !== "target" || first.leg === 0) continue;
    const ahead = [poc[bar]!, valueHigh[bar]!, valueLow[bar]!]
      .filter((level) => side * (level - close[bar]!) >= (2 * range[bar]!) / 4)
      .filter((level) => side * (level - close[bar]!) < 2.5 * 2 * range[bar]!)
      .sort((a, b) => side * (a - b))[0];
    const tick = ahead === undefined ? undefined : ahead / TICK;
    if (tick === undefined) {
      expect(first.price).toBe(price + side * risk);
      multiples++;
    } else {
      expect(first.price).toBe(side === 1 ? Math.ceil(tick - 1e-6) : Math.floor(tick + 1e-6));
      levels++;
    }
  }
  expect(levels).toBeGreaterThan(5);
  expect(multiples).toBeGreaterThan(20);
});

describe("the signal of another strategy", () => {
  test.each([
    ["ema-trend", EmaTrend],
    ["rsi-reversion", RsiReversion],
  ] as const)("%s: it enters where that one would if it were flat", (entry, Other) => {
    const run = trade(series, TieredTakeProfit, { params: { entry } });
    const other = trade(series, Other);
    const flatIn = (run: Run, bar: number) => run.position[bar] === 0;
    const own = new Map(run.orders.map(({ bar, side }) => [bar, side]));
    expect(own.size).toBeGreaterThan(20);
    // Where both were flat at a close, both decide alike.
    let compared = 0;
    for (const { bar, side, reason } of other.orders) {
      if (!flatIn(other, bar) || !flatIn(run, bar)) continue;
      expect(own.get(bar), `${reason} at bar ${bar}`).toBe(side);
      compared++;
    }
    expect(compared).toBeGreaterThan(10);
    for (const { reason } of run.orders) expect(reason).toMatch(new RegExp(`^${entry} (up|down)$`));
  });
});

test("one trade at a time, each with its R", () => {
  const { trades } = trade(series, TieredTakeProfit);
  expect(trades.every(({ flags }: Trade) => !flags.includes("S") && !flags.includes("F"))).toBe(true);
  expect(trades.every(({ r }) => r !== null)).toBe(true);
});

const sum = (values: Int32Array): number => values.reduce((total, value) => total + value, 0);
