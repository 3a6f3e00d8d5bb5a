// Do rolls and expiries hold, by other arithmetic?

import { CASH_KINDS } from "../../domain/cash.js";
import { MICRO } from "../../domain/money.js";
import type { Booked } from "../../domain/posting.js";
import { FILL_KINDS } from "../../domain/run.js";
import type { Findings } from "./findings.js";
import { costOf, D, type FillCost, NO_COST, totalOf, usd, worth, worthAt } from "./money.js";
import { roundedCharges } from "./rounding.js";

const ROLL = FILL_KINDS.indexOf("roll");
const EXPIRY = FILL_KINDS.indexOf("expiry");
const FINAL = CASH_KINDS.indexOf("final settlement");

/** The contract months as the auditor sees them: from the run's own record of them and its fills, nothing else. */
export class AuditMonths {
  readonly #run: Booked;
  #at = 0;
  #charges: readonly D[] | "exact" | null = null;

  constructor(run: Booked) {
    this.#run = run;
  }

  /** By how many ticks the contract of a bar lies above the price in the bars. */
  offsetAt(bar: number): number {
    const { chain } = this.#run;
    if (chain === null) return 0;
    const { months } = chain;
    if (months[this.#at]!.bar > bar) this.#at = 0;
    while (this.#at + 1 < months.length && months[this.#at + 1]!.bar <= bar) this.#at++;
    return months[this.#at]!.offset;
  }

  isRoll(fill: number): boolean {
    return this.#run.fills.kind[fill] === ROLL;
  }

  /** What one contract was worth at a fill: the final price may be off the tick grid. */
  valueOf(fill: number): D {
    const { contract } = this.#run.inputs;
    const price = this.#expiryOf(fill)?.price;
    return price === undefined
      ? worth(contract, this.#run.fills.price[fill]!)
      : worthAt(contract, new D(price));
  }

  /** What a fill cost. Final settlement is no trade: it costs what the broker charges for it, and nothing else. */
  costOf(fill: number): FillCost {
    const exact = this.#exactly(fill);
    this.#charges ??= roundedCharges(this.#run, (k, qty) => totalOf(this.#exactly(k, qty)));
    if (this.#charges === "exact") return exact;
    const rounding = this.#charges[fill]!.minus(totalOf(exact));
    return { ...exact, commission: exact.commission.plus(rounding) };
  }

  #exactly(fill: number, qty = this.#run.fills.qty[fill]!): FillCost {
    const { fills, inputs } = this.#run;
    if (fills.kind[fill] !== EXPIRY) return costOf(this.#run, fill, qty);
    return { ...NO_COST, exchange: usd(inputs.chain?.expiry.fee ?? 0).times(qty) };
  }

  /**
   * Rolls: two fills each, as many contracts out as in, at the prices that the record names; nothing held, no fills. Where
   * no prices were given, the executed spread is the one of the bars, worse by the slippage that the run was given.
   * Expiries: all contracts go, once, at a value that is their price's.
   */
  check(findings: Findings): void {
    const { fills, chain, inputs } = this.#run;
    const same = (what: string, found: number | null | undefined, expected: number | null): void =>
      findings.same(what, found ?? null, expected);
    const ofKind = (kind: number): number =>
      fills.kind.reduce((count, one) => count + (one === kind ? 1 : 0), 0);
    const rolled = chain?.rolls.filter(({ qty }) => qty !== 0) ?? [];
    same("fills of rolls", ofKind(ROLL), 2 * rolled.length);
    same("fills of expiries", ofKind(EXPIRY), chain?.expiries.length ?? 0);
    if (chain === null) return;
    for (const [k, roll] of chain.rolls.entries()) {
      const name = `roll ${roll.from} → ${roll.to}`;
      same(`spread of ${name}`, roll.spread, chain.months[k + 1]!.offset - chain.months[k]!.offset);
      same(`contracts before ${name}`, roll.qty, this.#heldBefore(roll.bar, roll.fill));
      if (roll.qty === 0) continue;
      const out = roll.fill;
      same(`contracts out at ${name}`, fills.side[out]! * fills.qty[out]!, -roll.qty);
      same(`contracts in at ${name}`, fills.side[out + 1]! * fills.qty[out + 1]!, roll.qty);
      // A roll that moved contracts names the prices at which it did.
      const { prices } = roll;
      same(`price out at ${name}`, fills.price[out], prices?.from ?? null);
      same(`price in at ${name}`, fills.price[out + 1], prices?.to ?? null);
      if (prices === null) continue;
      const slip = Math.sign(roll.qty) * (prices.to - prices.from - roll.spread);
      same(`slippage of ${name}`, fills.slip[out + 1], slip);
    }
    for (const expiry of chain.expiries) {
      const name = `expiry of ${expiry.contract}`;
      same(`contracts of ${name}`, -fills.side[expiry.fill]! * fills.qty[expiry.fill]!, expiry.qty);
      same(`contracts before ${name}`, expiry.qty, this.#heldBefore(expiry.bar, expiry.fill));
      same(
        `value of ${name}`,
        expiry.value,
        worthAt(inputs.contract, new D(expiry.price)).times(MICRO).toNumber(),
      );
    }
    const { cash } = this.#run;
    let finals = 0;
    for (let row = 0; row < cash.length; row++) if (cash.kind[row] === FINAL) finals++;
    same("final settlements", finals, chain.expiries.length);
  }

  /** By the fills before one, or before a bar where there is none. */
  #heldBefore(bar: number, fill: number): number {
    const { fills } = this.#run;
    let held = 0;
    for (let k = 0; k < fills.length; k++) {
      if (fill === -1 ? fills.bar[k]! >= bar : k >= fill) break;
      held += fills.side[k]! * fills.qty[k]!;
    }
    return held;
  }

  #expiryOf(fill: number) {
    if (this.#run.fills.kind[fill] !== EXPIRY) return undefined;
    return this.#run.chain?.expiries.find((expiry) => expiry.fill === fill);
  }
}
