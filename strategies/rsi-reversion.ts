import { adx, atr, choice, float, int, rsi, Strategy, sma } from "tickproof";

const params = {
  period: int({ default: 14, min: 2, max: 200, hint: "bars of the RSI" }),
  oversold: float({ default: 30, min: 1, max: 49, step: 5, hint: "long when the RSI comes from below it" }),
  overbought: float({ default: 70, min: 51, max: 99, step: 5, hint: "short when it comes from above it" }),
  mean: int({ default: 20, min: 2, max: 500, hint: "bars of the average that is the exit" }),
  stop: choice({ default: "atr", of: ["atr", "ticks"], hint: "unit of the stop distance" }),
  stopAtr: float({ default: 2, min: 0.1, max: 20, step: 0.5, hint: "stop distance in ATRs, with stop=atr" }),
  stopTicks: int({ default: 40, min: 1, max: 2000, step: 10, hint: "stop in ticks, with stop=ticks" }),
  atrPeriod: int({ default: 14, min: 2, max: 200, hint: "bars of the ATR" }),
  timeStop: int({ default: 48, min: 0, max: 5000, step: 12, hint: "bars until it gives up, 0 = never" }),
  adxMax: float({ default: 25, min: 0, max: 100, step: 5, hint: "no entry above this ADX, 0 = any" }),
  contracts: int({ default: 1, min: 1, max: 100, hint: "contracts per entry" }),
};

/**
 * RSI mean reversion: buys exhaustion on the way back, sells at the mean.
 *
 * **Idea.** In a market without a trend, a one-sided run of closes is more often an overshoot than news. Wilder's RSI
 * measures how one-sided the last `period` bars were. The entry waits until the RSI leaves its extreme again, so that
 * the fall has paused at least for a bar.
 *
 * **Rules.**
 * - Flat, and the RSI crosses `oversold` from below to above: long at the next open. It crosses `overbought` from above
 *   to below: short.
 * - Range filter: no entry while the ADX(14) is above `adxMax`; a strong trend does not revert on our schedule.
 *   0 switches it off.
 * - Exit at the mean: when the close reaches SMA(`mean`), the position is closed at the next open.
 * - Stop: `stopAtr` × ATR(`atrPeriod`) from the fill, or `stopTicks`, as `stop` says.
 * - Time stop: at the open of the `timeStop`-th bar after the entry bar the idea has had its time.
 *
 * **RSI.** 100·g / (g + l) with Wilder's averages of gains and losses, begun with the mean of the first `period` changes
 * and full precision; many charting programs and libraries round it to two digits, which moves a cross now and then.
 *
 * **Where it comes from.** J. Welles Wilder, "New Concepts in Technical Trading Systems" (1978), for RSI, ATR and ADX.
 * Short-horizon reversal in index futures and its decay since the 2000s is documented by many, among them Connors and
 * Alvarez, "Short Term Trading Strategies That Work" (2008).
 *
 * **When it fails.** In trends: it sells every pause of a rally. Its many small wins hide a few large losses, so look at
 * the worst trades and not at the win rate. A stop in ATRs widens just when the market gets wild: the dollars at
 * risk are largest when the odds are worst. On thin overnight bars the mean is a few ticks away, less than the costs.
 */
export default class RsiReversion extends Strategy<typeof params> {
  static override readonly params = params;
  readonly #rsi = this.plot(
    `RSI(${this.params.period})`,
    this.indicator(rsi, this.close, this.params.period),
    { pane: "own", levels: [this.params.oversold, this.params.overbought] },
  );
  readonly #mean = this.plot("mean", this.indicator(sma, this.close, this.params.mean), { pane: "price" });
  readonly #atr = this.indicator(atr, this.high, this.low, this.close, this.params.atrPeriod);
  readonly #adx = this.indicator(adx, this.high, this.low, this.close, 14).adx;

  override onBar(): void {
    if (this.position !== 0) return this.#leaveAtMean();
    const { oversold, overbought } = this.params;
    if (this.#rsi.crossedAbove(oversold)) this.#enter(1, "RSI leaves oversold");
    else if (this.#rsi.crossedBelow(overbought)) this.#enter(-1, "RSI leaves overbought");
  }

  #leaveAtMean(): void {
    const side = Math.sign(this.position);
    if (side * (this.close.now - this.#mean.now) >= 0) this.flatten("mean reached");
  }

  #enter(side: 1 | -1, reason: string): void {
    const { adxMax, timeStop, contracts } = this.params;
    const ranging = adxMax === 0 || this.#adx.now <= adxMax;
    const below = side * (this.#mean.now - this.close.now) > 0;
    if (!ranging || !below || Number.isNaN(this.#atr.now)) return;
    this.note({ rsi: this.#rsi.now, adx: this.#adx.now, mean: this.#mean.now });
    const exit = { stopTicks: this.#stopTicks, ...(timeStop > 0 && { timeStop }) };
    this.goTo(side * contracts, { reason, exit });
  }

  get #stopTicks(): number {
    const { stop, stopAtr, stopTicks } = this.params;
    return stop === "ticks" ? stopTicks : Math.max(1, (stopAtr * this.#atr.now) / this.tickSize);
  }
}
