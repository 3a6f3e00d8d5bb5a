// What does the owner put in and take out, and what does cash earn?

import type { Accountant } from "../accountant/accountant.js";
import type { CashLog } from "../accountant/cash-log.js";
import type { Transfer } from "../domain/account.js";
import type { Bars } from "../domain/bars.js";
import { type Day, dollars, type MicroUsd, type Ticks } from "../domain/money.js";
import type { AccountTerms, DailyRow, RunEvent } from "../domain/run.js";
import { formatDay } from "../instrument/time.js";
import { noteEvent } from "./events.js";
import type { MarginDesk } from "./margin-desk.js";
import { monthsBegun } from "./months.js";

/** A lane, as far as its owner's money goes. */
export interface Owned {
  readonly spec: { readonly account: AccountTerms };
  readonly daily: readonly DailyRow[];
  readonly bars: Bars;
  readonly accountant: Accountant;
  readonly cash: CashLog;
  readonly margin: MarginDesk;
  readonly events: RunEvent[];
  readonly guard: { moved(amount: MicroUsd, own: boolean): void } | null;
}

/** Days of the year of a rate (ACT/360, as money markets count), and hundred-millionths of a rate, and cents. */
const PER_CENT = 360n * 100_000_000n * 10_000n;

/**
 * Posts deposits and withdrawals on their dates, and interest. Interest is earned on the settled cash at the end of each trade
 * date (as its statement says), by the calendar days until the next date, actual over 360, at the rate of that date. What a
 * month has earned is posted on the first trade date of the next one, to the cent, ties up.
 */
export class Treasury {
  readonly #lane: Owned;
  /** Micro-dollars × days × hundred-millionths. */
  #earned = 0n;

  constructor(lane: Owned) {
    this.#lane = lane;
  }

  /** A trade date begins before `bar` opens; `last` is the price before it. */
  newDay(bar: number, day: Day, last: Ticks): void {
    const { bars, spec } = this.#lane;
    const { opens = Number.NEGATIVE_INFINITY } = spec.account;
    if (day < opens) return;
    const isNew = bar === 0 || bars.tradeDate[bar - 1]! < opens;
    const before = isNew ? day - 1 : bars.tradeDate[bar - 1]!;
    if (!isNew && spec.account.interest) this.#earn(bar, before, day);
    for (const one of spec.account.transfers ?? []) {
      if (one.day <= before || one.day > day) continue;
      if (one.amount > 0) post(this.#lane, bar, one.amount, `deposit of ${formatDay(one.day)}`);
      else withdraw(this.#lane, bar, one, last);
    }
  }

  #earn(bar: number, before: Day, day: Day): void {
    const { accountant, daily, spec, bars, cash } = this.#lane;
    const row = spec.account.interest!.findLast(({ from }) => from <= before);
    const balance = daily.at(-1)!.balance + accountant.elsewhere.cash;
    const rate = balance < 0 ? (row?.debit ?? 0) : (row?.credit ?? 0);
    this.#earned += BigInt(balance) * BigInt(rate) * BigInt(day - before);
    const month = monthsBegun(before, day)[0];
    if (month === undefined) return;
    const amount = Number(floorOf(2n * this.#earned + PER_CENT, 2n * PER_CENT)) * 10_000;
    this.#earned = 0n;
    if (amount === 0) return;
    const text = `interest until ${month}`;
    accountant.receive(amount);
    noteEvent(this.#lane, bar, "interest", text, amount);
    cash.push({ bar, time: bars.time[bar]!, kind: "interest", amount, rate, text });
  }

  /** A margin call is paid. */
  payIn(bar: number, amount: MicroUsd): void {
    if (amount > 0) post(this.#lane, bar, amount, "margin call paid");
  }
}

const floorOf = (a: bigint, b: bigint): bigint => (a < 0n && a % b !== 0n ? a / b - 1n : a / b);

/** No more than what open positions leave free, where margin is checked at all: a broker pays out no margin. */
function withdraw(lane: Owned, bar: number, { day, amount }: Transfer, last: Ticks): void {
  const { accountant, spec } = lane;
  const asked = -amount;
  const free = Math.max(0, accountant.equityAt(last) - accountant.initialWith(accountant.position));
  const paid = spec.account.marginPolicy === "none" ? asked : Math.min(asked, free);
  const short = paid < asked ? `: ${dollars(asked)} asked for, ${dollars(free)} free` : "";
  post(lane, bar, -paid, `withdrawal of ${formatDay(day)}${short}`);
}

function post(lane: Owned, bar: number, amount: MicroUsd, text: string): void {
  const { accountant, bars, cash, margin } = lane;
  const kind = amount > 0 ? "deposit" : "withdrawal";
  const time = bars.time[bar]!;
  noteEvent(lane, bar, kind, text, amount);
  if (amount === 0) return;
  accountant.transfer(amount);
  lane.guard?.moved(amount, true);
  cash.push({ bar, time, kind, amount, text });
  margin.received(bar, amount);
}
