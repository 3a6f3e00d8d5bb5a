// How does a strategy ask for an order?

import type { TimeInForce } from "../domain/order.js";

/**
 * Where the stop of the rest goes when this target fills. `{ breakeven: 4 }` locks four ticks beyond the entry;
 * `{ trail: 20, least: "breakeven" }` follows the best price 20 ticks behind, but from the entry on.
 */
export type StopMoveRequest =
  | "stay"
  | "breakeven"
  | "breakevenNet"
  | { readonly breakeven: number }
  | { readonly trail: number; readonly least?: "breakeven" | "breakevenNet" };

/** A take-profit level: exactly one of `price`, `ticks` (from the fill) and `r` (initial risks, needs a stop). */
export interface TargetRequest {
  readonly price?: number;
  readonly ticks?: number;
  readonly r?: number;
  /** Share of the entry; without any the targets share evenly, without that of the last it takes the rest. */
  readonly portion?: number;
  readonly then?: StopMoveRequest;
}

/** What guards a position from the instant it fills. Give prices or ticks from the fill, not both. */
export interface ExitRequest {
  readonly stop?: number;
  readonly stopTicks?: number;
  /** One target for everything; for several use `targets`. */
  readonly target?: number;
  readonly targetTicks?: number;
  readonly targets?: readonly TargetRequest[];
  /** The stop follows the best price at this distance from the start. */
  readonly trailTicks?: number;
  /** Leave at the open of the n-th bar after the entry bar. */
  readonly timeStop?: number;
}

/** A market order, or a limit order with `limit`, or a stop order with `stop`. Live from the next bar's open. */
export interface OrderRequest {
  /** Whole contracts, at least 1. */
  readonly qty: number;
  readonly limit?: number;
  readonly stop?: number;
  readonly exit?: ExitRequest;
  /** Stands beside the trade in every report. */
  readonly reason?: string;
  /** DAY orders expire with the trade date. */
  readonly tif?: TimeInForce;
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
  /** Limit and stop orders that wait, entries and exits of plans not counted. */
  readonly working: number;
  submit(side: 1 | -1, request: OrderRequest): number;
  cancel(id: number): boolean;
  cancelAll(): void;
  note(text: string): void;
}
