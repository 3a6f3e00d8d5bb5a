// What must each row of the cash log be, computed again?

import { Decimal } from "decimal.js";
import { CASH_KINDS, type CashKind } from "../../domain/cash.js";
import type { Booked } from "../../domain/posting.js";
import type { Findings } from "./findings.js";
import { funded } from "./funding.js";
import { type D, usd, worth } from "./money.js";
import { deposited, earned, withdrawn } from "./owner.js";

/** Where the replay stands when a row comes. */
export interface CashContext {
  readonly booked: Booked;
  /** Index of the row. */
  readonly k: number;
  /** Signed contracts held. */
  readonly held: number;
  /** Profit of the price that has not moved into cash yet, by the value that the row states for one contract. */
  unsettled(value: D): D;
  readonly findings: Findings;
}

/** The amount that the row must have; null where nobody but the row itself says it. */
type CashRule = (context: CashContext) => D | null;

/** A new kind of cash is one rule here: in a file of its own where it is more than a line. */
const RULES: Readonly<Record<CashKind, CashRule>> = {
  settlement: settled,
  "final settlement": settled,
  "monthly fee": ({ booked }) => usd(booked.inputs.account.monthlyFee).negated(),
  "liquidation fee": forced,
  funding: funded,
  deposit: deposited,
  withdrawal: withdrawn,
  interest: earned,
};

export const expectedCash = (context: CashContext): D | null =>
  RULES[CASH_KINDS[context.booked.cash.kind[context.k]!]!](context);

/**
 * What the broker charges for closing by force: at the cut-off of day margin another fee than on a breach. A venue that charges
 * a share of notional does so at the price before slippage of the fill that follows.
 */
function forced({ booked, k, held, findings }: CashContext): D {
  const { cash, reasons, inputs, fills } = booked;
  const { liquidationFee, dayMargin } = inputs.account;
  const { contract } = inputs;
  const cutOff = reasons[cash.text[k]!] === "cut-off";
  const fee = usd(cutOff ? (dayMargin?.violationFee ?? 0) : liquidationFee);
  const share = contract.liquidationFeeRate;
  if (share === undefined || cutOff || Number.isNaN(cash.value[k]!)) return fee.negated();
  const fill = cash.fill[k]!;
  const value = worth(contract, fills.price[fill]! - fills.side[fill]! * fills.slip[fill]!);
  findings.same("contracts liquidated", cash.qty[k]!, held);
  findings.money("value at the liquidation", cash.value[k]!, value);
  return fee.plus(value.times(held).abs().times(share).toDecimalPlaces(6, Decimal.ROUND_HALF_CEIL)).negated();
}

function settled({ booked, k, held, unsettled, findings }: CashContext): D {
  findings.same("contracts settled", booked.cash.qty[k]!, held);
  return unsettled(usd(booked.cash.value[k]!));
}
