// What is an order, and what becomes of it?

import type { Ticks } from "./money.js";

/** +1 buys, -1 sells. A number, so that one formula serves longs and shorts. */
export type Side = 1 | -1;

export type TimeInForce = "GTC" | "DAY";

/** What happens to the stop of the rest when a target fills. */
export type StopMove =
  | { readonly kind: "stay" }
  /** To the entry price, this many ticks to the winning side of it. */
  | { readonly kind: "breakeven"; readonly ticks: Ticks }
  /** To the first tick at which the rest, out again, pays its own costs of both sides. */
  | { readonly kind: "breakevenNet" }
  /** From here on the stop follows the best price of the walk at this distance, from breakeven on where `least` says so. */
  | {
      readonly kind: "trail";
      readonly ticks: Ticks;
      readonly least: "anywhere" | "breakeven" | "breakevenNet";
    };

/** A level of an exit plan: a price, or a distance from the fill. `r` counts in initial risks, so it needs a stop. */
export type ExitLevel =
  | { readonly kind: "price"; readonly at: Ticks }
  | { readonly kind: "distance"; readonly ticks: Ticks }
  | { readonly kind: "r"; readonly multiple: number };

export interface Target {
  readonly at: ExitLevel;
  /** Share of the entry, over 0 to 1. Whole contracts by largest remainder; the last target takes the rest. */
  readonly portion: number;
  readonly then: StopMove;
}

/** What an entry's fill sets in motion. Sized to what actually filled; the first exit to fill shrinks the others. */
export interface ExitPlan {
  readonly stop: ExitLevel | null;
  readonly targets: readonly Target[];
  /** Distance of a stop that trails from the start, or null. */
  readonly trail: Ticks | null;
  /** Leave at the market after this many bars, or null. */
  readonly timeStop: number | null;
}

interface Ticket {
  readonly id: number;
  /** The bar at whose close it was submitted; it is live from the next bar's open. */
  readonly bar: number;
  readonly side: Side;
  readonly qty: number;
  readonly reason: string;
  readonly tif: TimeInForce;
  readonly exit: ExitPlan | null;
}
export interface MarketOrder extends Ticket {
  readonly kind: "market";
}
export interface LimitOrder extends Ticket {
  readonly kind: "limit";
  readonly limit: Ticks;
}
export interface StopOrder extends Ticket {
  readonly kind: "stop";
  readonly trigger: Ticks;
}
/** A market order has no trigger to forget: each kind holds what it needs and nothing else. */
export type Order = MarketOrder | LimitOrder | StopOrder;
export type OrderKind = Order["kind"];

export type OrderState = "working" | "filled" | "cancelled" | "expired" | "rejected";

/** One line of the order log: every order that was ever submitted, and how it ended. */
export interface OrderRecord {
  readonly id: number;
  readonly bar: number;
  readonly kind: OrderKind;
  readonly side: Side;
  readonly qty: number;
  /** Limit or trigger in ticks; null for a market order. */
  readonly price: Ticks | null;
  /** The price as the strategy asked for it, before it was rounded to the grid; null for a market order. */
  readonly asked: number | null;
  readonly reason: string;
  state: OrderState;
  filledQty: number;
  /** The bar in which it ended; -1 while working. */
  endBar: number;
  /** Why it ended as it did, with the numbers; empty while working. */
  endReason: string;
}
