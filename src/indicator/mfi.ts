// Does volume go with the rises or with the falls?

import { blank, checkLengths, checkPeriod, eachStretch } from "./stretch.js";

/**
 * Money flow index, 0 to 100: the share of price × volume on bars whose typical price (high + low + close) ÷ 3 rose,
 * among all bars of the last `period` on which it moved; a bar without a move counts for neither side, and 50 stands
 * where none moved. The first value stands at bar `period`.
 * Source: Quong and Soudack (1989), as in TA-Lib. Own code, because technicalindicators' MFI is up to 24 points off.
 * @throws Fault E430 where the period is no whole number of bars, E432 where the columns differ in length.
 */
export function mfi(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  period: number,
): Float64Array {
  checkPeriod("mfi", period);
  checkLengths("mfi", { high, low, close, volume });
  const typical = close.map((price, i) => (high[i]! + low[i]! + price) / 3);
  const out = blank(close.length);
  eachStretch([typical, volume], (from, to) => {
    for (let i = from + period; i < to; i++) {
      let rising = 0;
      let falling = 0;
      for (let j = i - period + 1; j <= i; j++) {
        const move = typical[j]! - typical[j - 1]!;
        if (move > 0) rising += typical[j]! * volume[j]!;
        if (move < 0) falling += typical[j]! * volume[j]!;
      }
      out[i] = rising + falling === 0 ? 50 : (100 * rising) / (rising + falling);
    }
  });
  return out;
}
