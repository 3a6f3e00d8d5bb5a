// How far did the account fall, and how long did it take to come back?

import type { EpochMs, MicroUsd } from "../domain/money.js";
import { mean } from "../indicator/statistics.js";
import { dailyReturns } from "./daily.js";
import { type Closes, eachBlock, type Metric, oncePerRun } from "./metric.js";
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

/** More than that no table shows. */
const MOST_SHOWN = 10;

interface Fallen {
  /** At most `MOST_SHOWN`, deepest first, the earlier first of equal ones. */
  readonly deepest: readonly Drawdown[];
  /** Of all of them. */
  readonly longestDays: number;
}

/** The deepest drawdowns in dollars, deepest first, at most ten. The first peak is the start cash. */
export const drawdowns = (run: Closes): readonly Drawdown[] => fallen(run)!.deepest;

/** Where a walk over equity has come to. */
interface Falling {
  readonly deepest: Drawdown[];
  longestDays: number;
  peak: MicroUsd;
  peakBar: number;
  /** Below 0 at a peak. */
  troughBar: number;
  trough: MicroUsd;
}

const fallen = oncePerRun((run: Closes): Fallen => {
  const equity = earnedEquity(run);
  const at: Falling = {
    deepest: [],
    longestDays: 0,
    peak: run.inputs.account.cash,
    peakBar: -1,
    troughBar: -1,
    trough: 0,
  };
  eachBlock(equity.length, (from, to) => fall(at, run, equity, from, to));
  if (at.troughBar >= 0) recovered(at, run, equity, null);
  return at;
});

function fall(at: Falling, run: Closes, equity: Float64Array, from: number, to: number): void {
  let { peak, peakBar, troughBar, trough } = at;
  for (let bar = from; bar < to; bar++) {
    const value = equity[bar]!;
    if (value >= peak) {
      if (troughBar >= 0) {
        Object.assign(at, { peak, peakBar, troughBar, trough });
        recovered(at, run, equity, bar);
        troughBar = -1;
      }
      peak = value;
      peakBar = bar;
    } else if (troughBar < 0 || value < trough) {
      troughBar = bar;
      trough = value;
    }
  }
  Object.assign(at, { peak, peakBar, troughBar, trough });
}

/** Notes the fall that ends at a bar; null where it never came back. */
function recovered(at: Falling, run: Closes, equity: Float64Array, endBar: number | null): void {
  const { deepest, peak, peakBar, troughBar, trough } = at;
  const { tradeDate } = run.bars;
  const until = endBar ?? equity.length - 1;
  at.longestDays = Math.max(at.longestDays, tradeDate[until]! - tradeDate[Math.max(peakBar, 0)]!);
  if (isAmong(deepest, peak - trough)) rank(deepest, drawdownOf(run, equity, peakBar, troughBar, endBar));
}

const isAmong = (deepest: readonly Drawdown[], depth: MicroUsd): boolean =>
  deepest.length < MOST_SHOWN || depth > deepest[MOST_SHOWN - 1]!.depth;

/** Behind those that are as deep: they were before. */
function rank(deepest: Drawdown[], next: Drawdown): void {
  const at = deepest.findIndex(({ depth }) => depth < next.depth);
  deepest.splice(at < 0 ? deepest.length : at, 0, next);
  deepest.length = Math.min(deepest.length, MOST_SHOWN);
}

function drawdownOf(
  run: Closes,
  equity: Float64Array,
  startBar: number,
  troughBar: number,
  endBar: number | null,
): Drawdown {
  const { bars, inputs } = run;
  const { cash } = inputs.account;
  const first = Math.max(startBar, 0);
  const until = endBar ?? equity.length - 1;
  const peak = startBar < 0 ? cash : equity[startBar]!;
  const grown = growth(run);
  return {
    startBar,
    troughBar,
    endBar,
    start: bars.time[first]!,
    trough: bars.time[troughBar]!,
    end: endBar === null ? null : bars.time[endBar]!,
    peak,
    depth: peak - equity[troughBar]!,
    percent: shareOf(startBar < 0 ? cash : grown[startBar]!, grown[troughBar]!),
    days: bars.tradeDate[until]! - bars.tradeDate[first]!,
    bars: until - startBar,
  };
}

/** Peak − equity at each bar's close, in micro-dollars, 0 at a peak: the curve under water. */
export function underwater(run: Closes): Float64Array {
  const equity = earnedEquity(run);
  const depths = new Float64Array(equity.length);
  let peak = run.inputs.account.cash;
  for (let bar = 0; bar < equity.length; bar++) {
    const value = equity[bar]!;
    if (value > peak) peak = value;
    depths[bar] = peak - value;
  }
  return depths;
}

/** Deepest fall of equity below its highest before, at bar closes, above 0. 0 where it never fell, null without bars. */
export const maxDrawdown: Metric = {
  key: "max-drawdown",
  label: "Max drawdown",
  unit: "usd",
  of: (run) => (run.equity.length === 0 ? null : (drawdowns(run)[0]?.depth ?? 0)),
};

export const deepestPercent = oncePerRun((run: Closes): number | null => {
  const { cash } = run.inputs.account;
  if (run.equity.length === 0 || cash <= 0) return null;
  const grown = growth(run);
  const at = { peak: cash, deepest: 0 };
  eachBlock(grown.length, (from, to) => deepen(at, grown, from, to));
  return Number.isNaN(at.peak) ? null : 100 * at.deepest;
});

/** From where growth is not defined the peak is NaN, and stays it. */
function deepen(at: { peak: number; deepest: number }, grown: Float64Array, from: number, to: number): void {
  let { peak, deepest } = at;
  for (let bar = from; bar < to; bar++) {
    const value = grown[bar]!;
    if (value < peak) {
      const share = (peak - value) / peak;
      if (share > deepest) deepest = share;
    } else peak = Number.isNaN(peak) ? peak : value;
  }
  at.peak = peak;
  at.deepest = deepest;
}

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

/** Calendar days from the peak before the deepest fall (in dollars) until it was reached again, or to the end. 0 where equity never fell, null without bars. */
export const maxDrawdownDays: Metric = {
  key: "max-drawdown-days",
  label: "Max drawdown, duration",
  unit: "days",
  of: (run) => (run.equity.length === 0 ? null : (drawdowns(run)[0]?.days ?? 0)),
};

/** Calendar days of the longest time under water, however shallow. 0 where equity never fell, null without bars. */
export const longestDrawdownDays: Metric = {
  key: "longest-drawdown-days",
  label: "Longest time under water",
  unit: "days",
  of: (run) => (run.equity.length === 0 ? null : fallen(run)!.longestDays),
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
