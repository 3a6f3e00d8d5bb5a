// When is a chain of contracts rolled?

import type { Contract, ExpiryRuleName } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { Day, EpochMs } from "../domain/money.js";
import { sessionOpen } from "../instrument/calendar.js";
import { businessDaysBefore, expiryOf, lastSafeDay } from "../instrument/expiry.js";
import type { ContractMonth } from "../instrument/month.js";

/** So many business days before a date of the contract that is left, or not before it has expired. */
export type DateRule =
  | { readonly before: "last trading day" | "first notice" | "the end"; readonly days: number }
  | { readonly before: "nothing" };

/** When a later contract has had more of it than the one that is held, so many sessions running. */
export interface FlowRule {
  readonly by: "volume" | "open interest";
  readonly sessions: number;
  /** Sessions that pass before the figures of one are known; 0: they are known when it is over. */
  readonly lag: number;
}

export type RollRule = DateRule | FlowRule;

export const isFlow = (rule: RollRule): rule is FlowRule => "by" in rule;

/**
 * What is usual, not what is right: index futures change on the Monday of expiry week (CME since June 2022), currencies
 * on the Thursday before it, metals ahead of first notice, energy and crypto in the last days.
 */
const USUAL: Readonly<Record<ExpiryRuleName, DateRule>> = {
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
export function usualRule(contract: Contract): DateRule {
  if (!contract.expiry) expiryOf(contract, { year: 2000, month: 1 });
  return USUAL[contract.expiry!];
}

const ANCHORS = {
  "last-trading-day": "last trading day",
  "first-notice": "first notice",
} as const;

const FLOWS = { volume: "volume", oi: "open interest", "open-interest": "open interest" } as const;

/**
 * "last-trading-day:4", "first-notice:3", "8d" (before whichever of the two is first), "hold", "volume", "volume:2", "oi:2",
 * "oi+1"; null for what is none: the name of a calendar.
 */
export function rollRuleIn(text: string): RollRule | null {
  const word = text.trim().toLowerCase();
  if (word === "hold") return { before: "nothing" };
  const [, anchor, days] = /^(last-trading-day|first-notice):(\d{1,3})$/.exec(word) ?? [];
  if (anchor !== undefined) return { before: ANCHORS[anchor as keyof typeof ANCHORS], days: Number(days) };
  const [, count] = /^(\d{1,3})d$/.exec(word) ?? [];
  if (count !== undefined) return { before: "the end", days: Number(count) };
  const [, flow, sessions, lag] = /^(volume|oi|open-interest)(?::([1-9]\d?))?(?:\+(\d))?$/.exec(word) ?? [];
  if (flow === undefined) return null;
  return { by: FLOWS[flow as keyof typeof FLOWS], sessions: Number(sessions ?? 1), lag: Number(lag ?? 0) };
}

export function rollRuleText(rule: RollRule): string {
  if (isFlow(rule)) {
    const { by, sessions, lag } = rule;
    const known = lag === 0 ? "" : `, known ${lag === 1 ? "a session" : `${lag} sessions`} later`;
    return `rolled after ${sessions === 1 ? "a session" : `${sessions} sessions`} with more ${by} in a later contract${known}`;
  }
  if (rule.before === "nothing") return "held to the end of each contract";
  const before = {
    "first notice": "first notice",
    "last trading day": "the last trading day",
    "the end": "first notice or the last trading day",
  }[rule.before];
  return `rolled ${rule.days} business day${rule.days === 1 ? "" : "s"} before ${before}`;
}

/** The first moment of the trade date on which the next contract takes over. E373 where there is no such date. */
export function rollInstant(rule: DateRule, contract: Contract, month: ContractMonth): EpochMs {
  const dates = expiryOf(contract, month);
  const { lastTradingDay, lastTrade, firstNotice } = dates;
  const { session, symbol } = contract;
  if (rule.before === "nothing") return lastTrade;
  if (rule.before === "first notice" && firstNotice === null) {
    throw new Fault("E373", `${symbol} has no first notice day to roll before`, {
      found: `first-notice:${rule.days}`,
      expected: "last-trading-day:DAYS, hold, or a roll calendar",
      fix: [`--rolls last-trading-day:${rule.days}`],
    });
  }
  const anchor = {
    "first notice": () => firstNotice!,
    "last trading day": () => lastTradingDay,
    "the end": () => lastSafeDay(dates),
  }[rule.before]();
  return sessionOpen(session, businessDaysBefore(session, anchor, rule.days));
}

/**
 * The trade date at whose open a rule of volume or open interest has left the contract at the latest: a business day before first
 * notice or the last trading day. Null where nothing is known of its end.
 */
export function latestRoll(contract: Contract, month: ContractMonth): Day | null {
  if (!contract.expiry) return null;
  return businessDaysBefore(contract.session, lastSafeDay(expiryOf(contract, month)), 1);
}
