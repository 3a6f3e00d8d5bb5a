import { int, Strategy } from "tickproof";

const params = {
  range: int({ default: 15, min: 5, max: 120, step: 5, hint: "minutes of the opening range" }),
  stop: int({ default: 40, min: 4, max: 400, step: 4, hint: "ticks from the entry to the stop" }),
  target: int({ default: 80, min: 4, max: 800, step: 4, hint: "ticks from the entry to the target" }),
  entries: int({ default: 4, min: 1, max: 10, hint: "entries a day, at most" }),
  contracts: int({ default: 1, min: 1, max: 100, hint: "contracts per entry" }),
};

/**
 * Opening-range breakout: the first minutes of the regular session draw a range; a close that leaves it is followed.
 *
 * **Idea.** Whoever has to trade after a night of news does so at the open. Once that is done, the side that the price
 * leaves to may have more to do.
 *
 * **Rules.** The range is high and low of the first `range` minutes of a day. Its bars are those of the regular hours: `barHours` in
 * `tickproof.config.ts` says so, and `flatByClose` there takes it out before they end.
 * - A close above the range, after one that was not: long at the next open. The mirror: short.
 * - Each entry has a stop `stop` ticks and a target `target` ticks from its fill; one position at a time, `entries` a day at most.
 *
 * **When it fails.** On days that go nowhere, the price leaves the range and comes back, again and again.
 */
export default class OpeningRange extends Strategy<typeof params> {
  static override readonly params = params;
  readonly #piece = this.frame(`${this.params.range}m`);
  #day = Number.NaN;
  #entries = 0;
  #high = Number.NaN;
  #low = Number.NaN;

  override onBar(): void {
    if (this.tradeDay !== this.#day) this.#begin();
    // The first piece of the day is the range.
    if (Number.isNaN(this.#high) && this.#piece.closed && this.#piece.tradeDay === this.#day) {
      this.#high = this.#piece.high.now;
      this.#low = this.#piece.low.now;
    }
    if (this.position !== 0 || this.#entries >= this.params.entries) return;
    const [now, before] = [this.close.now, this.close.ago(1)];
    if (now > this.#high && before <= this.#high)
      this.#enter(1); // NaN until there is a range: never true
    else if (now < this.#low && before >= this.#low) this.#enter(-1);
  }

  #begin(): void {
    this.#day = this.tradeDay;
    this.#entries = 0;
    this.#high = Number.NaN;
    this.#low = Number.NaN;
  }

  #enter(side: 1 | -1): void {
    const { stop, target, contracts } = this.params;
    this.#entries++;
    this.note({ high: this.#high, low: this.#low });
    this.goTo(side * contracts, {
      reason: side === 1 ? "above the range" : "below the range",
      exit: { stopTicks: stop, targetTicks: target },
    });
  }
}
