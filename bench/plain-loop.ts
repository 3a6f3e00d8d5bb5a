// What does the same work take in one plain function, with nothing general in it?

import type { Bars } from "#domain/bars.js";

const TICK_VALUE = 1_250_000;
const COST = 620_000;

/** W1 by hand: EMA cross, always in, one tick of slippage, cost per side, equity per bar. In micro-dollars. */
export function plainLoop(
  bars: Bars,
  fastPeriod: number,
  slowPeriod: number,
): { trades: number; net: number } {
  const { close, openTicks, closeTicks, length } = bars;
  const equity = new Float64Array(length);
  const fastWeight = 2 / (fastPeriod + 1);
  const slowWeight = 2 / (slowPeriod + 1);
  let fast = close[0]!;
  let slow = fast;
  let before = 0;
  let cash = 0;
  let position = 0;
  let wanted = 0;
  let trades = 0;
  for (let bar = 0; bar < length; bar++) {
    if (wanted !== position) {
      const side = wanted > position ? 1 : -1;
      const qty = Math.abs(wanted - position);
      cash -= side * qty * (openTicks[bar]! + side) * TICK_VALUE + qty * COST;
      if (position !== 0) trades++;
      position = wanted;
    }
    equity[bar] = cash + position * closeTicks[bar]! * TICK_VALUE;
    if (bar > 0) {
      fast = fastWeight * close[bar]! + (1 - fastWeight) * fast;
      slow = slowWeight * close[bar]! + (1 - slowWeight) * slow;
    }
    const difference = fast - slow;
    if (bar >= slowPeriod) {
      if (difference > 0 && before <= 0) wanted = 1;
      else if (difference < 0 && before >= 0) wanted = -1;
    }
    before = difference;
  }
  return { trades, net: equity[length - 1]! };
}
