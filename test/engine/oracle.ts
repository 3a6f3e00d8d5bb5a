// What do two well-known strategies come to, by an implementation that shares nothing with ours?

/**
 * Written from bench/README's definition of the workloads alone: plain floating point over plain arrays, no orders, no
 * broker, no ledger. Prices are quarter points or other exact doubles, money is counted in ticks and cents, so the sums are
 * exact and can be compared with `===`.
 */
export interface PlainBars {
  readonly open: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly close: ArrayLike<number>;
  readonly length: number;
}

export interface PlainTrade {
  readonly side: 1 | -1;
  readonly entryBar: number;
  /** Ticks. */
  readonly entry: number;
  readonly exitBar: number;
  readonly exit: number;
  readonly why: string;
}

export interface PlainResult {
  readonly trades: PlainTrade[];
  /** Signed contracts at the end. */
  readonly open: number;
  /** Result so far at each close, in micro-dollars. */
  readonly equity: number[];
  readonly net: number;
  readonly maxDrawdown: number;
  readonly fees: number;
}

export interface PlainCosts {
  /** Micro-dollars. */
  readonly tickValue: number;
  readonly perSide: number;
  readonly slip: number;
}

/** Open, high, low, close in whole ticks; `close` is also read as a price by the indicators. */
type TickBars = PlainBars;

class Book {
  readonly trades: PlainTrade[] = [];
  readonly equity: number[] = [];
  fees = 0;
  position = 0;
  #cash = 0;
  #entryBar = 0;
  #entry = 0;
  readonly #costs: PlainCosts;

  constructor(costs: PlainCosts) {
    this.#costs = costs;
  }

  enter(side: 1 | -1, bar: number, price: number): void {
    this.position = side;
    this.#entryBar = bar;
    this.#entry = price;
    this.#pay(side, price);
  }

  leave(bar: number, price: number, why: string): void {
    const side = this.position as 1 | -1;
    this.trades.push({ side, entryBar: this.#entryBar, entry: this.#entry, exitBar: bar, exit: price, why });
    this.position = 0;
    this.#pay(-side, price);
  }

  #pay(side: number, price: number): void {
    this.#cash -= side * price * this.#costs.tickValue;
    this.#cash -= this.#costs.perSide;
    this.fees += this.#costs.perSide;
  }

  get entry(): number {
    return this.#entry;
  }

  mark(close: number): void {
    this.equity.push(this.#cash + this.position * close * this.#costs.tickValue);
  }

  result(): PlainResult {
    let peak = 0;
    let maxDrawdown = 0;
    for (const value of this.equity) {
      if (value > peak) peak = value;
      if (peak - value > maxDrawdown) maxDrawdown = peak - value;
    }
    const net = this.equity[this.equity.length - 1] ?? 0;
    return {
      trades: this.trades,
      open: this.position,
      equity: this.equity,
      net,
      maxDrawdown,
      fees: this.fees,
    };
  }
}

/**
 * W1: the difference of two exponential averages, begun with the first close. From bar `slow` on a change of its sign
 * from ≤ 0 to > 0 (or the mirror) at a close makes the position +1 (or −1) at the next open.
 */
export function plainEmaCross(
  ticks: TickBars,
  price: ArrayLike<number>,
  costs: PlainCosts,
  fast = 12,
  slow = 26,
): PlainResult {
  const book = new Book(costs);
  const a = 2 / (fast + 1);
  const b = 2 / (slow + 1);
  let f = price[0]!;
  let s = price[0]!;
  let last = 0;
  let wanted = 0;
  for (let t = 0; t < ticks.length; t++) {
    if (wanted !== 0 && wanted !== book.position) {
      const fill = ticks.open[t]! + wanted * costs.slip;
      if (book.position !== 0) book.leave(t, fill, "reverse");
      book.enter(wanted as 1 | -1, t, fill);
    }
    wanted = 0;
    book.mark(ticks.close[t]!);
    if (t > 0) {
      f = a * price[t]! + (1 - a) * f;
      s = b * price[t]! + (1 - b) * s;
    }
    const d = f - s;
    if (t >= slow) {
      if (d > 0 && last <= 0) wanted = 1;
      if (d < 0 && last >= 0) wanted = -1;
    }
    last = d;
  }
  return book.result();
}

/**
 * W2: Wilder's RSI(14), begun with the mean of the first 14 changes. Flat, and it crosses below 30: long at the next open;
 * above 70: short. Stop 20 and target 40 ticks from the fill, live from the entry bar on, the stop first where both lie in
 * the bar, unless the bar opens at or beyond the target: then that came first. The stop fills at its price or a worse open,
 * plus slippage; the target at its price or a better open.
 */
export function plainRsiBracket(ticks: TickBars, price: ArrayLike<number>, costs: PlainCosts): PlainResult {
  const book = new Book(costs);
  const n = 14;
  let gain = 0;
  let loss = 0;
  let before = Number.NaN;
  let wanted = 0;
  for (let t = 0; t < ticks.length; t++) {
    const [o, h, l] = [ticks.open[t]!, ticks.high[t]!, ticks.low[t]!];
    if (wanted !== 0) book.enter(wanted as 1 | -1, t, o + wanted * costs.slip);
    wanted = 0;
    if (book.position !== 0) {
      const side = book.position;
      const stop = book.entry - side * 20;
      const target = book.entry + side * 40;
      const opensAtTarget = side * (o - target) >= 0;
      if (!opensAtTarget && (side > 0 ? l <= stop : h >= stop)) {
        const at = side > 0 ? Math.min(stop, o) : Math.max(stop, o);
        book.leave(t, at - side * costs.slip, "stop");
      } else if (side > 0 ? h >= target : l <= target) {
        book.leave(t, side > 0 ? Math.max(target, o) : Math.min(target, o), "target");
      }
    }
    book.mark(ticks.close[t]!);
    if (t === 0) continue;
    const change = price[t]! - price[t - 1]!;
    const up = Math.max(change, 0);
    const down = Math.max(-change, 0);
    if (t <= n) {
      gain += up;
      loss += down;
      if (t < n) continue;
      gain /= n;
      loss /= n;
    } else {
      gain = (gain * (n - 1) + up) / n;
      loss = (loss * (n - 1) + down) / n;
    }
    const rsi = gain + loss === 0 ? 50 : (100 * gain) / (gain + loss); // nothing moved: neither side won
    if (book.position === 0) {
      if (rsi < 30 && before >= 30) wanted = 1;
      else if (rsi > 70 && before <= 70) wanted = -1;
    }
    before = rsi;
  }
  return book.result();
}
