// When is a chain of contracts rolled?

import type { Contract, ExpiryRuleName } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { EpochMs } from "../domain/money.js";
import { sessionOpen } from "../instrument/calendar.js";
import { businessDaysBefore, expiryOf } from "../instrument/expiry.js";
import type { ContractMonth } from "../instrument/month.js";

/** So many business days before a date of the contract that is left, or not before it has expired. */
export type RollRule =
  | { readonly before: "last trading day" | "first notice"; readonly days: number }
  | { readonly before: "nothing" };

/**
 * What is usual, not what is right: index futures change on the Monday of expiry week (CME since June 2022), currencies
 * on the Thursday before it, metals ahead of first notice, energy and crypto in the last days.
 */
const USUAL: Readonly<Record<ExpiryRuleName, RollRule>> = {
  "third friday": { before: "last trading day", days: 4 },
  crude: { before: "last trading day", days: 3 },
  "one before crude": { before: "last trading day", days: 3 },
  "natural gas": { before: "last trading day", days: 3 },
  "one before natural gas": { before: "last trading day", days: 3 },
  metals: { before: "first notice", days: 3 },
  "copper micro": { before: "last trading day", days: 3 },
  "fx 2": { before: "last trading day", days: 2 },
  "fx 1": { before: "last trading day", days: 3 },
  "last friday": { before: "last trading day", days: 4 },
};

/** E370 for a contract without a rule of expiry. */
export function usualRule(contract: Contract): RollRule {
  if (!contract.expiry) expiryOf(contract, { year: 2000, month: 1 });
  return USUAL[contract.expiry!];
}

/** "last-trading-day:4", "first-notice:3", "hold"; null for what is none: the name of a calendar. */
export function rollRuleIn(text: string): RollRule | null {
  if (/^hold$/i.test(text.trim())) return { before: "nothing" };
  const [, anchor, days] = /^(last-trading-day|first-notice):(\d{1,3})$/i.exec(text.trim()) ?? [];
  if (anchor === undefined) return null;
  return {
    before: anchor.toLowerCase() === "first-notice" ? "first notice" : "last trading day",
    days: Number(days),
  };
}

export const rollRuleText = (rule: RollRule): string =>
  rule.before === "nothing"
    ? "held to the end of each contract"
    : `rolled ${rule.days} business day${rule.days === 1 ? "" : "s"} before ${rule.before === "first notice" ? "first notice" : "the last trading day"}`;

/** The first moment of the trade date on which the next contract takes over. E373 where there is no such date. */
export function rollInstant(rule: RollRule, contract: Contract, month: ContractMonth): EpochMs {
  const { lastTradingDay, lastTrade, firstNotice } = expiryOf(contract, month);
  const { session, symbol } = contract;
  if (rule.before === "nothing") return lastTrade;
  if (rule.before === "first notice" && firstNotice === null) {
    throw new Fault("E373", `${symbol} has no first notice day to roll before`, {
      found: `first-notice:${rule.days}`,
      expected: "last-trading-day:DAYS, hold, or a roll calendar",
      fix: [`--rolls last-trading-day:${rule.days}`],
    });
  }
  const anchor = rule.before === "first notice" ? firstNotice! : lastTradingDay;
  return sessionOpen(session, businessDaysBefore(session, anchor, rule.days));
}
