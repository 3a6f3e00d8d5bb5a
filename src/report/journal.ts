// Which transactions would a bookkeeper write down for a run?

import { valueOfFill } from "../accountant/books.js";
import { sumOf } from "../accountant/costs.js";
import { FifoLots, type Left } from "../accountant/fifo.js";
import { contractValue } from "../accountant/value.js";
import { CASH_KINDS, type CashKind } from "../domain/cash.js";
import { type Day, decimalOfMicro, decimalOfTicks, type MicroUsd, quantityOf } from "../domain/money.js";
import type { Booked } from "../domain/posting.js";
import type { Costs } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay } from "../instrument/time.js";
import { contractOf } from "./rows.js";

/**
 * Accounts as accounting programs name them. A position is held at what its contracts were worth when they came; what was
 * not paid for it stands against it under Clearing, where profit gathers until it is settled into Cash. So Cash is the
 * statement's balance, and all assets together, with contracts at their latest price, are the equity.
 */
export const ACCOUNTS = {
  cash: "Assets:Broker:Cash",
  clearing: "Assets:Broker:Clearing",
  contracts: "Assets:Broker:Contracts",
  start: "Equity:Start",
  transfers: "Equity:Transfers",
  realised: "Income:Realised",
  funding: "Income:Funding",
  interest: "Income:Interest",
  commission: "Expenses:Commission",
  exchange: "Expenses:Exchange",
  clearingFees: "Expenses:Clearing",
  nfa: "Expenses:NFA",
  data: "Expenses:MarketData",
  liquidation: "Expenses:Liquidation",
} as const;
export type JournalAccount = (typeof ACCOUNTS)[keyof typeof ACCOUNTS];

/** One line of a transaction: dollars, or contracts at what each was worth when it came. */
export type JournalLine =
  | { readonly account: JournalAccount; readonly amount: MicroUsd }
  | {
      readonly contract: string;
      /** Signed. */
      readonly qty: number;
      readonly cost: MicroUsd;
      /** The fill with which they came, counted from 1. */
      readonly lot: number;
      /** They leave: the first that came, first. */
      readonly closes: boolean;
    };

export type JournalEntry =
  | {
      readonly kind: "transaction";
      readonly day: Day;
      readonly text: string;
      /** What else is known of it: reason, slippage. */
      readonly notes: Readonly<Record<string, string>>;
      readonly lines: readonly JournalLine[];
    }
  /** What one contract is worth at the end of a date. */
  | { readonly kind: "price"; readonly day: Day; readonly contract: string; readonly value: MicroUsd }
  /** The statement of the last date of a month: the program itself must arrive at these. */
  | {
      readonly kind: "statement";
      readonly day: Day;
      readonly cash: MicroUsd;
      /** Signed contracts; every contract of the run so far. */
      readonly held: ReadonlyMap<string, number>;
    };

const CASH_ACCOUNTS: Readonly<Record<CashKind, JournalAccount>> = {
  settlement: ACCOUNTS.clearing,
  "final settlement": ACCOUNTS.clearing,
  "monthly fee": ACCOUNTS.data,
  "liquidation fee": ACCOUNTS.liquidation,
  funding: ACCOUNTS.funding,
  deposit: ACCOUNTS.transfers,
  withdrawal: ACCOUNTS.transfers,
  interest: ACCOUNTS.interest,
};

/** In the order of the trade dates; every transaction adds up to nothing. */
export function* journalOf(booked: Booked, costsOf: (fill: number) => Costs): Generator<JournalEntry> {
  const { daily, inputs, fills, cash } = booked;
  const first = daily[0];
  if (first === undefined) return;
  const start = inputs.account.cash;
  yield {
    kind: "transaction",
    day: first.day,
    text: "account opened",
    notes: {},
    lines: [
      { account: ACCOUNTS.cash, amount: start },
      { account: ACCOUNTS.start, amount: -start },
    ],
  };
  const lots = new FifoLots();
  const held = new Map<string, number>();
  const instrument = instrumentOf(inputs.contract);
  let fill = 0;
  let row = 0;
  for (const [k, { day, balance, close }] of daily.entries()) {
    while (fills.day[fill] === day || cash.day[row] === day) {
      const isRow = row < cash.length && (cash.fill[row]! <= fill || fill === fills.length);
      if (isRow) yield cashEntry(booked, row++);
      else yield fillEntry(booked, fill++, costsOf, lots, held);
    }
    for (const [contract, qty] of held) {
      if (qty === 0) continue;
      yield { kind: "price", day, contract, value: contractValue(instrument, close) };
    }
    const next = daily[k + 1]?.day;
    const endsMonth = next === undefined || formatDay(next).slice(0, 7) !== formatDay(day).slice(0, 7);
    if (endsMonth) yield { kind: "statement", day, cash: balance, held: new Map(held) };
  }
}

function fillEntry(
  booked: Booked,
  k: number,
  costsOf: (fill: number) => Costs,
  lots: FifoLots,
  held: Map<string, number>,
): JournalEntry {
  const { fills, reasons, inputs } = booked;
  const { grid, lot, tickValue } = instrumentOf(inputs.contract);
  const side = fills.side[k]!;
  const qty = side * fills.qty[k]!;
  const value = valueOfFill(booked, k);
  const contract = contractOf(booked, k);
  // A final settlement price may lie off the tick grid.
  const final = booked.chain?.expiries.find(({ fill }) => fill === k);
  const closed: Left[] = [];
  const profit = lots.fill(k, qty, value, (left) => closed.push(left));
  const closing = closed.reduce((sum, left) => sum + left.qty, 0);
  const opening = qty - side * closing;
  const costs = costsOf(k);
  const slippage = fills.qty[k]! * fills.slip[k]! * tickValue;
  held.set(contract, (held.get(contract) ?? 0) + qty);
  return {
    kind: "transaction",
    day: fills.day[k]!,
    text: `${side === 1 ? "buy" : "sell"} ${quantityOf(fills.qty[k]!, lot)} ${contract} at ${final?.price ?? decimalOfTicks(fills.price[k]!, grid)}`,
    notes: {
      reason: reasons[fills.reason[k]!]!,
      ...(slippage !== 0 && { slippage: decimalOfMicro(slippage) }),
    },
    lines: [
      ...closed.map((left) => ({
        contract,
        qty: side * left.qty,
        cost: left.value,
        lot: left.fill + 1,
        closes: true,
      })),
      ...(opening === 0 ? [] : [{ contract, qty: opening, cost: value, lot: k + 1, closes: false }]),
      ...dollarLines([
        [ACCOUNTS.clearing, -qty * value],
        [ACCOUNTS.realised, -profit],
        [ACCOUNTS.commission, costs.commission],
        [ACCOUNTS.exchange, costs.exchange],
        [ACCOUNTS.clearingFees, costs.clearing],
        [ACCOUNTS.nfa, costs.nfa],
        [ACCOUNTS.cash, -sumOf(costs)],
      ]),
    ],
  };
}

function cashEntry({ cash, reasons }: Booked, k: number): JournalEntry {
  const kind = CASH_KINDS[cash.kind[k]!]!;
  const amount = cash.amount[k]!;
  const text = cash.text[k] === -1 ? null : reasons[cash.text[k]!]!;
  const value = cash.value[k]!;
  return {
    kind: "transaction",
    day: cash.day[k]!,
    text: text === null ? kind : `${kind}: ${text}`,
    notes: Number.isNaN(value) ? {} : { contracts: String(cash.qty[k]), value: decimalOfMicro(value) },
    lines: dollarLines([
      [ACCOUNTS.cash, amount],
      [CASH_ACCOUNTS[kind], -amount],
    ]),
  };
}

/** Lines of nothing say nothing. */
const dollarLines = (all: readonly (readonly [JournalAccount, MicroUsd])[]): JournalLine[] =>
  all.filter(([, amount]) => amount !== 0).map(([account, amount]) => ({ account, amount }));
