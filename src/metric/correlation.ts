// Do these runs win and lose on the same days?

import type { Run } from "../domain/run.js";
import { correlation } from "../indicator/statistics.js";
import { dailyProfits } from "./daily.js";

/**
 * Pearson correlation of daily P&L, run by run, over the trade dates that both of a pair have. Null for fewer than three common
 * dates and where a side never moves: a run that never trades correlates with nothing, not even with itself.
 */
export function dailyCorrelation(runs: readonly Run[]): (number | null)[][] {
  const byDay = runs.map((run) => new Map(dailyProfits(run).map(({ day, profit }) => [day, profit])));
  return byDay.map((a) =>
    byDay.map((b) => {
      const days = [...a.keys()].filter((day) => b.has(day));
      return correlation(
        days.map((day) => a.get(day)!),
        days.map((day) => b.get(day)!),
      );
    }),
  );
}

/** How many trade dates each pair has in common: the n of each correlation. */
export function commonDays(runs: readonly Run[]): number[][] {
  const days = runs.map(({ daily }) => new Set(daily.map(({ day }) => day)));
  return days.map((a) => days.map((b) => [...a].filter((day) => b.has(day)).length));
}
