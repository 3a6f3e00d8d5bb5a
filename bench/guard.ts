// Has the bar loop become slower?
//
// Run by `npm run bench -- --guard`, as CI does. What is compared is no time. First a ratio: W1 beside the plain loop, in turn
// in one process, by what the processor worked for it. So neither the pace of a machine nor whoever else uses it decides much.
// Then a count that no neighbour changes: the bytes that W1 takes from V8's heap for each bar. An object for each bar, or a
// number that V8 has to box, shows there at once, long before it shows in a ratio.

import { fork } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backtest } from "#index.js";
import { canonicalSeries } from "./canonical.js";
import { inTurn, median, ratioOf, timed } from "./in-turn.js";
import { BENCH, machine } from "./machine.js";
import { Output, plainEma } from "./plain-loops.js";
import { checked, emaCross, figuresOf, insist, requestOf } from "./specs.js";

/** What guard.json keeps. */
export interface Kept {
  readonly bars: number;
  /** Median of the pairs: how many times as long as the plain loop W1 takes. */
  readonly ratio: number;
  /** Bytes from V8's heap, for each bar; columns lie outside of it. */
  readonly allocated: number;
  /** Share by which the ratio may grow before CI says no. */
  readonly mayGrow: number;
  readonly machine: string;
  readonly node: string;
}

const PAIRS = 40;
const TRIES = 3;
const WARMUP = 20;
/** Half of the smallest object that V8 has: an allocation for each bar is more. */
const MORE_BYTES = 8;
/** So much room for young objects that none is collected while they are counted. */
const COUNTING = ["--expose-gc", "--min-semi-space-size=256", "--max-semi-space-size=256"];

const against = process.argv.indexOf("--against");
const path = against < 0 ? join(BENCH, "guard.json") : process.argv[against + 1]!;
const kept = JSON.parse(readFileSync(path, "utf8")) as Kept;
const series = canonicalSeries(kept.bars);
const request = requestOf(await emaCross(series));
const run = await backtest(request);
checked("W1", run);

if (process.argv.includes("--count")) process.send!(await allocated());
else await guard();

async function guard(): Promise<void> {
  const limit = kept.ratio * (1 + kept.mayGrow);
  const ratio = await bestRatio(limit);
  const bytes = await inItsOwnProcess();
  if (process.argv.includes("--keep")) keep(ratio, bytes);
  else {
    const { bars, ratio: keptRatio, allocated: keptBytes, mayGrow } = kept;
    const over = `${bars.toLocaleString("en-US")} bars`;
    say(ratio <= limit, "The bar loop has become slower.", [
      `W1 takes ${ratio.toFixed(2)} times as long as the plain loop over ${over}:`,
      `kept ${keptRatio}, may grow by ${100 * mayGrow} % to ${limit.toFixed(2)}`,
    ]);
    say(bytes <= keptBytes + MORE_BYTES, "The bar loop allocates more than it did.", [
      `W1 takes ${bytes.toFixed(1)} bytes a bar from the heap over ${over}:`,
      `kept ${keptBytes}, may grow by ${MORE_BYTES} bytes a bar`,
    ]);
  }
}

function say(good: boolean, verdict: string, words: readonly string[]): void {
  const text = `guard: ${words.join(" ")}`;
  if (good) {
    console.log(text);
    return;
  }
  console.error(`${text}. ${verdict}`);
  console.error(
    "  npm run bench -- W1 --profile   shows where; npm run bench -- --keep   if it is meant to be",
  );
  process.exitCode = 1;
}

/** A machine that is disturbed gives another ratio the next time; a loop that has become slower gives the same. */
async function bestRatio(limit: number): Promise<number> {
  const output = new Output(kept.bars);
  const found = figuresOf(run);
  const plain = () => insist("plain loop", found, plainEma(series.bars, 12, 26, output));
  const parties = [
    { who: "tickproof", once: () => timed(() => backtest(request)) },
    { who: "plain loop", once: () => timed(plain) },
  ];
  let best = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < TRIES && best > limit; turn++) {
    const [ours, other] = await inTurn(parties, { rounds: PAIRS, warmup: turn === 0 ? WARMUP : 0 });
    best = Math.min(best, ratioOf(ours!, other!));
  }
  return best;
}

/** The count, in a process whose heap is so large that nothing is collected meanwhile. */
function inItsOwnProcess(): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = fork(process.argv[1]!, ["--count", "--against", path], { execArgv: COUNTING });
    let bytes: number | undefined;
    child.on("message", (message) => (bytes = message as number));
    child.on("error", reject);
    child.on("exit", (code) =>
      bytes === undefined ? reject(new Error(`the count ended with code ${code}`)) : resolve(bytes),
    );
  });
}

/** Bytes of the heap for each bar, once V8 has compiled what it is going to compile: the median of nine runs. */
async function allocated(): Promise<number> {
  for (let k = 0; k < WARMUP; k++) await backtest(request);
  const counts: number[] = [];
  for (let k = 0; k < 9; k++) {
    globalThis.gc!();
    const before = process.memoryUsage().heapUsed;
    await backtest(request);
    counts.push((process.memoryUsage().heapUsed - before) / kept.bars);
  }
  return median(counts);
}

function keep(ratio: number, bytes: number): void {
  const { cpu, cores, node } = machine();
  const now: Kept = {
    ...kept,
    ratio: Number(ratio.toPrecision(3)),
    allocated: Number(bytes.toPrecision(3)),
    machine: `${cpu}, ${cores} cores`,
    node,
  };
  writeFileSync(path, `${JSON.stringify(now, null, 2)}\n`);
  console.log(
    `guard: keeps a ratio of ${now.ratio} (was ${kept.ratio}), ${now.allocated} bytes a bar (was ${kept.allocated})`,
  );
}
