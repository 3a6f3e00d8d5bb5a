// At what average price did today's volume trade so far?

import { checkLengths, room } from "./stretch.js";

/**
 * Volume-weighted average of the typical price (high + low + close) ÷ 3, in price, from the first bar of the trade
 * date up to this one; it begins anew with each trade date. NaN until the date has volume. Bars without a volume
 * (NaN) count as 1: a file without volumes gives the plain average of the day.
 * @throws Fault E432 where the columns differ in length.
 */
export function sessionVwap(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  tradeDate: Float64Array,
): Float64Array {
  checkLengths("sessionVwap", { high, low, close, volume, tradeDate });
  const out = room(close.length);
  let paid = 0;
  let traded = 0;
  for (let i = 0; i < close.length; i++) {
    if (tradeDate[i] !== tradeDate[i - 1]) {
      paid = 0;
      traded = 0;
    }
    const contracts = Number.isNaN(volume[i]) ? 1 : volume[i]!;
    const typical = (high[i]! + low[i]! + close[i]!) / 3;
    if (Number.isNaN(typical)) {
      out[i] = Number.NaN;
      continue;
    }
    paid += typical * contracts;
    traded += contracts;
    out[i] = traded > 0 ? paid / traded : Number.NaN;
  }
  return out;
}
