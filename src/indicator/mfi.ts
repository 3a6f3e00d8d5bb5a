// Does volume go with the rises or with the falls?

import { BLOCK, checkLengths, checkPeriod, eachStretch, room } from "./stretch.js";

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
  const { length } = close;
  const typical = new Float64Array(length);
  for (let i = 0; i < length; i++) typical[i] = (high[i]! + low[i]! + close[i]!) / 3;
  const up = new Float64Array(length);
  const down = new Float64Array(length);
  const out = room(length);
  const size = Math.ceil(BLOCK / period);
  eachStretch(
    [typical, volume],
    (from, to) => {
      for (let at = from + 1; at < to; at += BLOCK)
        splitFlow(typical, volume, up, down, at, Math.min(at + BLOCK, to));
      const first = Math.min(from + period, to);
      out.fill(Number.NaN, from, first);
      for (let at = first; at < to; at += size) fill(up, down, out, at, Math.min(at + size, to), period);
    },
    [out],
  );
  return out;
}

/** Price × volume of each bar that rose, and of each that fell. */
function splitFlow(
  typical: Float64Array,
  volume: Float64Array,
  up: Float64Array,
  down: Float64Array,
  from: number,
  to: number,
): void {
  for (let i = from; i < to; i++) {
    const move = typical[i]! - typical[i - 1]!;
    const flow = typical[i]! * volume[i]!;
    up[i] = move > 0 ? flow : 0;
    down[i] = move < 0 ? flow : 0;
  }
}

/** Each window is summed anew, oldest bar first, two at a time: a running sum would drift. */
function fill(
  up: Float64Array,
  down: Float64Array,
  out: Float64Array,
  from: number,
  to: number,
  period: number,
): void {
  let i = from;
  for (; i + 1 < to; i += 2) {
    let rising = 0;
    let falling = 0;
    let nextRising = 0;
    let nextFalling = 0;
    for (let j = i - period + 1; j <= i; j++) {
      rising += up[j]!;
      falling += down[j]!;
      nextRising += up[j + 1]!;
      nextFalling += down[j + 1]!;
    }
    out[i] = share(rising, falling);
    out[i + 1] = share(nextRising, nextFalling);
  }
  for (; i < to; i++) {
    let rising = 0;
    let falling = 0;
    for (let j = i - period + 1; j <= i; j++) {
      rising += up[j]!;
      falling += down[j]!;
    }
    out[i] = share(rising, falling);
  }
}

const share = (rising: number, falling: number): number =>
  rising + falling === 0 ? 50 : (100 * rising) / (rising + falling);
