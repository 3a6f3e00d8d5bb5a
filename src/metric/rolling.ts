// How did the expectancy change as the trades went on?

import { sampleDeviation } from "../indicator/statistics.js";

/** Trades in a window: fewer say nothing, more hide the change. */
export const ROLLING_TRADES = 50;
/** Standard errors on both sides of the mean that hold 90 % of a normal distribution. */
const BAND = 1.645;

export interface Rolling {
  /** Entry k belongs to the window of `ROLLING_TRADES` values that ends with value k + ROLLING_TRADES − 1. */
  readonly mean: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Mean of each window of values in a row, and a 90 % band around it: mean ± 1.645 × sample standard deviation ÷ √n. Neighbouring windows share all
 * but one value, so a wave in the line is one observation and not many. Nothing of fewer values than a window holds.
 */
export function rollingExpectancy(values: ArrayLike<number>, window = ROLLING_TRADES): Rolling {
  const length = Math.max(0, values.length - window + 1);
  const [mean, low, high] = [new Float64Array(length), new Float64Array(length), new Float64Array(length)];
  const held = new Float64Array(window);
  for (let k = 0; k < length; k++) {
    let sum = 0;
    for (let i = 0; i < window; i++) {
      held[i] = values[k + i]!;
      sum += held[i]!;
    }
    const error = (BAND * (sampleDeviation(held) ?? 0)) / Math.sqrt(window);
    mean[k] = sum / window;
    low[k] = mean[k]! - error;
    high[k] = mean[k]! + error;
  }
  return { mean, low, high };
}
