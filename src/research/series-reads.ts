// What does a strategy read of its series, and how many bars back?

import { columnOf, Series } from "../strategy/series.js";

type Told = (column: Float64Array, back: number) => void;

/**
 * While `work` is under way, series tell what is read of them; 0 is `now`. They are changed for that long and not written for it: `now` and
 * `ago` are the hottest lines of a backtest, and nobody else shall pay.
 */
export function tellingReads<T>(told: Told, work: () => T): T {
  const { prototype } = Series;
  const own = Object.getOwnPropertyDescriptors(prototype);
  Object.defineProperties(prototype, {
    now: {
      ...own.now,
      get(this: Series): number {
        told(columnOf(this), 0);
        return own.now.get!.call(this) as number;
      },
    },
    ago: {
      ...own.ago,
      value(this: Series, bars: number): number {
        const value = own.ago.value!.call(this, bars) as number;
        told(columnOf(this), bars);
        return value;
      },
    },
  });
  try {
    return work();
  } finally {
    Object.defineProperties(prototype, { now: own.now, ago: own.ago });
  }
}

/** Of one column, how many bars back it was read; or, of one that is read to and fro, from where to where in this bar. */
export interface ReadBack {
  readonly column: Float64Array;
  readonly back: number;
  /** Null for one value. */
  readonly until: number | null;
}

/** Different bars of one column that are told each by itself: a loop over the past is told as a stretch. */
const MOST = 4;

interface Read {
  readonly column: Float64Array;
  readonly back: number;
}

/** Which bars a strategy has read of its columns, so far and in one bar. */
export class ReadsBack {
  /** Bars that will be asked for when they are over. */
  readonly later = new Set<number>();
  readonly #ever = new Map<Float64Array, Set<number>>();
  /** By bar, in the order in which it was read: the one at hand, and those of `later`. */
  readonly #inBar = new Map<number, Read[]>();
  #bar = -1;
  #here: Read[] = [];

  add(column: Float64Array, back: number, bar: number): void {
    if (!Number.isInteger(back)) return;
    if (bar !== this.#bar) this.#begin(bar);
    this.#here.push({ column, back });
    const ever = this.#ever.get(column);
    if (ever === undefined) this.#ever.set(column, new Set([back]));
    // A loop of another length each time would go on for ever.
    else if (ever.size <= MOST) ever.add(back);
  }

  /** Of columns that are read at the same few places, these places in every bar; of others what was read in this one. */
  at(bar: number): ReadBack[] {
    return [...this.#ever].flatMap(([column, ever]): ReadBack[] => {
      const backs = [...(ever.size <= MOST ? ever : this.#readIn(bar, column))];
      if (backs.length <= MOST) return backs.map((back) => ({ column, back, until: null }));
      const [back, until] = rangeOf(backs);
      return [{ column, back, until }];
    });
  }

  #begin(bar: number): void {
    if (!this.later.has(this.#bar)) this.#inBar.delete(this.#bar);
    this.#bar = bar;
    this.#here = [];
    this.#inBar.set(bar, this.#here);
  }

  #readIn(bar: number, column: Float64Array): ReadonlySet<number> {
    const reads = this.#inBar.get(bar) ?? [];
    return new Set(reads.filter((read) => read.column === column).map(({ back }) => back));
  }
}

/** Lowest and highest of any number of values: as arguments of one call they would be too many. */
export function rangeOf(values: readonly number[]): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
