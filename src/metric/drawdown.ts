// How far did the account fall, and how long did it take to come back?

import type { Day, EpochMs, MicroUsd } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { mean } from "../indicator/statistics.js";
import { dailyReturns } from "./daily.js";
import type { Metric } from "./metric.js";
import { earnedEquity, growth, transfersByDay } from "./own-money.js";

/** From a peak of equity until it is reached again, marked to market at each bar's close; transfers are no part of it. */
export interface Drawdown {
  /** The last bar at the peak; −1 where the peak is the start cash. */
  readonly startBar: number;
  readonly troughBar: number;
  /** The first bar back at the peak; null where it never came back. */
  readonly endBar: number | null;
  readonly start: EpochMs;
  readonly trough: EpochMs;
  readonly end: EpochMs | null;
  readonly peak: MicroUsd;
  /** Peak − trough, above 0. */
  readonly depth: MicroUsd;
  /** 100 × depth ÷ peak, by time-weighted growth where money was moved; null where the peak was not above 0. */
  readonly percent: number | null;
  /** Calendar days from the trade date of its start to that of its end, or of the last bar where it never came back. */
  readonly days: number;
  /** Bars from start to end, or to the last bar. */
  readonly bars: number;
}

const shareOf = (peak: number, trough: number): number | null =>
  peak > 0 && !Number.isNaN(trough) ? (100 * (peak - trough)) / peak : null;

/** The deepest drawdowns in dollars, deepest first. The first peak is the start cash. */
export function drawdowns(run: Run, count = 10): Drawdown[] {
  return allDrawdowns(run)
    .sort((a, b) => b.depth - a.depth || a.startBar - b.startBar)
    .slice(0, count);
}

function allDrawdowns(run: Run): Drawdown[] {
  const { bars, inputs } = run;
  const equity = earnedEquity(run);
  const grown = growth(run);
  const found: Drawdown[] = [];
  const last = equity.length - 1;
  const timeOf = (bar: number): EpochMs => bars.time[Math.max(bar, 0)]!;
  const dayOf = (bar: number): Day => bars.tradeDate[Math.max(bar, 0)]!;
  let peak = inputs.account.cash;
  let peakBar = -1;
  let troughBar = -1;
  const close = (endBar: number | null): void => {
    if (troughBar < 0) return;
    const depth = peak - equity[troughBar]!;
    const until = endBar ?? last;
    found.push({
      startBar: peakBar,
      troughBar,
      endBar,
      start: timeOf(peakBar),
      trough: timeOf(troughBar),
      end: endBar === null ? null : timeOf(endBar),
      peak,
      depth,
      percent: shareOf(peakBar < 0 ? inputs.account.cash : grown[peakBar]!, grown[troughBar]!),
      days: dayOf(until) - dayOf(peakBar),
      bars: until - peakBar,
    });
    troughBar = -1;
  };
  for (let bar = 0; bar <= last; bar++) {
    if (equity[bar]! >= peak) {
      close(bar);
      peak = equity[bar]!;
      peakBar = bar;
    } else if (troughBar < 0 || equity[bar]! < equity[troughBar]!) troughBar = bar;
  }
  close(null);
  return found;
}

/** Peak − equity at each bar's close, in micro-dollars, 0 at a peak: the curve under water. */
export function underwater(run: Run): Float64Array {
  let peak = run.inputs.account.cash;
  return earnedEquity(run).map((value) => {
    peak = Math.max(peak, value);
    return peak - value;
  });
}

/** Deepest fall of equity below its highest before, at bar closes, above 0. 0 where it never fell, null without bars. */
export const maxDrawdown: Metric = {
  key: "max-drawdown",
  label: "Max drawdown",
  unit: "usd",
  of: (run) => (run.equity.length === 0 ? null : (drawdowns(run, 1)[0]?.depth ?? 0)),
};

/**
 * Deepest fall in percent of the peak that it began from; not always the same fall as the deepest in dollars. 0 where equity
 * never fell; null without bars or with start cash not above 0.
 */
export const maxDrawdownPercent: Metric = {
  key: "max-drawdown-percent",
  label: "Max drawdown, percent",
  unit: "percent",
  of: deepestPercent,
};

export function deepestPercent(run: Run): number | null {
  let peak = run.inputs.account.cash;
  if (run.equity.length === 0 || peak <= 0) return null;
  let deepest = 0;
  for (const value of growth(run)) {
    if (Number.isNaN(value)) return null;
    peak = Math.max(peak, value);
    deepest = Math.max(deepest, (peak - value) / peak);
  }
  return 100 * deepest;
}

/** Calendar days from the peak before the deepest fall (in dollars) until it was reached again, or to the end. 0 where equity never fell, null without bars. */
export const maxDrawdownDays: Metric = {
  key: "max-drawdown-days",
  label: "Max drawdown, duration",
  unit: "days",
  of: (run) => (run.equity.length === 0 ? null : (drawdowns(run, 1)[0]?.days ?? 0)),
};

/** Calendar days of the longest time under water, however shallow. 0 where equity never fell, null without bars. */
export const longestDrawdownDays: Metric = {
  key: "longest-drawdown-days",
  label: "Longest time under water",
  unit: "days",
  of: (run) =>
    run.equity.length === 0 ? null : allDrawdowns(run).reduce((most, { days }) => Math.max(most, days), 0),
};

/**
 * Ulcer index: √(mean of squared drawdown percents) at the ends of the trade dates; long falls weigh more than short ones. Null without
 * trade dates or with start cash not above 0. Source: Martin and McCann (1989).
 */
export const ulcerIndex: Metric = {
  key: "ulcer-index",
  label: "Ulcer index",
  unit: "percent",
  of(run) {
    const returns = dailyReturns(run);
    let [peak, value] = [run.inputs.account.cash, run.inputs.account.cash];
    if (peak <= 0) return null;
    const moved = transfersByDay(run).size > 0;
    if (moved && returns === null) return null;
    const squares = mean(
      run.daily.map(({ equity }, i) => {
        value = moved ? value * (1 + returns![i]!) : equity;
        peak = Math.max(peak, value);
        return ((100 * (peak - value)) / peak) ** 2;
      }),
    );
    return squares === null ? null : Math.sqrt(squares);
  },
};
