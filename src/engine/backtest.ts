// What happens in one bar, step by step?

import { Accountant } from "../accountant/accountant.js";
import type { Margin } from "../broker/account.js";
import { type BarTicks, Broker, type Walk } from "../broker/broker.js";
import { FillLog } from "../broker/fill-log.js";
import { OrderLog } from "../broker/order-log.js";
import type { Bars } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { MICRO, type MicroUsd, priceOfTicks, type Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { DailyRow, Run, RunEvent } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { StrategyFailure } from "../strategy/failure.js";
import type { Clock } from "../strategy/series.js";
import { ColumnCache, Strategy } from "../strategy/strategy.js";
import type { Desk, OrderRequest } from "../strategy/ticket.js";
import { boundsOf } from "./bounds.js";
import { orderOf } from "./desk.js";
import { Entry } from "./entry.js";
import { finishedRun } from "./finish.js";
import { type LaneMark, standAlike } from "./mark.js";
import { monthsBegun } from "./months.js";
import { preferredWalk } from "./path.js";
import { refusePromise } from "./promise.js";
import { Rates } from "./rates.js";
import { type Due, scheduleOf } from "./schedule.js";
import type { BacktestSpec } from "./spec.js";
import { statement } from "./statement.js";

export type { BacktestSpec } from "./spec.js";

/**
 * Runs a strategy over a series. Pure but for the strategy's own code: same inputs, same fingerprint. Throws
 * `StrategyFailure` with what the strategy threw, and the faults of contracts and margins (E2xx).
 */
export function runBacktest(spec: BacktestSpec): Run {
  const columns = spec.columns ?? new ColumnCache();
  const lane = new Lane({ ...spec, columns });
  lane.runToEnd();
  return finishedRun(lane, boundsOf({ ...spec, columns }, lane));
}

/**
 * V8 optimises a function between two calls of it. One call over a million bars is compiled in mid-flight and thrown
 * away again, 1.4 to 2.1 times slower than the same loop in blocks.
 */
const BLOCK = 2048;

/** A strategy on its way through its bars. Several lanes may share an account (`portfolio.ts`). */
export class Lane implements Margin, Desk {
  readonly spec: BacktestSpec;
  readonly bars: Bars;
  readonly instrument: Instrument;
  readonly accountant: Accountant;
  readonly fills = new FillLog();
  readonly orders = new OrderLog();
  readonly events: RunEvent[] = [];
  readonly daily: DailyRow[] = [];
  readonly rates: Rates;
  readonly plotted = new Map<string, Float64Array>();
  readonly equityAtClose: Float64Array;
  readonly positionAtClose: Int32Array;
  /** Bars whose two walks end with different equity, and by how much. */
  readonly ambiguous = new Map<number, MicroUsd>();
  readonly warnings: string[] = [];
  dataFees: MicroUsd = 0;
  liquidationFees: MicroUsd = 0;
  readonly #broker: Broker;
  readonly #strategy: Strategy;
  readonly #clock: Clock = { bar: -1 };
  readonly #schedule: readonly Due[];
  readonly #hearsFills: boolean;
  readonly #fillsAtClose: boolean;
  #nextDue = 0;
  #nextDueBar: number;
  #day: number;
  readonly #entry = new Entry();
  #told = 0;
  #pendingNotes: string[] = [];

  constructor(spec: BacktestSpec) {
    const { series, contract, account, execution } = spec;
    this.spec = spec;
    this.bars = series.bars;
    this.instrument = instrumentOf(contract);
    this.rates = new Rates(this.instrument, account, spec.flatCost);
    this.#day = this.bars.tradeDate[0]!;
    this.accountant = new Accountant(
      this.instrument,
      account.cash,
      this.rates.marginOn(this.#day, this.bars.openTicks[0]!),
      this.rates.costOn(this.#day),
      account.marginPolicy !== "none",
    );
    this.#broker = new Broker(execution, this.fills, this.orders, this);
    this.#schedule = scheduleOf(this.bars, contract, series.source.timeframeMs);
    this.#nextDueBar = this.#schedule[0]?.bar ?? -1;
    this.#fillsAtClose = execution.fillAt === "this-close";
    // Shared memory, so that a result crosses threads without a copy.
    const { length } = this.bars;
    this.equityAtClose = new Float64Array(new SharedArrayBuffer(8 * length));
    this.positionAtClose = new Int32Array(new SharedArrayBuffer(4 * length));
    this.#strategy = this.#newStrategy();
    this.#hearsFills = this.#strategy.onFill !== Strategy.prototype.onFill;
  }

  get length(): number {
    return this.bars.length;
  }

  runToEnd(): void {
    for (let bar = 0; bar < this.length; bar += BLOCK)
      this.#runBlock(bar, Math.min(bar + BLOCK, this.length));
    this.close();
  }

  #runBlock(from: number, to: number): void {
    for (let bar = from; bar < to; bar++) this.step(bar);
  }

  /** One bar: DESIGN §4.2 in its order. */
  step(bar: number): void {
    const { highTicks, lowTicks, closeTicks } = this.bars;
    if (bar === this.#nextDueBar) this.#handleDue(bar); // 1. new trade date, settlement, fees
    if (!this.#broker.idle(bar, highTicks[bar]!, lowTicks[bar]!)) this.#trade(bar); // 2.–4. open, path, close
    this.equityAtClose[bar] = this.accountant.equityAt(closeTicks[bar]!);
    this.positionAtClose[bar] = this.accountant.position;
    this.#clock.bar = bar;
    this.#decide(bar); // 5. sees bar i; what it orders is live from the next open
  }

  /** Shares an account: `portfolio.ts` tells before each bar what the other positions hold. */
  joinAccount(equity: MicroUsd, initial: MicroUsd, maintenance: MicroUsd): void {
    this.accountant.join(equity, initial, maintenance);
    this.#broker.refresh();
  }

  /** After the last bar: what is still due, and the last day's statement. */
  close(): void {
    this.#handleDue(this.length);
    this.#endDay(this.length - 1);
  }

  // ── 1. between bars ──────────────────────────────────────────────────────────────────────────────────────────────

  #handleDue(bar: number): void {
    let due = this.#schedule[this.#nextDue];
    for (; due !== undefined && due.bar === bar; due = this.#schedule[++this.#nextDue]) {
      if (due.kind === "settlement") this.accountant.settle(this.#lastClose(bar));
      else this.#newDay(bar, due.day);
    }
    this.#nextDueBar = due?.bar ?? -1;
    this.#broker.refresh();
  }

  /** The last trade at or before: the close of the bar before, or before the first bar its open. */
  #lastClose(bar: number): Ticks {
    return bar === 0 ? this.bars.openTicks[0]! : this.bars.closeTicks[bar - 1]!;
  }

  #newDay(bar: number, day: number): void {
    if (bar > 0) this.#endDay(bar - 1);
    const before = bar === 0 ? day - 1 : this.#day;
    this.#day = day;
    this.accountant.startDay();
    this.accountant.setRates(this.rates.marginOn(day, this.#lastClose(bar)), this.rates.costOn(day));
    this.#broker.expireDay(bar);
    this.#chargeMonthly(bar, before, day);
  }

  #chargeMonthly(bar: number, before: number, day: number): void {
    const fee = this.spec.account.monthlyFee;
    if (fee === 0) return;
    for (const month of monthsBegun(before, day)) {
      this.accountant.charge(fee);
      this.dataFees += fee;
      this.#event(bar, "monthly fee", `market data, due ${month}`, 0, -fee);
    }
  }

  #endDay(lastBar: number): void {
    this.daily.push(statement(this.accountant, this.#day, this.equityAtClose[lastBar]!));
  }

  // ── 2.–4. the walk ───────────────────────────────────────────────────────────────────────────────────────────────

  #trade(bar: number): void {
    const { openTicks, highTicks, lowTicks, closeTicks } = this.bars;
    const ticks = {
      open: openTicks[bar]!,
      high: highTicks[bar]!,
      low: lowTicks[bar]!,
      close: closeTicks[bar]!,
    };
    const preferred = preferredWalk(this.spec.execution.path, this.#broker.position, ticks);
    if (this.#broker.plain) this.#broker.walk(bar, ticks, preferred);
    else this.#chooseWalk(bar, ticks, preferred);
    if (this.#hearsFills) this.#tellFills(bar);
  }

  /** Walks the bar, and where the other walk could lead elsewhere that one too: the path model says which one stays. */
  #chooseWalk(bar: number, ticks: BarTicks, preferred: Walk): void {
    const { path } = this.spec.execution;
    const mark = this.#mark();
    this.#broker.walk(bar, ticks, preferred);
    if (this.#broker.pathMatters) {
      const worth = this.accountant.equityAt(ticks.close);
      const stood = this.#mark();
      this.#takeBack(mark);
      const other: Walk = preferred === 0 ? 1 : 0;
      this.#broker.walk(bar, ticks, other);
      const otherWorth = this.accountant.equityAt(ticks.close);
      // Worth the same now, but with another position or another stop: the difference comes with the next bars.
      const differs = worth !== otherWorth || !standAlike(stood, this.#mark());
      if (differs) this.ambiguous.set(bar, Math.abs(worth - otherWorth));
      const takesOther =
        (path === "adverse" && otherWorth < worth) || (path === "favourable" && otherWorth > worth);
      if (!takesOther) {
        this.#takeBack(mark);
        this.#broker.walk(bar, ticks, preferred);
      }
    }
    this.orders.keep();
  }

  #mark(): LaneMark {
    return {
      broker: this.#broker.mark(),
      books: this.accountant.mark(),
      events: this.events.length,
      liquidationFees: this.liquidationFees,
      entry: this.#entry.mark(),
    };
  }

  #takeBack(mark: LaneMark): void {
    this.accountant.takeBack(mark.books);
    this.events.length = mark.events;
    this.liquidationFees = mark.liquidationFees;
    this.#entry.takeBack(mark.entry);
    this.#broker.takeBack(mark.broker);
  }

  // what the broker asks of the account

  booked(side: Side, qty: number, price: Ticks, bar: number): void {
    const before = this.accountant.position;
    this.accountant.apply(side, qty, price);
    this.#entry.filled(before, this.accountant.position, side, price, bar);
  }

  stopOut(): Ticks {
    return this.accountant.stopOut;
  }

  breached(bar: number, price: Ticks): boolean {
    const { marginPolicy, liquidationFee } = this.spec.account;
    const { accountant } = this;
    const numbers = accountant.breachAt(price);
    if (marginPolicy === "record") {
      this.#event(bar, "margin breach", numbers, 0, 0);
      accountant.ignoreStopOut();
      return false;
    }
    this.#event(bar, "liquidation", numbers, 0, -liquidationFee);
    if (liquidationFee !== 0) accountant.charge(liquidationFee);
    this.liquidationFees += liquidationFee;
    return true;
  }

  refusal(side: Side, qty: number, price: Ticks): string | null {
    return this.accountant.refusal(side, qty, price);
  }

  breakevenTicks(side: Side, entry: Ticks): Ticks {
    return this.accountant.breakevenTicks(side, entry);
  }

  // ── 5. the strategy ──────────────────────────────────────────────────────────────────────────────────────────────

  #newStrategy(): Strategy {
    const { spec, bars, instrument } = this;
    const context = {
      bars,
      clock: this.#clock,
      desk: this,
      params: spec.params,
      symbol: instrument.symbol,
      tickSize: instrument.tickSize,
      columns: spec.columns ?? new ColumnCache(),
      plot: (name: string, values: Float64Array) => this.plotted.set(name, values),
    };
    try {
      return new spec.strategy(context);
    } catch (error) {
      throw new StrategyFailure(error, -1, this.bars.time[0]!, 0);
    }
  }

  #decide(bar: number): void {
    try {
      const answer: unknown = this.#strategy.onBar();
      if (answer !== undefined) refusePromise(answer);
    } catch (error) {
      throw new StrategyFailure(error, bar, this.bars.time[bar]!, this.fills.length);
    }
    if (this.#pendingNotes.length > 0) this.#flushNotes(0);
    if (this.#fillsAtClose) this.#fillAtClose(bar);
  }

  #fillAtClose(bar: number): void {
    const close = this.bars.closeTicks[bar]!;
    this.#broker.fillAtClose(bar, close);
    this.orders.keep();
    this.equityAtClose[bar] = this.accountant.equityAt(close);
    this.positionAtClose[bar] = this.accountant.position;
    if (this.#hearsFills) this.#tellFills(bar);
  }

  #tellFills(bar: number): void {
    // The strategy sees a fill only when the bar is over: its walk is settled, and nothing can be taken back.
    let position = this.accountant.position;
    for (let k = this.#told; k < this.fills.length; k++)
      position -= this.fills.at(k).side * this.fills.at(k).qty;
    this.#clock.bar = bar;
    for (; this.#told < this.fills.length; this.#told++) {
      const { side, qty, price, reason } = this.fills.at(this.#told);
      position += side * qty;
      try {
        this.#strategy.onFill({
          side,
          qty,
          price: priceOfTicks(price, this.instrument.grid),
          reason,
          position,
        });
      } catch (error) {
        throw new StrategyFailure(error, bar, this.bars.time[bar]!, this.fills.length);
      }
    }
  }

  // what the strategy sees and asks

  get position(): number {
    return this.accountant.position;
  }
  get entryPrice(): number {
    return this.accountant.position === 0
      ? Number.NaN
      : priceOfTicks(this.#entry.average, this.instrument.grid);
  }
  get barsHeld(): number {
    return this.accountant.position === 0 ? Number.NaN : this.#clock.bar - this.#entry.bar;
  }
  get equity(): number {
    return this.accountant.equityAt(this.bars.closeTicks[this.#clock.bar]!) / MICRO;
  }
  get working(): number {
    return this.#broker.working;
  }

  submit(side: Side, request: OrderRequest): number {
    const bar = this.#clock.bar;
    const last = this.bars.closeTicks[bar]!;
    const id = this.orders.nextId;
    const { order, asked } = orderOf(side, request, this.bars.close[bar]!, id, bar, this.instrument);
    this.orders.add(order, asked);
    if (this.#pendingNotes.length > 0) this.#flushNotes(id);
    const closes = this.accountant.position * side < 0;
    const refusal = closes ? null : this.accountant.refusal(side, order.qty, last);
    if (refusal === null) this.#broker.submit(order);
    else this.orders.end(id, "rejected", bar, refusal);
    return id;
  }

  cancel(id: number): boolean {
    return this.#broker.cancel(id, this.#clock.bar, "cancelled by the strategy");
  }

  cancelAll(): void {
    this.#broker.cancelAll(this.#clock.bar, "cancelled by the strategy");
  }

  note(text: string): void {
    this.#pendingNotes.push(text);
  }

  #flushNotes(order: number): void {
    for (const text of this.#pendingNotes) this.#event(this.#clock.bar, "note", text, order, 0);
    this.#pendingNotes = [];
  }

  #event(bar: number, kind: RunEvent["kind"], text: string, order: number, amount: MicroUsd): void {
    const at = Math.min(bar, this.length - 1);
    this.events.push({ bar: at, time: this.bars.time[at]!, kind, text, order, amount });
  }
}
