// How fast is it, and is the fast answer still the right one?

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Bench } from "tinybench";
import { sumOf } from "#accountant/costs.js";
import type { Run } from "#domain/run.js";
import { type BacktestSpec, runBacktest } from "#engine/backtest.js";
import { loadContracts } from "#instrument/contracts.js";
import { bundleStrategy } from "#strategy/bundle.js";
import { resolveStrategyFile } from "#strategy/find.js";
import { importStrategy } from "#strategy/load.js";
import { resolveParams } from "#strategy/params.js";
import { canonicalSeries, type Expected, W1 } from "./canonical.js";
import { plainLoop } from "./plain-loop.js";

const small = process.argv.includes("--small");
const length = small ? 20_000 : 1_000_000;
const series = canonicalSeries(length);
const spec = await canonicalSpec();

const expected = W1[length]!;
const run = runBacktest(spec);
const found = figuresOf(run);
for (const key of ["trades", "net", "maxDrawdown", "fees"] as const) {
  if (found[key] !== expected[key]) {
    console.error(
      `W1 ${key}: ${found[key]}, expected ${expected[key]}. A fast wrong answer is not measured.`,
    );
    process.exit(1);
  }
}
const plain = plainLoop(series.bars, 12, 26);
if (plain.trades !== expected.trades || plain.net !== expected.net) {
  console.error(`the plain loop disagrees: ${plain.trades} trades, net ${plain.net}`);
  process.exit(1);
}

const bench = new Bench({
  iterations: small ? 3 : 9,
  time: 0,
  warmupIterations: small ? 1 : 3,
  warmupTime: 0,
});
bench.add("W1 tickproof, everything on", () => {
  runBacktest(spec);
});
bench.add("W1 plain loop, same result", () => {
  plainLoop(series.bars, 12, 26);
});
await bench.run();

console.log(
  `W1: EMA 12/26 always in, ${length.toLocaleString("en-US")} one-minute bars, costs and slippage on`,
);
console.log(`fingerprint ${run.fingerprint.slice(0, 16)}, ${found.trades.toLocaleString("en-US")} trades`);
const medians = bench.tasks.map((task) => {
  if (task.result.state !== "completed") throw new Error(`${task.name} did not complete`);
  return task.result.latency.p50;
});
bench.tasks.forEach((task, k) => {
  const ms = medians[k]!;
  const rate = (length / ms / 1000).toFixed(1);
  console.log(`${task.name.padEnd(30)} ${ms.toFixed(1).padStart(8)} ms  ${rate.padStart(7)} M bars/s`);
});
console.log(`ratio to the plain loop ${(medians[0]! / medians[1]!).toFixed(2)}`);

// In a process of its own: what one loop has taught the compiler shall not be held against the other.
execFileSync(
  process.execPath,
  [fileURLToPath(new URL("data.mjs", import.meta.url)), ...process.argv.slice(2)],
  {
    stdio: "inherit",
  },
);

async function canonicalSpec(): Promise<BacktestSpec> {
  const bundle = await bundleStrategy(resolveStrategyFile("ema-trend", process.cwd()));
  const strategy = await importStrategy(bundle);
  return {
    strategy,
    ref: { name: bundle.name, file: bundle.file, hash: bundle.hash },
    params: resolveParams(strategy.params ?? {}, { alwaysIn: true }, "ema-trend"),
    series,
    contract: loadContracts().get("MES"),
    // Margin is checked, at every price; the account is only too large ever to breach it.
    account: {
      cash: 1_000_000_000_000,
      marginPolicy: "liquidate",
      margins: "estimate",
      liquidationFee: 0,
      monthlyFee: 0,
    },
    execution: {
      path: "adverse",
      slippage: 1,
      limitFill: "through",
      participation: null,
      fillAt: "next-open",
    },
    flatCost: 620_000,
  };
}

function figuresOf({ trades, totals, equity, inputs }: Run): Expected {
  let peak = inputs.account.cash;
  let maxDrawdown = 0;
  for (const value of equity) {
    peak = Math.max(peak, value);
    maxDrawdown = Math.max(maxDrawdown, peak - value);
  }
  return { trades: trades.length, net: totals.net, maxDrawdown, fees: sumOf(totals.costs) };
}
