// What cash is due between two bars?

import type { Accountant } from "../accountant/accountant.js";
import type { CashLog } from "../accountant/cash-log.js";
import type { Bars } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import { settlementInstant } from "../instrument/calendar.js";
import { monthsBegun } from "./months.js";

/** A lane, as far as its cash goes. */
export interface Paying {
  readonly spec: { readonly contract: Contract; readonly account: { readonly monthlyFee: MicroUsd } };
  readonly bars: Bars;
  readonly accountant: Accountant;
  readonly cash: CashLog;
}

/** Variation margin moves into cash. A date without a position and without a profit has nothing to settle. */
export function settle({ spec, accountant, cash }: Paying, bar: number, day: number, price: Ticks): void {
  const qty = accountant.position;
  const value = accountant.valueAt(price);
  const amount = accountant.settleAtValue(value);
  if (qty === 0 && amount === 0) return;
  const time = settlementInstant(spec.contract, day);
  cash.push({ bar, time, kind: "settlement", amount, qty, value });
}

/** Market data, for each month that began after the date `before`. Returns one text a charge, for its event. */
export function chargeMonths(lane: Paying, bar: number, before: number, day: number): string[] {
  const { spec, accountant, bars, cash } = lane;
  const fee = spec.account.monthlyFee;
  if (fee === 0) return [];
  return monthsBegun(before, day).map((month) => {
    const text = `market data, due ${month}`;
    accountant.charge(fee);
    cash.push({ bar, time: bars.time[bar]!, kind: "monthly fee", amount: -fee, text });
    return text;
  });
}
