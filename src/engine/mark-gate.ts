// Does the mark price, and not only the last trade, reach the price of a liquidation?

import type { Accountant } from "../accountant/accountant.js";
import type { MarkGate } from "../accountant/standing.js";
import type { Bars } from "../domain/bars.js";
import type { MarkPrices } from "../domain/funding.js";
import type { Ticks } from "../domain/money.js";
import { firstAtLeast } from "./schedule.js";
import type { Terms } from "./spec.js";

/** What a bar shows, mark prices included: a bar that stays between two prices by both touches neither. */
export interface Reach {
  readonly highTicks: Int32Array;
  readonly lowTicks: Int32Array;
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
  if (!marksTell(spec)) return bars;
  const marks = rangesOf(spec.perpetual!.marks!, bars, source.timeframeMs, tickSize);
  accountant.gate = new Gate(bars, marks.low, marks.high);
  return {
    highTicks: Int32Array.from(bars.highTicks, (high, bar) =>
      Math.max(high, Math.ceil(marks.high[bar]!) || high),
    ),
    lowTicks: Int32Array.from(bars.lowTicks, (low, bar) => Math.min(low, Math.floor(marks.low[bar]!) || low)),
  };
}

interface Ranges {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** In ticks and parts of them; NaN for a bar without a mark. */
function rangesOf(marks: MarkPrices, bars: Bars, timeframeMs: number, tickSize: number): Ranges {
  const low = new Float64Array(bars.length).fill(Number.NaN);
  const high = new Float64Array(bars.length).fill(Number.NaN);
  let row = 0;
  for (let bar = 0; bar < bars.length; bar++) {
    const from = bars.time[bar]!;
    if (row < marks.time.length && marks.time[row]! < from) {
      row = firstAtLeast(marks.time, from, row, marks.time.length);
    }
    for (; row < marks.time.length && marks.time[row]! < from + timeframeMs; row++) {
      const [least, most] = [marks.low[row]! / tickSize, marks.high[row]! / tickSize];
      low[bar] = low[bar]! <= least ? low[bar]! : least;
      high[bar] = high[bar]! >= most ? high[bar]! : most;
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
    if (bar === -1 || Number.isNaN(this.#low[bar]!)) return level;
    if (position > 0)
      return this.#low[bar]! > level ? Number.NaN : Math.max(level, this.#bars.lowTicks[bar]!);
    return this.#high[bar]! < level ? Number.NaN : Math.min(level, this.#bars.highTicks[bar]!);
  }
}
