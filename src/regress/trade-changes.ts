// Which trades are those of the baseline, and how did the account come apart?

import type { EpochMs, MicroUsd } from "../domain/money.js";
import type { CaseResult, DayLine, Recorded, TradeCounts, TradeLine } from "../domain/regress.js";
import { type DiffTrades, type TradeDiff, tradeDiff } from "../metric/trade-diff.js";

/** Matched as in a comparison, from the lines of both sides alone. `times`: opens of the bars that both ran over. */
export function tradeChanges(
  baseline: readonly TradeLine[],
  now: readonly TradeLine[],
  times: ArrayLike<EpochMs>,
): TradeDiff {
  return tradeDiff(columnsOf(baseline, times), columnsOf(now, times));
}

export const tradeCounts = (
  { same, changed, onlyA, onlyB }: TradeDiff,
  baseline: readonly TradeLine[],
  now: readonly TradeLine[],
): TradeCounts => ({
  baseline: baseline.length,
  now: now.length,
  same: same.length,
  changed: changed.length,
  onlyBaseline: onlyA.length,
  onlyNow: onlyB.length,
});

function columnsOf(trades: readonly TradeLine[], times: ArrayLike<EpochMs>): DiffTrades {
  const column = (of: (trade: TradeLine) => number) => Float64Array.from(trades, of);
  const bar = (time: EpochMs) => barAt(times, time);
  return {
    length: trades.length,
    side: column(({ side }) => side),
    qty: column(({ qty }) => qty),
    entryBar: column(({ entryTime }) => bar(entryTime)),
    exitBar: column(({ exitTime }) => bar(exitTime)),
    entryTime: column(({ entryTime }) => entryTime),
    exitTime: column(({ exitTime }) => exitTime),
    entrySum: column(({ entrySum }) => entrySum),
    exitSum: column(({ exitSum }) => exitSum),
    net: column(({ net }) => net),
  };
}

/** The bar that was open then; of a time between two bars the one before it. */
export function barAt(times: ArrayLike<EpochMs>, time: EpochMs): number {
  let [low, high] = [0, times.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Both accounts at the end of each trade date that either has: where one has no such date it stays where it was. */
export function equityOf(
  baseline: Pick<Recorded, "cash" | "days">,
  now: Pick<Recorded, "cash" | "days">,
): NonNullable<CaseResult["equity"]> {
  const dates = [...new Set([...baseline.days, ...now.days].map(({ day }) => day))].sort((a, b) => a - b);
  const [was, is] = [baseline, now].map(({ cash, days }) => alongOf(dates, cash, days)) as [
    MicroUsd[],
    MicroUsd[],
  ];
  const at = dates.findIndex((_, k) => was[k + 1] !== is[k + 1]);
  return { baseline: was, now: is, parted: dates[at] ?? null };
}

function alongOf(dates: readonly number[], cash: MicroUsd, days: readonly DayLine[]): MicroUsd[] {
  const equity = new Map(days.map((line) => [line.day, line.equity]));
  const along = [cash];
  for (const date of dates) along.push(equity.get(date) ?? along.at(-1)!);
  return along;
}
