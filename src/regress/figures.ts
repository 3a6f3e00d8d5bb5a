// Which figures of a run does a baseline keep, and under which names?

import type { FigureUnit, SummaryFigures } from "../domain/regress.js";
import type { Run } from "../domain/run.js";
import { METRICS } from "../metric/all.js";
import { LESS_IS_BETTER } from "../metric/figures.js";
import { camelCase } from "../metric/metric.js";

export interface Figure {
  /** As in JSON: "maxDrawdown". */
  readonly key: string;
  readonly label: string;
  readonly unit: FigureUnit;
}

/** Every metric; in the order in which they are reported. */
export const FIGURES: readonly Figure[] = METRICS.map(({ key, label, unit }) => ({
  key: camelCase(key),
  label,
  unit,
}));

/** What a guard may also ask about: seconds that the run took. */
export const RUNTIME: Figure = { key: "runtime", label: "Runtime", unit: "seconds" };

const WHOLE: readonly FigureUnit[] = ["usd", "count"];

/** Digits behind the point: money and counts are whole, the rest keeps six. */
export const decimalsOf = (unit: FigureUnit): number => (WHOLE.includes(unit) ? 0 : 6);

/** Rounded as they are written down, so that what is read again is the same number. */
export function figuresOf(run: Run): SummaryFigures {
  const figures = METRICS.map((metric, k) => {
    const value = metric.of(run);
    const { key, unit } = FIGURES[k]!;
    return [key, value === null ? null : Number(value.toFixed(decimalsOf(unit))) + 0] as const;
  });
  return Object.fromEntries(figures);
}

/**
 * Which direction is worse: -1 less, 1 more. Null where neither is: guards by `worseBy` then take any change for worse. Losses are
 * negative amounts, drawdowns positive ones, as their metrics say.
 */
export function worseOf(key: string): 1 | -1 | null {
  if (MORE_IS_WORSE.has(key)) return 1;
  return LESS_IS_WORSE.has(key) ? -1 : null;
}

const MORE_IS_WORSE = new Set([...LESS_IS_BETTER].map(camelCase)).add(RUNTIME.key);
const LESS_IS_WORSE = new Set([
  "net",
  "returnPercent",
  "cagr",
  "gross",
  "breakEvenSlippage",
  "sharpe",
  "sortino",
  "calmar",
  "winRate",
  "profitFactor",
  "expectancy",
  "expectancyR",
  "payoff",
  "averageWin",
  "averageLoss",
  "largestWin",
  "largestLoss",
  "sqn",
  "longestWinStreak",
  "maeEfficiency",
  "mfeEfficiency",
]);
