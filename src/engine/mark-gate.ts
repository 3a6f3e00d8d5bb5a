// Does the mark price, and not only the last trade, reach the price of a liquidation?

import type { Accountant } from "../accountant/accountant.js";
import type { MarkGate } from "../accountant/standing.js";
import { type Extremes, extremesOf } from "../bars/extremes.js";
import type { Bars } from "../domain/bars.js";
import type { MarkPrices } from "../domain/funding.js";
import type { Ticks } from "../domain/money.js";
import { firstAtLeast } from "./schedule.js";
import type { Terms } from "./spec.js";

/** What a bar shows, mark prices included: a bar that stays between two prices by both touches neither. */
export interface Reach {
  readonly highTicks: Int32Array;
  readonly lowTicks: Int32Array;
  /** Worked out when they are first asked for. */
  readonly extremes: Extremes;
}

/** A class: of an object that has its own getter V8 learns nothing from run to run. */
class Reached implements Reach {
  readonly highTicks: Int32Array;
  readonly lowTicks: Int32Array;
  #extremes: Extremes | null = null;

  constructor({ highTicks, lowTicks }: Omit<Reach, "extremes">) {
    this.highTicks = highTicks;
    this.lowTicks = lowTicks;
  }

  get extremes(): Extremes {
    this.#extremes ??= extremesOf(this);
    return this.#extremes;
  }
}

/**
 * Whether a file of mark prices can say when a position is liquidated: bars of marks that are longer than the bars cannot,
 * for they do not say in which of them the mark was where.
 */
export const marksTell = ({ perpetual, series }: Terms): boolean =>
  !!perpetual?.marks && perpetual.marks.stepMs <= series.source.timeframeMs;

/** Puts the gate in where the mark price triggers; returns what the bars show with it. Without mark prices the bars alone. */
export function reachOf(spec: Terms, accountant: Accountant, tickSize: number): Reach {
  const { bars, source } = spec.series;
  if (!marksTell(spec)) return new Reached(bars);
  const marks = rangesOf(spec.perpetual!.marks!, bars, source.timeframeMs, tickSize);
  accountant.gate = new Gate(bars, marks.low, marks.high);
  return new Reached({
    highTicks: Int32Array.from(bars.highTicks, (high, bar) => Math.max(high, Math.ceil(marks.high[bar]!))),
    lowTicks: Int32Array.from(bars.lowTicks, (low, bar) => Math.min(low, Math.floor(marks.low[bar]!))),
  });
}

interface Ranges {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** A mark on the grid is a whole number of ticks, whatever binary division leaves behind. */
const inTicks = (price: number, tickSize: number): number => Math.round((price / tickSize) * 1e6) / 1e6;

/** In ticks and parts of them; a bar without a mark spans from Infinity to −Infinity. */
function rangesOf(marks: MarkPrices, bars: Bars, timeframeMs: number, tickSize: number): Ranges {
  const low = new Float64Array(bars.length).fill(Number.POSITIVE_INFINITY);
  const high = new Float64Array(bars.length).fill(Number.NEGATIVE_INFINITY);
  let row = 0;
  for (let bar = 0; bar < bars.length; bar++) {
    const from = bars.time[bar]!;
    if (row < marks.time.length && marks.time[row]! < from) {
      row = firstAtLeast(marks.time, from, row, marks.time.length);
    }
    for (; row < marks.time.length && marks.time[row]! < from + timeframeMs; row++) {
      low[bar] = Math.min(low[bar]!, inTicks(marks.low[row]!, tickSize));
      high[bar] = Math.max(high[bar]!, inTicks(marks.high[row]!, tickSize));
    }
  }
  return { low, high };
}

/**
 * A level counts as reached in a bar whose mark price reached it. The position then leaves where the traded price meets the
 * level; where that never came so far, at the bar's extreme, the traded price nearest to it. A traded price that reaches the
 * level alone, in a spike that the mark price did not follow, liquidates nobody. A bar without marks counts by its trades.
 */
class Gate implements MarkGate {
  #bar = -1;
  readonly #bars: Bars;
  readonly #low: Float64Array;
  readonly #high: Float64Array;

  constructor(bars: Bars, low: Float64Array, high: Float64Array) {
    this.#bars = bars;
    this.#low = low;
    this.#high = high;
  }

  enter(bar: number): void {
    this.#bar = bar;
  }
  leave(): void {
    this.#bar = -1;
  }

  reached(level: Ticks, position: number): Ticks {
    const bar = this.#bar;
    if (bar === -1 || this.#low[bar] === Number.POSITIVE_INFINITY) return level;
    if (position > 0)
      return this.#low[bar]! > level ? Number.NaN : Math.max(level, this.#bars.lowTicks[bar]!);
    return this.#high[bar]! < level ? Number.NaN : Math.min(level, this.#bars.highTicks[bar]!);
  }
}
