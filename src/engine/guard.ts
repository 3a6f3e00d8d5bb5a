// How do the declared rules reach into a run?

import type { Accountant } from "../accountant/accountant.js";
import { stopOutPrice } from "../accountant/margin.js";
import type { Forced } from "../broker/account.js";
import type { Broker } from "../broker/broker.js";
import type { Slippage } from "../broker/slippage.js";
import type { Instrument } from "../domain/contract.js";
import { type Day, dollars, type EpochMs, type MicroUsd, type Ticks } from "../domain/money.js";
import type { Order, Side } from "../domain/order.js";
import { NO_RISK, type RiskRules } from "../domain/risk.js";
import type { RunEvent } from "../domain/run.js";
import type { Peer, Standing } from "../risk/caps.js";
import { type Admission, type DeskMark, RiskDesk } from "../risk/desk.js";
import { isEmpty, rulesOf, together } from "../risk/rules.js";
import { type Leave, windowsOf } from "../risk/windows.js";
import type { OrderRequest } from "../strategy/ticket.js";
import { type Admitted, admitted, complete, entryOf, slipsIn, wagerOf } from "./admit.js";
import type { TradeDates } from "./dates.js";
import type { Ticketed } from "./desk.js";
import { rulesInLots } from "./lots.js";
import type { BacktestSpec } from "./spec.js";
import { waitingOn } from "./waiting.js";

/** What the guard works with; all of it belongs to the lane. */
export interface GuardParts {
  readonly lane: {
    readonly spec: BacktestSpec;
    readonly instrument: Instrument;
    readonly accountant: Accountant;
    readonly events: RunEvent[];
    beginAtClose(bar: number): void;
  };
  readonly broker: Broker;
  readonly slippage: Slippage;
  readonly dates: TradeDates;
}

/**
 * Holds what the strategy declares and what the run's terms add. Null where that is nothing: such a run knows nothing of
 * rules, and pays nothing for them. E441 for what is no rule.
 */
export function guardOf(parts: GuardParts): Guard | null {
  const { strategy, ref, risk } = parts.lane.spec;
  const rules = together(rulesOf(strategy.risk ?? [], `${ref.name}.risk`), risk ?? NO_RISK);
  return isEmpty(rules) ? null : new Guard(rules, parts);
}

/** Stands between strategy, broker and books: tells the desk what they come to, and carries out what it decides. */
export class Guard {
  readonly rules: RiskRules;
  readonly #parts: GuardParts;
  readonly #desk: RiskDesk;
  readonly #leave: readonly Leave[];
  #nextLeave = 0;
  /** The bar at whose close the position was left last: nothing is opened at that close again. */
  #left = -1;
  #peers: () => readonly Peer[] = () => [];

  constructor(rules: RiskRules, parts: GuardParts) {
    const { lane, dates } = parts;
    const { spec, instrument } = lane;
    const { series, contract, events = null } = spec;
    const counted = rulesInLots(rules, instrument.lot);
    const windows = windowsOf(rules.limits, {
      bars: series.bars,
      timeframeMs: series.source.timeframeMs,
      contract,
      events,
      traded: (bar) => dates.traded(bar),
    });
    this.rules = rules;
    this.#parts = parts;
    this.#desk = new RiskDesk(counted, instrument.tickValue, windows);
    this.#leave = windows?.leave ?? [];
  }

  /** Whether a rule says how many contracts an order opens. */
  get sizes(): boolean {
    return this.#desk.sizes;
  }

  /** The other positions of a shared account. */
  meet(peers: () => readonly Peer[]): void {
    this.#peers = peers;
  }

  // ── at the close ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** What an order leaves to the rules gets a number, so that it can be checked like any other. */
  complete(side: Side, request: OrderRequest): OrderRequest {
    return this.sizes ? complete(side, request, this.#parts.lane.accountant.position) : request;
  }

  admit(ticketed: Ticketed, request: OrderRequest, bar: number): Admitted {
    if (this.#isPlaced(ticketed.order.reason)) return { ticketed, reduced: [], refused: [] };
    const { position } = this.#parts.lane.accountant;
    const last = this.#lastAt(bar);
    return admitted(ticketed, request, position, last, (order, { asked, wager }, closes) =>
      this.#admission(order, asked, wager, closes, bar, 0),
    );
  }

  /** Why a working order may not grow to `order`, or null: what it would open anew is measured like a new order. */
  growth(before: Order, order: Order, filled: number, bar: number): string | null {
    if (order.reduceOnly || order.qty <= before.qty) return null;
    const { position } = this.#parts.lane.accountant;
    const held = position * order.side < 0 ? Math.abs(position) : 0;
    const opens = (qty: number): number => Math.max(0, qty - filled - held);
    if (opens(order.qty) <= opens(before.qty)) return null;
    const wager = wagerOf(order, this.#lastAt(bar));
    const closes = order.qty - filled - opens(order.qty);
    const { contracts, reduced, refusal } = this.#admission(
      order,
      opens(order.qty),
      wager,
      closes,
      bar,
      opens(before.qty),
    );
    if (refusal !== null || contracts >= opens(order.qty)) return refusal;
    return reduced[0] ?? `the sizing rule opens ${contracts}, not ${opens(order.qty)}`;
  }

  #admission(
    order: Order,
    asked: number | null,
    wager: ReturnType<typeof wagerOf>,
    closes: number,
    bar: number,
    own: number,
  ): Admission {
    const { side } = order;
    const { lane, slippage } = this.#parts;
    const { accountant } = lane;
    const entry = entryOf(order, this.#lastAt(bar));
    const friction = (contracts: number) => {
      const slip = slippage.ticks(bar, side, contracts, entry);
      const cost = (price: Ticks): MicroUsd => accountant.costOf(1, price);
      return { cost, slipIn: slipsIn(order) ? slip : 0, slipOut: slip };
    };
    const position = accountant.position + side * closes;
    const standing = this.#standing(this.#lastAt(bar), position, this.#waiting(side) - own);
    return this.#desk.admit({ side, asked, wager, friction }, standing);
  }

  /** Contracts that working orders of a side would open; of a group only one can fill, so its largest counts. */
  #waiting(side: Side): number {
    const { lane, broker } = this.#parts;
    const { accountant } = lane;
    const held = accountant.position * side < 0 ? Math.abs(accountant.position) : 0;
    return waitingOn(broker.working, side, (left) => Math.max(0, left - held));
  }

  #standing(price: Ticks, position: number, waiting: number): Standing {
    const { accountant } = this.#parts.lane;
    return {
      equity: accountant.equityAt(price),
      position,
      waiting,
      initial: accountant.margin.initial,
      initialElsewhere: accountant.elsewhere.initial,
      notional: Math.abs(accountant.valueAt(price)),
      peers: this.#peers(),
    };
  }

  /** The bar has walked to its close. True where the position was left there. */
  barCloses(bar: number): boolean {
    const { lane, broker } = this.#parts;
    const { accountant } = lane;
    const leaves = this.#leave[this.#nextLeave]?.bar === bar && this.#leaveAt(bar);
    // What the limits count from may have moved, and the price at which they are reached with it.
    if (this.#desk.barCloses(accountant.equityAt(this.#lastAt(bar)))) broker.refresh();
    return leaves;
  }

  #leaveAt(bar: number): boolean {
    const { kind, reason } = this.#leave[this.#nextLeave++]!;
    const { lane, broker } = this.#parts;
    const { bars } = lane.spec.series;
    this.#left = bar;
    if (broker.bar !== bar) lane.beginAtClose(bar);
    if (broker.position !== 0) {
      broker.leaveAtClose(bars.closeTicks[bar]!, { kind, reason });
      return true;
    }
    broker.cancelAll(bar, reason);
    return false;
  }

  // ── between bars ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** A trade date begins; `close` is the last price of the one before. */
  dateBegins(day: Day, close: Ticks | null): void {
    const { accountant, spec } = this.#parts.lane;
    this.#desk.dateBegins(day, accountant.equityAt(close ?? spec.series.bars.openTicks[0]!), close);
  }

  /** A deposit, or a withdrawal (below 0); `own` where this position's books hold it, not another of the account. */
  moved(amount: MicroUsd, own: boolean): void {
    this.#desk.moved(amount, own);
  }

  // ── on the walk ──────────────────────────────────────────────────────────────────────────────────────────────────

  mark(): DeskMark {
    return this.#desk.mark();
  }

  takeBack(mark: DeskMark): void {
    this.#desk.takeBack(mark);
  }

  /** An execution is booked that led from `before` contracts to what is held now, and cost `cost`. */
  booked(before: number, qty: number, price: Ticks, cost: MicroUsd): void {
    const { accountant } = this.#parts.lane;
    const { position } = accountant;
    const own = accountant.ownEquityAt(price);
    const turned = before * position < 0;
    const closing = before === 0 ? 0 : turned ? Math.abs(before) : qty;
    // A fill that turns the position belongs to two trades, and its costs to both by their contracts.
    const costOfOpening = turned ? cost - Math.floor((cost * closing) / qty) : before === 0 ? cost : 0;
    const start = own + costOfOpening;
    if (before !== 0 && (position === 0 || turned))
      this.#desk.tradeEnds(start - this.#desk.tradeStart!, this.#openOf(this.#parts.broker.bar));
    if (position !== 0 && (before === 0 || turned))
      this.#desk.tradeBegins(accountant.elsewhere.equity + start, start);
  }

  /** The first price at which margin or a loss limit ends the position; NaN where there is none. */
  stopOut(): Ticks {
    const nearest = this.#nearestLoss();
    const margin = this.#parts.lane.accountant.stopOut;
    if (nearest === null) return margin;
    if (Number.isNaN(margin)) return nearest.price;
    return this.#parts.lane.accountant.position > 0
      ? Math.max(margin, nearest.price)
      : Math.min(margin, nearest.price);
  }

  /** The walk reached `stopOut`: what forces the position out, null where it is only written down, undefined for margin. */
  breached(bar: number, price: Ticks): Forced | null | undefined {
    const { accountant, events, spec } = this.#parts.lane;
    const nearest = this.#nearestLoss();
    if (nearest === null || Math.sign(accountant.position) * (accountant.stopOut - nearest.price) > 0)
      return undefined;
    const { name, from, flattens } = this.#desk.reachedAt(nearest.limit);
    const numbers = `counted from ${dollars(from)}, equity ${dollars(accountant.equityAt(price))}`;
    const time = spec.series.bars.time[bar]!;
    events.push({ bar, time, kind: "risk limit", text: `${name} reached: ${numbers}`, order: 0, amount: 0 });
    this.#desk.reach(nearest.limit);
    return flattens ? { kind: "loss limit", reason: name } : null;
  }

  #nearestLoss(): { readonly limit: number; readonly price: Ticks } | null {
    const { accountant, instrument } = this.#parts.lane;
    const { position } = accountant;
    if (position === 0) return null;
    let nearest: { limit: number; price: Ticks } | null = null;
    for (const { limit, equity, own } of this.#desk.floors()) {
      const worth = own
        ? (price: Ticks) => accountant.ownEquityAt(price)
        : (price: Ticks) => accountant.equityAt(price);
      // Reached at the floor itself: a millionth of a dollar above it is the last equity that is not.
      const price = stopOutPrice(position, instrument.tickValue, equity + 1, worth);
      if (nearest === null || Math.sign(position) * (price - nearest.price) > 0) nearest = { limit, price };
    }
    return nearest;
  }

  #isPlaced(reason: string): boolean {
    const { placed } = this.#parts.lane.spec;
    return placed !== undefined && reason === placed;
  }

  /** Why `qty` contracts may not fill at `price`, or null; `reason` is the order's. */
  refusal(side: Side, qty: number, price: Ticks, reason: string): string | null {
    if (this.#isPlaced(reason)) return null;
    const { lane, broker } = this.#parts;
    const { accountant } = lane;
    const held = accountant.position * side < 0 ? Math.abs(accountant.position) : 0;
    const closes = Math.min(qty, held);
    if (broker.bar === this.#left)
      return "the position was left at this close: nothing is opened at it again";
    const standing = this.#standing(price, accountant.position + side * closes, 0);
    // A fill that turns the position ends a trade as well, which has lost by then or has not.
    const left = accountant.ownEquityAt(price) - accountant.costOf(closes, price);
    if (closes > 0 && qty > closes && left < this.#desk.tradeStart!) {
      const resting = this.#desk.restingAfterLoss;
      if (resting !== null) return resting;
    }
    return this.#desk.refusal(side, qty - closes, broker.bar, this.#openOf(broker.bar), standing);
  }

  #openOf(bar: number): EpochMs {
    return this.#parts.lane.spec.series.bars.time[bar]!;
  }

  #lastAt(bar: number): Ticks {
    return this.#parts.lane.spec.series.bars.closeTicks[bar]!;
  }
}
