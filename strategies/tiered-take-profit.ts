import { atr, bool, choice, float, highest, int, lowest, rollingProfile, Strategy } from "tickproof";
import EmaTrend from "./ema-trend.js";
import RsiReversion from "./rsi-reversion.js";

const params = {
  entry: choice({
    default: "breakout",
    of: ["breakout", "ema-trend", "rsi-reversion"],
    hint: "whose entries",
  }),
  lookback: int({ default: 276, min: 2, max: 5000, step: 50, hint: "bars of the range it breaks" }),
  stopAtr: float({ default: 2, min: 0.1, max: 20, step: 0.5, hint: "stop distance in ATRs: this is 1 R" }),
  atrPeriod: int({ default: 14, min: 2, max: 200, hint: "bars of the ATR" }),
  tp1: choice({ default: "profile", of: ["profile", "r"], hint: "first target: next level, or n R" }),
  tp1R: float({
    default: 1,
    min: 0.1,
    max: 20,
    step: 0.5,
    hint: "first target in R, or if no level is ahead",
  }),
  profileBars: int({ default: 1380, min: 10, max: 5000, step: 50, hint: "bars of the profile" }),
  netBreakeven: bool({ default: false, hint: "breakeven after costs instead of at the entry price" }),
  rest: choice({ default: "target", of: ["target", "trail"], hint: "what takes the second half" }),
  tp2R: float({ default: 2.5, min: 0.2, max: 50, step: 0.5, hint: "second target in R, with rest=target" }),
  trailAtr: float({ default: 2, min: 0.1, max: 20, step: 0.5, hint: "trailing distance in ATRs" }),
  contracts: int({
    default: 2,
    min: 1,
    max: 100,
    hint: "contracts per entry; one leaves at the first target",
  }),
};

/**
 * Tiered take-profit: half the position pays for the trade, the other half may run without risk.
 *
 * **Idea.** The exit makes the distribution of results. Taking half off at a near level and moving the stop to the entry
 * turns many small losers into scratches, at the price of a smaller average win. Whether that is worth it depends on
 * the entry, so the entry is a parameter.
 *
 * **Rules.** Flat, and the entry signals: in at the next open with `contracts`.
 * - Entry `breakout`: the close leaves the range of the `lookback` bars before it. `ema-trend` and `rsi-reversion`: what
 *   those strategies, at their defaults, would order here if they were flat.
 * - Stop `stopAtr` × ATR from the fill: the initial risk, 1 R.
 * - First target, half of the contracts: the next level of the rolling volume profile in the trade's direction (value
 *   area low, POC or value area high, at least a quarter of R away and nearer than the second target), or `tp1R` × R; the
 *   latter also where no such level lies ahead.
 * - When it fills, the stop of the rest moves to the entry, with `netBreakeven` to where the rest pays its own costs
 *   on both sides and the slippage of its stop.
 * - The rest leaves at `tp2R` × R, or trails the best price by `trailAtr` × ATR, never worse than breakeven.
 *
 * A single contract leaves at the first target. With an odd number the first target takes the larger half.
 *
 * **Where it comes from.** Scaling out is trading-floor practice; the breakout is Donchian's channel. Van Tharp, "Trade
 * Your Way to Financial Freedom" (1998), made R the unit of exits.
 *
 * **When it fails.** In strong trends: half of each big win is given away, which no breakeven stop ever earns back. A stop
 * at the entry sits where everybody else's sits and is often touched before the move goes on. Several exits inside one
 * bar are just where a bar does not say what came first: look at the ambiguous trades of its report.
 */
export default class TieredTakeProfit extends Strategy<typeof params> {
  static override readonly params = params;
  readonly #ceiling = this.plot("range high", this.indicator(highest, this.high, this.params.lookback));
  readonly #floor = this.plot("range low", this.indicator(lowest, this.low, this.params.lookback));
  readonly #atr = this.indicator(atr, this.high, this.low, this.close, this.params.atrPeriod);
  readonly #levels = this.#profile();
  readonly #signal = this.#source();

  override onBar(): void {
    const side = this.#signal();
    if (side === 0 || Number.isNaN(this.#atr.now)) return;
    const { contracts, entry, stopAtr } = this.params;
    if (this.position !== 0) return this.skip(side * contracts);
    const risk = Math.max(this.tickSize, stopAtr * this.#atr.now);
    this.note({ atr: this.#atr.now, poc: this.#levels.poc.now });
    this.goTo(side * contracts, {
      reason: `${entry} ${side === 1 ? "up" : "down"}`,
      exit: { stopTicks: risk / this.tickSize, targets: this.#targets(side, risk) },
    });
  }

  #targets(side: 1 | -1, risk: number) {
    const { tp1, tp1R, tp2R, trailAtr, rest, netBreakeven } = this.params;
    const breakeven = netBreakeven ? "breakevenNet" : "breakeven";
    const farthest = rest === "trail" ? Number.POSITIVE_INFINITY : tp2R * risk;
    const level = tp1 === "profile" ? this.#nextLevel(side, risk / 4, farthest) : undefined;
    const first = { portion: 0.5, at: level ?? { r: tp1R } };
    const trail = Math.max(1, (trailAtr * this.#atr.now) / this.tickSize);
    return rest === "trail"
      ? [{ ...first, then: { trail, least: breakeven } as const }]
      : [{ ...first, then: breakeven } as const, { at: { r: tp2R }, portion: 0.5 }];
  }

  /** The nearest level of the profile that lies between two distances ahead. */
  #nextLevel(side: 1 | -1, from: number, below: number): number | undefined {
    const { poc, valueHigh, valueLow } = this.#levels;
    return [poc.now, valueHigh.now, valueLow.now]
      .filter((level) => side * (level - this.close.now) >= from)
      .filter((level) => side * (level - this.close.now) < below)
      .sort((a, b) => side * (a - b))[0];
  }

  #source(): () => 1 | 0 | -1 {
    const { entry } = this.params;
    if (entry === "breakout") return () => this.#breakout();
    const other = entry === "ema-trend" ? this.follow(EmaTrend) : this.follow(RsiReversion);
    return () => other.read();
  }

  #breakout(): 1 | 0 | -1 {
    if (this.close.now > this.#ceiling.ago(1)) return 1;
    return this.close.now < this.#floor.ago(1) ? -1 : 0;
  }

  #profile() {
    const { high, low, close, volume } = this;
    const { profileBars } = this.params;
    return this.indicator(rollingProfile, high, low, close, volume, profileBars, 4 * this.tickSize, 70);
  }
}
