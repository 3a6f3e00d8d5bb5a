// What is a strategy?

import type { DayBy } from "../bars/frame.js";
import type { LongClose } from "../bars/gather.js";
import type { LongerBars } from "../bars/longer.js";
import type { Bars } from "../domain/bars.js";
import { Fault } from "../domain/fault.js";
import type { Plotted } from "../domain/plotted.js";
import type { RiskRule } from "../domain/risk.js";
import type { ParamValues } from "../domain/run.js";
import { IN_POSITION } from "../domain/skipped.js";
import type { Column, ColumnCache, Columns } from "./columns.js";
import { defaultsOf, type ParamSchema, type ParamsOf } from "./params.js";
import { type PlotTerms, plottedLine, refuseAnother } from "./plot.js";
import { type Clock, type Crosses, clockOf, columnOf, LongerClock, Series } from "./series.js";
import type { AmendRequest, Desk, ExitRequest, OrderRequest, OrderView } from "./ticket.js";
import { asSeen, Timeframe } from "./timeframe.js";
import { widened } from "./widened.js";

/** What the engine hands to a strategy's constructor; strategies pass it on and never look inside. */
export interface StrategyContext {
  readonly bars: Bars;
  readonly clock: Clock;
  readonly desk: Desk;
  readonly params: ParamValues;
  readonly symbol: string;
  readonly tickSize: number;
  /** Columns already computed on these bars, by function and arguments. */
  readonly columns: ColumnCache;
  /** Longer bars made of those of the run. */
  readonly longer: (frame: string, by: DayBy, close: LongClose) => LongerBars;
  /** Called for each line that a strategy asks to have drawn. */
  readonly plot: (line: Plotted) => void;
}

export interface StrategyClass<S extends ParamSchema = ParamSchema> {
  new (context: StrategyContext): Strategy<S>;
  readonly params?: S;
  /** Sizing and limits that belong to the strategy: `static readonly risk = [riskPercent(1), maxContracts(4)]`. */
  readonly risk?: readonly RiskRule[];
  readonly name: string;
}

/** One execution, as the strategy is told of it. */
export interface FillNotice {
  readonly side: 1 | -1;
  readonly qty: number;
  readonly price: number;
  readonly reason: string;
  /** Signed contracts held after it. */
  readonly position: number;
}

/** Of which hours the bars of a day or a week are made, and which price they close at. */
export interface FrameTerms {
  readonly hours?: "all" | "regular";
  readonly close?: LongClose;
}

/** A function over columns, called with series in the columns' places. */
type Lifted<A extends readonly unknown[]> = { [K in keyof A]: A[K] extends Column ? Series : A[K] };
type Seen<R> = R extends Column ? Series : { readonly [K in keyof R]: Series };

/**
 * Declare parameters and columns, decide in `onBar`. The engine calls `onBar` once for each bar, when it has closed;
 * what it orders is live from the next bar's open. See docs/strategies.md.
 */
export abstract class Strategy<S extends ParamSchema = ParamSchema> {
  static readonly params: ParamSchema = {};

  readonly params: ParamsOf<S>;
  readonly open: Series;
  readonly high: Series;
  readonly low: Series;
  readonly close: Series;
  /** NaN throughout where the data has no volume. */
  readonly volume: Series;
  /** The instrument's symbol, "MES". */
  readonly symbol: string;
  /** Smallest step of the price, in points. */
  readonly tickSize: number;
  readonly #context: StrategyContext;
  readonly #desk: Desk;
  readonly #clock: Clock;
  readonly #drawn = new Map<string, Plotted>();

  constructor(context: StrategyContext) {
    const { bars, clock } = context;
    this.#context = context;
    this.#desk = context.desk;
    this.#clock = clock;
    this.params = context.params as ParamsOf<S>;
    this.symbol = context.symbol;
    this.tickSize = context.tickSize;
    this.open = new Series(bars.open, clock);
    this.high = new Series(bars.high, clock);
    this.low = new Series(bars.low, clock);
    this.close = new Series(bars.close, clock);
    this.volume = new Series(bars.volume, clock);
  }

  /** Called when a bar has closed. Everything it can read is as of that close. */
  abstract onBar(): void;

  /**
   * The crosses at which alone there is anything to decide, so that all other bars cost nothing: `onBar` is called at them and in bars
   * in which something happened (a fill, a new trade date), and would do nothing in any other. Null: it is asked in every bar.
   * `override decidesAt() { return [this.#fast.crosses(this.#slow)]; }`
   */
  decidesAt(): readonly Crosses[] | null {
    return null;
  }

  /** Called for each fill of the bar, before `onBar`. */
  onFill(_fill: FillNotice): void {}

  /** Signed contracts held: 2 is long two, -1 short one. */
  get position(): number {
    return this.#desk.position;
  }
  /** Average entry price of the open trade; NaN while flat. */
  get entryPrice(): number {
    return this.#desk.entryPrice;
  }
  /** Bars since the entry bar of the open trade; NaN while flat. */
  get barsHeld(): number {
    return this.#desk.barsHeld;
  }
  /** Account equity in dollars, marked at this close. */
  get equity(): number {
    return this.#desk.equity;
  }
  /** How many orders wait; the exits of plans are not counted. */
  get working(): number {
    return this.#desk.working;
  }
  /** The orders that wait, oldest first. */
  get orders(): readonly OrderView[] {
    return this.#desk.orders();
  }
  /** Index of the bar that has just closed. */
  get bar(): number {
    return this.#clock.bar;
  }
  /** UTC epoch milliseconds of this bar's open. */
  get time(): number {
    return this.#context.bars.time[this.#clock.bar]!;
  }
  /** Trade date of this bar in days since 1970-01-01; it changes at the session's open. */
  get tradeDay(): number {
    return this.#context.bars.tradeDate[this.#clock.bar]!;
  }
  /** The trade date as a column, for indicators that begin anew with each session. */
  get tradeDate(): Series {
    return new Series(this.#datesOf(this.#context.bars), this.#clock);
  }

  /** Buys at the next open; with `limit` or `stop`, rests until the price comes. Returns the order's id. */
  protected buy(request: OrderRequest): number {
    return this.#desk.submit(1, request);
  }
  /** Sells: see `buy`. */
  protected sell(request: OrderRequest): number {
    return this.#desk.submit(-1, request);
  }
  /**
   * Orders the difference between the position and `contracts` at the market: `goTo(-1)` from long one sells two. Under a
   * sizing rule `contracts` only says the side: how many to hold on it is the rule's to say, once.
   */
  protected goTo(contracts: number, { exit, reason }: { exit?: ExitRequest; reason?: string } = {}): void {
    // Read once: V8 must search for a private field wherever many classes have come by.
    const desk = this.#desk;
    const { position } = desk;
    const missing = contracts - position;
    if (missing === 0 || (desk.sizes && contracts * position > 0)) return;
    desk.market(missing > 0 ? 1 : -1, Math.abs(missing), exit, reason);
  }
  /** Cancels what rests and closes the position at the next open. */
  protected flatten(reason = "flatten"): void {
    this.#desk.cancelAll();
    this.goTo(0, { reason });
  }
  /** True if the order was still working. */
  protected cancel(id: number): boolean {
    return this.#desk.cancel(id);
  }
  protected cancelAll(): void {
    this.#desk.cancelAll();
  }
  /** Changes a working order: `this.amend(id, { limit: 5001 })`. False if it has ended. */
  protected amend(id: number, changes: AmendRequest): boolean {
    return this.#desk.amend(id, changes);
  }
  /** Puts the stop of the whole position at `price`, wherever its exit plans had it. False while flat. */
  protected moveStop(price: number): boolean {
    return this.#desk.moveStop(price);
  }
  /** Writes down why: kept with the order that follows in this bar, or with the bar. */
  protected note(values: string | Readonly<Record<string, number | string | boolean>>): void {
    this.#desk.note(typeof values === "string" ? values : describe(values));
  }
  /**
   * Writes down a signal that is not acted upon, as many contracts as it would have bought, or with a minus sold: `this.skip(-1)`. The
   * report counts it under "Signals not taken", with what it would have made.
   */
  protected skip(contracts: number, reason = this.position === 0 ? "passed over" : IN_POSITION): void {
    this.#desk.skip(contracts > 0 ? 1 : -1, Math.abs(contracts), reason);
  }

  /**
   * Bars of a longer frame, "15m", "4h", "1d" or "1w", made of those of the run and seen when they have closed: `readonly day =
   * this.frame("1d")`, then `this.day.close.now`, `this.indicator(ema, this.day.close, 20)`. Days are trade dates, or with `{ hours: "regular" }`
   * their regular hours; they and weeks close at their last price, or with `{ close: "settlement" }` at the last one before settlement. Throws E366 where the text is no frame,
   * E367 where the bars of the run cannot make it. See docs/timeframes.md.
   */
  protected frame(frame: string, { close = "last", hours = "all" }: FrameTerms = {}): Timeframe {
    const longer = this.#context.longer(frame, hours === "regular" ? hours : "trade-date", close);
    return new Timeframe(longer, this.#datesOf(longer.bars), this.#clock);
  }

  /**
   * Computes a column once, over all bars, and lets the strategy see it bar by bar: `this.indicator(ema, this.close,
   * 20)`. A function that returns several columns gives several series by the same names. Columns of a longer frame give
   * series of that frame; columns of two frames in one call are E369.
   */
  protected indicator<A extends readonly unknown[], R extends Column | Columns>(
    compute: (...args: A) => R,
    ...args: Lifted<A>
  ): Seen<R> {
    const plain = args.map((arg) => (arg instanceof Series ? columnOf(arg) : arg));
    const clocks = new Set(args.flatMap((arg) => (arg instanceof Series ? clockOf(arg) : [])));
    if (clocks.size > 1) throw twoFrames(compute.name);
    const result = this.#context.columns.get(compute, plain);
    const [clock = this.#clock] = clocks;
    return see(result, clock) as Seen<R>;
  }

  /**
   * Has a series drawn in the report, and returns it, so that it can wrap a declaration: `this.plot("RSI", this.indicator(rsi, this.close,
   * 14), { pane: "own", levels: [30, 70] })`. `pane` is `"price"`, `"own"` or a name that several lines share; without it the line
   * is drawn over the price if its values lie there, else in a pane of its own. Drawing decides nothing: a run is the same with it and without. E408
   * where it cannot be drawn so, and for two lines of one name.
   */
  protected plot(name: string, series: Series, terms: PlotTerms = {}): Series {
    const { plot, columns } = this.#context;
    const clock = clockOf(series);
    const column = columnOf(series);
    const values =
      clock instanceof LongerClock ? (columns.get(asSeen, [column, clock.seen]) as Column) : column;
    const line = plottedLine(name, values, terms);
    refuseAnother(line, this.#drawn.get(name));
    this.#drawn.set(name, line);
    plot(line);
    return series;
  }

  #datesOf({ tradeDate }: Bars): Column {
    return this.#context.columns.get(widened, [tradeDate]) as Column;
  }

  /**
   * Another strategy as a source of entries: `read()` tells what it would order at this bar if it were flat:
   * 1 buys, -1 sells, 0 nothing. Its own exits and size do not matter here.
   */
  protected follow<T extends ParamSchema>(
    Other: StrategyClass<T>,
    params: Partial<ParamsOf<T>> = {},
  ): Signal {
    const desk = new ListeningDesk();
    const all = { ...defaultsOf(Other.params ?? {}), ...params } as ParamValues;
    const other = new Other({ ...this.#context, desk, params: all, plot: () => {} });
    return {
      read: () => {
        desk.heard = 0;
        other.onBar();
        return desk.heard;
      },
    };
  }
}

function see(result: Column | Columns, clock: Clock): Series | Record<string, Series> {
  if (result instanceof Float64Array) return new Series(result, clock);
  return Object.fromEntries(
    Object.entries(result).map(([name, column]) => [name, new Series(column, clock)]),
  );
}

const twoFrames = (name: string): Fault =>
  new Fault("E369", `${name || "An indicator"} is given columns of two timeframes`, {
    expected: "columns of one: those of the run's own bars, or those of one this.frame(…)",
    why: "Their values do not belong to the same instants.",
    fix: ["an indicator for each, compared in onBar"],
  });

export interface Signal {
  /** Call it once in every bar. */
  read(): 1 | 0 | -1;
}

/** A desk that is always flat and only hears which side the first order of a bar would take. */
class ListeningDesk implements Desk {
  heard: 1 | 0 | -1 = 0;
  readonly position = 0;
  readonly entryPrice = Number.NaN;
  readonly barsHeld = Number.NaN;
  readonly equity = Number.NaN;
  readonly working = 0;
  readonly sizes = false;
  orders(): readonly OrderView[] {
    return [];
  }
  submit(side: 1 | -1, _request: OrderRequest): number {
    if (this.heard === 0) this.heard = side;
    return 0;
  }
  market(side: 1 | -1): number {
    if (this.heard === 0) this.heard = side;
    return 0;
  }
  amend(): boolean {
    return false;
  }
  moveStop(): boolean {
    return false;
  }
  cancel(): boolean {
    return false;
  }
  cancelAll(): void {}
  note(): void {}
  skip(): void {}
}

const describe = (values: Readonly<Record<string, number | string | boolean>>): string =>
  Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(" · ");
