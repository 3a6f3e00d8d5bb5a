// Which signals are left when a plan keeps its promises for all of its contracts together?

import type { PlanWindow } from "../../domain/journal-notes.js";
import type { Day, EpochMs, MicroUsd } from "../../domain/money.js";
import type { Signal } from "../../domain/review.js";
import { isInside } from "../rules.js";

/** What the runs of the single contracts could not keep, each for itself. Null: not promised. */
export interface Promises {
  /** Only where no run could hold it. */
  readonly window: PlanWindow | null;
  readonly maxTradesPerDay: number | null;
  readonly maxDailyLoss: MicroUsd | null;
  readonly cooldownAfterLossMs: number | null;
}

/**
 * Signals in the order of their entries, each held against those that were taken before it, as `rules.ts` holds a trader's trades. Where a
 * plan has one contract its run has kept all but the window already, and nothing more goes.
 */
export function kept(signals: readonly Signal[], promises: Promises): Signal[] {
  const { window, maxTradesPerDay, maxDailyLoss, cooldownAfterLossMs } = promises;
  const taken: Signal[] = [];
  const days = new Map<Day, Signal[]>();
  const losses: EpochMs[] = [];
  for (const signal of [...signals].sort(byEntry)) {
    const { entryTime, day } = signal;
    const before = days.get(day) ?? [];
    const over = before.filter(({ exitTime }) => exitTime !== null && exitTime <= entryTime);
    const lost = -Math.min(0, lowest(over));
    if (window !== null && !isInside(window, entryTime)) continue;
    if (maxTradesPerDay !== null && before.length >= maxTradesPerDay) continue;
    if (maxDailyLoss !== null && lost >= maxDailyLoss) continue;
    if (
      cooldownAfterLossMs !== null &&
      losses.some((at) => at <= entryTime && entryTime - at < cooldownAfterLossMs)
    )
      continue;
    taken.push(signal);
    days.set(day, [...before, signal]);
    if (signal.net < 0 && signal.exitTime !== null) losses.push(signal.exitTime);
  }
  return taken;
}

const byEntry = (a: Signal, b: Signal): number =>
  a.entryTime - b.entryTime || (a.root < b.root ? -1 : a.root > b.root ? 1 : a.side - b.side);

/** The deepest that a day's closed trades stood, in the order in which they closed: once its limit is reached the day is over. */
function lowest(closed: readonly Signal[]): MicroUsd {
  let [sum, least] = [0, 0];
  for (const { net } of [...closed].sort((a, b) => a.exitTime! - b.exitTime!)) {
    sum += net;
    least = Math.min(least, sum);
  }
  return least;
}
