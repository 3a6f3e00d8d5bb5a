// What is an order, and what becomes of it?

import type { Day, EpochMs, Ticks } from "./money.js";

/** +1 buys, -1 sells. A number, so that one formula serves longs and shorts. */
export type Side = 1 | -1;

/** A distance that follows the best price: fixed ticks, or a percentage of that price. */
export type Trail =
  | { readonly kind: "ticks"; readonly ticks: Ticks }
  | {
      readonly kind: "percent";
      readonly percent: number;
      /** What the contract's own price lies above the one in the bars, in ticks: a percentage is one of the former. None: 0. */
      readonly offset?: Ticks;
    };

/** What happens to the stop of the rest when a target fills. It never moves back. */
export type StopMove =
  | { readonly kind: "stay" }
  /** To the entry price, this many ticks to the winning side of it. */
  | { readonly kind: "breakeven"; readonly ticks: Ticks }
  /** To the first tick at which the rest, out again, pays its own costs of both sides. */
  | { readonly kind: "breakevenNet" }
  /** To the entry price and this many initial risks beyond it. */
  | { readonly kind: "lockR"; readonly multiple: number }
  /** From here on the stop follows the best price of the walk at this distance, from breakeven on where `least` says so. */
  | {
      readonly kind: "trail";
      readonly trail: Trail;
      readonly least: "anywhere" | "breakeven" | "breakevenNet";
    };

/** A level of an exit plan: a price, or a distance from the fill. `r` counts in initial risks, so it needs a stop. */
export type ExitLevel =
  | { readonly kind: "price"; readonly at: Ticks }
  | { readonly kind: "distance"; readonly ticks: Ticks }
  | { readonly kind: "percent"; readonly percent: number; readonly offset?: Ticks }
  | { readonly kind: "r"; readonly multiple: number };

export interface Target {
  readonly at: ExitLevel;
  /** Share of the entry, over 0 to 1. Whole contracts by largest remainder; the last target takes the rest. */
  readonly portion: number;
  readonly then: StopMove;
}

/** A stop that trails; with `from` only once the walk has reached that level. */
export interface TrailPlan {
  readonly trail: Trail;
  readonly from: ExitLevel | null;
}

/** What an entry's fill sets in motion. Sized to what actually filled; the first exit to fill shrinks the others. */
export interface ExitPlan {
  readonly stop: ExitLevel | null;
  readonly targets: readonly Target[];
  readonly trail: TrailPlan | null;
  /** Leave at the market after this many bars, or null. */
  readonly timeStop: number | null;
  /** Which target a single contract is for. */
  readonly single: "first" | "last";
}

/** How long an order that waits may wait. A DAY order belongs to the trade date of the first bar that it sees. */
export type Lasting =
  | { readonly tif: "GTC" }
  | { readonly tif: "DAY" }
  | { readonly tif: "GTD"; readonly lastDay: Day }
  | { readonly tif: "GTD"; readonly until: EpochMs };
/** Immediate or cancel: what the next open does not give is given up. Not for orders that wait for a price. */
export type Lifetime = Lasting | { readonly tif: "IOC" };
export type TimeInForce = Lifetime["tif"];

interface Ticket<L extends Lifetime> {
  readonly id: number;
  /** The bar at whose close it was submitted; it is live from the next bar's open. */
  readonly bar: number;
  readonly side: Side;
  readonly qty: number;
  readonly reason: string;
  readonly life: L;
  readonly exit: ExitPlan | null;
  /** Only ever takes contracts out: it fills at most what is held against it, and goes when nothing is. */
  readonly reduceOnly: boolean;
  /** One cancels other: when one order of a group fills, the others are cancelled. */
  readonly group: string | null;
  /** One triggers other: these wait, held back, until this order fills. */
  readonly triggers: readonly Order[];
}
export interface MarketOrder extends Ticket<Lifetime> {
  readonly kind: "market";
}
export interface LimitOrder extends Ticket<Lifetime> {
  readonly kind: "limit";
  readonly limit: Ticks;
}
export interface StopOrder extends Ticket<Lasting> {
  readonly kind: "stop";
  readonly trigger: Ticks;
}
/** At its trigger it becomes a limit order. The limit is the trigger or lies beyond it. */
export interface StopLimitOrder extends Ticket<Lasting> {
  readonly kind: "stop limit";
  readonly trigger: Ticks;
  readonly limit: Ticks;
}
/** Waits for a better price like a limit order, and takes what the market then gives. */
export interface TouchOrder extends Ticket<Lasting> {
  readonly kind: "market if touched";
  readonly trigger: Ticks;
}
/** A stop that follows the best price since it became live, or since the walk reached `activation`. */
export interface TrailingOrder extends Ticket<Lasting> {
  readonly kind: "trailing stop";
  readonly trail: Trail;
  readonly activation: Ticks | null;
  /** The close at which it was submitted, from which it follows. */
  readonly from: Ticks;
}
/** At the open of the next trade date. */
export interface OnOpenOrder extends Ticket<Lasting> {
  readonly kind: "on open";
}
/** At the close of the trade date in which it is live. */
export interface OnCloseOrder extends Ticket<Lasting> {
  readonly kind: "on close";
}
/** A market order has no trigger to forget: each kind holds what it needs and nothing else. */
export type Order =
  | MarketOrder
  | LimitOrder
  | StopOrder
  | StopLimitOrder
  | TouchOrder
  | TrailingOrder
  | OnOpenOrder
  | OnCloseOrder;
export type OrderKind = Order["kind"];

// Kept in this order: logs count on it.
export const ORDER_KINDS = [
  "market",
  "limit",
  "stop",
  "stop limit",
  "market if touched",
  "trailing stop",
  "on open",
  "on close",
] as const satisfies readonly OrderKind[];
export const LIFETIMES = ["GTC", "DAY", "GTD", "IOC"] as const satisfies readonly TimeInForce[];
export const ORDER_STATES = ["working", "filled", "cancelled", "expired", "rejected"] as const;
export type OrderState = (typeof ORDER_STATES)[number];

/** One line of the order log: every order that was ever submitted, and how it ended. */
export interface OrderRecord {
  readonly id: number;
  readonly bar: number;
  readonly kind: OrderKind;
  readonly side: Side;
  /** As it was last amended. */
  readonly qty: number;
  /** Limit, trigger, or activation of a trailing stop, in ticks; null for orders without a price. As last amended. */
  readonly price: Ticks | null;
  /** The limit of a stop-limit order; null for all others. */
  readonly limit: Ticks | null;
  /** The price as the strategy asked for it, before it was rounded to the grid; null where it named none. */
  readonly asked: number | null;
  readonly tif: TimeInForce;
  readonly reason: string;
  /** Order that triggers this one, or 0. */
  readonly parent: number;
  /** Group of orders of which one cancels the others, or null. */
  readonly group: string | null;
  readonly reduceOnly: boolean;
  /** How often it was amended. */
  readonly amended: number;
  readonly state: OrderState;
  readonly filledQty: number;
  /** The bar in which it ended; -1 while working. */
  readonly endBar: number;
  /** Why it ended as it did, with the numbers; empty while working. */
  readonly endReason: string;
}

/** The order log in columns, by rising id from 1. Prices are NO_PRICE, `asked` is NaN and texts are -1 where there is none. */
export interface OrderColumns {
  readonly length: number;
  readonly bar: Int32Array;
  /** Index into `ORDER_KINDS`. */
  readonly kind: Int32Array;
  readonly side: Int32Array;
  readonly qty: Int32Array;
  readonly price: Int32Array;
  readonly limit: Int32Array;
  readonly asked: Float64Array;
  /** Index into `LIFETIMES`. */
  readonly tif: Int32Array;
  /** Index into `texts`, as are `group` and `endReason`. */
  readonly reason: Int32Array;
  readonly parent: Int32Array;
  readonly group: Int32Array;
  readonly reduceOnly: Int32Array;
  readonly amended: Int32Array;
  /** Index into `ORDER_STATES`. */
  readonly state: Int32Array;
  readonly filledQty: Int32Array;
  readonly endBar: Int32Array;
  readonly endReason: Int32Array;
  readonly texts: readonly string[];
}
