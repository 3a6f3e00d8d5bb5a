// What becomes of a market order on which nothing hangs but a stop and a target?

import type { Bars } from "../domain/bars.js";
import type { Ticks } from "../domain/money.js";
import type { ExitPlan, MarketOrder, Side } from "../domain/order.js";
import { FILL_KINDS, NO_STOP } from "../domain/run.js";
import type { Margin } from "./account.js";
import type { Book } from "./book.js";
import type { FillLog } from "./fill-log.js";
import { bareHolding, guardedHolding, type Holding } from "./holding.js";
import type { OrderBook } from "./order-log.js";
import type { Positions } from "./positions.js";
import { better } from "./price.js";
import type { Reach } from "./reach.js";
import { type Slippage, slipped } from "./slippage.js";

/** What it writes, and asks. */
export interface SingleParts {
  readonly fills: FillLog;
  readonly orders: OrderBook;
  readonly slippage: Slippage;
  readonly margin: Margin;
  /** Ticks that the walk must trade beyond a limit. */
  readonly through: Ticks;
}

/** In this module V8 knows it for a constant. */
const NONE: Ticks = NO_STOP;
const NEITHER = 0;
const MARKET = FILL_KINDS.indexOf("market");
const STOP_LOSS = FILL_KINDS.indexOf("stop loss");
const TARGET = FILL_KINDS.indexOf("target");

/**
 * The short form of book and positions, for what nearly every order of nearly every strategy is: one market order at a
 * time, at most one entry held, guarded by at most one fixed stop and one target. It says what the broker at large would
 * say, to the last column (`test/engine/single.test.ts` holds the one against the other), without making an object an order.
 *
 * Where a bar asks a question that takes more (stop and target both in its range, an account near its margin, a second
 * order), nothing has been changed yet: it is handed over in the long form, and the broker goes on from there.
 */
export class Single {
  readonly #fills: FillLog;
  readonly #orders: OrderBook;
  readonly #slippage: Slippage;
  readonly #margin: Margin;
  readonly #through: Ticks;
  /** Of the broker: signed contracts, the long form, and what is watched for either. */
  readonly #held: { position: number };
  readonly #book: Book;
  readonly #positions: Positions;
  readonly #reach: Reach;
  // The order that waits for the next open; side 0 where none does.
  #side: Side | 0 = 0;
  #qty = 0;
  #id = 0;
  #bar = 0;
  #reason = "";
  /** Ticks from the fill; 0 where the order has none. */
  #stopTicks = 0;
  #targetTicks = 0;
  // The entry that is held; order 0 where none is.
  #order = 0;
  #fill = 0;
  #entry: Ticks = 0;
  #stop: Ticks = NONE;
  #target: Ticks = NONE;
  #heldStopTicks = 0;
  #heldTargetTicks = 0;

  constructor(
    parts: SingleParts,
    held: { position: number },
    book: Book,
    positions: Positions,
    reach: Reach,
  ) {
    this.#fills = parts.fills;
    this.#orders = parts.orders;
    this.#slippage = parts.slippage;
    this.#margin = parts.margin;
    this.#through = parts.through;
    this.#held = held;
    this.#book = book;
    this.#positions = positions;
    this.#reach = reach;
  }

  get waits(): boolean {
    return this.#side !== 0;
  }
  /** Whether an order without stop and target waits. */
  get waitsBare(): boolean {
    return this.#side !== 0 && this.#stopTicks === 0 && this.#targetTicks === 0;
  }
  /** Price of the newest fill of an order of its own. */
  get entry(): Ticks {
    return this.#entry;
  }
  /** Whether there is anything in it. */
  get active(): boolean {
    return this.#side !== 0 || this.#order !== 0;
  }

  /** Whether no price makes anything happen but that of a stop-out: what waits is an order without stop and target, what is held has neither. */
  get bare(): boolean {
    const guarded = this.#side !== 0 && this.#stopTicks + this.#targetTicks > 0;
    return !guarded && this.#stop === NONE && this.#target === NONE && !this.#busy();
  }
  /** Orders or entries are in the long form. */
  #busy(): boolean {
    return this.#book.working.length > 0 || this.#positions.holdings.length > 0;
  }

  /**
   * Whether a market order with at most a stop and a target can be sent here: nothing else is in its way, and it opens, closes all
   * or reverses, so that one entry at most is held.
   */
  takes(side: Side, qty: number): boolean {
    const { position } = this.#held;
    if (this.#side !== 0 || this.#busy()) return false;
    return position === 0 || (position * side < 0 && qty >= Math.abs(position));
  }

  /** At the close of `bar`: live from the next open, guarded at so many ticks from its fill; 0: by no stop, or no target. */
  send(id: number, bar: number, side: Side, qty: number, reason: string, stop: Ticks, target: Ticks): void {
    this.#id = id;
    this.#bar = bar;
    this.#side = side;
    this.#qty = qty;
    this.#reason = reason;
    this.#stopTicks = stop;
    this.#targetTicks = target;
    this.#reach.due = bar + 1;
    this.#reach.looks++;
  }

  /** Sets `reach` to the nearest prices at which something happens. */
  nearest(reach: Reach, stopOut: Ticks): void {
    const { position } = this.#held;
    let below = Number.NEGATIVE_INFINITY;
    let above = Number.POSITIVE_INFINITY;
    if (position > 0) {
      if (this.#stop !== NONE) below = this.#stop;
      if (stopOut > below) below = stopOut;
      if (this.#target !== NONE) above = this.#target + this.#through;
    } else if (position < 0) {
      if (this.#stop !== NONE) above = this.#stop;
      if (stopOut < above) above = stopOut;
      if (this.#target !== NONE) below = this.#target - this.#through;
    }
    reach.above = above;
    reach.below = below;
    reach.due = this.#side === 0 ? Number.POSITIVE_INFINITY : this.#bar + 1;
  }

  /**
   * Walks a bar: `walk` is the extreme that comes first. False, and nothing changed, where that takes the whole broker.
   */
  walk(bar: number, bars: Bars, walk: 0 | 1): boolean {
    if (this.#side !== 0) return this.#enter(bar, bars, walk);
    const { position } = this.#held;
    const stopOut = this.#margin.stopOut();
    const high = bars.highTicks[bar]!;
    const low = bars.lowTicks[bar]!;
    if (position > 0 ? low <= stopOut : high >= stopOut) return false;
    const touched = this.#touched(position > 0 ? 1 : -1, this.#stop, this.#target, high, low);
    if (touched === BOTH) return false;
    if (touched !== NEITHER) this.#leave(bar, bars.openTicks[bar]!, walk, touched);
    return true;
  }

  /** An order without stop and target fills at the open: all that a bar can do with it but stop it out. False, and nothing changed, where it has one, or that takes more. */
  enterBare(bar: number, bars: Bars, walk: 0 | 1): boolean {
    const margin = this.#margin;
    // The slippage may be a model of one's own, which is not to be asked in vain.
    if (this.#stopTicks > 0 || this.#targetTicks > 0 || margin.booksBare !== true) return false;
    const side = this.#side as Side;
    const qty = this.#qty;
    const open = bars.openTicks[bar]!;
    const slip = this.#slippage.ticks(bar, side, qty, open);
    const price = slipped(side, open, slip);
    const worst = side === 1 ? bars.lowTicks[bar]! : bars.highTicks[bar]!;
    if (margin.bookBare(side, qty, price, worst, bar) !== true) return false;
    const id = this.#id;
    const held = this.#held;
    const { position } = held;
    const signed = side * qty;
    this.#order = qty > Math.abs(position) ? id : 0;
    held.position = position + signed;
    this.#side = 0;
    this.#fill = this.#fills.length;
    this.#entry = price;
    this.#stop = NONE;
    this.#target = NONE;
    this.#heldStopTicks = 0;
    this.#heldTargetTicks = 0;
    this.#fills.addMarket(bar, id, signed, price, slip, walk, this.#reason);
    if (this.#orders.filledBy(this.#fill, bar) !== true) this.#orders.filled(id, bar);
    return true;
  }

  /** The order fills at the open; whatever that needs, and the rest of the bar, is looked at before. */
  #enter(bar: number, bars: Bars, walk: 0 | 1): boolean {
    const slippage = this.#slippage;
    const through = this.#through;
    const margin = this.#margin;
    const side = this.#side as Side;
    const qty = this.#qty;
    const open = bars.openTicks[bar]!;
    const opening = qty - Math.abs(this.#held.position);
    const slip = slippage.ticks(bar, side, qty, open);
    const price = slipped(side, open, slip);
    let stop: Ticks = NONE;
    let target: Ticks = NONE;
    let touched = NEITHER;
    if (opening > 0) {
      const worst = side === 1 ? bars.lowTicks[bar]! : bars.highTicks[bar]!;
      if (!margin.carries(side, qty, price, worst)) return false;
      if (this.#stopTicks > 0) stop = price - side * this.#stopTicks;
      if (this.#targetTicks > 0) target = price + side * this.#targetTicks;
      // Slippage may carry the entry past its own levels: those are met at the open already.
      if (stop !== NONE && side * (open - stop) <= 0) return false;
      if (target !== NONE && side * (target + side * through - open) <= 0) return false;
      if (stop !== NONE || target !== NONE)
        touched = this.#touched(side, stop, target, bars.highTicks[bar]!, bars.lowTicks[bar]!);
      if (touched === BOTH) return false;
    }
    const id = this.#id;
    this.#side = 0;
    this.#order = opening > 0 ? id : 0;
    this.#fill = this.#fills.length;
    this.#entry = price;
    this.#stop = stop;
    this.#target = target;
    this.#heldStopTicks = this.#stopTicks;
    this.#heldTargetTicks = this.#targetTicks;
    this.#record(bar, side, qty, price, slip, walk, 0, MARKET, this.#reason, id, stop, false);
    this.#orders.filled(id, bar);
    if (touched !== NEITHER) this.#leave(bar, open, walk, touched);
    return true;
  }

  /** What the range of a bar reaches. */
  #touched(side: Side, stop: Ticks, target: Ticks, high: Ticks, low: Ticks): number {
    const through = this.#through;
    const stops = stop !== NONE && (side === 1 ? low <= stop : high >= stop);
    const gains = target !== NONE && (side === 1 ? high >= target + through : low <= target - through);
    return stops ? (gains ? BOTH : STOP_LOSS) : gains ? TARGET : NEITHER;
  }

  #leave(bar: number, open: Ticks, walk: 0 | 1, kind: number): void {
    const slippage = this.#slippage;
    const through = this.#through;
    const { position } = this.#held;
    const side: Side = position > 0 ? -1 : 1;
    const qty = Math.abs(position);
    const order = this.#order;
    const losing = kind === STOP_LOSS;
    const met = losing ? this.#stop : this.#target - side * through;
    // A gap has passed the level before anything traded; else the leg that ends at the extreme beyond it.
    const gap = losing ? side * (open - met) >= 0 : side * (met - open) >= 0;
    const beyond = losing === (side === 1) ? 0 : 1;
    const leg = gap ? 0 : walk === beyond ? 1 : 2;
    const at = losing ? (gap ? open : met) : better(side, this.#target, open);
    const slip = losing ? slippage.ticks(bar, side, qty, at) : 0;
    this.#order = 0;
    this.#stop = NONE;
    this.#target = NONE;
    const price = slipped(side, at, slip);
    this.#record(bar, side, qty, price, slip, walk, leg, kind, FILL_KINDS[kind]!, order, NONE, !losing);
  }

  #record(
    bar: number,
    side: Side,
    qty: number,
    price: Ticks,
    slip: Ticks,
    walk: 0 | 1,
    leg: number,
    kind: number,
    reason: string,
    order: number,
    stop: Ticks,
    maker: boolean,
  ): void {
    this.#held.position += side * qty;
    this.#fills.add(bar, -1, order, side, qty, price, slip, walk, leg, kind, reason, stop, maker);
    this.#margin.booked(side, qty, price, bar, maker, order);
  }

  // ── handing over ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** What is in it goes into the long form. False where that was nothing. */
  settle(): boolean {
    if (!this.active) return false;
    const holding = this.#holding();
    if (holding !== null) this.#positions.add(holding);
    const order = this.#waiting();
    if (order !== null) this.#book.submit(order, order.bar + 1);
    this.#order = 0;
    this.#stop = NONE;
    this.#target = NONE;
    this.#side = 0;
    return true;
  }

  #holding(): Holding | null {
    if (this.#order === 0) return null;
    const { position } = this.#held;
    const side: Side = position > 0 ? 1 : -1;
    const qty = Math.abs(position);
    const plan = planOf(this.#heldStopTicks, this.#heldTargetTicks);
    if (plan === null) return bareHolding(this.#order, this.#fill, side, this.#entry, qty);
    // It was entered in an earlier bar: all that trades from now on comes after it.
    return guardedHolding(this.#order, this.#fill, side, this.#entry, qty, 0, plan, [qty], 0, Number.NaN);
  }

  #waiting(): MarketOrder | null {
    const side = this.#side;
    if (side === 0) return null;
    return {
      kind: "market",
      id: this.#id,
      bar: this.#bar,
      side,
      qty: this.#qty,
      reason: this.#reason,
      life: GTC,
      exit: planOf(this.#stopTicks, this.#targetTicks),
      reduceOnly: false,
      group: null,
      triggers: [],
    };
  }
}

/** Stop and target: no kind of fill has that number. */
const BOTH = -1;
const GTC = { tif: "GTC" } as const;

function planOf(stopTicks: Ticks, targetTicks: Ticks): ExitPlan | null {
  if (stopTicks === 0 && targetTicks === 0) return null;
  return {
    stop: stopTicks === 0 ? null : { kind: "distance", ticks: stopTicks },
    targets:
      targetTicks === 0
        ? []
        : [{ at: { kind: "distance", ticks: targetTicks }, portion: 1, then: { kind: "stay" } }],
    trail: null,
    timeStop: null,
    single: "first",
  };
}
