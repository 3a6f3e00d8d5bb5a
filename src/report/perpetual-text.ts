// On which terms was a perpetual held, and what did its funding come to?

import { CASH_KINDS } from "../domain/cash.js";
import type { Run } from "../domain/run.js";
import { dollarsText, plural, signed } from "./format.js";

const FUNDING = CASH_KINDS.indexOf("funding");

/** "funding −$9.06 at 3 of 12 stamps"; null where funding was not counted. */
export function fundingText({ fundings, cash, totals }: Run): string | null {
  if (fundings === null) return null;
  const paid = cash.kind.reduce((count, kind) => count + (kind === FUNDING ? 1 : 0), 0);
  return `funding ${signed(dollarsText(totals.funding))} at ${paid} of ${plural(fundings.length, "stamp")}`;
}

/** A sentence for each thing that only a perpetual has; none for a future. */
export function perpetualLines(run: Run): string[] {
  const { perpetual, contract } = run.inputs;
  if (perpetual === null) return [];
  const { funding, marks, leverage, marginMode } = perpetual;
  const rates = funding?.file === "constant" ? "one rate at every stamp" : `the rates of ${funding?.file}`;
  const answer =
    marginMode === "isolated"
      ? "Isolated: a position answers with its own margin only."
      : "Cross: a position answers with all cash of the account.";
  return [
    funding === null
      ? "Funding was not counted."
      : `Funding every ${funding.hours} hours from midnight UTC at ${rates}: ${fundingText(run)}.`,
    `Mark price: ${marks === null ? "the last trade" : marks.file}.`,
    `${answer} Initial margin is ${leverage === null ? "by the contract's own leverage" : `notional ÷ ${leverage}`}, maintenance ${contract.maintenanceTiers === undefined ? "a share of notional" : "by the venue's tiers"}, both at the price of the moment.`,
    `Quantities are multiples of ${contract.lotSize ?? "1"}.`,
  ];
}
