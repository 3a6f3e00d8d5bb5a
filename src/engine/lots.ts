// How do the quantities that people name become whole lots, and back?

import type { Execution } from "../domain/execution.js";
import { Fault } from "../domain/fault.js";
import { lotsOf, type PriceGrid, quantityOf } from "../domain/money.js";
import type { RiskLimit, RiskRules, SizeRule } from "../domain/risk.js";
import { MAX_CONTRACTS, MAX_LOTS } from "../risk/legal.js";
import type { OrderRequest } from "../strategy/ticket.js";

/** Whole contracts, as all futures trade: quantities are lots already. */
export const isWhole = ({ tickUnits, decimals }: PriceGrid): boolean => tickUnits === 1 && decimals === 0;

export const mostLots = (lot: PriceGrid): number => (isWhole(lot) ? MAX_CONTRACTS : MAX_LOTS);

/** An order, and those that it triggers, with their quantities in lots. E470 for one that is no whole number of them. */
export function inLots<R extends { readonly qty?: number; readonly triggers?: OrderRequest["triggers"] }>(
  request: R,
  lot: PriceGrid,
): R {
  if (isWhole(lot)) return request;
  const { qty, triggers } = request;
  return {
    ...request,
    ...(typeof qty === "number" && { qty: wholeLots(qty, lot, "An order") }),
    ...(triggers !== undefined && { triggers: triggers.map((child) => inLots(child, lot)) }),
  };
}

function wholeLots(quantity: number, lot: PriceGrid, what: string): number {
  const lots = lotsOf(quantity, lot);
  if (!Number.isNaN(lots)) return lots;
  const step = quantityOf(1, lot);
  const below = Math.floor(quantity / step + 1e-9);
  const near = [below, below + 1].filter((n) => n > 0).map((n) => quantityOf(n, lot));
  throw new Fault("E470", `${what} of ${quantity} is no whole number of lots`, {
    found: `qty ${quantity}`,
    expected: `a multiple of the lot size ${step}${near.length > 0 && Number.isFinite(quantity) ? `: ${near.join(" or ")}` : ""}`,
    why: "A venue refuses such an order; rounding it in silence would trade what nobody asked for.",
    fix: [`qty: ${step} * Math.floor(… / ${step} + 1e-9)`],
  });
}

/** The rules with their numbers of contracts in lots. */
export function rulesInLots(rules: RiskRules, lot: PriceGrid): RiskRules {
  if (isWhole(lot)) return rules;
  const lots = (contracts: number) => wholeLots(contracts, lot, "A rule");
  return {
    size: rules.size && sizeInLots(rules.size, lots),
    limits: rules.limits.map((limit) => limitInLots(limit, lots)),
  };
}

function sizeInLots(rule: SizeRule, lots: (contracts: number) => number): SizeRule {
  switch (rule.size) {
    case "fixed":
      return { ...rule, contracts: lots(rule.contracts) };
    case "kelly":
      return { ...rule, before: lots(rule.before) };
    case "ladder":
      // A rung is a contract, however small its lots.
      return {
        ...rule,
        start: lots(rule.start),
        most: rule.most === null ? null : lots(rule.most),
        rung: lots(1),
      };
    default:
      return rule;
  }
}

function limitInLots(limit: RiskLimit, lots: (contracts: number) => number): RiskLimit {
  if (limit.limit === "max contracts") return { ...limit, contracts: lots(limit.contracts) };
  if (limit.limit !== "correlated exposure" || !("contracts" in limit.cap)) return limit;
  return { ...limit, cap: { contracts: lots(limit.cap.contracts) } };
}

/** Volume is counted in contracts: what a share of it gives, and what must trade ahead of a limit, in lots. */
export function executionInLots(execution: Execution, lot: PriceGrid): Execution {
  if (isWhole(lot)) return execution;
  const size = quantityOf(1, lot);
  const { participation, limitFill } = execution;
  return {
    ...execution,
    participation: participation === null ? null : participation / size,
    limitFill:
      typeof limitFill === "object" && "volume" in limitFill
        ? { volume: limitFill.volume * size }
        : limitFill,
  };
}
