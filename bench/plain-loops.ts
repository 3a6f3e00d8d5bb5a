// What does the same work take in one plain function, with nothing general in it?

import type { Bars } from "#domain/bars.js";
import type { Expected } from "./canonical.js";

const TICK_VALUE = 1_250_000;
const COST = 620_000;
const [PERIOD, STOP, TARGET] = [14, 20, 40];
/** Entry bar, exit bar, side, entry and exit in ticks. */
const FIELDS = 5;

/** Where a loop writes what it finds, made once as in C: equity at every close, and a log of trades. */
export class Output {
  readonly equity: Float64Array;
  readonly trades: Int32Array;

  constructor(length: number) {
    this.equity = new Float64Array(length);
    this.trades = new Int32Array(FIELDS * length);
  }
}

/**
 * W1 by hand: EMA cross, always in, one tick of slippage, cost per side. In micro-dollars. Without an output only the
 * figures are made.
 */
export function plainEma(
  bars: Pick<Bars, "close" | "openTicks" | "closeTicks" | "length">,
  fastPeriod: number,
  slowPeriod: number,
  output: Output | null,
): Expected {
  const first = bars.close[0]!;
  const hand: Hand = {
    fast: first,
    slow: first,
    before: 0,
    cash: 0,
    fees: 0,
    count: 0,
    peak: 0,
    maxDrawdown: 0,
    value: 0,
    position: 0,
    wanted: 0,
    entryBar: 0,
    entryTicks: 0,
  };
  for (let bar = 0; bar < bars.length; bar += BLOCK)
    emaBlock(bars, fastPeriod, slowPeriod, output, hand, bar, Math.min(bar + BLOCK, bars.length));
  const { count, value, maxDrawdown, fees } = hand;
  return { trades: count, net: value, maxDrawdown, fees };
}

/** One call over all bars would be compiled in mid-flight, and now and then thrown away again. */
const BLOCK = 2048;

/** How far the loop has come. */
interface Hand {
  fast: number;
  slow: number;
  before: number;
  cash: number;
  fees: number;
  count: number;
  peak: number;
  maxDrawdown: number;
  value: number;
  position: number;
  wanted: number;
  entryBar: number;
  entryTicks: number;
}

function emaBlock(
  { close, openTicks, closeTicks }: Pick<Bars, "close" | "openTicks" | "closeTicks">,
  fastPeriod: number,
  slowPeriod: number,
  output: Output | null,
  hand: Hand,
  from: number,
  to: number,
): void {
  const fastWeight = 2 / (fastPeriod + 1);
  const slowWeight = 2 / (slowPeriod + 1);
  let { fast, slow, before, cash, fees, count, peak, maxDrawdown, value } = hand;
  let { position, wanted, entryBar, entryTicks } = hand;
  for (let bar = from; bar < to; bar++) {
    if (wanted !== position) {
      const side = wanted > position ? 1 : -1;
      const qty = Math.abs(wanted - position);
      const price = openTicks[bar]! + side;
      cash -= side * qty * price * TICK_VALUE + qty * COST;
      fees += qty * COST;
      if (position !== 0) {
        if (output !== null) log(output, count, entryBar, bar, position, entryTicks, price);
        count++;
      }
      entryBar = bar;
      entryTicks = price;
      position = wanted;
    }
    value = cash + position * closeTicks[bar]! * TICK_VALUE;
    if (output !== null) output.equity[bar] = value;
    if (value > peak) peak = value;
    if (peak - value > maxDrawdown) maxDrawdown = peak - value;
    if (bar > 0) {
      fast = fastWeight * close[bar]! + (1 - fastWeight) * fast;
      slow = slowWeight * close[bar]! + (1 - slowWeight) * slow;
    }
    const now = fast - slow;
    if (bar >= slowPeriod) {
      if (now > 0 && before <= 0) wanted = 1;
      else if (now < 0 && before >= 0) wanted = -1;
    }
    before = now;
  }
  Object.assign(hand, { fast, slow, before, cash, fees, count, peak, maxDrawdown, value });
  Object.assign(hand, { position, wanted, entryBar, entryTicks });
}

/** W3 by hand: the sum over fast 5, 7 .. 23 by slow 30, 40 .. 120. */
export function plainSweep(bars: Bars, output: Output | null): Expected {
  const sum = { trades: 0, net: 0, maxDrawdown: 0, fees: 0 };
  for (let fast = 5; fast <= 23; fast += 2) {
    for (let slow = 30; slow <= 120; slow += 10) {
      const one = plainEma(bars, fast, slow, output);
      sum.trades += one.trades;
      sum.net += one.net;
      sum.maxDrawdown += one.maxDrawdown;
      sum.fees += one.fees;
    }
  }
  return sum;
}

/** W2 by hand: RSI crosses out of 30 to 70, a stop and a target from the entry's bar on, the stop first. */
export function plainRsi(bars: Bars, output: Output): Expected {
  const { close, openTicks, highTicks, lowTicks, closeTicks, length } = bars;
  const { equity } = output;
  let [gain, loss, before] = [0, 0, Number.NaN];
  let [cash, fees, count, peak, maxDrawdown] = [0, 0, 0, 0, 0];
  let [position, wanted, entryBar, entryTicks, stop, target] = [0, 0, 0, 0, 0, 0];
  for (let bar = 0; bar < length; bar++) {
    if (wanted !== 0) {
      position = wanted;
      wanted = 0;
      entryBar = bar;
      entryTicks = openTicks[bar]! + position;
      stop = entryTicks - position * STOP;
      target = entryTicks + position * TARGET;
      cash -= position * entryTicks * TICK_VALUE + COST;
      fees += COST;
    }
    if (position !== 0) {
      const open = openTicks[bar]!;
      const later = bar > entryBar;
      let price = 0;
      let out = false;
      if (position > 0 ? lowTicks[bar]! <= stop : highTicks[bar]! >= stop) {
        price = (later && (position > 0 ? open < stop : open > stop) ? open : stop) - position;
        out = true;
      } else if (position > 0 ? highTicks[bar]! >= target : lowTicks[bar]! <= target) {
        price = later && (position > 0 ? open > target : open < target) ? open : target;
        out = true;
      }
      if (out) {
        cash += position * price * TICK_VALUE - COST;
        fees += COST;
        log(output, count++, entryBar, bar, position, entryTicks, price);
        position = 0;
      }
    }
    const value = cash + position * closeTicks[bar]! * TICK_VALUE;
    equity[bar] = value;
    if (value > peak) peak = value;
    if (peak - value > maxDrawdown) maxDrawdown = peak - value;
    if (bar === 0) continue;
    const change = close[bar]! - close[bar - 1]!;
    // No branch: which way a bar goes cannot be foreseen.
    const up = (Math.abs(change) + change) / 2;
    const down = up - change;
    if (bar <= PERIOD) {
      gain += up / PERIOD;
      loss += down / PERIOD;
      if (bar < PERIOD) continue;
    } else {
      gain = (gain * (PERIOD - 1) + up) / PERIOD;
      loss = (loss * (PERIOD - 1) + down) / PERIOD;
    }
    const rsi = (100 * gain) / (gain + loss);
    if (position === 0) {
      if (rsi < 30 && before >= 30) wanted = 1;
      else if (rsi > 70 && before <= 70) wanted = -1;
    }
    before = rsi;
  }
  return { trades: count, net: equity[length - 1]!, maxDrawdown, fees };
}

function log(
  { trades }: Output,
  n: number,
  entryBar: number,
  exitBar: number,
  side: number,
  entry: number,
  exit: number,
): void {
  const at = FIELDS * n;
  trades[at] = entryBar;
  trades[at + 1] = exitBar;
  trades[at + 2] = side;
  trades[at + 3] = entry;
  trades[at + 4] = exit;
}
