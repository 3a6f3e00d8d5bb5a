// Is a run better than the baseline, or were its days only luckier?

import { pick, randomOf } from "../domain/random.js";
import { quantile } from "../indicator/statistics.js";
import { DATES_PER_YEAR } from "./daily.js";
import { commonDates, type DayColumns, returnsOfDays } from "./day-columns.js";
import type { Unit } from "./metric.js";

export type PairedKey = "raw" | "contract" | "risk" | "margin" | "expectancy" | "sharpe";

/** What is compared, in the order of the tables. The first four are the fair footings of `normalise.ts`. */
export const PAIRED: readonly { readonly key: PairedKey; readonly label: string; readonly unit: Unit }[] = [
  { key: "raw", label: "Net profit", unit: "usd" },
  { key: "contract", label: "Net per contract traded", unit: "usd" },
  { key: "risk", label: "Net per $100 risked", unit: "usd" },
  { key: "margin", label: "Return on peak margin", unit: "percent" },
  { key: "expectancy", label: "Expectancy", unit: "usd" },
  { key: "sharpe", label: "Sharpe ratio", unit: "ratio" },
];

export interface PairedDifference {
  readonly key: PairedKey;
  /** Run less baseline, over the common trade dates. */
  readonly difference: number;
  /** Null where there are too few dates, or too few of them with trades, to draw from. */
  readonly low: number | null;
  readonly high: number | null;
}

export interface Paired {
  /** Trade dates that both have: the blocks that were drawn. */
  readonly days: number;
  readonly samples: number;
  /** Share of the drawn samples inside, in percent. */
  readonly level: number;
  /** What does not exist for one of the two (no stop, no margin, no trade) is left out. */
  readonly differences: readonly PairedDifference[];
}

/** An interval from fewer days would look like knowledge. */
const LEAST_DAYS = 10;
const RISKED = 100_000_000;

/** Printed wherever the intervals are. */
export const PAIRED_METHOD =
  "paired by trade date: whole dates are drawn with replacement, the same dates for both runs, and the difference is worked out anew for each sample; percentile interval, seeded (Efron and Tibshirani 1993; dates as blocks, Künsch 1989)";

/**
 * Run less baseline over the trade dates that both have, with a bootstrap of whole dates. The same dates are drawn for both, so what the market
 * did on them falls out of the difference. A date carries its change of equity and the trades entered on it. Seeded: the
 * same two runs give the same interval, and with the runs exchanged the same with the signs turned.
 * Peak margin is taken as it was, not drawn.
 */
export function pairedDifference(
  baseline: DayColumns,
  run: DayColumns,
  { level = 90, samples = 2000, seed = 1 }: { level?: number; samples?: number; seed?: number } = {},
): Paired {
  const [inBaseline, inRun] = commonDates([baseline, run]);
  const days = inRun!.length;
  const sides = [sideOf(baseline, inBaseline!), sideOf(run, inRun!)] as const;
  const once = new Uint32Array(days).fill(1);
  const seen = differences(sides, once);
  const drawn = PAIRED.map(() => new Float64Array(samples));
  if (days >= LEAST_DAYS) {
    const random = randomOf(seed, "paired");
    const times = new Uint32Array(days);
    for (let sample = 0; sample < samples; sample++) {
      times.fill(0);
      for (let k = 0; k < days; k++) times[pick(random, days)]!++;
      const found = differences(sides, times);
      for (let k = 0; k < found.length; k++) drawn[k]![sample] = found[k]!;
    }
  }
  const tail = (1 - level / 100) / 2;
  return {
    days,
    samples,
    level,
    differences: PAIRED.flatMap(({ key, unit }, k): PairedDifference[] => {
      const difference = seen[k]!;
      if (Number.isNaN(difference)) return [];
      const whole = (value: number) => (unit === "usd" ? Math.round(value) + 0 : value);
      const column = drawn[k]!;
      const known = days >= LEAST_DAYS && !column.some(Number.isNaN);
      if (known) column.sort();
      return [
        {
          key,
          difference: whole(difference),
          low: known ? whole(quantile(column, tail)!) : null,
          high: known ? whole(quantile(column, 1 - tail)!) : null,
        },
      ];
    }),
  };
}

interface Side {
  readonly peakMargin: number;
  readonly profit: Float64Array;
  readonly trades: Float64Array;
  readonly net: Float64Array;
  readonly contracts: Float64Array;
  readonly risked: Float64Array;
  readonly riskNet: Float64Array;
  /** Empty where a return does not exist. */
  readonly returns: Float64Array;
}

/** The common dates side by side, so that one index means the same date in both. */
function sideOf(columns: DayColumns, at: Int32Array): Side {
  const picked = (column: ArrayLike<number>) => Float64Array.from(at, (i) => column[i]!);
  const returns = returnsOfDays(columns);
  return {
    peakMargin: columns.peakMargin ?? Number.NaN,
    profit: picked(columns.profit),
    trades: picked(columns.trades),
    net: picked(columns.net),
    contracts: picked(columns.contracts),
    risked: picked(columns.risked),
    riskNet: picked(columns.riskNet),
    returns: returns === null ? new Float64Array(0) : picked(returns),
  };
}

/** One number for each of `PAIRED`, each date taken `times` over; NaN where it does not exist. */
function differences(sides: readonly [Side, Side], times: Uint32Array): readonly number[] {
  const [baseline, run] = [figuresOf(sides[0], times), figuresOf(sides[1], times)];
  return run.map((value, k) => value - baseline[k]!);
}

function figuresOf(side: Side, times: Uint32Array): readonly number[] {
  const { length } = times;
  const { profit, trades, net, contracts, risked, riskNet, returns } = side;
  const [sums, hasReturns] = [new Float64Array(8), returns.length > 0];
  for (let i = 0; i < length; i++) {
    const n = times[i]!;
    if (n === 0) continue;
    sums[0]! += n * profit[i]!;
    sums[1]! += n * trades[i]!;
    sums[2]! += n * net[i]!;
    sums[3]! += n * contracts[i]!;
    sums[4]! += n * risked[i]!;
    sums[5]! += n * riskNet[i]!;
    if (!hasReturns) continue;
    sums[6]! += n * returns[i]!;
    sums[7]! += n * returns[i]! * returns[i]!;
  }
  const [earned, entered, won, held, risk, wonOnRisk] = sums;
  return [
    earned!,
    held === 0 ? Number.NaN : won! / held!,
    risk === 0 ? Number.NaN : (RISKED * wonOnRisk!) / risk!,
    (100 * earned!) / side.peakMargin,
    entered === 0 ? Number.NaN : won! / entered!,
    hasReturns ? sharpeOfSums(sums[6]!, sums[7]!, length) : Number.NaN,
  ];
}

/** As `sharpe`, from the sums of the returns and of their squares. */
function sharpeOfSums(total: number, squares: number, length: number): number {
  const mean = total / length;
  const variance = (squares - total * mean) / (length - 1);
  return variance > 1e-18 * (squares / length)
    ? (mean / Math.sqrt(variance)) * Math.sqrt(DATES_PER_YEAR)
    : Number.NaN;
}

/** Both ends of the interval lie on one side of zero. */
export const isApart = (one: PairedDifference | undefined): boolean =>
  one !== undefined && one.low !== null && one.high !== null && (one.low > 0 || one.high < 0);

export function verdict(one: PairedDifference | undefined): string {
  if (one === undefined || one.low === null) return "too few dates";
  if (!isApart(one)) return "may be chance";
  return one.difference > 0 ? "better" : "worse";
}
