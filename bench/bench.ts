// How fast is it, and is the fast answer still the right one?

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Bench } from "tinybench";
import { backtestData } from "#engine/backtest.js";
import type { BacktestSpec } from "#engine/spec.js";
import { canonicalSeries, EXPECTED } from "./canonical.js";
import { plainLoop } from "./plain-loop.js";
import { type Reference, referenceInC } from "./reference.js";
import { emaCross, emaSweep, figuresOf, insist, rsiBrackets } from "./workloads.js";

const small = process.argv.includes("--small");
const length = small ? 20_000 : 1_000_000;
const count = (n: number) => n.toLocaleString("en-US");
const series = canonicalSeries(length);
const inC = referenceInC(
  fileURLToPath(new URL("../reference/loops.c", import.meta.url)),
  series.bars,
  small ? 3 : 9,
);
for (const { name, ...found } of inC ?? []) {
  const expected = EXPECTED[name === "W3 stats" ? "W3" : name][length];
  if (expected !== undefined) insist(`${name} in C`, expected, found);
}

await one("W1", "EMA 12/26 always in", await emaCross(series), [
  ["plain loop, same result", () => plainLoop(series.bars, 12, 26)],
]);
await one("W2", "RSI 30/70, stop 20 and target 40 ticks", await rsiBrackets(series), []);
await sweep();
if (inC === null) console.log("no C compiler: nothing is compared with C");

// In a process of its own: what one loop has taught the compiler shall not be held against the other.
execFileSync(
  process.execPath,
  [fileURLToPath(new URL("data.mjs", import.meta.url)), ...process.argv.slice(2)],
  {
    stdio: "inherit",
  },
);

/** One run after the other in turn with whatever does the same by hand. */
async function one(
  name: "W1" | "W2",
  what: string,
  spec: BacktestSpec,
  beside: readonly (readonly [what: string, run: () => { trades: number; net: number }])[],
): Promise<void> {
  const run = backtestData(spec);
  const expected = EXPECTED[name][length]!;
  insist(name, expected, figuresOf(run));
  for (const [who, loop] of beside) {
    const { trades, net } = loop();
    insist(`${name} ${who}`, { trades: expected.trades!, net: expected.net! }, { trades, net });
  }
  const bench = new Bench({
    iterations: small ? 3 : 9,
    time: 0,
    warmupIterations: small ? 1 : 3,
    warmupTime: 0,
  });
  bench.add(`${name} tickproof, everything on`, () => {
    backtestData(spec);
  });
  for (const [who, loop] of beside) bench.add(`${name} ${who}`, () => void loop());
  await bench.run();
  console.log(`${name}: ${what}, ${count(length)} one-minute bars, costs and slippage on`);
  console.log(`fingerprint ${run.fingerprint.slice(0, 16)}, ${count(run.trades.length)} trades`);
  const lines = bench.tasks.map(({ name: who, result }): [string, number] => {
    if (result.state !== "completed") throw new Error(`${who} did not complete`);
    return [who, result.latency.p50];
  });
  const c = inCOf(name);
  if (c) lines.push([`${name} C loop, same result`, c.ms]);
  for (const [who, ms] of lines) print(who, ms, length);
  const ms = lines[0]![1];
  if (beside.length > 0) console.log(`ratio to the plain loop ${(ms / lines[1]![1]).toFixed(2)}`);
  if (c) console.log(`ratio to the C loop ${(ms / c.ms).toFixed(2)}`);
  console.log();
}

/** A hundred runs one after the other on one core, each with its trades. */
async function sweep(): Promise<void> {
  const specs = await emaSweep(series);
  const sum = { trades: 0, net: 0, maxDrawdown: 0 };
  const from = performance.now();
  for (const spec of specs) {
    const found = figuresOf(backtestData(spec));
    sum.trades += found.trades;
    sum.net += found.net;
    sum.maxDrawdown += found.maxDrawdown;
  }
  const ms = performance.now() - from;
  const expected = EXPECTED.W3[length] ?? inCOf("W3");
  const { trades, net, maxDrawdown } = expected ?? {};
  insist("W3", { trades, net, maxDrawdown }, sum);
  const runs = length * specs.length;
  console.log(`W3: ${specs.length} pairs of W1, one after the other on one core`);
  print("W3 tickproof, everything on", ms, runs);
  for (const name of ["W3", "W3 stats"] as const) {
    const c = inCOf(name);
    if (c) print(`${name} C loop, same result`, c.ms, runs);
  }
}

function inCOf(name: Reference["name"]): Reference | undefined {
  return inC?.find((one) => one.name === name);
}

function print(who: string, ms: number, bars: number): void {
  const rate = (bars / ms / 1000).toFixed(1);
  console.log(`${who.padEnd(30)} ${ms.toFixed(1).padStart(8)} ms  ${rate.padStart(7)} M bars/s`);
}
