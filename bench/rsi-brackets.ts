import { rsi, Strategy } from "tickproof";

/** W2: the RSI of 14 bars leaves 30 to 70, and a stop of 20 and a target of 40 ticks guard the entry from its own bar on. */
export default class RsiBrackets extends Strategy {
  readonly #rsi = this.indicator(rsi, this.close, 14);

  override decidesAt() {
    return [this.#rsi.crosses(30), this.#rsi.crosses(70)];
  }

  override onBar(): void {
    if (this.position !== 0) return;
    if (this.#rsi.crossedBelow(30)) this.goTo(1, { exit: EXIT });
    else if (this.#rsi.crossedAbove(70)) this.goTo(-1, { exit: EXIT });
  }
}

const EXIT = { stopTicks: 20, targetTicks: 40 };
