// What did the account make on each trade date?

import type { Day, MicroUsd } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { transfersByDay } from "./own-money.js";

/** Trade dates of a year, by which daily figures are annualised (DESIGN 4.7). */
export const DATES_PER_YEAR = 252;

export interface DailyProfit {
  readonly day: Day;
  /** Change of equity, marked to market, costs inside, transfers left out; the first date against the start cash. */
  readonly profit: MicroUsd;
}

export function dailyProfits(run: Pick<Run, "daily" | "inputs" | "cash">): DailyProfit[] {
  const { daily, inputs } = run;
  const moved = transfersByDay(run);
  return daily.map(({ day, equity }, i) => ({
    day,
    profit: equity - (i === 0 ? inputs.account.cash : daily[i - 1]!.equity) - (moved.get(day) ?? 0),
  }));
}

/**
 * Daily returns: a date's profit ÷ the equity before it with what came in as the date began. Null where that equity was not above 0 on some date: a share of
 * nothing, or of debt, means nothing.
 */
export function dailyReturns(run: Run): number[] | null {
  const moved = transfersByDay(run);
  const into = run.daily.map(({ day }) => moved.get(day) ?? 0);
  return returnsOf(
    run.inputs.account.cash,
    run.daily.map(({ equity }) => equity),
    into,
  );
}

/** The same of equity at the end of each trade date; `into`: deposits less withdrawals of each, none if left out. */
export function returnsOf(
  cash: MicroUsd,
  equity: ArrayLike<MicroUsd>,
  into?: ArrayLike<MicroUsd>,
): number[] | null {
  const returns: number[] = [];
  let last = cash;
  for (let i = 0; i < equity.length; i++) {
    const before = last + (into?.[i] ?? 0);
    if (before <= 0) return null;
    returns.push((equity[i]! - before) / before);
    last = equity[i]!;
  }
  return returns;
}
