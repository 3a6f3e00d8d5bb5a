// Has the account earned one contract more, or lost the one it had?

import type { MicroUsd } from "../domain/money.js";
import type { SizeRule } from "../domain/risk.js";
import { lossOf } from "./loss.js";

export type LadderRule = Extract<SizeRule, { size: "ladder" }>;

export interface Ladder {
  /** Contracts that an order opens now. */
  readonly rung: number;
  /** Weeks in profit in a row, or trades since the last step. */
  readonly proven: number;
  /** What the trades since the last step made together. */
  readonly made: MicroUsd;
  /** Highest equity at the end of a trade date since the last step down. */
  readonly peak: MicroUsd;
}

export const footOf = ({ start }: LadderRule, equity: MicroUsd): Ladder => ({
  rung: start,
  proven: 0,
  made: 0,
  peak: equity,
});

/** A trade has closed. Up where at least `steps` trades since the last step together made a profit. */
export function afterTrade(rule: LadderRule, ladder: Ladder, net: MicroUsd): Ladder {
  if (rule.by !== "trades") return ladder;
  const made = ladder.made + net;
  const proven = ladder.proven + 1;
  return proven >= rule.steps && made > 0 ? up(rule, ladder) : { ...ladder, proven, made };
}

/**
 * A trade week is over. Up after `steps` profitable weeks in a row; a losing week begins the count anew, a week without
 * a profit or loss proves nothing either way.
 */
export function afterWeek(rule: LadderRule, ladder: Ladder, net: MicroUsd): Ladder {
  if (rule.by !== "weeks" || net === 0) return ladder;
  const proven = net > 0 ? ladder.proven + 1 : 0;
  return proven >= rule.steps ? up(rule, ladder) : { ...ladder, proven };
}

/** A trade date is over. Down where equity has fallen by the drawdown; from there the next peak is looked for. */
export function afterDate(rule: LadderRule, ladder: Ladder, equity: MicroUsd): Ladder {
  const peak = Math.max(ladder.peak, equity);
  if (peak - equity < lossOf(rule.drawdown, peak)) return peak === ladder.peak ? ladder : { ...ladder, peak };
  return { rung: Math.max(rule.start, ladder.rung - (rule.rung ?? 1)), proven: 0, made: 0, peak: equity };
}

const up = ({ most, rung = 1 }: LadderRule, ladder: Ladder): Ladder => ({
  ...ladder,
  rung: Math.min(ladder.rung + rung, most ?? Number.POSITIVE_INFINITY),
  proven: 0,
  made: 0,
});
