// What did each month make?

import { DAY_MS, type MicroUsd } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { dailyProfits } from "./daily.js";

export interface YearRow {
  readonly year: number;
  /** January first: change of equity over the month's trade dates; null for a month without one. */
  readonly months: readonly (MicroUsd | null)[];
  readonly total: MicroUsd;
}

/** Year × month, from daily equity: trade dates decide, so Sunday evening the 31st belongs to Monday the 1st. All cells add up to net. */
export function monthly(run: Run): YearRow[] {
  const years = new Map<number, (MicroUsd | null)[]>();
  for (const { day, profit } of dailyProfits(run)) {
    const date = new Date(day * DAY_MS);
    const year = date.getUTCFullYear();
    const months = years.get(year) ?? new Array<MicroUsd | null>(12).fill(null);
    years.set(year, months);
    const month = date.getUTCMonth();
    months[month] = (months[month] ?? 0) + profit;
  }
  return [...years].map(([year, months]) => ({
    year,
    months,
    total: months.reduce<number>((sum, month) => sum + (month ?? 0), 0),
  }));
}
