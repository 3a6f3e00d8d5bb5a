// What must each row of the cash log be, computed again?

import { CASH_KINDS, type CashKind } from "../../domain/cash.js";
import type { Booked } from "../../domain/posting.js";
import type { Findings } from "./findings.js";
import { funded } from "./funding.js";
import { type D, usd } from "./money.js";

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
  deposit: () => null,
  withdrawal: () => null,
  interest: () => null,
};

export const expectedCash = (context: CashContext): D | null =>
  RULES[CASH_KINDS[context.booked.cash.kind[context.k]!]!](context);

/** What the broker charges for closing by force: at the cut-off of day margin another fee than on a breach. */
function forced({ booked, k }: CashContext): D {
  const { cash, reasons, inputs } = booked;
  const { liquidationFee, dayMargin } = inputs.account;
  const cutOff = reasons[cash.text[k]!] === "cut-off";
  return usd(cutOff ? (dayMargin?.violationFee ?? 0) : liquidationFee).negated();
}

function settled({ booked, k, held, unsettled, findings }: CashContext): D {
  findings.same("contracts settled", booked.cash.qty[k]!, held);
  return unsettled(usd(booked.cash.value[k]!));
}
