// What did the indicators compute before they were made fast?

// One loop over the column, value by value: what is faster must have the same bits.

function eachStretch(columns: readonly Float64Array[], kernel: (from: number, to: number) => void): void {
  const length = columns[0]?.length ?? 0;
  let from = 0;
  while (from < length) {
    while (from < length && !allNumbers(columns, from)) from++;
    if (from === length) return;
    let to = length;
    for (const column of columns) to = endOfNumbers(column, from, to);
    kernel(from, to);
    from = to;
  }
}

function allNumbers(columns: readonly Float64Array[], i: number): boolean {
  for (const column of columns) if (Number.isNaN(column[i])) return false;
  return true;
}

/** First bar from `from` on whose value is NaN, at most `to`. A loop of its own per column: it runs over millions of bars. */
function endOfNumbers(column: Float64Array, from: number, to: number): number {
  let i = from;
  while (i < to && !Number.isNaN(column[i])) i++;
  return i;
}

/** A column without a single value yet. */
const blank = (length: number): Float64Array => new Float64Array(length).fill(Number.NaN);

export function sma(source: Float64Array, period: number): Float64Array {
  const out = blank(source.length);
  eachStretch([source], (from, to) => {
    let sum = 0;
    let error = 0;
    for (let i = from; i < to; i++) {
      const entering = source[i]!;
      let next = sum + entering;
      let part = next - sum;
      error += sum - (next - part) + (entering - part);
      sum = next;
      if (i - from >= period) {
        const leaving = -source[i - period]!;
        next = sum + leaving;
        part = next - sum;
        error += sum - (next - part) + (leaving - part);
        sum = next;
      }
      if (i - from >= period - 1) out[i] = (sum + error) / period;
    }
  });
  return out;
}

export function stdev(source: Float64Array, period: number): Float64Array {
  const out = blank(source.length);
  eachStretch([source], (from, to) => {
    for (let i = from + period - 1; i < to; i++) {
      const pivot = source[i]!;
      let sum = 0;
      let squares = 0;
      for (let j = i - period + 1; j < i; j++) {
        const distance = source[j]! - pivot;
        sum += distance;
        squares += distance * distance;
      }
      out[i] = Math.sqrt(Math.max(0, squares - (sum * sum) / period) / period);
    }
  });
  return out;
}

export function trueRange(high: Float64Array, low: Float64Array, close: Float64Array): Float64Array {
  const out = blank(close.length);
  eachStretch([high, low, close], (from, to) => {
    for (let i = from + 1; i < to; i++) {
      const before = close[i - 1]!;
      out[i] = Math.max(high[i]!, before) - Math.min(low[i]!, before);
    }
  });
  return out;
}

export function highest(source: Float64Array, period: number): Float64Array {
  return extreme(source, period, 1);
}

export function lowest(source: Float64Array, period: number): Float64Array {
  return extreme(source, period, -1);
}

function extreme(source: Float64Array, period: number, sign: 1 | -1): Float64Array {
  const out = blank(source.length);
  const queue = new Int32Array(source.length);
  eachStretch([source], (from, to) => {
    let head = 0;
    let tail = 0;
    for (let i = from; i < to; i++) {
      const value = sign * source[i]!;
      while (tail > head && sign * source[queue[tail - 1]!]! <= value) tail--;
      queue[tail++] = i;
      if (queue[head]! <= i - period) head++;
      if (i - from >= period - 1) out[i] = source[queue[head]!]!;
    }
  });
  return out;
}

export function emaSma(source: Float64Array, period: number): Float64Array {
  return smoothed(source, period, 2 / (period + 1));
}

export function wilder(source: Float64Array, period: number): Float64Array {
  return smoothed(source, period, 1 / period);
}

function smoothed(source: Float64Array, period: number, weight: number): Float64Array {
  const out = blank(source.length);
  eachStretch([source], (from, to) => {
    const first = from + period - 1;
    if (first >= to) return;
    let sum = 0;
    for (let i = from; i <= first; i++) sum += source[i]!;
    let average = sum / period;
    out[first] = average;
    for (let i = first + 1; i < to; i++) {
      average += (source[i]! - average) * weight;
      out[i] = average;
    }
  });
  return out;
}

export function rsi(source: Float64Array, period: number): Float64Array {
  const out = blank(source.length);
  const kept = period - 1;
  eachStretch([source], (from, to) => {
    const first = from + period;
    if (first >= to) return;
    let gain = 0;
    let loss = 0;
    for (let i = from + 1; i <= first; i++) {
      const change = source[i]! - source[i - 1]!;
      gain += rise(change);
      loss += rise(-change);
    }
    gain /= period;
    loss /= period;
    out[first] = share(gain, loss);
    for (let i = first + 1; i < to; i++) {
      const change = source[i]! - source[i - 1]!;
      gain = (gain * kept + rise(change)) / period;
      loss = (loss * kept + rise(-change)) / period;
      out[i] = share(gain, loss);
    }
  });
  return out;
}

const rise = (change: number): number => (change + Math.abs(change)) / 2;

const share = (gain: number, loss: number): number => (gain + loss === 0 ? 50 : (100 * gain) / (gain + loss));

export function crossings(line: Float64Array, other: Float64Array): Float64Array {
  const out = blank(line.length);
  eachStretch([line, other], (from, to) => {
    for (let i = from + 1; i < to; i++) {
      const now = line[i]! - other[i]!;
      const before = line[i - 1]! - other[i - 1]!;
      out[i] = now > 0 && before <= 0 ? 1 : now < 0 && before >= 0 ? -1 : 0;
    }
  });
  return out;
}

export function roc(source: Float64Array, period: number): Float64Array {
  const out = blank(source.length);
  eachStretch([source], (from, to) => {
    for (let i = from + period; i < to; i++) {
      const before = source[i - period]!;
      if (before !== 0) out[i] = (100 * (source[i]! - before)) / before;
    }
  });
  return out;
}

export function bollinger(
  source: Float64Array,
  period: number,
  width = 2,
): { upper: Float64Array; middle: Float64Array; lower: Float64Array } {
  const middle = sma(source, period);
  const deviation = stdev(source, period);
  return {
    upper: middle.map((mean, i) => mean + width * deviation[i]!),
    middle,
    lower: middle.map((mean, i) => mean - width * deviation[i]!),
  };
}

export function stochastic(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  period: number,
  signalPeriod = 3,
): { k: Float64Array; d: Float64Array } {
  const top = highest(high, period);
  const bottom = lowest(low, period);
  const k = close.map((price, i) => {
    const range = top[i]! - bottom[i]!;
    return range === 0 ? 50 : (100 * (price - bottom[i]!)) / range;
  });
  return { k, d: sma(k, signalPeriod) };
}

export function macd(
  source: Float64Array,
  fast = 12,
  slow = 26,
  signalPeriod = 9,
): { macd: Float64Array; signal: Float64Array; histogram: Float64Array } {
  const long = emaSma(source, slow);
  const difference = emaSma(source, fast).map((short, i) => short - long[i]!);
  const signal = emaSma(difference, signalPeriod);
  return { macd: difference, signal, histogram: difference.map((value, i) => value - signal[i]!) };
}

export function mfi(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  period: number,
): Float64Array {
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

export function sessionVwap(
  high: Float64Array,
  low: Float64Array,
  close: Float64Array,
  volume: Float64Array,
  tradeDate: Float64Array,
): Float64Array {
  const out = blank(close.length);
  let paid = 0;
  let traded = 0;
  for (let i = 0; i < close.length; i++) {
    if (tradeDate[i] !== tradeDate[i - 1]) {
      paid = 0;
      traded = 0;
    }
    const contracts = Number.isNaN(volume[i]) ? 1 : volume[i]!;
    const typical = (high[i]! + low[i]! + close[i]!) / 3;
    if (Number.isNaN(typical)) continue;
    paid += typical * contracts;
    traded += contracts;
    if (traded > 0) out[i] = paid / traded;
  }
  return out;
}
