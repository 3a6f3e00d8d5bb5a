import { int, Strategy } from "tickproof";

const params = {
  contracts: int({ default: 1, min: 1, max: 100, hint: "contracts per entry" }),
};

/** What it waits for, and why that should work. */
export default class MyStrategy extends Strategy<typeof params> {
  static override readonly params = params;

  /** Called when a bar has closed; what is ordered here is live from the next bar's open. */
  override onBar(): void {
    // const up = this.close.now > this.close.ago(20);
    // if (this.position === 0 && up) this.goTo(this.params.contracts, { exit: { stopTicks: 40, targetTicks: 80 } });
  }
}
