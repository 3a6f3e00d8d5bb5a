// Which price does the fill model give at the moment at which the trader acted?

import { beforeAll, describe, expect, test } from "vitest";
import type { JournalTrade } from "#domain/journal.js";
import type { Signal } from "#domain/review.js";
import { type Market, marketOf, priceNear, thenOf } from "#journal/review/moments.js";
import { signalsOf } from "#journal/review/signals.js";
import { backtest } from "#research/library.js";
import { followed } from "./made.js";

const TICKS = 3;
const MINUTE = 60_000;
let market: Market;
let signals: readonly Signal[];

beforeAll(async () => {
  const run = await backtest({
    strategy: "rsi-reversion",
    instrument: "MES",
    data: "data/MES-5m.csv",
    execution: { slippage: TICKS },
  });
  market = marketOf(run, null);
  signals = signalsOf(run, 0, 100_000).filter(({ exitTime }) => exitTime !== null);
});

/** A trade of two contracts like the signal, with its moments moved. */
function moved(signal: Signal, k: number, entry: number, exit: number): JournalTrade {
  const { trade } = followed(signal, k, market.run);
  const entryTime = signal.entryTime + entry;
  const exitTime = signal.exitTime! + exit;
  return {
    ...trade,
    entryTime,
    exitTime,
    legs: trade.legs.map((leg) => ({ ...leg, entryTime, exitTime })),
  };
}

/** Those whose bars before the entry and after the exit are five minutes away. */
const calm = () =>
  signals.filter(({ entryTime, exitTime }) => {
    const { time } = market.run.bars;
    const [from, to] = [market.barAt(entryTime), market.barAt(exitTime!)];
    return (
      to > from + 1 &&
      time[from - 1] === time[from]! - market.barMs &&
      time[to + 1] === time[to]! + market.barMs
    );
  });

describe("the model's price when the trader acted", () => {
  test("is the plan's own fill in the bar in which the plan filled, early or late in it", () => {
    for (const [k, signal] of calm().entries()) {
      for (const late of [1000, 4 * MINUTE]) {
        const then = thenOf(signal, moved(signal, k, late, late), market);
        expect([then.entrySum, then.exitSum]).toEqual([signal.entrySum, signal.exitSum]);
      }
    }
    expect(calm().length).toBeGreaterThan(50);
  });

  test("else is the bar's open in its first half and its close in the second, worse by the plan's slippage", () => {
    const { openTicks, closeTicks } = market.run.bars;
    for (const [k, signal] of calm().entries()) {
      const { side, qty } = signal;
      const [before, after] = [market.barAt(signal.entryTime) - 1, market.barAt(signal.exitTime!) + 1];
      const first = thenOf(signal, moved(signal, k, -4 * MINUTE, 6 * MINUTE), market);
      expect(first.entrySum).toBe((openTicks[before]! + side * TICKS) * qty);
      expect(first.exitSum).toBe((openTicks[after]! - side * TICKS) * qty);
      const second = thenOf(signal, moved(signal, k, -MINUTE, 9 * MINUTE), market);
      expect(second.entrySum).toBe((closeTicks[before]! + side * TICKS) * qty);
      expect(second.exitSum).toBe((closeTicks[after]! - side * TICKS) * qty);
    }
  });

  test("outside of all bars is the trader's own; where the market was shut, the next open", () => {
    const [signal] = calm();
    const trade = moved(signal!, 0, -900 * 86_400_000, 900 * 86_400_000);
    const { entrySum, exitSum } = trade;
    expect(thenOf(signal!, trade, market)).toEqual({ entrySum, exitSum });
    const { time, openTicks } = market.run.bars;
    const gap = time.findIndex((at, bar) => time[bar + 1]! - at > 30 * MINUTE);
    expect(priceNear(market, time[gap]! + 20 * MINUTE)).toEqual({ bar: gap + 1, price: openTicks[gap + 1] });
  });
});
