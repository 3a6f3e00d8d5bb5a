// How much margin do opposite positions save each other?

import type { MarginOffset } from "../domain/account.js";
import type { MarginRate } from "../domain/contract.js";
import type { MicroUsd } from "../domain/money.js";

/** One position of an account. */
export interface MarginLeg {
  readonly symbol: string;
  /** Signed. */
  readonly contracts: number;
  readonly rate: Pick<MarginRate, "initial" | "maintenance">;
}

const FULL = 100_000_000n;

/**
 * What an account's positions need less than each for itself. First positions in one contract are netted, since margin is on
 * the net position; then the spreads that the terms name are formed, in their order, of what is opposite and left, and each
 * saves its share of both legs' margin, down to the whole micro-dollar. (The order and the whole ratios are those of SPAN's
 * spread charges: CME, "SPAN: the scanning risk and spread credits".)
 */
export function creditOf(
  legs: readonly MarginLeg[],
  offsets: readonly MarginOffset[],
  which: "initial" | "maintenance",
): MicroUsd {
  const net = new Map<string, { contracts: number; rate: MicroUsd; alone: MicroUsd }>();
  for (const { symbol, contracts, rate } of legs) {
    const one = net.get(symbol) ?? { contracts: 0, rate: 0, alone: 0 };
    // Lanes of one contract need the same but around the clock time at which a rate changes: then the higher.
    one.rate = Math.max(one.rate, rate[which]);
    one.alone += Math.abs(contracts) * rate[which];
    one.contracts += contracts;
    net.set(symbol, one);
  }
  let credit: MicroUsd = 0;
  for (const { contracts, rate, alone } of net.values())
    credit += Math.max(0, alone - Math.abs(contracts) * rate);
  for (const { first, second, ratio, credit: share } of offsets) {
    const a = net.get(first);
    const b = net.get(second);
    if (a === undefined || b === undefined || a === b || a.contracts * b.contracts >= 0) continue;
    const spreads = Math.min(
      Math.floor(Math.abs(a.contracts) / ratio[0]),
      Math.floor(Math.abs(b.contracts) / ratio[1]),
    );
    const margin = spreads * (ratio[0] * a.rate + ratio[1] * b.rate);
    credit += Number((BigInt(margin) * BigInt(share)) / FULL);
    a.contracts -= Math.sign(a.contracts) * spreads * ratio[0];
    b.contracts -= Math.sign(b.contracts) * spreads * ratio[1];
  }
  return credit;
}
