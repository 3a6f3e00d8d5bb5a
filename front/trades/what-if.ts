// What would the same trades have made with another stop, another target?

import type { MicroUsd, Ticks } from "../../src/domain/money.js";
import { TRADE_FLAGS } from "../../src/domain/run.js";
import { closedDrawdown } from "./headline.js";
import type { TradeSet } from "./set.js";

/** Distances from the average entry in ticks a contract; null: none is tried. */
export interface Rulers {
  readonly stop: Ticks | null;
  readonly target: Ticks | null;
}

export interface Terms extends Rulers {
  readonly tickValue: MicroUsd;
  /** Ticks by which a stop fills worse than its price. */
  readonly slip: number;
}

export interface WhatIf {
  /** After costs, where the worse of the two is taken when a trade reached both. */
  readonly net: MicroUsd;
  /** Where the better one is. */
  readonly best: MicroUsd;
  readonly stopped: number;
  readonly targeted: number;
  /** Reached both: excursions do not tell which came first. They are counted as stopped. */
  readonly both: number;
  readonly won: number;
  readonly drawdown: MicroUsd;
}

/** Entered or left in parts: their excursions are those of all parts together, so that what is tried on them is rough. */
export const IN_PARTS = (1 << TRADE_FLAGS.indexOf("S")) | (1 << TRADE_FLAGS.indexOf("P"));

/**
 * A trade whose worst open result reached the stop is taken to have left there, `slip` ticks worse; one whose best open
 * result went a tick beyond the target, at the target. All others stay as they were, and all keep their own costs: as many contracts
 * change hands. What a stop would have changed afterwards (another entry, a smaller account) is not in it.
 */
export function whatIf(set: TradeSet, chosen: Int32Array, terms: Terms): WhatIf {
  const { stop, target, tickValue, slip } = terms;
  const { net, gross, mae, mfe } = set.numbers;
  const results = new Float64Array(set.length);
  let [best, stopped, targeted, both, won] = [0, 0, 0, 0, 0];
  let sum = 0;
  for (const i of chosen) {
    const tick = tickValue * set.columns.qty[i]!;
    const away = net[i]! - gross[i]!;
    const isOut = stop !== null && mae[i]! <= -stop * tick;
    const isIn = target !== null && mfe[i]! >= (target + 1) * tick;
    const atStop = -((stop ?? 0) + slip) * tick + away;
    const atTarget = (target ?? 0) * tick + away;
    const result = isOut ? Math.round(atStop) : isIn ? Math.round(atTarget) : net[i]!;
    results[i] = result;
    sum += result;
    best += isIn ? Math.round(atTarget) : result;
    if (isOut) stopped++;
    else if (isIn) targeted++;
    if (isOut && isIn) both++;
    if (result > 0) won++;
  }
  return { net: sum, best, stopped, targeted, both, won, drawdown: closedDrawdown(results, chosen) };
}

/** A trade's worst and best open result in ticks a contract. */
export const excursionTicks = (set: TradeSet, of: "mae" | "mfe", i: number, tickValue: MicroUsd): number =>
  set.numbers[of][i]! / (tickValue * set.columns.qty[i]!);
