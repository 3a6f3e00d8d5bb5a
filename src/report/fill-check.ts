// Which fills could not have happened at the prices that the bars show?

import { offsetsOf } from "../domain/chain.js";
import { FILL_KINDS, type FillColumns, type FillKind, type Run } from "../domain/run.js";

/**
 * Fills whose price, slippage taken off again, lies outside the range of the bar they happened in. The engine must never
 * produce one; it is counted here from the finished run, so that the report does not have to take the engine's word.
 */
export function fillsOutsideBars({ fills, bars, chain }: Run): number {
  const offsetAt = offsetsOf(chain);
  let outside = 0;
  for (let i = 0; i < fills.length; i++) {
    if (NO_TRADES.has(FILL_KINDS[fills.kind[i]!]!)) continue;
    const bar = fills.bar[i]!;
    const price = fills.price[i]! - fills.side[i]! * fills.slip[i]! - offsetAt(bar);
    if (!(price >= bars.lowTicks[bar]! && price <= bars.highTicks[bar]!)) outside++;
  }
  return outside;
}

/** A roll happens between two bars, and final settlement is no trade. */
const NO_TRADES: ReadonlySet<FillKind> = new Set(["roll", "expiry"]);
const NEVER_SLIPS: ReadonlySet<FillKind> = new Set(["limit", "stop limit", "target", ...NO_TRADES]);

/** Contracts that filled at the market's mercy: what one more tick of slippage would have been charged on. */
export function slippingContracts({ fills }: Run): number {
  let contracts = 0;
  for (let i = 0; i < fills.length; i++) {
    if (!NEVER_SLIPS.has(FILL_KINDS[fills.kind[i]!]!)) contracts += fills.qty[i]!;
  }
  return contracts;
}

/** What fill `k` would have cost more, in ticks a contract, had every fill at the market slipped by `ticks`. */
export function extraTicks(fills: FillColumns, k: number, ticks: number): number {
  const kind = FILL_KINDS[fills.kind[k]!]!;
  if (NO_TRADES.has(kind)) return 0;
  return (NEVER_SLIPS.has(kind) ? 0 : ticks) - fills.slip[k]!;
}

/** Ticks that slippage took a contract side, on average over those; null where nothing slipped. */
export function averageSlip(run: Run): number | null {
  const { fills } = run;
  const sides = slippingContracts(run);
  let ticks = 0;
  for (let i = 0; i < fills.length; i++) {
    if (!NO_TRADES.has(FILL_KINDS[fills.kind[i]!]!)) ticks += fills.slip[i]! * fills.qty[i]!;
  }
  return sides === 0 ? null : ticks / sides;
}
