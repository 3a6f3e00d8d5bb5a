// How does a strategy ask for an order?

import type { OrderKind, TimeInForce } from "../domain/order.js";

/**
 * A distance from a price: whole ticks, points, a percentage of it, or so many average true ranges (Wilder's, over
 * `period` bars, 14 unless told) as of the close at which the order is sent. Distances round up to a tick.
 */
export type DistanceRequest =
  | { readonly ticks: number }
  | { readonly points: number }
  | { readonly percent: number }
  | { readonly atr: number; readonly period?: number };

/**
 * A level of an exit plan: a price (5012.25, or a series such as a profile's POC, read at the close at which the order
 * is sent), a distance from the fill, or `r` initial risks away from it, which needs a stop.
 */
export type LevelRequest =
  | number
  | { readonly now: number }
  | { readonly price: number }
  | DistanceRequest
  | { readonly r: number };

/** A stop that follows the best price at a distance; with `from` only once the market has reached that level. */
export type TrailRequest = DistanceRequest & { readonly from?: LevelRequest };

/**
 * Where the stop of the rest goes when this target fills. `{ breakeven: 4 }` locks four ticks beyond the entry, `{ lock:
 * { r: 1 } }` one initial risk; `{ trail: { ticks: 20 }, least: "breakeven" }` follows the best price 20 ticks behind, but
 * from the entry on.
 */
export type StopMoveRequest =
  | "stay"
  | "breakeven"
  | "breakevenNet"
  | { readonly breakeven: number }
  | { readonly lock: { readonly ticks: number } | { readonly points: number } | { readonly r: number } }
  | { readonly trail: number | DistanceRequest; readonly least?: "breakeven" | "breakevenNet" };

/** A take-profit level and its share. */
export interface TargetRequest {
  readonly at: LevelRequest;
  /** Share of the entry; without any the targets share evenly, without that of the last it takes the rest. */
  readonly portion?: number;
  readonly then?: StopMoveRequest;
}

/** What guards a position from the instant it fills. */
export interface ExitRequest {
  readonly stop?: LevelRequest;
  /** Short for `stop: { ticks: … }`. */
  readonly stopTicks?: number;
  /** One target for everything; for several use `targets`. */
  readonly target?: LevelRequest;
  readonly targetTicks?: number;
  readonly targets?: readonly TargetRequest[];
  readonly trail?: TrailRequest;
  /** Short for `trail: { ticks: … }`: the stop follows the best price at this distance from the start. */
  readonly trailTicks?: number;
  /** Leave at the open of the n-th bar after the entry bar. */
  readonly timeStop?: number;
  /** Which target a single contract is for; the first unless told. */
  readonly single?: "first" | "last";
}

/**
 * A market order, unless it says more: `limit` waits for a better price, `stop` for a worse one, `touch` for a better one to
 * trade at the market there, `stop` with `limit` becomes a limit order at the stop, `trail` is a stop that follows, and
 * `at` waits for the session's open or close. Live from the next bar's open.
 */
export interface OrderRequest {
  /**
   * Whole contracts, at least 1; of a contract that trades in parts, a multiple of its `lotSize`. May be left away where a
   * sizing rule says how many.
   */
  readonly qty?: number;
  readonly limit?: number;
  readonly stop?: number;
  readonly touch?: number;
  readonly trail?: DistanceRequest & { readonly from?: number };
  readonly at?: "open" | "close";
  readonly exit?: ExitRequest;
  /** Stands beside the trade in every report. */
  readonly reason?: string;
  /** GTC unless told. DAY ends with the trade date of the first bar that it sees, IOC at the next open, GTD at `until`. */
  readonly tif?: TimeInForce;
  /** Last trade date ("2026-03-20"), or the instant at which it ends (UTC epoch milliseconds). Implies GTD. */
  readonly until?: string | number;
  /** Never opens or turns a position. */
  readonly reduceOnly?: boolean;
  /** A name of one's own: when one order of the name fills, the others are cancelled. */
  readonly oco?: string;
  /** Orders that are sent in the instant in which this one fills. */
  readonly triggers?: readonly TriggeredRequest[];
}
export type TriggeredRequest = OrderRequest & { readonly side: "buy" | "sell" };

/** What of a working order is to change. */
export interface AmendRequest {
  readonly qty?: number;
  readonly limit?: number;
  readonly stop?: number;
  readonly touch?: number;
  readonly trail?: DistanceRequest;
  readonly exit?: ExitRequest;
}

/** A working order as its strategy sees it. */
export interface OrderView {
  readonly id: number;
  readonly kind: OrderKind;
  readonly side: 1 | -1;
  /** Contracts still to fill. */
  readonly left: number;
  /** Where it waits now: limit, trigger, or where a trailing stop stands; NaN without a price. */
  readonly price: number;
  readonly reason: string;
}

/** What a strategy may see and ask of the engine. Money is in dollars, to look at: the books never read it back. */
export interface Desk {
  /** Signed contracts held. */
  readonly position: number;
  /** Average entry price of the open trade; NaN while flat. */
  readonly entryPrice: number;
  /** Bars since the entry bar of the open trade, 0 in the entry bar; NaN while flat. */
  readonly barsHeld: number;
  readonly equity: number;
  /** A risk rule decides how many contracts an order opens. */
  readonly sizes: boolean;
  /** Orders that wait; the exits of plans are not counted. */
  readonly working: number;
  /** The orders that wait, oldest first. */
  orders(): readonly OrderView[];
  submit(side: 1 | -1, request: OrderRequest): number;
  /** The same for an order at the market of which nothing else was said. */
  market(side: 1 | -1, qty: number, exit: ExitRequest | undefined, reason: string | undefined): number;
  amend(id: number, changes: AmendRequest): boolean;
  cancel(id: number): boolean;
  cancelAll(): void;
  /** Puts the stop of every open contract at `price`. */
  moveStop(price: number): boolean;
  note(text: string): void;
  /** Writes down a signal that is not acted upon. */
  skip(side: 1 | -1, qty: number, reason: string): void;
}

/** Only what was given: a word that is there counts as said. */
export function marketRequest(
  qty: number,
  exit: ExitRequest | undefined,
  reason: string | undefined,
): OrderRequest {
  if (exit === undefined) return reason === undefined ? { qty } : { qty, reason };
  return reason === undefined ? { qty, exit } : { qty, exit, reason };
}
