import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { auditRun } from "#accountant/audit.js";
import { type BacktestSpec, runBacktest } from "#engine/backtest.js";
import { ema } from "#indicator/ema.js";
import { rsi } from "#indicator/rsi.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";
import { Strategy, type StrategyClass } from "#strategy/strategy.js";
import { canonicalBars, canonicalSeries } from "../../bench/canonical.js";
import type { Series } from "../../src/domain/bars.js";
import { PATH_MODELS } from "../../src/domain/execution.js";
import type { Run } from "../../src/domain/run.js";
import {
  BUNDLED,
  type DataFile,
  hasRealData,
  nameOf,
  REAL,
  realDataNote,
  seriesOf,
} from "../fixtures/real-data.js";
import { type PlainBars, type PlainResult, plainEmaCross, plainRsiBracket } from "./oracle.js";

/** W1 as a strategy of ours. `ema-trend` with alwaysIn is the same; this one is free of everything else. */
class Cross extends Strategy {
  readonly #fast = this.indicator(ema, this.close, 12);
  readonly #slow = this.indicator(ema, this.close, 26);
  override onBar(): void {
    if (this.#fast.crossedAbove(this.#slow)) this.goTo(1);
    else if (this.#fast.crossedBelow(this.#slow)) this.goTo(-1);
  }
}

/** W2: RSI 30/70 with a bracket of 20 and 40 ticks. */
class Bracket extends Strategy {
  readonly #rsi = this.indicator(rsi, this.close, 14);
  override onBar(): void {
    if (this.position !== 0) return;
    const exit = { stopTicks: 20, targetTicks: 40 };
    if (this.#rsi.crossedBelow(30)) this.buy({ qty: 1, exit });
    else if (this.#rsi.crossedAbove(70)) this.sell({ qty: 1, exit });
  }
}

const COST = 620_000;
const touch = {
  path: "adverse",
  slippage: 1,
  limitFill: "touch",
  participation: null,
  fillAt: "next-open",
} as const;

function run(strategy: StrategyClass, series: Series, change: Partial<BacktestSpec> = {}): Run {
  const result = runBacktest({
    strategy,
    ref: { name: strategy.name, file: "", hash: "" },
    params: {},
    series,
    contract: loadContracts().get(series.source.symbol),
    account: {
      cash: 100_000_000_000,
      marginPolicy: "none",
      margins: "estimate",
      liquidationFee: 0,
      monthlyFee: 0,
    },
    execution: touch,
    flatCost: COST,
    ...change,
  });
  expect(auditRun(result).problems).toEqual([]);
  return result;
}

const tickBars = ({ bars }: Series): PlainBars => ({
  open: bars.openTicks,
  high: bars.highTicks,
  low: bars.lowTicks,
  close: bars.closeTicks,
  length: bars.length,
});

const plainTradesOf = ({ trades }: Run) =>
  trades.map(({ side, entryBar, entrySum, exitBar, exitSum }) => [
    side,
    entryBar,
    entrySum,
    exitBar,
    exitSum,
  ]);

/** Every trade, the equity of every bar, the net, the deepest fall, the fees and what is still open: exactly. */
function expectSame(ours: Run, plain: PlainResult): void {
  expect(plainTradesOf(ours)).toEqual(
    plain.trades.map(({ side, entryBar, entry, exitBar, exit }) => [side, entryBar, entry, exitBar, exit]),
  );
  const cash = ours.inputs.account.cash;
  const differs = plain.equity.findIndex((value, bar) => ours.equity[bar] !== cash + value);
  expect(differs, "first bar with another equity").toBe(-1);
  expect(ours.totals.net).toBe(plain.net);
  const paid = Object.values(ours.totals.costs).reduce((sum, cost) => sum + cost, 0);
  expect(paid).toBe(plain.fees);
  expect((ours.open?.side ?? 0) * (ours.open?.qty ?? 0)).toBe(plain.open);
  expect(deepestFall(ours)).toBe(plain.maxDrawdown);
}

function deepestFall({ equity, inputs }: Run): number {
  let peak = inputs.account.cash;
  let fall = 0;
  for (const value of equity) {
    peak = Math.max(peak, value);
    fall = Math.max(fall, peak - value);
  }
  return fall;
}

const MES_COSTS = { tickValue: 1_250_000, perSide: COST, slip: 1 };

describe("the canonical bars", () => {
  test("are the bytes that three other programs generate", () => {
    const bars = canonicalBars(20_000);
    const bytes = new Uint8Array(bars.buffer, 0, 6 * 8 * bars.length);
    expect(createHash("sha256").update(bytes).digest("hex")).toBe(
      "64202a6e86d27cf09dfb6fd35ffda52595ad03d192b2b89c5e887d7300d8eaa7",
    );
  });
});

/** What the three programs agree on over 20,000 bars, in micro-dollars; the hash is of their list of trades. */
const AGREED = [
  {
    name: "W1, EMA 12/26 always in",
    strategy: Cross,
    plain: plainEmaCross,
    why: () => "reverse",
    trades: 662,
    net: -1_311_500_000,
    maxDrawdown: 1_347_290_000,
    fees: 821_500_000,
    open: -1,
    list: "c4cc17d91bb4755243688703353e23e7dbc6f5d398d7053e397449fc0f72fc89",
  },
  {
    name: "W2, RSI 30/70 with stop and target",
    strategy: Bracket,
    plain: plainRsiBracket,
    why: (reason: string) => (reason === "target" ? "target" : "stop"),
    trades: 301,
    net: -696_990_000,
    maxDrawdown: 993_860_000,
    fees: 373_240_000,
    open: 0,
    list: "3076f1155196af65ab34879c5c610dad103f8b1f71bfcd4f8650f18a1f382b5f",
  },
] as const;

describe.each(AGREED)("$name over the canonical bars", ({ strategy, plain, why, list, ...agreed }) => {
  const series = canonicalSeries(20_000);
  const ours = run(strategy, series);

  test("comes to what three independent programs agree on", () => {
    const result = plain(tickBars(series), series.bars.close, MES_COSTS);
    expect({
      trades: ours.trades.length,
      net: ours.totals.net,
      maxDrawdown: deepestFall(ours),
      fees: result.fees,
      open: (ours.open?.side ?? 0) * (ours.open?.qty ?? 0),
    }).toMatchObject({
      trades: agreed.trades,
      net: agreed.net,
      maxDrawdown: agreed.maxDrawdown,
      fees: agreed.fees,
      open: agreed.open,
    });
  });

  test("trade by trade, to the cent and to the byte of their list", () => {
    const lines = ours.trades.map((trade) =>
      [
        trade.side,
        trade.entryBar,
        (trade.entrySum / 4).toFixed(2),
        trade.exitBar,
        (trade.exitSum / 4).toFixed(2),
        why(trade.exitReason),
        ((2 * COST) / 1e6).toFixed(2),
        (trade.net / 1e6).toFixed(2),
      ].join(","),
    );
    const header = "side,entry_bar,entry_price,exit_bar,exit_price,exit_reason,fees,net_pnl";
    const text = `${[header, ...lines].join("\n")}\n`;
    expect(createHash("sha256").update(text).digest("hex")).toBe(list);
  });

  test("bar by bar like the plain implementation", () => {
    expectSame(ours, plain(tickBars(series), series.bars.close, MES_COSTS));
  });
});

test("market orders at the open leave nothing to the path: the cross comes to the same under every model", () => {
  const series = canonicalSeries(20_000);
  const prints = PATH_MODELS.map((path) => {
    const { bounds, trades, totals } = run(Cross, series, { execution: { ...touch, path } });
    expect(bounds).toMatchObject({ ambiguousBars: 0, adverseNet: totals.net, favourableNet: totals.net });
    return { net: totals.net, trades: trades.length };
  });
  expect(new Set(prints.map((print) => JSON.stringify(print)))).toEqual(
    new Set([JSON.stringify({ net: -1_311_500_000, trades: 662 })]),
  );
});

/** Prices from the file itself, with nothing of our importer: `ts,open,high,low,close[,volume]`. */
function plainPrices(path: string): { open: number[]; high: number[]; low: number[]; close: number[] } {
  const bytes = readFileSync(path);
  const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
  const rows = text
    .split("\n")
    .filter((line) => /^\d{4}-/.test(line))
    .map((line) => line.split(",").slice(1, 5).map(Number));
  const column = (k: number) => rows.map((row) => row[k]!);
  return { open: column(0), high: column(1), low: column(2), close: column(3) };
}

describe.each(BUNDLED.map((file) => [nameOf(file), file] as const))("%s", (_name, file) => {
  compares(file);
});

describe.skipIf(!hasRealData)(`files that are not ours${realDataNote}`, () => {
  describe.each(REAL.map((file) => [nameOf(file), file] as const))("%s", (_name, file) => {
    compares(file);
  });
});

function compares(file: DataFile): void {
  let series: Series;
  let ticks: PlainBars;
  let close: ArrayLike<number>;
  beforeAll(async () => {
    series = await seriesOf(file);
    const repaired = "contract" in file.options || "policy" in file.options;
    const { tickSize } = instrumentOf(loadContracts().get(file.symbol));
    if (repaired) {
      ticks = tickBars(series);
      close = series.bars.close;
      return;
    }
    const prices = plainPrices(file.path);
    const toTicks = (price: number) => Math.round(price / tickSize);
    ticks = {
      open: prices.open.map(toTicks),
      high: prices.high.map(toTicks),
      low: prices.low.map(toTicks),
      close: prices.close.map(toTicks),
      length: prices.close.length,
    };
    close = prices.close;
  });
  const costs = () => ({
    tickValue: instrumentOf(loadContracts().get(file.symbol)).tickValue,
    perSide: COST,
    slip: 1,
  });

  test("EMA 12/26 always in: every entry, every exit, every bar's equity as without us", () => {
    const plain = plainEmaCross(ticks, close, costs());
    expect(plain.trades.length).toBeGreaterThan(5);
    expectSame(run(Cross, series), plain);
  });

  test("RSI 30/70 with stop and target: the same", () => {
    const plain = plainRsiBracket(ticks, close, costs());
    expect(plain.trades.length).toBeGreaterThan(5);
    expectSame(run(Bracket, series), plain);
  });
}
