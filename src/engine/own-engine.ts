// Which copy of the engine does a strategy class run in?

import type { StrategyClass } from "../strategy/strategy.js";
import * as shared from "./backtest.js";
import { ownLoop } from "./loops.js";

type Engine = Pick<typeof shared, "runBacktest">;

interface Known {
  /** Long runs so far. */
  runs: number;
  engine: Engine;
}

const known = new WeakMap<StrategyClass, Known>();
let classes = 0;
let copies = 0;

/** Code is never freed. */
const MOST = 16;
/** V8 learns a copy anew, which takes as long as a copy saves in a dozen runs: only for those that run again and again. */
const OFTEN = 3;
declare const BUNDLED: true | undefined;
/** Short runs gain nothing. */
const LONG = 50_000;

/**
 * What one strategy's orders are like shows in broker and accountant as well: with four strategies before it in the process,
 * W1 takes a quarter longer (decision 0021). So a class that runs often, and not alone, gets an engine that has seen
 * no other. Same code, same results. The program in one file has no module to copy.
 */
export async function engineOf(strategy: StrategyClass, bars: number): Promise<Engine> {
  await ownLoop(strategy, bars);
  if (bars < LONG || typeof BUNDLED !== "undefined") return shared;
  const it = known.get(strategy) ?? begin(strategy);
  it.runs++;
  if (it.engine === shared && it.runs > OFTEN && classes > 1 && copies < MOST) it.engine = await copy();
  return it.engine;
}

function begin(strategy: StrategyClass): Known {
  const it = { runs: 0, engine: shared };
  known.set(strategy, it);
  classes++;
  return it;
}

async function copy(): Promise<Engine> {
  const url = new URL("./copied.js", import.meta.url);
  url.searchParams.set("copy", String(++copies));
  return (await import(url.href)) as Engine;
}
