import { atr, bool, ema, float, int, Strategy } from "tickproof";

const params = {
  fast: int({ default: 12, min: 2, max: 200, hint: "bars of the fast average" }),
  slow: int({ default: 26, min: 3, max: 500, hint: "bars of the slow average" }),
  stopAtr: float({ default: 2.5, min: 0.1, max: 20, step: 0.5, hint: "stop distance in ATRs" }),
  atrPeriod: int({ default: 14, min: 2, max: 200, hint: "bars of the ATR" }),
  filter: int({ default: 200, min: 0, max: 2000, step: 50, hint: "trend average that must agree, 0 = none" }),
  contracts: int({ default: 1, min: 1, max: 100, hint: "contracts per entry" }),
  maxEntries: int({ default: 3, min: 1, max: 10, hint: "entries in all as the trend proves itself" }),
  addAtr: float({
    default: 1.5,
    min: 0.1,
    max: 20,
    step: 0.5,
    hint: "ATRs in favour before each further entry",
  }),
  alwaysIn: bool({ default: false, hint: "reverse at every cross: no stop, no filter, no further entries" }),
};

/**
 * EMA trend: follows the direction of two exponential averages, and adds as the trend proves itself.
 *
 * **Idea.** Trends in futures last longer than chance would have it, for reasons that range from hedging pressure to
 * slow reactions. A fast average above a slow one says that recent prices pull away from older ones. The rule is late at
 * both ends on purpose: it gives up the turn to be in the middle.
 *
 * **Rules.** With `d` = EMA(fast) − EMA(slow) of the close:
 * - `d` crosses from at or below zero to above it: long at the next open. The mirror: short.
 * - Optional filter: only longs above EMA(`filter`), only shorts below it. 0 switches it off.
 * - Each entry has a stop `stopAtr` × ATR(`atrPeriod`) from its fill, fixed in ticks when it is sent.
 * - Staggered entries: each time the close has moved another `addAtr` × ATR in favour of the last entry, the same number
 *   of contracts is added, up to `maxEntries` entries in all. Every entry carries its own stop.
 * - An opposite cross closes everything, and opens the other side where the filter allows it.
 * - `alwaysIn`: the plain textbook form. Every cross reverses the position at the next open; no stop, no filter, no
 *   further entries. It is the canonical benchmark of this project, since any other program can repeat it exactly.
 *
 * **Averages.** e = a·close + (1 − a)·e with a = 2 / (N + 1), begun with the first close; read from bar N − 1 on, so the
 * first cross can come at bar `slow` (counting from 0).
 *
 * **Where it comes from.** Moving-average crossings go back to Donchian's 5- and 20-day rule of the 1960s; 12 and 26 are
 * the periods of Appel's MACD (1979). The evidence for trend following across futures: Moskowitz, Ooi and Pedersen, "Time
 * series momentum" (2012). Adding to winners is the pyramiding of the Turtle traders, who added every half ATR.
 *
 * **When it fails.** In ranges it buys high and sells low again and again, and costs take the rest: on five-minute bars
 * the number of crosses is what kills it. Gaps pass its stops. The last entries of a trend are made near its end, so
 * with several entries the worst drawdown comes right after the best open profit.
 */
export default class EmaTrend extends Strategy<typeof params> {
  static override readonly params = params;
  readonly #fast = this.plot("EMA fast", this.indicator(ema, this.close, this.params.fast), {
    pane: "price",
  });
  readonly #slow = this.plot("EMA slow", this.indicator(ema, this.close, this.params.slow), {
    pane: "price",
  });
  // A column that nobody reads is not computed: an always-in run has neither filter nor stop.
  readonly #trend = this.params.alwaysIn ? null : this.#filter();
  readonly #atr = this.params.alwaysIn ? null : this.#range();
  #entries = 0;
  #lastEntry = 0;

  /** Between two crosses an always-in run has nothing to decide. */
  override decidesAt() {
    return this.params.alwaysIn ? [this.#fast.crosses(this.#slow)] : null;
  }

  override onBar(): void {
    const up = this.#fast.crossedAbove(this.#slow);
    const down = this.#fast.crossedBelow(this.#slow);
    if (up || down) this.#cross(up ? 1 : -1);
    else if (!this.params.alwaysIn && this.position !== 0) this.#add();
  }

  #cross(side: 1 | -1): void {
    const { alwaysIn, contracts } = this.params;
    const reason = side === 1 ? "cross up" : "cross down";
    if (alwaysIn) return this.goTo(side * contracts, { reason });
    if (!this.#agrees(side)) {
      if (this.position * side < 0) this.flatten(reason);
      return;
    }
    this.note({ fast: this.#fast.now, slow: this.#slow.now, atr: this.#atrNow });
    this.goTo(side * contracts, { reason, exit: { stopTicks: this.#stopTicks } });
    this.#entered();
  }

  #add(): void {
    const { contracts, maxEntries, addAtr } = this.params;
    const side = this.position > 0 ? 1 : -1;
    const moved = side * (this.close.now - this.#lastEntry);
    if (this.#entries >= maxEntries || !(moved >= addAtr * this.#atrNow)) return;
    this.goTo(this.position + side * contracts, {
      reason: `add ${this.#entries}`,
      exit: { stopTicks: this.#stopTicks },
    });
    this.#entries++;
    this.#lastEntry = this.close.now;
  }

  #entered(): void {
    this.#entries = 1;
    this.#lastEntry = this.close.now;
  }

  /** False while the filter or the ATR is warming up. */
  #agrees(side: 1 | -1): boolean {
    if (Number.isNaN(this.#atrNow)) return false;
    return this.#trend === null || side * (this.close.now - this.#trend.now) > 0;
  }

  get #atrNow(): number {
    return this.#atr?.now ?? Number.NaN;
  }

  #filter() {
    return this.params.filter === 0 ? null : this.indicator(ema, this.close, this.params.filter);
  }

  #range() {
    return this.indicator(atr, this.high, this.low, this.close, this.params.atrPeriod);
  }

  get #stopTicks(): number {
    return Math.max(1, (this.params.stopAtr * this.#atrNow) / this.tickSize);
  }
}
