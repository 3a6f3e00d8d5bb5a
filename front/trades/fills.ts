// Which fills made a trade?

import { FILL_KINDS, type FillColumns } from "../../src/domain/run.js";
import { SLIPS } from "../../src/metric/slipping.js";

/** The fills of trade `i` are those from `first[i]` to `last[i]`, both included: a reversal belongs to two trades. */
export interface TradeFills {
  readonly first: Int32Array;
  readonly last: Int32Array;
  /** Lots, in and out, that were filled at the market's mercy: each costs a tick more where slippage is a tick more. */
  readonly slipping: Float64Array;
  /** Ticks × lots that those slipped as run. */
  readonly slipped: Float64Array;
}

const ROLL = FILL_KINDS.indexOf("roll");

/** A trade runs from the first entry until its contracts are out again. A roll leaves and comes back, so it ends nothing. */
export function fillsOfTrades(fills: FillColumns, trades: number): TradeFills {
  const first = new Int32Array(trades).fill(-1);
  const last = new Int32Array(trades).fill(-1);
  const slipping = new Float64Array(trades);
  const slipped = new Float64Array(trades);
  const slip = (trade: number, k: number, lots: number) => {
    if (trade >= trades || SLIPS[fills.kind[k]!] === 0) return;
    slipping[trade]! += lots;
    slipped[trade]! += lots * fills.slip[k]!;
  };
  let trade = -1;
  let held = 0;
  for (let k = 0; k < fills.length; k++) {
    if (fills.kind[k] === ROLL) continue;
    const signed = fills.side[k]! * fills.qty[k]!;
    const closing = held * signed < 0 ? Math.min(Math.abs(held), fills.qty[k]!) : 0;
    const opening = fills.qty[k]! - closing;
    if (closing > 0 && trade < trades) {
      slip(trade, k, closing);
      if (closing === Math.abs(held)) last[trade] = k;
    }
    if (opening > 0) {
      if (held === 0 || closing > 0) {
        trade++;
        if (trade < trades) first[trade] = k;
      }
      slip(trade, k, opening);
    }
    held += signed;
  }
  return { first, last, slipping, slipped };
}
