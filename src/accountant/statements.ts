// What would the broker's statements of a run say?

import { CASH_KINDS, type CashKind } from "../domain/cash.js";
import { DAY_MS, type Day, type MicroUsd } from "../domain/money.js";
import type { Booked } from "../domain/posting.js";
import { type Costs, FILL_KINDS } from "../domain/run.js";
import { costsByFill } from "./books.js";

/** What moved the cash of an account over some time: opening + all of them = balance. */
export interface Movements {
  readonly variation: MicroUsd;
  /** What was paid, component by component. */
  readonly commission: MicroUsd;
  readonly exchange: MicroUsd;
  readonly clearing: MicroUsd;
  readonly nfa: MicroUsd;
  readonly data: MicroUsd;
  readonly liquidation: MicroUsd;
  /** Received less paid. */
  readonly funding: MicroUsd;
  readonly interest: MicroUsd;
  /** Deposits less withdrawals. */
  readonly transfers: MicroUsd;
}

/** One trade date, as a broker's daily statement has it. */
export interface DailyStatement extends Movements {
  readonly day: Day;
  /** Settled cash when the date began. */
  readonly opening: MicroUsd;
  readonly balance: MicroUsd;
  /** Profit of the price that has not been settled: equity − balance. */
  readonly openTradeEquity: MicroUsd;
  readonly equity: MicroUsd;
  /** Contracts bought and sold on the date. */
  readonly bought: number;
  readonly sold: number;
  /** Trades that ended. */
  readonly trades: number;
}

/** One calendar month of trade dates. */
export interface MonthlyStatement extends Movements {
  /** "2024-01" */
  readonly month: string;
  readonly dates: number;
  /** Equity before its first date, and after its last. */
  readonly opening: MicroUsd;
  readonly equity: MicroUsd;
  readonly balance: MicroUsd;
  /** Price result of the month, marked at its last close. gross − costs + funding + interest = net. */
  readonly gross: MicroUsd;
  readonly net: MicroUsd;
  readonly bought: number;
  readonly sold: number;
  readonly trades: number;
}

type Sums = { -readonly [K in keyof Movements]: MicroUsd } & { bought: number; sold: number; trades: number };

export const noMovements = (): { -readonly [K in keyof Movements]: MicroUsd } => ({
  variation: 0,
  commission: 0,
  exchange: 0,
  clearing: 0,
  nfa: 0,
  data: 0,
  liquidation: 0,
  funding: 0,
  interest: 0,
  transfers: 0,
});

const nothing = (): Sums => ({ ...noMovements(), bought: 0, sold: 0, trades: 0 });

const ROLL = FILL_KINDS.indexOf("roll");

/** Where a row of the cash log stands in a statement, and whether it is shown as what was paid. */
const PLACES: Readonly<Record<CashKind, readonly [keyof Movements, sign: 1 | -1]>> = {
  settlement: ["variation", 1],
  "final settlement": ["variation", 1],
  "monthly fee": ["data", -1],
  "liquidation fee": ["liquidation", -1],
  funding: ["funding", 1],
  deposit: ["transfers", 1],
  withdrawal: ["transfers", 1],
  interest: ["interest", 1],
};

export const paidOf = ({ commission, exchange, clearing, nfa, data, liquidation }: Movements): MicroUsd =>
  commission + exchange + clearing + nfa + data + liquidation;

/** Costs by the schedule of the contract, or as `costsOf` says. */
export function dailyStatements(
  booked: Booked,
  costsOf: (fill: number) => Costs = costsByFill(booked),
): DailyStatement[] {
  const { daily, fills, cash, inputs } = booked;
  let opening = inputs.account.cash;
  let fill = 0;
  let row = 0;
  let held = 0;
  return daily.map(({ day, balance, equity }) => {
    const sums = nothing();
    for (; fills.day[fill] === day; fill++) {
      const costs = costsOf(fill);
      for (const part of ["commission", "exchange", "clearing", "nfa"] as const) sums[part] += costs[part];
      sums[fills.side[fill] === 1 ? "bought" : "sold"] += fills.qty[fill]!;
      const before = held;
      held += fills.side[fill]! * fills.qty[fill]!;
      // What leaves in a roll comes back at once, into the same trade.
      if (before !== 0 && before * held <= 0 && fills.kind[fill] !== ROLL) sums.trades++;
    }
    for (; cash.day[row] === day; row++) {
      const [place, sign] = PLACES[CASH_KINDS[cash.kind[row]!]!];
      sums[place] += sign * cash.amount[row]!;
    }
    const statement = { ...sums, day, opening, balance, openTradeEquity: equity - balance, equity };
    opening = balance;
    return statement;
  });
}

/** The daily statements added up by calendar month of their trade dates. */
export function monthlyStatements(booked: Booked, days = dailyStatements(booked)): MonthlyStatement[] {
  const byMonth = new Map<string, DailyStatement[]>();
  for (const day of days) {
    const month = new Date(day.day * DAY_MS).toISOString().slice(0, 7);
    byMonth.set(month, [...(byMonth.get(month) ?? []), day]);
  }
  let opening = booked.inputs.account.cash;
  return [...byMonth].map(([month, dates]) => {
    const sums = nothing();
    for (const date of dates) for (const key of Object.keys(sums) as (keyof Sums)[]) sums[key] += date[key];
    const { equity, balance } = dates.at(-1)!;
    const net = equity - opening - sums.transfers;
    const statement: MonthlyStatement = {
      ...sums,
      month,
      dates: dates.length,
      opening,
      equity,
      balance,
      net,
      gross: net + paidOf(sums) - sums.funding - sums.interest,
    };
    opening = equity;
    return statement;
  });
}
