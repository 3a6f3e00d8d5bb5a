// What do the columns say of each trade?

import type { Side } from "../domain/order.js";
import {
  type Leg,
  type LegColumns,
  TRADE_FLAGS,
  type Trade,
  type TradeColumns,
  type TradeFlag,
} from "../domain/run.js";

/** One record a trade, in the order of their entries. */
export function tradeList(trades: TradeColumns, reasons: readonly string[]): Trade[] {
  // As they are, where they are made on reading.
  const columns = { ...trades };
  const { length, legs } = columns;
  return Array.from({ length }, (_, at): Trade => {
    const risk = columns.risk[at]!;
    const net = columns.net[at]!;
    const end = at + 1 < length ? columns.firstLeg[at + 1]! : legs.length;
    return {
      n: at + 1,
      side: columns.side[at] as Side,
      qty: columns.qty[at]!,
      entryBar: columns.entryBar[at]!,
      exitBar: columns.exitBar[at]!,
      entryTime: columns.entryTime[at]!,
      exitTime: columns.exitTime[at]!,
      entrySum: columns.entrySum[at]!,
      exitSum: columns.exitSum[at]!,
      gross: columns.gross[at]!,
      costs: {
        commission: columns.commission[at]!,
        exchange: columns.exchange[at]!,
        clearing: columns.clearing[at]!,
        nfa: columns.nfa[at]!,
      },
      slippage: columns.slippage[at]!,
      funding: columns.funding[at]!,
      net,
      risk: Number.isNaN(risk) ? null : risk,
      r: risk > 0 ? net / risk : null,
      mae: columns.mae[at]!,
      mfe: columns.mfe[at]!,
      bars: columns.exitBar[at]! - columns.entryBar[at]! + 1,
      heldMs: columns.heldMs[at]!,
      leverage: columns.leverage[at]!,
      entryReason: reasons[columns.entryReason[at]!]!,
      exitReason: reasons[columns.exitReason[at]!]!,
      flags: FLAG_LISTS[columns.flags[at]!]!,
      stake: columns.stake[at]!,
      legs: legList(legs, columns.firstLeg[at]!, end, reasons),
    };
  });
}

function legList(legs: LegColumns, from: number, to: number, reasons: readonly string[]): Leg[] {
  const list: Leg[] = [];
  for (let at = from; at < to; at++) {
    list.push({
      qty: legs.qty[at]!,
      entry: legs.entry[at]!,
      exit: legs.exit[at]!,
      exitBar: legs.exitBar[at]!,
      exitTime: legs.exitTime[at]!,
      gross: legs.gross[at]!,
      reason: reasons[legs.reason[at]!]!,
    });
  }
  return list;
}

/** Every combination once: thousands of trades share a handful of lists. */
const FLAG_LISTS: readonly (readonly TradeFlag[])[] = Array.from(
  { length: 1 << TRADE_FLAGS.length },
  (_, bits) => TRADE_FLAGS.filter((_, k) => (bits & (1 << k)) !== 0),
);
