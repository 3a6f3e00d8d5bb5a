// Which fills could not have happened at the prices that the bars show?

import { offsetsOf } from "../domain/chain.js";
import { FILL_KINDS, type FillColumns, type Run } from "../domain/run.js";
import { NO_TRADES, SLIPS, slipped } from "../metric/slipping.js";

/** By fill kind: 0 where it is no trade of its bar. */
const TRADES = Uint8Array.from(FILL_KINDS, (kind) => (NO_TRADES.has(kind) ? 0 : 1));

/**
 * Fills whose price, slippage taken off again, lies outside the range of the bar they happened in. The engine must never
 * produce one; it is counted here from the finished run, so that the report does not have to take the engine's word.
 */
export function fillsOutsideBars({ fills, bars, chain }: Run): number {
  const offsetAt = offsetsOf(chain);
  let outside = 0;
  for (let i = 0; i < fills.length; i++) {
    if (TRADES[fills.kind[i]!] === 0) continue;
    const bar = fills.bar[i]!;
    const price = fills.price[i]! - fills.side[i]! * fills.slip[i]! - offsetAt(bar);
    if (!(price >= bars.lowTicks[bar]! && price <= bars.highTicks[bar]!)) outside++;
  }
  return outside;
}

/** What fill `k` would have cost more, in ticks a contract, had every fill at the market slipped by `ticks`. */
export function extraTicks(fills: FillColumns, k: number, ticks: number): number {
  return SLIPS[fills.kind[k]!] === 0 ? 0 : ticks - fills.slip[k]!;
}

/** Ticks that slippage took a contract side, on average over those; null where nothing slipped. */
export function averageSlip(run: Run): number | null {
  const { lots, ticks } = slipped(run.fills);
  return lots === 0 ? null : ticks / lots;
}
