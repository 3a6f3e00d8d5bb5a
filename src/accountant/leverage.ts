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
export function leverageOf({ fills, instrument, cash, equityAt }: Leveraged, trades: number): Float64Array {
  const leverage = new Float64Array(trades);
  let position = 0;
  let trade = 0;
  let most = 0;
  for (let k = 0; k < fills.length; k++) {
    const signed = fills.side[k]! * fills.qty[k]!;
    const before = position;
    position += signed;
    const rolls = fills.kind[k] === ROLL;
    if (!rolls && before !== 0 && before * position <= 0) {
      leverage[trade++] = most;
      most = 0;
    }
    if (Math.abs(position) <= Math.abs(before) && before * position >= 0) continue;
    const bar = fills.bar[k]!;
    const equity = bar === 0 ? cash : equityAt(bar - 1);
    if (equity <= 0) continue;
    const notional = Math.abs(position) * Math.abs(contractValue(instrument, fills.price[k]!));
    most = Math.max(most, notional / equity);
  }
  return leverage;
}
