// Is there a trend at all, and which way?

import { blank, checkLengths, checkPeriod, eachStretch } from "./stretch.js";

/**
 * Wilder's directional movement: `plus` (+DI) and `minus` (−DI) are the shares of the true range, in percent, by
 * which highs rose and lows fell; `adx` is the smoothed size of their difference, 0 to 100, whatever the direction.
 * ±DI begin at bar `period` of each stretch, ADX at bar `2 × period - 1`.
 *
 * Seeding as in TA-Lib and TTR: Wilder's sums start from the first `period - 1` moves, and the next one already
 * smooths; technicalindicators starts from `period` moves and is up to 0.9 off at first. Without any true range
 * ±DI are 0, and a bar without direction leaves ADX as it was (TA-Lib).
 * @throws Fault E430 where the period is no whole number of bars above 1, E432 where the columns differ in length.
 */
export function adx(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
): { adx: Float64Array; plus: Float64Array; minus: Float64Array } {
  checkPeriod("adx", period, 2);
  checkLengths("adx", { high, low, close });
  const out = { adx: blank(close.length), plus: blank(close.length), minus: blank(close.length) };
  eachStretch([high, low, close], (from, to) => {
    let range = 0;
    let up = 0;
    let down = 0;
    let average = 0;
    for (let i = from + 1; i < to; i++) {
      if (i - from >= period) {
        range -= range / period;
        up -= up / period;
        down -= down / period;
      }
      const rose = high[i]! - high[i - 1]!;
      const fell = low[i - 1]! - low[i]!;
      if (rose > fell && rose > 0) up += rose;
      if (fell > rose && fell > 0) down += fell;
      range += Math.max(high[i]!, close[i - 1]!) - Math.min(low[i]!, close[i - 1]!);
      if (i - from < period) continue;

      const plus = range === 0 ? 0 : (100 * up) / range;
      const minus = range === 0 ? 0 : (100 * down) / range;
      out.plus[i] = plus;
      out.minus[i] = minus;
      const directed = plus + minus !== 0;
      const dx = directed ? (100 * Math.abs(plus - minus)) / (plus + minus) : 0;
      const n = i - from - period + 1; // how many directional indexes there are by now
      if (n <= period) average += dx / period;
      else if (directed) average = (average * (period - 1) + dx) / period;
      if (n >= period) out.adx[i] = average;
    }
  });
  return out;
}
