// How many contracts may be lost at the stop?

import type { MicroUsd } from "../domain/money.js";

/**
 * equity × percent ÷ 100, down to a whole micro-dollar: never above what was allowed. Without the nudge 0.7 % of
 * $10,000 were a millionth short of $70, since 0.7 has no exact double.
 */
export const shareOfEquity = (equity: MicroUsd, percent: number): MicroUsd =>
  Math.floor(((equity * percent) / 100) * (1 + 1e-12));

/** Contracts = budget ÷ risk of one, down to whole ones (futures-facts section 8). None where there is no budget. */
export const contractsFor = (budget: MicroUsd, perContract: MicroUsd): number =>
  Math.max(0, Math.floor(budget / perContract));
