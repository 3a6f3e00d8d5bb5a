// Which bars does a strategy read by hand that have not closed?

import { BAR_COLUMNS } from "../bars/columns.js";
import type { Bars } from "../domain/bars.js";
import type { Clock } from "../strategy/series.js";

/** One read of a value that lies behind the bar at which the strategy decides. */
export interface AheadRead {
  readonly bar: number;
  /** "close, 1 bar ahead" */
  readonly name: string;
  readonly value: number;
  /** Made where it was read: its stack leads to the line. */
  readonly error: Error;
}

/** Not their times: when a market opens next is no secret. */
const PRICES = BAR_COLUMNS.filter((name) => name !== "time" && name !== "tradeDate");

/** Enough to find the one behind a decision; a strategy that reads ahead does so in every bar. */
const MOST = 10_000;

/**
 * Columns that tell who reads them: the bars in the hands of a constructor, and what a function of the strategy's own was given and kept.
 * Slow, so only for a run of which it is known already that it decides with what it cannot know.
 */
export class ReadsAhead {
  readonly found: AheadRead[] = [];
  /** Where the run stands; before that is known nothing is ahead of it. */
  clock: Clock | null = null;
  #isPaused = false;

  /** `begin`: how many bars of the run, or of the frame, come before its first. */
  around<T extends Float64Array | Int32Array>(
    column: T,
    name: string,
    known: (bars: number) => number,
    begin = 0,
  ): T {
    const read = (index: number): void => {
      const bar = this.clock?.bar ?? -1;
      const ahead = begin + index - (known(bar + 1) - 1);
      if (bar < 0 || ahead <= 0 || this.#isPaused || index >= column.length || this.found.length >= MOST)
        return;
      const text = `${name}, ${ahead} ${ahead === 1 ? "bar" : "bars"} ahead`;
      this.found.push({ bar, name: text, value: column[index]!, error: new Error(text) });
    };
    const place = (arg: unknown): number =>
      Number(arg) < 0 ? column.length + Number(arg) : Number(arg ?? 0);
    return new Proxy(column, {
      get: (target, key) => {
        if (typeof key === "string" && /^\d+$/.test(key)) read(Number(key));
        // Read on the array itself: its methods know no other.
        const value = Reflect.get(target, key, target) as unknown;
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          if (key === "at") read(place(args[0]));
          const result = (value as (...args: unknown[]) => unknown).apply(target, args);
          return key === "slice" || key === "subarray"
            ? this.around(result as T, name, known, begin + place(args[0]))
            : result;
        };
      },
    });
  }

  aroundBars(bars: Bars): Bars {
    const whole = (count: number) => count;
    const around = PRICES.map((name) => [name, this.around(bars[name], name, whole)]);
    return { ...bars, ...Object.fromEntries(around) } as Bars;
  }

  /** What a function computes of whole columns is found by its result. */
  paused<T>(work: () => T): T {
    const before = this.#isPaused;
    this.#isPaused = true;
    try {
      return work();
    } finally {
      this.#isPaused = before;
    }
  }
}
