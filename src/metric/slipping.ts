// On which fills does slippage fall?

import type { MicroUsd } from "../domain/money.js";
import { FILL_KINDS, type FillColumns, type FillKind } from "../domain/run.js";
import { oncePerRun } from "./metric.js";

/** A roll happens between two bars, and final settlement is no trade. */
export const NO_TRADES: ReadonlySet<FillKind> = new Set(["roll", "expiry"]);
const NEVER_SLIPS: ReadonlySet<FillKind> = new Set(["limit", "stop limit", "target", ...NO_TRADES]);

/** By fill kind: 1 where it is at the market's mercy, so that a tick more of slippage makes it a tick worse. */
export const SLIPS = Uint8Array.from(FILL_KINDS, (kind) => (NEVER_SLIPS.has(kind) ? 0 : 1));

/** Fills of any set of trades, or of a run. */
export interface Slipped {
  /** Lots that filled at the market's mercy, in and out. */
  readonly lots: number;
  /** Ticks × lots that they slipped as run. */
  readonly ticks: number;
}

/** What a roll paid beyond its spread is no slippage that a setting moves, and is not in it. */
export const slipped = (fills: FillColumns): Slipped => slippedOf(fills)!;

const slippedOf = oncePerRun(({ length, kind, qty, slip }: FillColumns): Slipped => {
  let [lots, ticks] = [0, 0];
  for (let k = 0; k < length; k++) {
    if (SLIPS[kind[k]!] === 0) continue;
    lots += qty[k]!;
    ticks += qty[k]! * slip[k]!;
  }
  return { lots, ticks };
});

/** Ticks a side at which fills that made `net` would come to nothing: `break-even.ts` says more. */
export const breakEvenOf = (net: MicroUsd, { lots, ticks }: Slipped, tickValue: MicroUsd): number | null =>
  lots === 0 || tickValue === 0 ? null : (ticks + net / tickValue) / lots + 0;
