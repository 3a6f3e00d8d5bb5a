import { describe, expect, test } from "vitest";
import { type BacktestSpec, runBacktest } from "#engine/backtest.js";
import { runShared } from "#engine/portfolio.js";
import { BUNDLED, contractOf, seriesOf } from "../fixtures/real-data.js";
import { head, loadStrategies } from "../strategies/trade.js";
import { specOf } from "./replay.js";

const usd = (dollars: number): number => dollars * 1_000_000;
/** $1,000 initial, $900 maintenance; MES moves by $1.25 a tick. */
const margin = { initial: "1000", maintenance: "900" };
const part = (drawing: string, name = "script", costPerSide = 0): BacktestSpec => ({
  ...specOf(drawing, { margin, costPerSide }),
  ref: { name, file: "", hash: "" },
});

describe("several strategies on one account", () => {
  test("with room for all come to the sum of what they come to alone", async () => {
    const strategies = await loadStrategies();
    const series = await Promise.all(BUNDLED.map(seriesOf));
    const specs = strategies.flatMap(([name, strategy]) =>
      series.slice(0, 2).map(
        (one): BacktestSpec => ({
          strategy,
          ref: { name, file: "", hash: "" },
          params: Object.fromEntries(
            Object.entries(strategy.params ?? {}).map(([key, { default: value }]) => [key, value]),
          ),
          series: head(one, 4_000),
          contract: contractOf(one.source.symbol),
          account: {
            cash: usd(10_000_000),
            marginPolicy: "liquidate",
            margins: "estimate",
            liquidationFee: 0,
            monthlyFee: 0,
          },
          execution: {
            path: "ohlc",
            slippage: 1,
            limitFill: "through",
            participation: null,
            fillAt: "next-open",
          },
          flatCost: null,
        }),
      ),
    );
    const shared = runShared(specs, usd(10_000_000));
    const alone = specs.map(runBacktest);
    expect(shared.net).toBe(alone.reduce((sum, run) => sum + run.totals.net, 0));
    expect(shared.parts.map(({ net }) => net)).toEqual(alone.map(({ totals }) => totals.net));
    expect(shared.parts.map(({ trades }) => trades)).toEqual(alone.map(({ trades }) => trades.length));
    expect(shared.parts.every(({ refused, liquidations }) => refused + liquidations === 0)).toBe(true);
    expect(shared.daily.at(-1)!.equity).toBe(shared.cash + shared.net);
  });

  test("share the margin: what one holds is missing to the other", () => {
    const long = "1000 1001 999 1000 | buy 1\n 1000 1001 999 1000 |\n 1000 1001 999 1000 |";
    const later = "1000 1001 999 1000 |\n 1000 1001 999 1000 | buy 1\n 1000 1001 999 1000 |";
    const enough = runShared([part(long), part(later)], usd(2000));
    expect(enough.parts.map(({ refused }) => refused)).toEqual([0, 0]);
    const short = runShared([part(long), part(later)], usd(1999));
    expect(short.parts.map(({ refused }) => refused)).toEqual([0, 1]);
  });

  test("share the losses: one falls, the other is liquidated when its own walk meets the price", () => {
    const falling =
      "1000 1001 999 1000 | buy 1\n 1000 1001 999 1000 |\n 1000 1001 200 200 |\n 200 201 199 200 |";
    const standing =
      "1000 1001 999 1000 | buy 1\n 1000 1001 999 1000 |\n 1000 1001 999 1000 |\n 1000 1001 999 1000 |";
    const shared = runShared([part(falling, "falling"), part(standing, "standing")], usd(2500));
    // $1,800 are needed for both: the falling one is breached when $700 are lost, at 439, and takes only itself out.
    expect(shared.parts.map(({ liquidations }) => liquidations)).toEqual([1, 0]);
    expect(shared.parts[0]!.net).toBe(-561 * 1_250_000);
  });

  test("count the profit of the one for the other", () => {
    const rising =
      "1000 1001 999 1000 | buy 1\n 1000 1500 1000 1500 |\n 1500 1501 1499 1500 |\n 1500 1501 1499 1500 |";
    const later =
      "1000 1001 999 1000 |\n 1000 1001 999 1000 |\n 1000 1001 999 1000 | buy 1\n 1000 1001 999 1000 |";
    const shared = runShared([part(rising), part(later)], usd(1500));
    expect(shared.parts.map(({ refused }) => refused)).toEqual([0, 0]);
    expect(shared.net).toBe(500 * 1_250_000);
  });

  test("draw down together: the deepest fall is of the account, at instants on which all markets are marked", () => {
    const down = "1000 1001 999 1000 | buy 1\n 1000 1001 900 900 |\n 900 1000 900 980 |";
    const up = "1000 1001 999 1000 | buy 1\n 1000 1090 1000 1090 |\n 1090 1090 1000 1000 |";
    const shared = runShared([part(down), part(up)], usd(10_000));
    // Minute by minute: −100 + 90 ticks, then −20 + 0. Never the 100 that the first alone lost.
    expect(shared.net).toBe(-20 * 1_250_000);
    expect(shared.maxDrawdown).toBe(20 * 1_250_000);
    expect(shared.peakMarginPercent).toBe((100 * 2_000) / (10_000 - 25));
  });

  test("the same part twice has the same part of the result", () => {
    const drawing = "1000 1001 999 1000 | buy 1\n 1000 1010 999 1008 | flat\n 1008 1009 1007 1008 |";
    const shared = runShared([part(drawing, "a", 0.62), part(drawing, "b", 0.62)], usd(10_000));
    expect(shared.parts.map(({ net, trades }) => [net, trades])).toEqual([
      [8 * 1_250_000 - 1_240_000, 1],
      [8 * 1_250_000 - 1_240_000, 1],
    ]);
  });
});
