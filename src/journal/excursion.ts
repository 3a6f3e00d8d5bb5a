// How far did a trade go for and against its owner?

import { contractValue } from "../accountant/value.js";
import type { Bars } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import type { EpochMs, MicroUsd } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { firstAtLeast } from "../engine/schedule.js";
import { toTicks } from "../instrument/instrument.js";

/** Unadjusted bars of one contract month, of `timeframeMs` each. */
export interface TradeBars {
  readonly bars: Pick<Bars, "time" | "high" | "low" | "length">;
  readonly timeframeMs: number;
}

/** Null where there are none. */
export type BarsOf = (contract: string) => TradeBars | null;

/** What was held from a fill on: signed contracts, profit so far, and what was paid for those that are held. */
export interface Held {
  readonly time: EpochMs;
  readonly held: number;
  readonly gross: MicroUsd;
  /** Contracts × value at entry prices. */
  readonly entry: MicroUsd;
}

/**
 * Worst and best gross result by the bars that lie wholly inside of the trade, and by its fills. What a bar showed in which a
 * fill lies may have been before or after it, so it counts for nothing: both figures are what the trade went through for
 * certain. Null without bars that reach over the whole of it.
 */
export function excursionOf(
  steps: readonly Held[],
  side: Side,
  instrument: Instrument,
  contract: string,
  closed: boolean,
  barsOf: BarsOf | undefined,
): { readonly mae: MicroUsd; readonly mfe: MicroUsd } | null {
  const found = closed ? (barsOf?.(contract) ?? null) : null;
  const first = steps[0];
  const last = steps.at(-1);
  if (found === null || first === undefined || last === undefined) return null;
  const { bars, timeframeMs } = found;
  const { time, high, low, length } = bars;
  if (length === 0 || time[0]! > first.time || time[length - 1]! + timeframeMs < last.time) return null;
  let mae = 0;
  let mfe = 0;
  const see = (result: MicroUsd) => {
    mae = Math.min(mae, result);
    mfe = Math.max(mfe, result);
  };
  let bar = firstAtLeast(time, first.time, 0, length);
  for (const [k, step] of steps.entries()) {
    see(step.gross);
    const until = steps[k + 1]?.time ?? step.time;
    while (bar < length && time[bar]! < step.time) bar++;
    for (; bar < length && time[bar]! + timeframeMs <= until; bar++) {
      for (const price of [low[bar]!, high[bar]!]) {
        const value = contractValue(instrument, toTicks(price, instrument));
        see(step.gross + side * (Math.abs(step.held) * value - step.entry));
      }
    }
  }
  return { mae: mae + 0, mfe };
}
