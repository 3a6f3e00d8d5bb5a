// Which contracts does an account lose when its margin is not enough, and at what price?

import type { Accountant } from "../accountant/accountant.js";
import type { CashLog } from "../accountant/cash-log.js";
import { contractsToClose, type Liquidable } from "../accountant/liquidation.js";
import type { Elsewhere } from "../accountant/standing.js";
import { shareOf } from "../accountant/value.js";
import type { Forced } from "../broker/account.js";
import { type Slippage, slipped } from "../broker/slippage.js";
import type { Bars } from "../domain/bars.js";
import type { Contract, Instrument } from "../domain/contract.js";
import type { MicroUsd, Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { AccountTerms, RunEvent } from "../domain/run.js";
import { liquidationRateOf } from "../instrument/perpetual.js";
import type { Entry } from "./entry.js";
import { noteEvent } from "./events.js";
import type { Rates } from "./rates.js";

/** A lane, as far as its margin goes. */
export interface Margined {
  readonly spec: { readonly account: AccountTerms; readonly contract: Contract };
  readonly bars: Bars;
  readonly instrument: Instrument;
  readonly accountant: Accountant;
  readonly entry: Entry;
  readonly rates: Rates;
  readonly cash: CashLog;
  readonly events: RunEvent[];
}

/** The other positions of a shared account, at their last closes. */
export interface Others {
  readonly positions: readonly Liquidable[];
  /** The account's other side with so many contracts left of each and `paid` for closing the rest. */
  after(left: readonly number[], paid: MicroUsd): Elsewhere;
}

/** Contracts that a walk took out of each other position of the account; null where it came to none of that. */
export type Cuts = readonly number[] | null;

/** Forces contracts out, of all positions that share the account. */
export class Liquidator {
  others: Others | null = null;
  /** Never changed itself, so that a walk that was tried is taken back by keeping the old one. */
  cuts: Cuts = null;
  readonly #lane: Margined;
  readonly #slippage: Slippage;

  constructor(lane: Margined, slippage: Slippage) {
    this.#lane = lane;
    this.#slippage = slippage;
  }

  /** What the bar took out of the other positions, once. */
  takeCuts(): Cuts {
    const { cuts } = this;
    this.cuts = null;
    return cuts;
  }

  /** Of all positions of the account, the largest loser first, no more than it takes. */
  force(
    bar: number,
    price: Ticks,
    least: "maintenance" | "initial",
    numbers: string,
    reason: string,
  ): Forced {
    const { accountant, spec, entry, instrument } = this.#lane;
    const { position, margin } = accountant;
    const { liquidationFee } = spec.account;
    const held = Math.abs(position);
    const side = Math.sign(position);
    if (margin.notional !== undefined) return this.#takeOver(bar, price, numbers, reason);
    const before = this.others?.positions ?? [];
    const cut = this.cuts ?? before.map(() => 0);
    const own: Liquidable = {
      contracts: held,
      perContract: margin[least],
      profit: entry.profitAt(price, position, instrument.tickValue),
      costOf: (qty) => liquidationFee + this.#costOf(bar, price, qty),
    };
    const others = before.map((one, k) => ({ ...one, contracts: one.contracts - cut[k]! }));
    const required = ([mine = 0, ...left]: readonly number[]): MicroUsd =>
      this.#required(side * mine, left, least);
    const closed = contractsToClose([own, ...others], accountant.equityAt(price), required);
    const [qty = held, ...fromOthers] = closed;
    if (qty > 0) this.charge(bar, liquidationFee);
    this.#cutOthers(fromOthers, cut, before);
    const part = qty < held ? `: ${qty} of ${held} closed` : "";
    const more = fromOthers.some((n) => n > 0) ? `, and other positions of the account` : "";
    const told = `${numbers}${part}${more}`;
    if (qty > 0) noteEvent(this.#lane, bar, "liquidation", told, -liquidationFee);
    else noteEvent(this.#lane, bar, "margin breach", told);
    return { kind: "liquidation", reason, qty };
  }

  /** A venue of perpetuals takes the whole position over, and charges a share of its notional where it does. */
  #takeOver(bar: number, price: Ticks, numbers: string, reason: string): Forced {
    const { accountant, cash, bars, spec } = this.#lane;
    const { liquidationFee } = spec.account;
    const rate = liquidationRateOf(spec.contract);
    const { position } = accountant;
    const value = accountant.valueAt(price);
    const fee = liquidationFee + shareOf(Math.abs(position) * value, rate);
    noteEvent(this.#lane, bar, "liquidation", numbers, -fee);
    if (rate === 0) this.charge(bar, fee);
    else {
      accountant.charge(fee);
      const time = bars.time[bar]!;
      cash.push({ bar, time, kind: "liquidation fee", amount: -fee, qty: position, value, rate });
    }
    return { kind: "liquidation", reason, qty: Math.abs(position) };
  }

  #required(position: number, left: readonly number[], which: "maintenance" | "initial"): MicroUsd {
    const { accountant } = this.#lane;
    if (this.others === null) {
      return which === "initial" ? accountant.initialWith(position) : accountant.maintenanceWith(position);
    }
    const elsewhere = this.others.after(left, 0);
    const own = Math.abs(position) * accountant.margin[which];
    return own + elsewhere[which] - elsewhere.credit(position, which);
  }

  /** They leave when the bar is done; from here on the walk counts without them. Their working orders go in any case. */
  #cutOthers(more: readonly number[], before: readonly number[], positions: readonly Liquidable[]): void {
    if (this.others === null) return;
    const cuts = before.map((n, k) => n + more[k]!);
    this.cuts = cuts;
    const left = positions.map(({ contracts }, k) => contracts - cuts[k]!);
    const paid = positions.reduce((sum, { costOf }, k) => sum + (cuts[k]! > 0 ? costOf(cuts[k]!) : 0), 0);
    this.#lane.accountant.join(this.others.after(left, paid));
  }

  /** Contracts of this position leave at its last close, because the walk of another broke the account. */
  takenOut(bar: number, qty: number): Forced {
    const { accountant, spec } = this.#lane;
    const { liquidationFee } = spec.account;
    if (qty > 0) {
      this.charge(bar, liquidationFee);
      const text = `another position broke the account: ${qty} of ${Math.abs(accountant.position)} closed`;
      noteEvent(this.#lane, bar, "liquidation", text, -liquidationFee);
    }
    return { kind: "liquidation", reason: "margin of the account breached", qty };
  }

  /** As another position of the account sees this one at the close of `bar`. */
  liquidable(bar: number): Liquidable {
    const { accountant, bars, entry, instrument, spec } = this.#lane;
    const price = bars.closeTicks[Math.max(bar, 0)]!;
    return {
      contracts: Math.abs(accountant.position),
      perContract: Math.max(accountant.margin.initial, accountant.margin.maintenance),
      profit: entry.profitAt(price, accountant.position, instrument.tickValue),
      costOf: (qty) => spec.account.liquidationFee + this.#costOf(bar, price, qty),
    };
  }

  /** Slippage and fees of closing `qty` contracts at `price`. */
  #costOf(bar: number, price: Ticks, qty: number): MicroUsd {
    const { accountant } = this.#lane;
    const way: Side = accountant.position > 0 ? -1 : 1;
    const exit = slipped(way, price, this.#slippage.ticks(bar, way, qty, price));
    const lost = way * qty * (accountant.valueAt(exit) - accountant.valueAt(price));
    return lost + accountant.costOf(qty, exit);
  }

  /** A fee of the broker for closing by force. */
  charge(bar: number, fee: MicroUsd, text?: string): void {
    if (fee === 0) return;
    const { accountant, cash, bars } = this.#lane;
    accountant.charge(fee);
    cash.push({ bar, time: bars.time[bar]!, kind: "liquidation fee", amount: -fee, ...(text && { text }) });
  }
}
