// What stands in one line of a table of trades?

import { decimalOfMicro, decimalOfTicks, type PriceGrid, quantityOf } from "../domain/money.js";
import type { Side } from "../domain/order.js";
import type { Costs, Trade } from "../domain/run.js";
import { formatInstant } from "../instrument/time.js";
import { averagePrice } from "./format.js";

export interface TradeTerms {
  readonly symbol: string;
  /** Month in which it was entered. */
  readonly contract: string;
  readonly grid: PriceGrid;
  readonly lot: PriceGrid;
}

/** JSON and CSV of the program have it, and the CSV that a page gives. */
export const tradeRow = (trade: Trade, { symbol, contract, grid, lot }: TradeTerms) => ({
  n: trade.n,
  instrument: symbol,
  contract,
  side: directionOf(trade.side),
  qty: quantityOf(trade.qty, lot),
  entryTime: formatInstant(trade.entryTime),
  entryPrice: averagePrice(trade.entrySum, trade.qty, grid),
  exitTime: formatInstant(trade.exitTime),
  exitPrice: averagePrice(trade.exitSum, trade.qty, grid),
  gross: decimalOfMicro(trade.gross),
  costs: decimalOfMicro(totalOf(trade.costs)),
  costParts: costParts(trade.costs),
  slippage: decimalOfMicro(trade.slippage),
  funding: decimalOfMicro(trade.funding),
  net: decimalOfMicro(trade.net),
  risk: trade.risk === null ? null : decimalOfMicro(trade.risk),
  r: finite(trade.r),
  mae: decimalOfMicro(trade.mae),
  mfe: decimalOfMicro(trade.mfe),
  bars: trade.bars,
  heldMs: trade.heldMs,
  leverage: finite(trade.leverage),
  entryReason: trade.entryReason,
  exitReason: trade.exitReason,
  flags: [...trade.flags],
  stake: decimalOfMicro(trade.stake),
  legs: trade.legs.map((leg) => ({
    qty: quantityOf(leg.qty, lot),
    entryPrice: decimalOfTicks(leg.entry, grid),
    exitPrice: decimalOfTicks(leg.exit, grid),
    exitTime: formatInstant(leg.exitTime),
    gross: decimalOfMicro(leg.gross),
    reason: leg.reason,
  })),
});

export const directionOf = (side: Side): "long" | "short" => (side > 0 ? "long" : "short");

export const costParts = ({ commission, exchange, clearing, nfa }: Costs) => ({
  commission: decimalOfMicro(commission),
  exchange: decimalOfMicro(exchange),
  clearing: decimalOfMicro(clearing),
  nfa: decimalOfMicro(nfa),
});

const totalOf = ({ commission, exchange, clearing, nfa }: Costs): number =>
  commission + exchange + clearing + nfa;

/** A ratio that does not exist is null: JSON has no NaN. */
export const finite = (value: number | null): number | null =>
  value !== null && Number.isFinite(value) ? value : null;
