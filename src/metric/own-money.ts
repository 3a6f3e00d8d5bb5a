// How did the account do if what its owner put in and took out is left aside?

import { CASH_KINDS, CASH_ROLES } from "../domain/cash.js";
import type { Day, MicroUsd } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import type { Closes } from "./metric.js";

interface Moved {
  readonly bar: number;
  readonly day: Day;
  readonly amount: MicroUsd;
}

/** Deposits and withdrawals in their order; each came before its bar opened. */
function transfersOf({ cash }: Pick<Run, "cash">): Moved[] {
  const moved: Moved[] = [];
  for (let k = 0; k < cash.length; k++) {
    if (CASH_ROLES[CASH_KINDS[cash.kind[k]!]!] !== "transfer") continue;
    moved.push({ bar: cash.bar[k]!, day: cash.day[k]!, amount: cash.amount[k]! });
  }
  return moved;
}

/** Deposits less withdrawals of each trade date that had any. */
export function transfersByDay(run: Pick<Run, "cash">): ReadonlyMap<Day, MicroUsd> {
  const byDay = new Map<Day, MicroUsd>();
  for (const { day, amount } of transfersOf(run)) byDay.set(day, (byDay.get(day) ?? 0) + amount);
  return byDay;
}

/** Equity less what had been put in by then: start cash and all that was earned. The run's own column where nothing was moved. */
export function earnedEquity(run: Closes): Float64Array {
  const moved = transfersOf(run);
  if (moved.length === 0) return run.equity;
  const earned = Float64Array.from(run.equity);
  for (const { bar, amount } of moved)
    for (let i = bar; i < earned.length; i++) earned[i] = earned[i]! - amount;
  return earned;
}

/**
 * Start cash × time-weighted growth: what the account would stand at if every transfer had grown by what the account grew
 * by, so that a deposit neither is a gain nor makes a loss look smaller. From one transfer to the next it is equity × a
 * constant; at a transfer the growth so far is kept, by equity at the close before. NaN from where the account was worth nothing or
 * less after a transfer. The run's own column where nothing was moved.
 */
export function growth(run: Closes): Float64Array {
  const moved = transfersOf(run);
  if (moved.length === 0) return run.equity;
  const grown = Float64Array.from(run.equity);
  let scale = 1;
  let from = 0;
  for (let k = 0; k < moved.length; ) {
    const { bar } = moved[k]!;
    let amount = 0;
    for (; k < moved.length && moved[k]!.bar === bar; k++) amount += moved[k]!.amount;
    for (let i = from; i < bar; i++) grown[i] = run.equity[i]! * scale;
    const before = bar === 0 ? run.inputs.account.cash : run.equity[bar - 1]!;
    scale = before > 0 && before + amount > 0 ? (scale * before) / (before + amount) : Number.NaN;
    from = bar;
  }
  for (let i = from; i < grown.length; i++) grown[i] = run.equity[i]! * scale;
  return grown;
}

/** Growth at the end over start cash; null where it is not defined. 1 is neither won nor lost. */
export function totalGrowth(run: Closes): number | null {
  const { cash } = run.inputs.account;
  const end = growth(run).at(-1);
  return end === undefined || cash <= 0 || Number.isNaN(end) ? null : end / cash;
}
