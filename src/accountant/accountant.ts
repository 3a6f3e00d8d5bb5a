// How do fills become money while the run goes on?

import type { CostRate, Instrument, MarginRate } from "../domain/contract.js";
import { dollars, type MicroUsd, quantityOf, type Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import { breakevenTicks } from "./breakeven.js";
import { fillCost } from "./costs.js";
import type { FeeRounder } from "./fee-rounding.js";
import {
  type IsolatedMargin,
  isolatedAfter,
  isolatedEquity,
  isolatedRefusal,
  NOTHING_ISOLATED,
} from "./isolated.js";
import { liquidationTicks } from "./liquidation-price.js";
import { estimateText, initialOf, linearStopOut, maintenanceOf, refusalOf, stopOutPrice } from "./margin.js";
import { type BooksMark, type Elsewhere, type MarkGate, NOTHING_ELSEWHERE, type Watch } from "./standing.js";
import { contractValue, tooLarge } from "./value.js";

/**
 * One account's position in one instrument. Cash moves only by costs, fees and daily settlement; between two
 * settlements profit is the difference between what the contracts are worth now and `#basis`, what they were worth
 * when last marked (at their fills, or at the settlement since). So equity never depends on how often it was settled.
 *
 * Lots, trades and components of cost are not kept here: they follow from the fill log after the run (trades.ts).
 */
export class Accountant {
  /** Signed contracts. */
  position = 0;
  /** Settled cash. May go negative: a gap does not stop at zero. */
  cash: MicroUsd = 0;
  /** Deposits less withdrawals so far. */
  transferred: MicroUsd = 0;
  #elsewhere: Elsewhere = NOTHING_ELSEWHERE;
  /** Since the trade date began. */
  dayCosts: MicroUsd = 0;
  dayVariation: MicroUsd = 0;
  /** Largest initial requirement of the position on the date. */
  dayPeak: MicroUsd = 0;
  #basis: MicroUsd = 0;
  /** What a contract's own price lies above the price in the bars: back-adjusted bars, actual money. */
  #offset: Ticks = 0;
  #margin: MarginRate;
  #cost: CostRate;
  #stopOut: Ticks = Number.NaN;
  #watch: Watch = "on";
  /** Counted where margin is isolated. */
  #isolated: IsolatedMargin = NOTHING_ISOLATED;
  /** Whether the mark price reaches a level; null where the walk itself does. */
  gate: MarkGate | null = null;
  readonly #instrument: Instrument;
  readonly #linear: boolean;
  readonly #tickValue: MicroUsd;
  readonly #checksMargin: boolean;
  /** Null where costs are booked as they are. */
  readonly #rounder: FeeRounder | null;
  /** Whether value goes straight with price, and costs and margin are amounts a contract: then a few multiplications book a fill. */
  #plain = false;
  /** What a contract costs on one side, where it is. */
  perSide: MicroUsd = 0;

  constructor(
    instrument: Instrument,
    cash: MicroUsd,
    margin: MarginRate,
    cost: CostRate,
    checksMargin: boolean,
    rounder: FeeRounder | null = null,
  ) {
    this.#instrument = instrument;
    this.#linear = instrument.linear;
    this.#tickValue = instrument.tickValue;
    this.cash = cash;
    this.#margin = margin;
    this.#cost = cost;
    this.#checksMargin = checksMargin;
    this.#rounder = rounder;
    this.#ratesHold();
  }

  #ratesHold(): void {
    const { commission, exchange, clearing, nfa, rate, maker } = this.#cost;
    this.perSide = commission + exchange + clearing + nfa;
    const straight = this.#linear && this.#margin.notional === undefined;
    this.#plain = straight && this.#rounder === null && rate === 0 && maker === 0;
  }

  get margin(): MarginRate {
    return this.#margin;
  }
  get initial(): MicroUsd {
    return initialOf(this.#margin, this.position);
  }
  get maintenance(): MicroUsd {
    return maintenanceOf(this.#margin, this.position);
  }
  get watch(): Watch {
    return this.#watch;
  }

  /** What the whole account needs if this position were of `contracts`. */
  initialWith(contracts: number): MicroUsd {
    const others = this.#elsewhere;
    return initialOf(this.#margin, contracts) + others.initial - others.credit(contracts, "initial");
  }
  maintenanceWith(contracts: number, value?: MicroUsd): MicroUsd {
    const { maintenance, credit } = this.#elsewhere;
    return maintenanceOf(this.#margin, contracts, value) + maintenance - credit(contracts, "maintenance");
  }

  /** Requirement of this position with margin that follows the price. */
  maintenanceAt(price: Ticks): MicroUsd {
    return maintenanceOf(this.#margin, this.position, this.valueAt(price));
  }

  get elsewhere(): Elsewhere {
    return this.#elsewhere;
  }

  /** `maker`: the order had rested, and a venue that charges by notional asks less of it; `order`: its id, 0 without one. */
  apply(side: Side, qty: number, price: Ticks, maker = false, order = 0): void {
    const value = this.valueAt(price);
    let cost = this.#plain ? qty * this.perSide : fillCost(this.#cost, qty, qty * value, maker);
    if (this.#rounder !== null)
      cost = this.#rounder.charge({ order, side, qty }, cost, fillCost(this.#cost, 1, value, maker));
    this.cash -= cost;
    this.dayCosts += cost;
    const { notional } = this.#margin;
    if (notional?.isolated)
      this.#isolated = isolatedAfter(this.#isolated, this.position, side, qty, value, notional.leverage);
    this.#basis += side * qty * value;
    this.position += side * qty;
    if (!Number.isSafeInteger(this.#basis)) throw tooLarge(this.#instrument, this.position);
    if (this.#watch === "known") this.#watch = "on";
    this.#used();
    this.refresh();
  }

  /** Costs and margin are amounts a contract; nothing else is in the account or demanded of it. */
  isBare = false;

  /** `carries` and `apply` in one, of a bare account: nearly every fill of many runs. False, and nothing is booked, where it does not carry what would be opened down to `worst`. */
  applyCarried(side: Side, qty: number, price: Ticks, worst: Ticks): boolean {
    const before = this.position;
    const after = before + side * qty;
    const tickValue = this.#tickValue;
    const cost = qty * this.perSide;
    const cash = this.cash - cost;
    const basis = this.#basis + side * qty * ((price + this.#offset) * tickValue);
    if (!Number.isSafeInteger(basis)) return false;
    const atZero = cash - basis + after * (this.#offset * tickValue);
    const initial = Math.abs(after) * this.#margin.initial;
    const maintenance = Math.abs(after) * this.#margin.maintenance;
    if (this.#checksMargin) {
      if (qty > Math.abs(before)) {
        const worth = atZero + after * price * tickValue;
        if (initial > worth || maintenance > worth + after * (worst - price) * tickValue) return false;
      }
      this.#stopOut = linearStopOut(after, tickValue, maintenance, atZero);
    }
    this.cash = cash;
    this.dayCosts += cost;
    this.#basis = basis;
    this.position = after;
    if (initial > this.dayPeak) this.dayPeak = initial;
    return true;
  }

  get offset(): Ticks {
    return this.#offset;
  }

  /** From now on the contract's own price lies so many ticks above the one in the bars. Only while flat: equity must not jump. */
  setOffset(offset: Ticks): void {
    this.#offset = offset;
  }

  /** The contracts are no more: their profit has been settled, and `fee` a contract is the last of their costs. Returns what was paid. */
  expire(fee: MicroUsd): MicroUsd {
    const qty = Math.abs(this.position);
    const paid = this.#rounder?.alone(qty, qty * fee, fee) ?? qty * fee;
    this.position = 0;
    this.#basis = 0;
    this.charge(paid);
    return paid;
  }

  /** A fee that hangs on no fill: market data, liquidation. */
  charge(amount: MicroUsd): void {
    this.cash -= amount;
    this.dayCosts += amount;
    this.refresh();
  }

  /** Cash that is neither a cost nor variation margin: a transfer, funding, interest. Negative where it goes out. */
  receive(amount: MicroUsd): void {
    this.cash += amount;
    this.refresh();
  }

  /** A deposit, or a withdrawal: its owner's own money. */
  transfer(amount: MicroUsd): void {
    this.transferred += amount;
    this.receive(amount);
  }

  /** Variation margin: the profit since the last mark moves into cash, with a contract worth `value` now. Returns what moved. */
  settleAtValue(value: MicroUsd): MicroUsd {
    const worth = this.position * value;
    const variation = worth - this.#basis;
    this.cash += variation;
    this.dayVariation += variation;
    this.#basis = worth;
    return variation;
  }

  /** Account equity with this position marked at `price`. */
  equityAt(price: Ticks): MicroUsd {
    return this.#elsewhere.equity + this.ownEquityAt(price);
  }

  /** What its own cash would be worth if its contracts were worth nothing: its own equity is this and their value. */
  get flat(): MicroUsd {
    return this.cash - this.#basis;
  }

  /** What this accountant's cash and position are worth at `price`, others in the account left out. */
  ownEquityAt(price: Ticks): MicroUsd {
    return this.cash - this.#basis + this.position * this.valueAt(price);
  }

  /** The other positions of a shared account, as of now. */
  join(elsewhere: Elsewhere): void {
    this.#elsewhere = elsewhere;
    this.refresh();
  }

  /** Rates that hold from now on: a new trade date. */
  setRates(margin: MarginRate, cost: CostRate): void {
    this.#margin = margin;
    this.#cost = cost;
    this.#ratesHold();
    if (this.#watch === "known") this.#watch = "on";
    this.#used();
    this.refresh();
  }

  #used(): void {
    this.dayPeak = Math.max(this.dayPeak, this.initial);
  }

  startDay(): void {
    this.dayCosts = 0;
    this.dayVariation = 0;
    this.dayPeak = 0;
  }

  /** First price of a maintenance breach; NaN while flat or where margin is not checked. */
  get stopOut(): Ticks {
    return this.gate === null ? this.#stopOut : this.gate.reached(this.#stopOut, this.position);
  }

  /** The same whether or not anything is done there; null while flat or where margin is not checked. */
  breachPrice(): Ticks | null {
    const { position } = this;
    if (!this.#checksMargin || position === 0) return null;
    const price = this.#firstBreach();
    return Number.isNaN(price) ? null : price;
  }

  #firstBreach(): Ticks {
    const { position } = this;
    const { notional } = this.#margin;
    if (notional === undefined) {
      if (this.#linear && this.#elsewhere === NOTHING_ELSEWHERE) {
        const required = Math.abs(position) * this.#margin.maintenance;
        const atZero = this.cash - this.#basis + position * (this.#offset * this.#tickValue);
        return linearStopOut(position, this.#tickValue, required, atZero);
      }
      const required = this.maintenanceWith(position);
      if (this.#linear) return linearStopOut(position, this.#tickValue, required, this.equityAt(0));
      return stopOutPrice(position, this.#tickValue, required, this.#equityAtPrice);
    }
    const { wallet, basis } = this.#isolated;
    const { maintenance, credit } = this.#elsewhere;
    const flat = notional.isolated ? wallet - basis : this.equityAt(0);
    const others = notional.isolated ? 0 : maintenance - credit(position, "maintenance");
    return liquidationTicks(position, this.#tickValue, notional.steps, flat, others);
  }

  /** The numbers of a breach, for its event. */
  breachAt(price: Ticks): string {
    const { position } = this;
    const value = this.valueAt(price);
    const isolated = this.#margin.notional?.isolated === true;
    const worth = isolated ? isolatedEquity(this.#isolated, position, value) : this.equityAt(price);
    const required = isolated ? this.maintenanceAt(price) : this.maintenanceWith(position, value);
    const what = isolated ? "isolated margin" : "equity";
    const held = `${quantityOf(position, this.#instrument.lot)} contracts`;
    return `${what} ${dollars(worth)} below maintenance margin ${dollars(required)}${estimateText(this.#margin)} with ${held}`;
  }

  watchFor(watch: Watch): void {
    this.#watch = watch;
    this.refresh();
  }

  /** What `qty` contracts cost to trade at `price`, on one side. */
  costOf(qty: number, price: Ticks): MicroUsd {
    return this.#alone(qty, this.valueAt(price));
  }

  #alone(qty: number, value: MicroUsd): MicroUsd {
    const exact = fillCost(this.#cost, qty, qty * value);
    return this.#rounder === null ? exact : this.#rounder.alone(qty, exact, fillCost(this.#cost, 1, value));
  }

  /** Why `qty` contracts on `side` at `price` cannot be carried, or null. */
  refusal(side: Side, qty: number, price: Ticks): string | null {
    if (!this.#checksMargin) return null;
    const costs = this.costOf(qty, price);
    const { position } = this;
    const after = position + side * qty;
    const value = this.valueAt(price);
    const worth = this.equityAt(price);
    const { notional } = this.#margin;
    if (notional?.isolated)
      return isolatedRefusal(this.#isolated, position, side, qty, value, notional.leverage, costs, worth);
    const elsewhere = this.#elsewhere.initial - this.#elsewhere.credit(after, "initial");
    return refusalOf(after, this.#margin, elsewhere, costs, worth, value);
  }

  /** See `Margin.carries`. */
  carries(side: Side, qty: number, price: Ticks, worst: Ticks): boolean {
    if (!this.#checksMargin) return true;
    const { initial, maintenance, notional } = this.#margin;
    if (notional !== undefined || !this.#linear || this.#elsewhere !== NOTHING_ELSEWHERE) return false;
    const { position } = this;
    const after = position + side * qty;
    const held = Math.abs(after);
    const worth = position * ((price + this.#offset) * this.#tickValue);
    const costs = this.#plain ? qty * this.perSide : this.costOf(qty, price);
    const equity = this.cash - this.#basis + worth - costs;
    const least = equity + after * (worst - price) * this.#tickValue;
    return held * initial <= equity && held * maintenance <= least;
  }

  /** Ticks beyond `entry` at which a contract on `side`, out again, has paid its costs on both sides: `breakeven.ts`. */
  breakevenTicks(side: Side, entry: Ticks): Ticks {
    return breakevenTicks(side, entry, this.#tickValue, this.#valueAtPrice, (value) => this.#alone(1, value));
  }

  refresh(): void {
    this.isBare = this.#plain && this.#elsewhere === NOTHING_ELSEWHERE && this.#watch === "on";
    if (!this.#checksMargin) return;
    if (this.#watch === "on") this.#stopOut = this.#firstBreach();
    else if (this.#watch !== "demanded" || this.position === 0) this.#stopOut = Number.NaN;
    // Beyond any price: the walk meets it at its first step.
    else this.#stopOut = this.position * Number.POSITIVE_INFINITY;
  }

  mark(): BooksMark {
    return {
      position: this.position,
      cash: this.cash,
      basis: this.#basis,
      dayCosts: this.dayCosts,
      dayPeak: this.dayPeak,
      watch: this.#watch,
      elsewhere: this.#elsewhere,
      isolated: this.#isolated,
      charged: this.#rounder?.mark ?? 0,
    };
  }

  takeBack(mark: BooksMark): void {
    const { position, cash, basis, dayCosts, dayPeak, watch, elsewhere, isolated, charged } = mark;
    this.position = position;
    this.cash = cash;
    this.#basis = basis;
    this.dayCosts = dayCosts;
    this.dayPeak = dayPeak;
    this.#elsewhere = elsewhere;
    this.#isolated = isolated;
    this.#watch = watch;
    this.#rounder?.takeBack(charged);
    this.refresh();
  }

  readonly #equityAtPrice = (price: Ticks): MicroUsd => this.equityAt(price);
  readonly #valueAtPrice = (price: Ticks): MicroUsd => this.valueAt(price);

  /** What one contract is worth at `price`. */
  valueAt(price: Ticks): MicroUsd {
    const actual = price + this.#offset;
    return this.#linear ? actual * this.#tickValue : contractValue(this.#instrument, actual);
  }
}
