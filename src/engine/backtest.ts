// What happens in one bar, step by step?

import { Accountant } from "../accountant/accountant.js";
import { Stakes } from "../accountant/ambiguous.js";
import { CashLog } from "../accountant/cash-log.js";
import { EquityLog } from "../accountant/equity-log.js";
import { feeRounder } from "../accountant/fee-rounding.js";
import type { Elsewhere } from "../accountant/standing.js";
import { TradeLog } from "../accountant/trade-log.js";
import type { TradeSink } from "../accountant/trade-row.js";
import type { TradeMaker } from "../accountant/trades.js";
import { type FinerBars, magnify } from "../bars/magnify.js";
import { warm } from "../bars/warm.js";
import { Broker } from "../broker/broker.js";
import { FillLog } from "../broker/fill-log.js";
import { OrderLog } from "../broker/order-log.js";
import type { Bars } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import type { EpochMs, Ticks } from "../domain/money.js";
import type { Plotted } from "../domain/plotted.js";
import type { DailyRow, Run, RunData, RunEvent } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import { ColumnCache } from "../strategy/columns.js";
import { RunClock } from "../strategy/series.js";
import { Strategy } from "../strategy/strategy.js";
import { BareOrders } from "./bare-orders.js";
import { Booking } from "./booking.js";
import { boundsOf } from "./bounds.js";
import { ContractMonths } from "./chain.js";
import { TradeDates } from "./dates.js";
import { deskOf } from "./desk-of.js";
import { chargeMonths, moveCash } from "./due-cash.js";
import { Entry } from "./entry.js";
import { noteEvent } from "./events.js";
import { finishedRun } from "./finish.js";
import { fundingsOf, withFundings } from "./funding.js";
import { type Guard, guardOf } from "./guard.js";
import { firstOffset } from "./held-months.js";
import { withLists } from "./lists.js";
import { loopOf } from "./loops.js";
import { executionInLots } from "./lots.js";
import { MarginDesk } from "./margin-desk.js";
import { withMarginDues } from "./margin-schedule.js";
import { type Reach, reachOf } from "./mark-gate.js";
import { callOnBar, decisionsOf, newStrategy, tellFills } from "./own-code.js";
import { preferredWalk } from "./path.js";
import { Rates } from "./rates.js";
import { type Due, scheduleOf } from "./schedule.js";
import { SettlementBook } from "./settlement-prices.js";
import { allowsSingle } from "./short-form.js";
import { slippageFor } from "./slippage-for.js";
import type { BacktestSpec } from "./spec.js";
import { statement } from "./statement.js";
import type { StrategyDesk } from "./strategy-desk.js";
import { tradesAlong } from "./trade-sources.js";
import { Treasury } from "./treasury.js";
import { type Walking, walkBar } from "./walk-bar.js";

export type { BacktestSpec } from "./spec.js";

/**
 * Runs a strategy over a series. Pure but for the strategy's own code: same inputs, same fingerprint. Throws
 * `StrategyFailure` with what the strategy threw, and the faults of contracts and margins (E2xx).
 */
export const runBacktest = (spec: BacktestSpec): Run => withLists(backtestData(spec));

/** The same as it crosses threads. */
export function backtestData(spec: BacktestSpec): RunData {
  const columns = spec.columns ?? new ColumnCache();
  const lane = new Lane({ ...spec, columns });
  const trades = tradesAlong(lane, new TradeLog());
  lane.runToEnd(trades);
  return finishedRun(lane, trades, boundsOf(spec, columns, lane));
}

/** V8 optimises a function between two calls of it: one call over a million bars is 1.4 to 2.1 times slower than blocks. */
const BLOCK = 2048;

/** A strategy on its way through its bars. Several lanes may share an account (`portfolio.ts`). */
export class Lane implements Walking {
  readonly spec: BacktestSpec;
  readonly bars: Bars;
  readonly length: number;
  readonly finer: FinerBars | null;
  readonly instrument: Instrument;
  readonly accountant: Accountant;
  readonly fills = new FillLog();
  readonly cash: CashLog;
  readonly orders = new OrderLog(this.fills);
  readonly events: RunEvent[] = [];
  readonly daily: DailyRow[] = [];
  readonly rates: Rates;
  readonly plotted = new Map<string, Plotted>();
  readonly closes: EquityLog;
  readonly ambiguous = new Stakes();
  readonly ambiguousFiner = new Stakes();
  readonly warnings: string[] = [];
  readonly broker: Broker;
  readonly margin: MarginDesk;
  readonly fundings: ReturnType<typeof fundingsOf>;
  /** Bars in which alone the strategy decides; null: any. */
  readonly decides: Int32Array | null;
  readonly #dates: TradeDates;
  readonly reach: Reach;
  readonly guard: Guard | null;
  readonly months: ContractMonths | null;
  readonly settlements: SettlementBook | null;
  readonly #desk: StrategyDesk;
  readonly #strategy: Strategy;
  readonly #treasury = new Treasury(this);
  readonly #clock: RunClock;
  readonly #schedule: readonly Due[];
  readonly #hearsFills: boolean;
  /** Whether bars in which the strategy decides nothing are jumped over. */
  readonly #jumps: boolean;
  readonly #bare: BareOrders;
  readonly #fillsAtClose: boolean;
  #nextDue = 0;
  #nextDueBar: number;
  #day: number;
  readonly entry = new Entry();
  #told = 0;

  /** Open of the bar, or of the finer bar in it. */
  readonly timeOf = (bar: number, finer: number): EpochMs =>
    finer === -1 ? this.bars.time[bar]! : this.finer!.bars.time[finer]!;

  constructor(spec: BacktestSpec) {
    const { series, contract, account } = spec;
    this.spec = spec;
    this.#clock = new RunClock(spec.curtain === undefined);
    this.bars = series.bars;
    this.length = this.bars.length;
    this.finer = spec.finer ? magnify(series, spec.finer) : null;
    this.instrument = instrumentOf(contract);
    const execution = executionInLots(spec.execution, this.instrument.lot);
    this.rates = new Rates(this.instrument, spec);
    this.#day = this.bars.tradeDate[0]!;
    this.cash = new CashLog(this.fills, this.#day);
    const reference = this.bars.openTicks[0]! + firstOffset(spec.chain, this.bars);
    const rate = this.rates.marginOn(this.#day, reference);
    const cost = this.rates.costOn(this.#day, 0);
    const checked = account.marginPolicy !== "none";
    this.accountant = new Accountant(this.instrument, account.cash, rate, cost, checked, feeRounder(account));
    this.reach = reachOf(spec, this.accountant, this.instrument.tickSize);
    this.#dates = new TradeDates(this.bars, contract, series.source.timeframeMs);
    const slippage = slippageFor(spec);
    this.margin = new MarginDesk(this, slippage, rate, cost);
    this.broker = new Broker(execution, slippage, this.fills, this.orders, new Booking(this), this.#dates);
    this.guard = guardOf({ lane: this, broker: this.broker, slippage, dates: this.#dates });
    this.#desk = deskOf(this, this.#clock);
    const { timeframeMs } = series.source;
    this.settlements = spec.settlements ? new SettlementBook(spec.settlements, contract) : null;
    this.months = spec.chain ? new ContractMonths(spec.chain, this, timeframeMs) : null;
    this.fundings = fundingsOf(spec);
    const due = withFundings(scheduleOf(this.bars, contract, timeframeMs, this.months?.due), this.fundings);
    this.#schedule = withMarginDues(due, account, this.bars, contract, timeframeMs, this.#dates.traded);
    this.#nextDueBar = this.#schedule[0]?.bar ?? this.length;
    this.#fillsAtClose = execution.fillAt === "this-close";
    this.closes = new EquityLog(this.instrument, this.bars.closeTicks, this.length, this.fills);
    this.noteClose(0);
    if (!allowsSingle(spec, this)) this.broker.refuseSingle();
    this.#strategy = newStrategy(this, this.#clock, this.#desk);
    this.decides = decisionsOf(this.#strategy, this);
    this.#hearsFills = this.#strategy.onFill !== Strategy.prototype.onFill;
    this.#jumps = !this.#hearsFills && spec.curtain === undefined;
    this.#bare = new BareOrders({
      bars: this.bars,
      broker: this.broker,
      accountant: this.accountant,
      fills: this.fills,
      reach: this.reach,
      path: spec.execution.path,
      traded: this.#dates.traded,
      closes: this.closes,
    });
  }

  /** `trades` are made along the way; null where they are made after it, or by nobody. */
  runToEnd(trades: TradeMaker<TradeSink> | null = null, end = this.length): void {
    const { curtain } = this.spec;
    this.#bare.trades = trades;
    for (let from = 0, to = 0; from < end; from = to) {
      to = Math.min(from + BLOCK, end, curtain?.at(from) ?? end);
      this.#runBlock(from, to);
      trades?.until(this.fills.length);
    }
    if (end === this.length) this.close();
  }

  #runBlock(from: number, to: number): void {
    const looksAtEachClose = this.guard !== null || this.#fillsAtClose;
    const { decideBars, jumpBars } = loopOf(this.spec.strategy);
    const decides = this.#jumps ? this.decides : null;
    let cold = true;
    // Only the bars of fills are looked at, each by itself.
    if (decides !== null) warm(this.bars, from, to);
    for (let bar = from; bar < to; bar++) {
      const due = Math.min(to, this.#nextDueBar);
      if (decides !== null && bar < due)
        bar = jumpBars(this, this.#bare, decides, this.#strategy, this.#clock, bar, due);
      if (!looksAtEachClose && bar < due) {
        if (cold) warm(this.bars, bar, to);
        cold = false;
        bar = decideBars(this, this.#strategy, this.#clock, this.reach, bar, due);
      }
      if (bar < to) this.step(bar);
    }
  }

  /** One bar: DESIGN §4.2 in its order. */
  step(bar: number): void {
    const { highTicks, lowTicks } = this.reach;
    if (bar === this.#nextDueBar) this.#handleDue(bar); // 1. new trade date, settlement, fees
    if (!this.broker.idle(bar, highTicks[bar]!, lowTicks[bar]!) && !this.walkSingle(bar)) this.#trade(bar); // 2.–4. open, path, close
    if (this.guard?.barCloses(bar) && this.#hearsFills) this.#tellFills(bar);
    this.#clock.bar = bar;
    this.#decide(bar); // 5. sees bar i; what it orders is live from the next open
    this.noteClose(bar);
  }

  /** Walks a bar in which the broker has a short form of what happens. False: it has not, and nothing happened yet. */
  walkSingle(bar: number): boolean {
    const { bars, broker } = this;
    const { single } = broker;
    if (!single?.active) return false;
    // Where nothing trades nothing happens, and an order for the open waits on.
    if (!this.#dates.traded(bar)) return true;
    if (!single.waitsBare || !this.#bare.fill(bar)) {
      const walk = preferredWalk(this.spec.execution.path, broker.position, bars, bar);
      if (!single.walk(bar, bars, walk)) return false;
      this.noteClose(bar);
    }
    broker.refresh();
    if (this.#hearsFills) this.#tellFills(bar);
    return true;
  }

  /** What the books are at this close, and until they change; after something more happened at it, once more. */
  noteClose(bar: number): void {
    const { accountant } = this;
    this.closes.note(bar, accountant.flat, accountant.position, accountant.offset);
  }

  flushNotes(): void {
    if (this.#desk.pending.length > 0) this.#desk.flushNotes(0);
  }

  /** Shares an account: `portfolio.ts` tells before each bar what the other positions hold. */
  joinAccount(elsewhere: Elsewhere): void {
    this.broker.refuseSingle();
    this.accountant.join(elsewhere);
    this.broker.refresh();
  }

  get at(): number {
    return this.#clock.bar;
  }

  /** At the close of that bar `qty` contracts leave, because another position broke the account; orders go in any case. */
  takeOut(qty: number): void {
    const { bar } = this.#clock;
    if (this.broker.bar !== bar) this.beginAtClose(bar);
    this.broker.leaveAtClose(this.bars.closeTicks[bar]!, this.margin.liquidator.takenOut(bar, qty));
    this.noteClose(bar);
    if (this.#hearsFills) this.#tellFills(bar);
  }

  /** After the last bar: what is still due, and the last day's statement. */
  close(): void {
    this.#handleDue(this.length);
    this.#endDay(this.length - 1);
  }

  // ── 1. between bars ──────────────────────────────────────────────────────────────────────────────────────────────

  #handleDue(bar: number): void {
    let walks = false;
    let due = this.#schedule[this.#nextDue];
    for (; due !== undefined && due.bar === bar; due = this.#schedule[++this.#nextDue])
      walks = this.#handle(due) || walks;
    if (this.margin.dueBar === bar) this.#treasury.payIn(bar, this.margin.callDue(bar, this.lastClose(bar)));
    this.#watchDue();
    this.broker.refresh();
    if (walks) this.broker.wake(bar);
  }

  /** True where the bar must be walked, whatever it touches. */
  #handle(due: Due): boolean {
    const { kind, bar, day } = due;
    switch (kind) {
      case "roll":
      case "expiry":
      case "leave":
        this.#monthDue(due, bar);
        return false;
      case "new day":
        this.#newDay(bar, day);
        return false;
      case "settlement":
      case "funding":
        moveCash(this, due);
        return false;
      case "transfers":
        this.#treasury.newDay(bar, day, this.lastClose(bar));
        return false;
      default:
        return this.margin.due(kind, bar);
    }
  }

  /** The next bar before which something is due: by the clock, or by a margin call. */
  #watchDue(): void {
    this.#nextDueBar = Math.min(this.#schedule[this.#nextDue]?.bar ?? this.length, this.margin.dueBar);
  }

  #monthDue(due: Due, bar: number): void {
    const untold = this.fills.length;
    if (this.months!.happen(due, bar) && this.#hearsFills) this.#tellFills(bar - 1);
    // To the strategy a roll is no fill: it holds what it held.
    else if (this.#told === untold) this.#told = this.fills.length;
  }

  /** The last trade at or before: the close of the bar before, or before the first bar its open. */
  lastClose(bar: number): Ticks {
    return bar === 0 ? this.bars.openTicks[0]! : this.bars.closeTicks[bar - 1]!;
  }

  #newDay(bar: number, day: number): void {
    if (bar > 0) this.#endDay(bar - 1);
    this.guard?.dateBegins(day, bar === 0 ? null : this.lastClose(bar));
    const before = bar === 0 ? day - 1 : this.#day;
    this.#day = day;
    this.cash.day = day;
    this.accountant.startDay();
    const reference = this.lastClose(bar) + this.accountant.offset;
    this.margin.newDay(bar, this.rates.marginOn(day, reference), this.rates.costOn(day, bar));
    const fee = -this.spec.account.monthlyFee;
    for (const text of chargeMonths(this, bar, before, day)) noteEvent(this, bar, "monthly fee", text, fee);
  }

  #endDay(lastBar: number): void {
    this.daily.push(statement(this, this.#day, lastBar));
  }

  // ── 2.–4. the walk ───────────────────────────────────────────────────────────────────────────────────────────────

  #trade(bar: number): void {
    const { bars, broker } = this;
    broker.begin(bar, bars.volume[bar]!);
    if (!this.#dates.traded(bar)) return;
    walkBar(this, bar);
    const close = bars.closeTicks[bar]!;
    broker.fillAtClose(close, false);
    const forced = this.margin.barCloses(bar, close);
    if (forced !== null) broker.leaveAtClose(close, forced);
    this.#watchDue();
    if (this.#hearsFills) this.#tellFills(bar);
  }

  // ── 5. the strategy ──────────────────────────────────────────────────────────────────────────────────────────────

  #decide(bar: number): void {
    callOnBar(this.#strategy, bar, this);
    this.flushNotes();
    if (this.#fillsAtClose) this.#fillAtClose(bar);
  }

  #fillAtClose(bar: number): void {
    if (!this.#dates.traded(bar)) return;
    const close = this.bars.closeTicks[bar]!;
    if (this.broker.bar !== bar) this.beginAtClose(bar);
    this.broker.fillAtClose(close, true);
    this.guard?.barCloses(bar);
    if (this.#hearsFills) this.#tellFills(bar);
  }

  /** Nothing has happened in the bar so far; what does now happens at its end. */
  beginAtClose(bar: number): void {
    this.broker.begin(bar, this.bars.volume[bar]!);
    const end = this.finer?.end[bar] ?? -1;
    if (end !== -1) this.broker.beginFiner(end - 1);
  }

  #tellFills(bar: number): void {
    this.#clock.bar = bar;
    this.#told = tellFills(this.#strategy, this.#told, bar, this);
  }
}
