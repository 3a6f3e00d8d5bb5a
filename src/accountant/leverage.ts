// How much was held for each dollar of the account?

import type { Instrument } from "../domain/contract.js";
import type { MicroUsd } from "../domain/money.js";
import { FILL_KINDS, type FillColumns } from "../domain/run.js";
import { contractValue } from "./value.js";

const ROLL = FILL_KINDS.indexOf("roll");

export interface Leveraged {
  /** At the prices of their contracts. */
  readonly fills: FillColumns;
  readonly instrument: Instrument;
  /** Start cash: what the account was worth before the first bar. */
  readonly cash: MicroUsd;
  /** Equity at the close of a bar. Asked with rising bars. */
  equityAt(bar: number): MicroUsd;
}

/**
 * By trade: the largest notional ÷ equity at the fills that opened contracts of it, by equity at the close before; 0 where that was
 * never above zero. A roll opens its contracts again.
 */
export function leverageOf(held: Leveraged, trades: number): Float64Array {
  const leverage = new Float64Array(trades);
  const so: SoFar = { position: 0, trade: 0, most: 0 };
  for (let from = 0; from < held.fills.length; from += BLOCK)
    seeFills(held, leverage, so, from, Math.min(from + BLOCK, held.fills.length));
  return leverage;
}

/** As of the bar loop: V8 keeps the code of a function that returns, and throws away that of a loop. */
const BLOCK = 2048;

interface SoFar {
  position: number;
  trade: number;
  most: number;
}

function seeFills(
  { fills, instrument, cash, equityAt }: Leveraged,
  leverage: Float64Array,
  so: SoFar,
  from: number,
  to: number,
): void {
  const { side, qty, kind, bar: bars, price } = fills;
  let { position, trade, most } = so;
  for (let k = from; k < to; k++) {
    const before = position;
    position += side[k]! * qty[k]!;
    const through = before * position;
    if (before !== 0 && through <= 0 && kind[k] !== ROLL) {
      leverage[trade++] = most;
      most = 0;
    }
    if (Math.abs(position) <= Math.abs(before) && through >= 0) continue;
    const bar = bars[k]!;
    const equity = bar === 0 ? cash : equityAt(bar - 1);
    if (equity <= 0) continue;
    const notional = Math.abs(position) * Math.abs(contractValue(instrument, price[k]!));
    most = Math.max(most, notional / equity);
  }
  so.position = position;
  so.trade = trade;
  so.most = most;
}
