// What do the metrics read of the trades?

import { dataOf } from "../domain/made-of.js";
import type { Run, Trade, TradeColumns } from "../domain/run.js";
import { oncePerRun } from "./metric.js";

/** What the figures of any set of trades take. */
export type TradeResult = Pick<Trade, "side" | "net" | "r" | "bars">;
export interface TradeSet {
  readonly trades: readonly TradeResult[];
}

/**
 * A fresh run's own columns: tens of thousands of trades need not become objects to be summed. Undefined for one that was read back,
 * or made by hand, and for any other set of trades: there they come from the list.
 */
const columnsOf = (of: TradeSet): TradeColumns | undefined => dataOf(of)?.trades;

/** Orders of a run, without a list of them. */
export const orderCount = (run: Run): number => dataOf(run)?.orders.length ?? run.orders.length;

/** Net of the trades in their order: of all, of those above 0 and of those below. */
export interface Nets {
  readonly all: Float64Array;
  readonly won: Float64Array;
  readonly lost: Float64Array;
}

export const netsOf = (of: TradeSet): Nets => nets(of)!;

const nets = oncePerRun((of: TradeSet): Nets => {
  const all = columnsOf(of)?.net ?? Float64Array.from(of.trades, ({ net }) => net);
  return { all, won: all.filter((net) => net > 0), lost: all.filter((net) => net < 0) };
});

export const sidesOf = (of: TradeSet): Int8Array =>
  columnsOf(of)?.side ?? Int8Array.from(of.trades, ({ side }) => side);

/** Bars that each trade touched. */
export function barsOf(of: TradeSet): Int32Array {
  const columns = columnsOf(of);
  if (columns === undefined) return Int32Array.from(of.trades, ({ bars }) => bars);
  const { length, entryBar, exitBar } = columns;
  const bars = new Int32Array(length);
  for (let at = 0; at < length; at++) bars[at] = exitBar[at]! - entryBar[at]! + 1;
  return bars;
}

/** Net ÷ initial risk of the trades that had one. */
export const multiplesOf = (of: TradeSet): Float64Array => multiples(of)!;

const multiples = oncePerRun((of: TradeSet): Float64Array => {
  const columns = columnsOf(of);
  if (columns === undefined) return Float64Array.from(of.trades.flatMap(({ r }) => (r === null ? [] : [r])));
  const { length, net, risk } = columns;
  const found = new Float64Array(length);
  let count = 0;
  for (let at = 0; at < length; at++) if (risk[at]! > 0) found[count++] = net[at]! / risk[at]!;
  return found.subarray(0, count);
});

/** The trades in columns, in their order; what each means stands at `Trade`. */
export type TradeResults = Pick<TradeColumns, "length" | "entryBar" | "net" | "gross" | "mae" | "mfe">;

export const tradeResults = (run: Pick<Run, "trades">): TradeResults => results(run)!;

const results = oncePerRun(
  (run: Pick<Run, "trades">): TradeResults => columnsOf(run) ?? resultsOfList(run.trades),
);

/** Largest notional ÷ equity of each trade. */
export const leverageOfTrades = (run: Run): Float64Array =>
  columnsOf(run)?.leverage ?? Float64Array.from(run.trades, ({ leverage }) => leverage);

const resultsOfList = (trades: readonly Trade[]): TradeResults => ({
  length: trades.length,
  entryBar: Int32Array.from(trades, ({ entryBar }) => entryBar),
  net: Float64Array.from(trades, ({ net }) => net),
  gross: Float64Array.from(trades, ({ gross }) => gross),
  mae: Float64Array.from(trades, ({ mae }) => mae),
  mfe: Float64Array.from(trades, ({ mfe }) => mfe),
});
