// Which trades are those of the baseline, and how did the account come apart?

import { barIndexAt } from "../bars/columns.js";
import type { Bars } from "../domain/bars.js";
import type { EpochMs, MicroUsd } from "../domain/money.js";
import type {
  CaseResult,
  DayLine,
  Recorded,
  TradeChange,
  TradeCounts,
  TradeLine,
} from "../domain/regress.js";
import { type DiffTrades, type TradeDiff, tradeDiff } from "../metric/trade-diff.js";

type Axis = Pick<Bars, "time" | "length">;

/** Matched as in a comparison, from the lines of both sides alone. `bars`: those that now was run over. */
export function tradeChanges(
  baseline: readonly TradeLine[],
  now: readonly TradeLine[],
  bars: Axis,
): TradeDiff {
  return tradeDiff(columnsOf(baseline, bars), columnsOf(now, bars));
}

/** What moved most money first; of equal ones the earlier. */
export function changesOf(
  { changed, onlyA, onlyB }: TradeDiff,
  baseline: readonly TradeLine[],
  now: readonly TradeLine[],
): readonly TradeChange[] {
  const all: TradeChange[] = [
    ...changed.map(({ a, b, differs }) => ({
      kind: "changed" as const,
      baseline: baseline[a]!,
      now: now[b]!,
      differs,
      change: now[b]!.net - baseline[a]!.net,
    })),
    ...onlyA.map((a) => ({
      ...ALONE,
      kind: "only baseline" as const,
      baseline: baseline[a]!,
      change: -baseline[a]!.net,
    })),
    ...onlyB.map((b) => ({ ...ALONE, kind: "only now" as const, now: now[b]!, change: now[b]!.net })),
  ];
  const entry = (one: TradeChange) => (one.baseline ?? one.now)!.entryTime;
  return all
    .sort((x, y) => Math.abs(y.change) - Math.abs(x.change) || entry(x) - entry(y))
    .slice(0, MOST_CHANGES);
}

const ALONE = { baseline: null, now: null, differs: [] };
const MOST_CHANGES = 100;

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

function columnsOf(trades: readonly TradeLine[], bars: Axis): DiffTrades {
  const column = (of: (trade: TradeLine) => number) => Float64Array.from(trades, of);
  const bar = (time: EpochMs) => barIndexAt(bars, time);
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
