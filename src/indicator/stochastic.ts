// Where in its recent range does the price close?

import { highest, lowest } from "./extreme.js";
import { sma } from "./sma.js";
import { checkLengths, checkPeriod } from "./stretch.js";

/**
 * Lane's stochastic, 0 to 100: `k` is the place of the close between the lowest low and the highest high of the last
 * `period` bars, `d` its average over `signalPeriod` bars. 50 where the range is empty. `k` begins at bar
 * `period - 1`, `d` `signalPeriod - 1` bars later. `stochastic(r, r, r, …)` of an RSI column is the stochastic RSI.
 * @throws Fault E430 where a period is no whole number of bars, E432 where the columns differ in length.
 */
export function stochastic(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  signalPeriod = 3,
): { k: Float64Array; d: Float64Array } {
  checkPeriod("stochastic", period);
  checkPeriod("stochastic", signalPeriod, 1, "signalPeriod");
  checkLengths("stochastic", { high, low, close });
  const top = highest(high, period);
  const bottom = lowest(low, period);
  // In the place of the highest highs: nobody else has seen them.
  const k = top;
  for (let i = 0; i < close.length; i++) {
    const low = bottom[i]!;
    const range = top[i]! - low;
    k[i] = range === 0 ? 50 : (100 * (close[i]! - low)) / range;
  }
  return { k, d: sma(k, signalPeriod) };
}
