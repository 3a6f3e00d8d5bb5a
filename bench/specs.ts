// What is run for the canonical workloads, and what came out of it?

import { fileURLToPath } from "node:url";
import { sumOf } from "#accountant/costs.js";
import type { Series } from "#domain/bars.js";
import type { ParamValues, Run, RunData } from "#domain/run.js";
import type { BacktestSpec } from "#engine/spec.js";
import { loadContracts } from "#instrument/contracts.js";
import type { BacktestRequest } from "#research/library.js";
import type { SweepRequest } from "#research/sweep-request.js";
import { bundleStrategy } from "#strategy/bundle.js";
import { ColumnCache } from "#strategy/columns.js";
import { resolveStrategyFile } from "#strategy/find.js";
import { importStrategy } from "#strategy/load.js";
import { resolveParams } from "#strategy/params.js";
import { EXPECTED, type Expected, FINGERPRINTS } from "./canonical.js";
import type { Found } from "./child.js";

/** W1: `ema-trend` as it ships, always in the market. */
export const emaCross = (series: Series): Promise<BacktestSpec> =>
  specOf(series, "ema-trend", { alwaysIn: true }, "through");

/** W2: limits fill where they are touched, as those of the reference do. */
export const rsiBrackets = (series: Series): Promise<BacktestSpec> =>
  specOf(series, fileURLToPath(new URL("../rsi-brackets.ts", import.meta.url)), {}, "touch");

/** The four that ship, each with its defaults, in an account that none of them empties. */
export const BUILT_IN = ["ema-trend", "rsi-reversion", "volume-profile-range", "tiered-take-profit"];
export const builtIns = (series: Series): Promise<readonly BacktestSpec[]> =>
  Promise.all(BUILT_IN.map((name) => specOf(series, name, {}, "through")));

/** W3: W1 for fast 5, 7 .. 23 by slow 30, 40 .. 120; the indicators of a pair are shared with the others that have them. */
export async function emaSweep(series: Series): Promise<readonly BacktestSpec[]> {
  const base = await emaCross(series);
  const columns = new ColumnCache();
  const specs: BacktestSpec[] = [];
  for (let fast = 5; fast <= 23; fast += 2) {
    for (let slow = 30; slow <= 120; slow += 10) {
      const params = resolveParams(base.strategy.params ?? {}, { alwaysIn: true, fast, slow }, "ema-trend");
      specs.push({ ...base, params, columns });
    }
  }
  return specs;
}

/** The same as a program asks for it: by the class, in this process. */
export const requestOf = ({ strategy, params, series, execution }: BacktestSpec): BacktestRequest => ({
  strategy,
  params,
  instrument: series.source.symbol,
  data: series,
  cash: 1_000_000,
  costPerSide: "0.62",
  execution: { path: execution.path, slippage: 1, limitFill: execution.limitFill },
});

/** W3 as a program asks for it. */
export const sweepRequestOf = (series: Series): SweepRequest => ({
  strategy: "ema-trend",
  data: { [series.source.symbol]: series },
  params: { fast: "5..23:2", slow: "30..120:10", alwaysIn: true },
  cash: 1_000_000,
  costPerSide: "0.62",
  execution: { path: "adverse", slippage: 1, limitFill: "through" },
});

async function specOf(
  series: Series,
  name: string,
  params: ParamValues,
  limitFill: "touch" | "through",
): Promise<BacktestSpec> {
  const bundle = await bundleStrategy(resolveStrategyFile(name, process.cwd()));
  const strategy = await importStrategy(bundle);
  return {
    strategy,
    ref: { name: bundle.name, file: bundle.file, hash: bundle.hash },
    params: resolveParams(strategy.params ?? {}, params, bundle.name),
    series,
    contract: loadContracts().get(series.source.symbol),
    // Margin is checked, at every price; the account is only too large ever to breach it.
    account: {
      cash: 1_000_000_000_000,
      marginPolicy: "liquidate",
      margins: "estimate",
      liquidationFee: 0,
      monthlyFee: 0,
    },
    execution: { path: "adverse", slippage: 1, limitFill, participation: null, fillAt: "next-open" },
    flatCost: 620_000,
  };
}

export function figuresOf({ trades, totals, equity, inputs }: Run | RunData): Expected {
  const fall = { peak: inputs.account.cash, deepest: 0 };
  for (let from = 0; from < equity.length; from += BLOCK)
    fallOf(fall, equity, from, Math.min(from + BLOCK, equity.length));
  return { trades: trades.length, net: totals.net, maxDrawdown: fall.deepest, fees: sumOf(totals.costs) };
}

/** To look at a result is part of W3's time: done as quickly as the loops by hand do it. */
const BLOCK = 4096;

function fallOf(
  fall: { peak: number; deepest: number },
  equity: Float64Array,
  from: number,
  to: number,
): void {
  let { peak, deepest } = fall;
  for (let bar = from; bar < to; bar++) {
    const value = equity[bar]!;
    if (value > peak) peak = value;
    else if (peak - value > deepest) deepest = peak - value;
  }
  fall.peak = peak;
  fall.deepest = deepest;
}

/** Columns are made when they are first read: here all of them are, of trades, legs, fills, orders, equity and positions. */
export function everyColumn(run: RunData): RunData {
  const { trades, fills, orders, position, equity } = run;
  const read = [trades, trades.legs, fills, orders].flatMap((columns) => Object.values(columns));
  if (read.length === 0 || position.length !== equity.length || trades.net.length !== trades.length)
    throw new Error("columns are missing");
  return run;
}

/** Throws where the run is not what it is known to be over these bars. */
export function checked(name: "W1" | "W2", run: Run): Found {
  const { fingerprint, bars, trades } = run;
  insist(name, EXPECTED[name][bars.length] ?? {}, figuresOf(run));
  insistFingerprint(name, bars.length, fingerprint);
  return { fingerprint, trades: trades.length };
}

/** Another run than the known one over so many bars is not measured, however fast. */
export function insistFingerprint(name: string, bars: number, fingerprint: string): void {
  const known = FINGERPRINTS[name]?.[bars];
  if (known !== undefined && !fingerprint.startsWith(known))
    throw new Error(`${name}: fingerprint ${fingerprint}, expected ${known}. Another run is not measured.`);
}

export const sumOfFigures = (all: readonly Expected[]): Expected =>
  all.reduce((sum, one) => ({
    trades: sum.trades + one.trades,
    net: sum.net + one.net,
    maxDrawdown: sum.maxDrawdown + one.maxDrawdown,
    fees: sum.fees + one.fees,
  }));

/** Those that are known. */
type Figures = { readonly [key in keyof Expected]?: number | undefined };

/** A fast wrong answer is not measured: throws where a figure is another than expected. */
export function insist(who: string, expected: Figures, found: Figures): void {
  for (const key of ["trades", "net", "maxDrawdown", "fees"] as const) {
    if (expected[key] === undefined || found[key] === expected[key]) continue;
    throw new Error(
      `${who} ${key}: ${found[key]}, expected ${expected[key]}. A fast wrong answer is not measured.`,
    );
  }
}
