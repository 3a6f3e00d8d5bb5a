// What cash is due between two bars?

import type { Accountant } from "../accountant/accountant.js";
import type { CashLog } from "../accountant/cash-log.js";
import type { Bars } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import type { FundingColumns } from "../domain/funding.js";
import type { Day, EpochMs, MicroUsd, Ticks } from "../domain/money.js";
import type { AccountTerms } from "../domain/run.js";
import { type Funded, fund } from "./funding.js";
import { monthsBegun } from "./months.js";
import type { Due } from "./schedule.js";
import type { SettlementBook } from "./settlement-prices.js";

/** A lane, as far as its cash goes. */
export interface Paying {
  readonly spec: {
    readonly contract: Contract;
    readonly account: Pick<AccountTerms, "monthlyFee" | "opens">;
  };
  readonly bars: Bars;
  readonly accountant: Accountant;
  readonly cash: CashLog;
  /** The user's settlement prices. */
  readonly settlements: SettlementBook | null;
  readonly months: { readonly contract: string } | null;
}

/** A lane whose cash moves at an instant. */
type Moving = Paying &
  Funded & {
    readonly fundings: FundingColumns | null;
    readonly margin: { settled(bar: number): void };
    lastClose(bar: number): Ticks;
  };

/** A settlement, or a funding. */
export function moveCash(lane: Moving, { kind, bar, day, index, time }: Due): void {
  if (kind === "funding") return fund(lane, lane.fundings!, index!, lane.lastClose(bar));
  settle(lane, bar, day, time!, lane.lastClose(bar));
  lane.margin.settled(bar);
}

/** Variation margin moves into cash. A date without a position and without a profit has nothing to settle. */
function settle(lane: Paying, bar: number, day: Day, time: EpochMs, price: Ticks): void {
  const { accountant, cash } = lane;
  const qty = accountant.position;
  // Only what is held over the settlement needs a price: what was closed before has its profit.
  const value = (qty === 0 ? null : settlementValue(lane, day)) ?? accountant.valueAt(price);
  const amount = accountant.settleAtValue(value);
  if (qty === 0 && amount === 0) return;
  cash.push({ bar, time, kind: "settlement", amount, qty, value });
}

const settlementValue = ({ settlements, months, spec }: Paying, day: number): MicroUsd | null =>
  settlements?.valueOn(day, months?.contract ?? spec.contract.symbol) ?? null;

/** Market data, for each month that began after the date `before` of an account that is open. Returns one text a charge, for its event. */
export function chargeMonths(lane: Paying, bar: number, before: number, day: number): string[] {
  const { spec, accountant, bars, cash } = lane;
  const { monthlyFee: fee, opens = Number.NEGATIVE_INFINITY } = spec.account;
  if (fee === 0 || day < opens) return [];
  return monthsBegun(before < opens ? day - 1 : before, day).map((month) => {
    const text = `market data, due ${month}`;
    accountant.charge(fee);
    cash.push({ bar, time: bars.time[bar]!, kind: "monthly fee", amount: -fee, text });
    return text;
  });
}
