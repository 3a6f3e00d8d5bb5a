// What are the records of a run in columns?

import { NO_PRICE } from "../../domain/money.js";
import { LIFETIMES, ORDER_KINDS, ORDER_STATES, type OrderColumns } from "../../domain/order.js";
import { type LegColumns, type Run, TRADE_FLAGS, type TradeColumns } from "../../domain/run.js";
import { type DailyColumns, type EventColumns, RUN_EVENT_KINDS } from "./layout.js";

/** Each text once, in the order in which they come. */
export class Texts {
  readonly list: string[] = [];
  readonly #ids = new Map<string, number>();

  constructor(known: readonly string[] = []) {
    for (const text of known) this.id(text);
  }

  id(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.list.push(text) - 1;
      this.#ids.set(text, id);
    }
    return id;
  }
}

/** `from` of a typed array takes several times as long as this loop, and there are fifty columns of thousands of rows. */
function intsOf<Row>(rows: readonly Row[], of: (row: Row) => number): Int32Array {
  const column = new Int32Array(rows.length);
  for (let i = 0; i < rows.length; i++) column[i] = of(rows[i]!);
  return column;
}

function doublesOf<Row>(rows: readonly Row[], of: (row: Row) => number): Float64Array {
  const column = new Float64Array(rows.length);
  for (let i = 0; i < rows.length; i++) column[i] = of(rows[i]!);
  return column;
}

/** `tradeList` makes the same trades of them again. */
export function tradeColumns({ trades }: Pick<Run, "trades">, reasons: Texts): TradeColumns {
  type Trade = Run["trades"][number];
  const ints = (of: (trade: Trade) => number) => intsOf(trades, of);
  const doubles = (of: (trade: Trade) => number) => doublesOf(trades, of);
  let legs = 0;
  return {
    length: trades.length,
    side: Int8Array.from(trades, (trade) => trade.side),
    qty: ints((trade) => trade.qty),
    entryBar: ints((trade) => trade.entryBar),
    exitBar: ints((trade) => trade.exitBar),
    entryTime: doubles((trade) => trade.entryTime),
    exitTime: doubles((trade) => trade.exitTime),
    entrySum: doubles((trade) => trade.entrySum),
    exitSum: doubles((trade) => trade.exitSum),
    gross: doubles((trade) => trade.gross),
    commission: doubles((trade) => trade.costs.commission),
    exchange: doubles((trade) => trade.costs.exchange),
    clearing: doubles((trade) => trade.costs.clearing),
    nfa: doubles((trade) => trade.costs.nfa),
    slippage: doubles((trade) => trade.slippage),
    funding: doubles((trade) => trade.funding),
    net: doubles((trade) => trade.net),
    risk: doubles((trade) => trade.risk ?? Number.NaN),
    mae: doubles((trade) => trade.mae),
    mfe: doubles((trade) => trade.mfe),
    heldMs: doubles((trade) => trade.heldMs),
    leverage: doubles((trade) => trade.leverage),
    entryReason: ints((trade) => reasons.id(trade.entryReason)),
    exitReason: ints((trade) => reasons.id(trade.exitReason)),
    flags: Uint8Array.from(trades, (trade) =>
      trade.flags.reduce((bits, flag) => bits | (1 << TRADE_FLAGS.indexOf(flag)), 0),
    ),
    stake: doubles((trade) => trade.stake),
    firstLeg: ints((trade) => (legs += trade.legs.length) - trade.legs.length),
    legs: legColumns(trades, reasons),
  };
}

function legColumns(trades: Run["trades"], reasons: Texts): LegColumns {
  const all = trades.flatMap((trade) => trade.legs);
  type Leg = (typeof all)[number];
  const ints = (of: (leg: Leg) => number) => intsOf(all, of);
  return {
    length: all.length,
    qty: ints((leg) => leg.qty),
    entry: ints((leg) => leg.entry),
    exit: ints((leg) => leg.exit),
    exitBar: ints((leg) => leg.exitBar),
    exitTime: doublesOf(all, (leg) => leg.exitTime),
    gross: doublesOf(all, (leg) => leg.gross),
    reason: ints((leg) => reasons.id(leg.reason)),
  };
}

/** `orderList` makes the same orders of them again. */
export function orderColumns({ orders }: Pick<Run, "orders">): OrderColumns {
  type Order = Run["orders"][number];
  const texts = new Texts();
  const ints = (of: (order: Order) => number) => intsOf(orders, of);
  return {
    length: orders.length,
    bar: ints((order) => order.bar),
    kind: ints((order) => ORDER_KINDS.indexOf(order.kind)),
    side: ints((order) => order.side),
    qty: ints((order) => order.qty),
    price: ints((order) => order.price ?? NO_PRICE),
    limit: ints((order) => order.limit ?? NO_PRICE),
    asked: doublesOf(orders, (order) => order.asked ?? Number.NaN),
    tif: ints((order) => LIFETIMES.indexOf(order.tif)),
    reason: ints((order) => texts.id(order.reason)),
    parent: ints((order) => order.parent),
    group: ints((order) => (order.group === null ? -1 : texts.id(order.group))),
    reduceOnly: ints((order) => (order.reduceOnly ? 1 : 0)),
    amended: ints((order) => order.amended),
    state: ints((order) => ORDER_STATES.indexOf(order.state)),
    filledQty: ints((order) => order.filledQty),
    endBar: ints((order) => order.endBar),
    endReason: ints((order) => texts.id(order.endReason)),
    texts: texts.list,
  };
}

export function eventColumns({ events }: Pick<Run, "events">): EventColumns {
  const texts = new Texts();
  return {
    length: events.length,
    bar: intsOf(events, (event) => event.bar),
    time: doublesOf(events, (event) => event.time),
    kind: intsOf(events, (event) => RUN_EVENT_KINDS.indexOf(event.kind)),
    text: intsOf(events, (event) => texts.id(event.text)),
    order: intsOf(events, (event) => event.order),
    amount: doublesOf(events, (event) => event.amount),
    texts: texts.list,
  };
}

export function dailyColumns({ daily }: Pick<Run, "daily">): DailyColumns {
  type Row = Run["daily"][number];
  const ints = (of: (row: Row) => number) => intsOf(daily, of);
  const doubles = (of: (row: Row) => number) => doublesOf(daily, of);
  return {
    length: daily.length,
    day: ints((row) => row.day),
    balance: doubles((row) => row.balance),
    variation: doubles((row) => row.variation),
    costs: doubles((row) => row.costs),
    equity: doubles((row) => row.equity),
    close: ints((row) => row.close),
    margin: doubles((row) => row.margin),
    initial: doubles((row) => row.initial),
    position: ints((row) => row.position),
    estimated: ints((row) => (row.estimated ? 1 : 0)),
    excess: doubles((row) => row.excess),
    peak: doubles((row) => row.peak),
    call: doubles((row) => row.call),
    stopOut: doubles((row) => row.stopOut ?? Number.NaN),
    distance: doubles((row) => row.distance ?? Number.NaN),
  };
}
