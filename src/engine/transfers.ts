// What does the owner put in and take out, and what does cash earn?

import type { Accountant } from "../accountant/accountant.js";
import type { CashLog } from "../accountant/cash-log.js";
import type { Transfer } from "../domain/account.js";
import type { Bars } from "../domain/bars.js";
import { type Day, dollars, type MicroUsd, type Ticks } from "../domain/money.js";
import type { AccountTerms, RunEvent } from "../domain/run.js";
import { formatDay } from "../instrument/time.js";
import { noteEvent } from "./events.js";
import type { MarginDesk } from "./margin-desk.js";

/** A lane, as far as its owner's money goes. */
export interface Owned {
  readonly spec: { readonly account: AccountTerms };
  readonly bars: Bars;
  readonly accountant: Accountant;
  readonly cash: CashLog;
  readonly margin: MarginDesk;
  readonly events: RunEvent[];
}

/** Posts what is scheduled for a trade date, or for a day since the one before it that is none. `last`: the price before it. */
export function transfer(lane: Owned, bar: number, day: Day, last: Ticks): void {
  const { spec, bars } = lane;
  const before = bar === 0 ? bars.tradeDate[0]! - 1 : bars.tradeDate[bar - 1]!;
  for (const one of spec.account.transfers ?? []) {
    if (one.day <= before || one.day > day) continue;
    if (one.amount > 0) post(lane, bar, one.amount, `deposit of ${formatDay(one.day)}`);
    else withdraw(lane, bar, one, last);
  }
}

/** A margin call is paid. */
export function payIn(lane: Owned, bar: number, amount: MicroUsd): void {
  if (amount > 0) post(lane, bar, amount, "margin call paid");
}

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
  cash.push({ bar, time, kind, amount, text });
  margin.received(bar, amount);
}
