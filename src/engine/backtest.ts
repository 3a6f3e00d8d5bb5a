// What happens in one bar, step by step?

import { Accountant, type BooksMark } from "../accountant/accountant.js";
import { flatRate } from "../accountant/costs.js";
import { Broker, type Margin, type Walk } from "../broker/broker.js";
import { FillLog } from "../broker/fill-log.js";
import { OrderLog } from "../broker/order-log.js";
import type { Bars, Series } from "../domain/bars.js";
import type { Contract, CostRate, Instrument, MarginRate } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { dollars, MICRO, type MicroUsd, type Ticks } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { AccountTerms, DailyRow, Execution, ParamValues, Run, RunEvent } from "../domain/run.js";
import { costRate } from "../instrument/fees.js";
import { instrumentOf } from "../instrument/instrument.js";
import { marginRate } from "../instrument/margins.js";
import { StrategyFailure } from "../strategy/failure.js";
import type { Clock } from "../strategy/series.js";
import { ColumnCache, Strategy, type StrategyClass } from "../strategy/strategy.js";
import type { Desk, OrderRequest } from "../strategy/ticket.js";
import { boundsOf } from "./bounds.js";
import { orderOf } from "./desk.js";
import { finishedRun } from "./finish.js";
import { monthsBegun } from "./months.js";
import { type Due, scheduleOf } from "./schedule.js";

/** One strategy on one series with one account: everything that a run depends on. */
export interface BacktestSpec {
  readonly strategy: StrategyClass;
  readonly ref: { readonly name: string; readonly file: string; readonly hash: string };
  /** Already resolved against the strategy's schema (`strategy/params.ts`). */
  readonly params: ParamValues;
  readonly series: Series;
  readonly contract: Contract;
  readonly account: AccountTerms;
  readonly execution: Execution;
  /** All-in cost per side that replaces the dated schedule, or null. */
  readonly flatCost: MicroUsd | null;
  /** Columns already computed on the same bars; runs that share it compute each indicator once. */
  readonly columns?: ColumnCache;
}

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
  /** Rates by trade date, newest last; entries only where something changed. */
  readonly marginRates: { day: number; rate: MarginRate }[] = [];
  readonly costRates: CostRate[] = [];
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
  #entrySum = 0;
  #entryQty = 0;
  #entryBar = -1;
  #told = 0;
  #pendingNotes: string[] = [];

  constructor(spec: BacktestSpec) {
    const { series, contract, account, execution } = spec;
    this.spec = spec;
    this.bars = series.bars;
    this.instrument = instrumentOf(contract);
    this.#day = this.bars.tradeDate[0]!;
    this.accountant = new Accountant(
      this.instrument,
      account.cash,
      this.#marginOn(this.#day, this.bars.openTicks[0]!),
      this.#costOn(this.#day),
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
    const cost = this.#costOn(day);
    this.accountant.setRates(this.#marginOn(day, this.#lastClose(bar)), cost);
    this.#broker.netTicks = this.#netTicks(cost);
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
    const { accountant } = this;
    this.daily.push({
      day: this.#day,
      balance: accountant.cash,
      variation: accountant.dayVariation,
      costs: accountant.dayCosts,
      equity: this.equityAtClose[lastBar]!,
      margin: accountant.maintenance,
      initial: accountant.initial,
      position: accountant.position,
      estimated: accountant.margin.estimated,
    });
  }

  #marginOn(day: number, reference: Ticks): MarginRate {
    const { marginPolicy, margins } = this.spec.account;
    if (marginPolicy === "none") return NO_MARGIN;
    const rate = marginRate(this.instrument, day, reference, margins);
    const last = this.marginRates.at(-1)?.rate;
    if (last === undefined || last.initial !== rate.initial || last.maintenance !== rate.maintenance) {
      this.marginRates.push({ day, rate });
    }
    return rate;
  }

  #costOn(day: number): CostRate {
    const { flatCost, contract } = this.spec;
    const rate = flatCost === null ? costRate(contract, day) : flatRate(flatCost);
    const last = this.costRates.at(-1);
    if (last === undefined || !sameCost(last, rate)) this.costRates.push({ ...rate, from: day });
    return rate;
  }

  /** Ticks that pay a contract's costs on both sides and the slippage of the stop that takes it out. */
  #netTicks({ commission, exchange, clearing, nfa }: CostRate): Ticks {
    const roundTrip = 2 * (commission + exchange + clearing + nfa);
    return Math.ceil(roundTrip / this.instrument.tickValue) + this.spec.execution.slippageTicks;
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
    const { path } = this.spec.execution;
    const preferred = preferredWalk(path, this.#broker.position, ticks);
    const mark = this.#mark();
    this.#broker.walk(bar, ticks, preferred);
    if (this.#broker.pathMatters) {
      const worth = this.accountant.equityAt(ticks.close);
      this.#takeBack(mark);
      const other: Walk = preferred === 0 ? 1 : 0;
      this.#broker.walk(bar, ticks, other);
      const otherWorth = this.accountant.equityAt(ticks.close);
      if (worth !== otherWorth) this.ambiguous.set(bar, Math.abs(worth - otherWorth));
      const takesOther =
        (path === "adverse" && otherWorth < worth) || (path === "favourable" && otherWorth > worth);
      if (!takesOther) {
        this.#takeBack(mark);
        this.#broker.walk(bar, ticks, preferred);
      }
    }
    this.orders.keep();
    if (this.#hearsFills) this.#tellFills(bar);
  }

  #mark(): LaneMark {
    return {
      broker: this.#broker.mark(),
      books: this.accountant.mark(),
      events: this.events.length,
      liquidationFees: this.liquidationFees,
      entrySum: this.#entrySum,
      entryQty: this.#entryQty,
      entryBar: this.#entryBar,
    };
  }

  #takeBack(mark: LaneMark): void {
    this.accountant.takeBack(mark.books);
    this.events.length = mark.events;
    this.liquidationFees = mark.liquidationFees;
    this.#entrySum = mark.entrySum;
    this.#entryQty = mark.entryQty;
    this.#entryBar = mark.entryBar;
    this.#broker.takeBack(mark.broker);
  }

  // what the broker asks of the account

  booked(side: Side, qty: number, price: Ticks, bar: number): void {
    const before = this.accountant.position;
    this.accountant.apply(side, qty, price);
    const after = this.accountant.position;
    if (before === 0 || before * after < 0) {
      this.#entryBar = bar;
      this.#entryQty = Math.abs(after);
      this.#entrySum = this.#entryQty * price;
    } else if (Math.abs(after) > Math.abs(before)) {
      this.#entryQty += qty;
      this.#entrySum += qty * price;
    }
  }

  stopOut(): Ticks {
    return this.accountant.stopOut;
  }

  breached(bar: number, price: Ticks): boolean {
    const { marginPolicy, liquidationFee } = this.spec.account;
    const { accountant } = this;
    const numbers =
      `equity ${dollars(accountant.equityAt(price))} below maintenance margin ` +
      `${dollars(accountant.maintenance + accountant.maintenanceElsewhere)} with ${accountant.position} contracts`;
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
        this.#strategy.onFill({ side, qty, price: this.#points(price), reason, position });
      } catch (error) {
        throw new StrategyFailure(error, bar, this.bars.time[bar]!, this.fills.length);
      }
    }
  }

  #points(sum: number): number {
    const { tickUnits, decimals } = this.instrument.grid;
    return (sum * tickUnits) / 10 ** decimals;
  }

  // what the strategy sees and asks

  get position(): number {
    return this.accountant.position;
  }
  get entryPrice(): number {
    return this.accountant.position === 0 ? Number.NaN : this.#points(this.#entrySum / this.#entryQty);
  }
  get barsHeld(): number {
    return this.accountant.position === 0 ? Number.NaN : this.#clock.bar - this.#entryBar;
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

interface LaneMark {
  readonly broker: ReturnType<Broker["mark"]>;
  readonly books: BooksMark;
  readonly events: number;
  readonly liquidationFees: MicroUsd;
  readonly entrySum: number;
  readonly entryQty: number;
  readonly entryBar: number;
}

/** Where both walks leave the account alike, the pessimist's sees the bad extreme first. */
function preferredWalk(
  path: Execution["path"],
  position: number,
  { open, high, low }: { open: Ticks; high: Ticks; low: Ticks },
): Walk {
  const nearest: Walk = high - open <= open - low ? 0 : 1;
  switch (path) {
    case "ohlc":
      return 0;
    case "olhc":
      return 1;
    case "nearest":
      return nearest;
    case "adverse":
      return position === 0 ? nearest : position > 0 ? 1 : 0;
    case "favourable":
      return position === 0 ? nearest : position > 0 ? 0 : 1;
  }
}

const NO_MARGIN: MarginRate = {
  initial: 0,
  maintenance: 0,
  estimated: false,
  source: "margin is not checked",
};

const sameCost = (a: CostRate, b: CostRate): boolean =>
  a.commission === b.commission &&
  a.exchange === b.exchange &&
  a.clearing === b.clearing &&
  a.nfa === b.nfa &&
  a.rate === b.rate &&
  a.estimated === b.estimated;

function refusePromise(answer: unknown): void {
  if (typeof answer !== "object" || answer === null || !("then" in answer)) return;
  // Its rejection, if any, is ours already: without this Node would end the process over it.
  Promise.resolve(answer).catch(() => {});
  throw new Fault("E404", "onBar returned a promise", {
    found: "an async onBar, or one that returns a promise",
    expected: "a plain method that decides at once",
    why: "A decision that comes later would be made with bars that had not closed.",
    fix: ["remove `async` and `await` from onBar"],
  });
}
