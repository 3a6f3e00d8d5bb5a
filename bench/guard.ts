// Has the bar loop become slower than it was?
//
// Run by `npm run bench -- --guard`, as CI does. What is compared is no time but a ratio: W1 beside the plain loop, in turn
// in one process, by what the processor worked for it. So neither the pace of a machine nor whoever else uses it decides.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backtest } from "#index.js";
import { canonicalSeries } from "./canonical.js";
import { inTurn, ratioOf, timed } from "./in-turn.js";
import { BENCH, machine } from "./machine.js";
import { Output, plainEma } from "./plain-loops.js";
import { checked, emaCross, figuresOf, insist, requestOf } from "./specs.js";

/** What guard.json keeps. */
export interface Kept {
  readonly bars: number;
  /** Median of the pairs: how many times as long as the plain loop W1 takes. */
  readonly ratio: number;
  /** Share by which it may grow before CI says no. */
  readonly mayGrow: number;
  readonly machine: string;
  readonly node: string;
}

const PAIRS = 40;
const TRIES = 3;
const against = process.argv.indexOf("--against");
const path = against < 0 ? join(BENCH, "guard.json") : process.argv[against + 1]!;
const kept = JSON.parse(readFileSync(path, "utf8")) as Kept;
const limit = kept.ratio * (1 + kept.mayGrow);

const series = canonicalSeries(kept.bars);
const request = requestOf(await emaCross(series));
const output = new Output(kept.bars);
const run = await backtest(request);
checked("W1", run);
const found = figuresOf(run);
const parties = [
  { who: "tickproof", once: () => timed(() => backtest(request)) },
  {
    who: "plain loop",
    once: () => timed(() => insist("plain loop", found, plainEma(series.bars, 12, 26, output))),
  },
];

let best = Number.POSITIVE_INFINITY;
for (let turn = 1; turn <= TRIES && best > limit; turn++) {
  const [ours, plain] = await inTurn(parties, { rounds: PAIRS, warmup: turn === 1 ? 20 : 0 });
  best = Math.min(best, ratioOf(ours!, plain!));
}
const { bars, ratio, mayGrow } = kept;
const said = `guard: W1 takes ${best.toFixed(2)} times as long as the plain loop over ${bars.toLocaleString("en-US")} bars`;
const rule = `kept ${ratio.toFixed(2)}, may grow by ${100 * mayGrow} % to ${limit.toFixed(2)}`;
if (process.argv.includes("--keep")) keep();
else if (best <= limit) console.log(`${said}: ${rule}`);
else {
  console.error(`${said}: ${rule}. The bar loop has become slower.`);
  console.error(
    `  npm run bench -- W1 --profile   shows where; npm run bench -- --keep   if it is meant to be`,
  );
  process.exitCode = 1;
}

function keep(): void {
  const { cpu, cores, node } = machine();
  const now: Kept = {
    bars,
    ratio: Number(best.toFixed(3)),
    mayGrow,
    machine: `${cpu}, ${cores} cores`,
    node,
  };
  writeFileSync(path, `${JSON.stringify(now, null, 2)}\n`);
  console.log(`${said}: kept in bench/guard.json in place of ${ratio.toFixed(2)}`);
}
