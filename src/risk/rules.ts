// Which rules hold for a run: those of the strategy, of the config, or both?

import { Fault } from "../domain/fault.js";
import type { RiskLimit, RiskRule, RiskRules, SizeRule } from "../domain/risk.js";

const SIZES: ReadonlySet<unknown> = new Set<SizeRule["size"]>([
  "fixed",
  "risk percent",
  "volatility target",
  "kelly",
  "ladder",
]);
const LIMITS: ReadonlySet<unknown> = new Set<RiskLimit["limit"]>([
  "max contracts",
  "margin use",
  "trade loss",
  "daily loss",
  "drawdown",
  "trades a day",
  "cool-down",
  "trading hours",
  "flat by close",
  "blackout",
  "correlated exposure",
]);

/** A list as a strategy or a program declares it. E441 for what is no rule, and for two that size. */
export function rulesOf(declared: unknown, where: string): RiskRules {
  if (!Array.isArray(declared)) throw noRules(where, typeof declared);
  const sizes: SizeRule[] = [];
  const limits: RiskLimit[] = [];
  for (const rule of declared as readonly (Partial<RiskRule> | null)[]) {
    if (rule && "size" in rule && SIZES.has(rule.size)) sizes.push(rule as SizeRule);
    else if (rule && "limit" in rule && LIMITS.has(rule.limit)) limits.push(rule as RiskLimit);
    else throw noRules(where, JSON.stringify(rule) ?? String(rule));
  }
  if (sizes.length > 1) {
    throw new Fault("E441", `${where} has ${sizes.length} sizing rules`, {
      found: sizes.map(({ size }) => size).join(", "),
      expected: "one rule that says how many contracts an order opens, and as many limits as you like",
      fix: ["keep one of them"],
    });
  }
  return { size: sizes[0] ?? null, limits };
}

const noRules = (where: string, found: string): Fault =>
  new Fault("E441", `${where} is no list of risk rules`, {
    found,
    expected: "rules made by riskPercent, maxContracts, dailyLoss and the like, in a list",
    fix: ["risk = [riskPercent(1), maxContracts(4)]"],
  });

/** The sizing of the config stands in for that of the strategy; its limits come on top. */
export const together = (strategy: RiskRules, config: RiskRules): RiskRules => ({
  size: config.size ?? strategy.size,
  limits: [...strategy.limits, ...config.limits],
});

/** Nothing sizes and nothing limits: the engine then does without a desk. */
export const isEmpty = ({ size, limits }: RiskRules): boolean => size === null && limits.length === 0;
