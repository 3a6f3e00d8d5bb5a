// What becomes of an account whose margin is not enough?

import { carried } from "../accountant/liquidation.js";
import { estimateText } from "../accountant/margin.js";
import type { Forced } from "../broker/account.js";
import type { Slippage } from "../broker/slippage.js";
import { DEFAULT_CALL, type MarginCall } from "../domain/account.js";
import type { CostRate, MarginRate } from "../domain/contract.js";
import { type Day, dollars, type EpochMs, type MicroUsd, type Ticks } from "../domain/money.js";
import { clockOn, settlementOnOrAfter } from "../instrument/calendar.js";
import { dayRate } from "../instrument/day-margin.js";
import { formatInstant } from "../instrument/time.js";
import { noteEvent } from "./events.js";
import { type Cuts, Liquidator, type Margined, type Others } from "./liquidate.js";
import { firstAtLeast, type MarginDue } from "./schedule.js";

/** Why contracts must leave at the first price there is, whatever maintenance margin says. */
type Demand = "cut-off" | "margin call";

/** What a walk may change; never changed itself, so that a walk that was tried is taken back by keeping the old one. */
export interface MarginMark {
  readonly demand: Demand | null;
  /** Index into `calls` of the one that is open, -1 where none is. */
  readonly open: number;
  readonly calls: readonly MarginCall[];
  readonly cuts: Cuts;
}

/** Whether what comes can depend on which of two walks was taken. */
export const standAlike = (a: MarginMark, b: MarginMark): boolean =>
  a === b ||
  (a.open === b.open && a.demand === b.demand && a.calls[a.open]?.amount === b.calls[b.open]?.amount);

const CALM: MarginMark = { demand: null, open: -1, calls: [], cuts: null };
/** No bar. */
const NEVER = 2 ** 30;

/** Holds the account to its terms: which rate is in force when, and what happens where equity falls short of it. */
export class MarginDesk {
  readonly #lane: Margined;
  /** Closes what must leave. */
  readonly liquidator: Liquidator;
  #state: MarginMark = CALM;
  #exchange: MarginRate;
  #cost: CostRate;
  #regime: "exchange" | "day" | "last orders" = "exchange";
  #cutAtClose = NEVER;

  constructor(lane: Margined, slippage: Slippage, margin: MarginRate, cost: CostRate) {
    this.#lane = lane;
    this.liquidator = new Liquidator(lane, slippage);
    this.#exchange = margin;
    this.#cost = cost;
  }

  get calls(): readonly MarginCall[] {
    return this.#state.calls;
  }
  /** Dollars called for and not come in yet. */
  get outstanding(): MicroUsd {
    return this.#open?.outstanding ?? 0;
  }
  /** Bar before whose open a margin call is due; beyond all bars where none is. */
  get dueBar(): number {
    const call = this.#open;
    if (call === null || this.#state.demand !== null) return NEVER;
    const { time, length } = this.#lane.bars;
    const bar = firstAtLeast(time, call.due, call.bar + 1, length);
    return bar === length ? NEVER : bar;
  }

  /** Shares an account: what else is in it as the next bar begins. `called`: margin is called for by another position. */
  meet(others: Others, called: boolean): void {
    this.liquidator.others = others;
    const { accountant } = this.#lane;
    if (called && accountant.watch === "on") accountant.watchFor("called");
    else if (!called && accountant.watch === "called" && this.#state.open === -1) accountant.watchFor("on");
  }

  get #open(): MarginCall | null {
    const { open, calls } = this.#state;
    return open === -1 ? null : calls[open]!;
  }

  mark(): MarginMark {
    const { cuts } = this.liquidator;
    return cuts === this.#state.cuts ? this.#state : { ...this.#state, cuts };
  }
  takeBack(mark: MarginMark): void {
    this.#state = mark;
    this.liquidator.cuts = mark.cuts;
  }

  // ── between bars ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** A trade date begins: the exchange's rates of that date, until the broker's window opens. */
  newDay(bar: number, margin: MarginRate, cost: CostRate): void {
    this.#exchange = margin;
    this.#cost = cost;
    this.#inForce(bar, "exchange");
  }

  /** What the clock brings. True where the bar must be walked, whatever it touches. */
  due(kind: Exclude<MarginDue, "transfers">, bar: number): boolean {
    switch (kind) {
      case "day margin":
        this.#inForce(bar, "day");
        return false;
      case "last orders":
        this.#inForce(bar, "last orders");
        return false;
      case "cut-off":
        this.#inForce(bar, "exchange");
        if (this.#cuts && this.#lane.accountant.position !== 0) this.#demand("cut-off");
        return false;
      case "cut-off at close":
        this.#cutAtClose = bar;
        return true;
    }
  }

  get #cuts(): boolean {
    return this.#lane.spec.account.dayMargin?.atCutOff !== "refuse";
  }

  /** Puts the rates in force that hold from this bar on. */
  #inForce(bar: number, regime: "exchange" | "day" | "last orders"): void {
    this.#regime = regime;
    const { accountant, rates, spec } = this.#lane;
    const rate = this.#rate();
    if (spec.account.marginPolicy !== "none") rates.force(bar, rate);
    accountant.setRates(rate, this.#cost);
  }

  #rate(): MarginRate {
    const { dayMargin } = this.#lane.spec.account;
    if (this.#regime === "exchange" || !dayMargin) return this.#exchange;
    const day = dayRate(dayMargin, this.#lane.spec.contract.symbol, this.#exchange);
    if (day === null) return this.#exchange;
    // Shortly before the cut-off an order must be carried overnight already; what is held is not touched yet.
    return this.#regime === "day" ? day : { ...this.#exchange, maintenance: day.maintenance };
  }

  /** After settlement, at whose price calls are made, restated and found to be cured. */
  settled(bar: number): void {
    const { accountant, spec } = this.#lane;
    if (spec.account.marginPolicy !== "call") return;
    const { position, cash, elsewhere } = accountant;
    const equity = cash + elsewhere.equity; // all profit has just moved into cash
    const missing = accountant.initialWith(position) - equity;
    const call = this.#open;
    if (call === null) {
      // Without a position there is nothing to margin: what is owed then is a debit, not a call.
      const short = position !== 0 && equity < accountant.maintenanceWith(position);
      if (short && accountant.watch === "on") this.#call(bar, equity);
    } else if (missing <= 0) {
      this.#end(
        "market",
        bar,
        `settled at equity ${dollars(equity)}, ${dollars(-missing)} above initial margin`,
      );
    } else if (missing !== call.outstanding) {
      this.#note(
        bar,
        `margin call of ${dollars(call.amount)}: ${dollars(missing)} are missing at the settlement`,
      );
      this.#change({ ...call, outstanding: missing });
    }
  }

  /** Money came in. */
  received(bar: number, amount: MicroUsd): void {
    const call = this.#open;
    if (call === null || amount <= 0) return;
    const outstanding = Math.max(0, call.outstanding - amount);
    this.#change({ ...call, outstanding });
    if (outstanding === 0) this.#end("deposit", bar, `met by a deposit of ${dollars(amount)}`);
  }

  /** The deadline of the open call, before `bar` opens; `last` is the last price before it. Returns what is paid in. */
  callDue(bar: number, last: Ticks): MicroUsd {
    const { accountant, spec } = this.#lane;
    const call = this.#open!;
    const missing = accountant.initialWith(accountant.position) - accountant.equityAt(last);
    if (missing <= 0) {
      this.#end("market", bar, `at its deadline equity was ${dollars(-missing)} above initial margin`);
      return 0;
    }
    if ((spec.account.call ?? DEFAULT_CALL).metBy === "deposit") return call.outstanding;
    if (accountant.position !== 0) this.#demand("margin call");
    else this.#end("liquidated", bar, `not met: ${dollars(missing)} are owed and nothing is left to close`);
    return 0;
  }

  #demand(demand: Demand): void {
    this.#state = { ...this.#state, demand };
    this.#lane.accountant.watchFor("demanded");
  }

  #noDemand(): void {
    this.#state = { ...this.#state, demand: null };
    this.#lane.accountant.watchFor(this.#state.open === -1 ? "on" : "called");
  }

  // ── on the walk ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** An execution is booked that led from `before` contracts to what is held now. */
  booked(bar: number, before: number, price: Ticks): void {
    if (this.#state === CALM) return;
    const { accountant } = this.#lane;
    const { position } = accountant;
    if (this.#state.demand !== null && position === 0) this.#noDemand();
    if (this.#open === null || Math.abs(position) >= Math.abs(before)) return;
    const spare = accountant.equityAt(price) - accountant.initialWith(position);
    if (spare < 0) return;
    const left = position === 0 ? "no contract is left" : `${position} contracts are left`;
    if (this.#state.demand !== null) this.#noDemand();
    this.#end("reduction", bar, `${left}, ${dollars(spare)} above initial margin`);
  }

  /** The walk reached the first price that the account does not carry. What it returns leaves now. */
  breached(bar: number, price: Ticks): Forced | null {
    const { demand } = this.#state;
    if (demand === "cut-off") return this.#cutOff(bar, price);
    if (demand === "margin call") return this.#callFailed(bar, price);
    const { accountant, spec } = this.#lane;
    const numbers = accountant.breachAt(price);
    switch (spec.account.marginPolicy) {
      case "record":
        noteEvent(this.#lane, bar, "margin breach", numbers);
        accountant.watchFor("known");
        return null;
      case "call":
        this.#call(bar, accountant.equityAt(price));
        return null;
      default:
        return this.liquidator.force(bar, price, "maintenance", numbers, "maintenance margin breached");
    }
  }

  /** The bar has walked to its close. What it returns leaves there. */
  barCloses(bar: number, close: Ticks): Forced | null {
    if (bar !== this.#cutAtClose) return null;
    this.#inForce(bar + 1, "exchange");
    return this.#cuts && this.#lane.accountant.position !== 0 ? this.#cutOff(bar, close) : null;
  }

  /** Only as many stay as equity carries overnight (LIQ-02); by the terms none where it does not carry all. */
  #cutOff(bar: number, price: Ticks): Forced | null {
    const { accountant, spec } = this.#lane;
    const { position } = accountant;
    const { atCutOff, violationFee } = spec.account.dayMargin!;
    const equity = accountant.equityAt(price);
    const most = carried(position, equity, (contracts) => accountant.initialWith(contracts));
    const held = Math.abs(position);
    if (this.#state.demand !== null) this.#noDemand();
    if (most === held) return null;
    const kept = atCutOff === "close" ? 0 : most;
    const required = dollars(accountant.initialWith(position));
    const text = `equity ${dollars(equity)} below overnight initial margin ${required}${estimateText(accountant.margin)} with ${position} contracts: ${held - kept} closed`;
    noteEvent(this.#lane, bar, "cut-off", text, -violationFee);
    this.liquidator.charge(bar, violationFee, "cut-off");
    return { kind: "cut-off", reason: "overnight margin not carried", qty: held - kept };
  }

  #callFailed(bar: number, price: Ticks): Forced | null {
    const { accountant } = this.#lane;
    const call = this.#open!;
    const missing = accountant.initialWith(accountant.position) - accountant.equityAt(price);
    this.#noDemand();
    if (missing <= 0) {
      this.#end("market", bar, `at its deadline equity was ${dollars(-missing)} above initial margin`);
      return null;
    }
    this.#end("liquidated", bar, `not met: ${dollars(call.outstanding)} did not come in`);
    const numbers = `margin call of ${dollars(call.amount)} not met, equity ${dollars(accountant.equityAt(price))}`;
    return this.liquidator.force(bar, price, "initial", numbers, "margin call not met");
  }

  // ── calls ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** A call restores the account to initial margin, not to maintenance (MRG-01). */
  #call(bar: number, equity: MicroUsd): void {
    const { accountant, spec, bars } = this.#lane;
    const { position } = accountant;
    const initial = accountant.initialWith(position);
    const amount = initial - equity;
    const at = Math.min(bar, bars.length - 1);
    const day = bars.tradeDate[at]!;
    const due = dueOf(spec, day);
    const call: MarginCall = {
      bar: at,
      time: bars.time[at]!,
      day,
      amount,
      outstanding: amount,
      due,
      outcome: "open",
      ended: null,
    };
    const { calls } = this.#state;
    this.#state = { ...this.#state, open: calls.length, calls: [...calls, call] };
    accountant.watchFor("called");
    const required = dollars(accountant.maintenanceWith(position));
    const text = `equity ${dollars(equity)} below maintenance margin ${required}${estimateText(accountant.margin)} with ${position} contracts: ${dollars(amount)} are called to be at initial margin ${dollars(initial)}, due ${formatInstant(due)}`;
    this.#note(bar, text);
  }

  #change(call: MarginCall): void {
    const { open, calls } = this.#state;
    this.#state = { ...this.#state, calls: calls.map((one, k) => (k === open ? call : one)) };
  }

  #end(outcome: MarginCall["outcome"], bar: number, text: string): void {
    const call = this.#open!;
    const { bars, accountant } = this.#lane;
    const ended = bars.time[Math.min(bar, bars.length - 1)]!;
    this.#change({ ...call, outcome, ended });
    this.#state = { ...this.#state, open: -1 };
    if (this.#state.demand === null) accountant.watchFor("on");
    this.#note(bar, `margin call of ${dollars(call.amount)} ended: ${text}`);
  }

  // ── writing down ─────────────────────────────────────────────────────────────────────────────────────────────────

  #note(bar: number, text: string): void {
    noteEvent(this.#lane, bar, "margin call", text);
  }
}

/** So many trade dates after the one of the breach, at a clock time of the exchange. */
function dueOf({ account, contract }: Margined["spec"], day: Day): EpochMs {
  const { days, minute } = account.call ?? DEFAULT_CALL;
  let due = day;
  for (let k = 0; k < days; k++) due = settlementOnOrAfter(contract.session, due + 1);
  return clockOn(contract.session, due, minute);
}
