// Which copy of the bar loop does a strategy run in?

import type { StrategyClass } from "../strategy/strategy.js";
import { decideBars } from "./decide-bars.js";
import { jumpBars } from "./jump-bars.js";

export interface Loop {
  readonly decideBars: typeof decideBars;
  readonly jumpBars: typeof jumpBars;
}

const shared: Loop = { decideBars, jumpBars };

const own = new WeakMap<StrategyClass, Loop>();
let copies = 0;

/** Code is never freed: beyond so many classes the last ones share one loop. */
const MOST = 64;
/** Compiling a loop anew takes longer than a short run. */
const LONG = 50_000;

declare const BUNDLED: true | undefined;

/**
 * V8 learns from each call in a function what is called there. One loop for all strategies learns that anything may be, and
 * inlines none: W1 is half as slow again with six classes loaded (`shared/bench`). A module that is imported under another name
 * is another function, which learns of its own strategy only. The program in one file has no modules to import; it runs few
 * strategies, and shares the loop between them.
 */
export async function ownLoop(strategy: StrategyClass, bars: number): Promise<void> {
  if (own.has(strategy) || copies >= MOST || bars < LONG || typeof BUNDLED !== "undefined") return;
  const copy = ++copies;
  const [decide, jump] = await Promise.all([
    copyOf("./decide-bars.js", copy),
    copyOf("./jump-bars.js", copy),
  ]);
  own.set(strategy, { ...decide, ...jump } as Loop);
}

function copyOf(file: string, copy: number): Promise<Partial<Loop>> {
  const url = new URL(file, import.meta.url);
  url.searchParams.set("copy", String(copy));
  return import(url.href);
}

/** Its own where one was made for it. */
export const loopOf = (strategy: StrategyClass): Loop => own.get(strategy) ?? shared;
