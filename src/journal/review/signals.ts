// Which trades did the plan make, had it traded alone?

import { createHash } from "node:crypto";
import { rangesBefore } from "../../broker/conditions.js";
import type { Day, EpochMs, MicroUsd } from "../../domain/money.js";
import type { Side } from "../../domain/order.js";
import type { Signal } from "../../domain/review.js";
import type { Run } from "../../domain/run.js";
import { firstAtLeast } from "../../engine/schedule.js";
import { instrumentOf } from "../../instrument/instrument.js";

const ATR_BARS = 14;

/** The run's trades that were entered on the dates, in the order of their entries; what is open at its end is marked at the last close. */
export function signalsOf(run: Run, firstDay: Day, lastDay: Day): Signal[] {
  const root = run.inputs.contract.symbol;
  const { tradeDate } = run.bars;
  const atr = rangesBefore(run.bars, ATR_BARS);
  const barAt = barFinder(run.bars.time);
  const all = run.trades.map(
    (trade): Signal => ({
      id: signalId(root, trade.side, trade.entryTime),
      root,
      side: trade.side,
      qty: trade.qty,
      day: tradeDate[trade.entryBar]!,
      entryTime: trade.entryTime,
      exitTime: trade.exitTime,
      entrySum: trade.entrySum,
      exitSum: trade.exitSum,
      gross: trade.gross,
      net: trade.net,
      entryReason: trade.entryReason,
      exitReason: trade.exitReason,
      atr: atr[trade.entryBar]!,
    }),
  );
  const { open } = run;
  if (open !== null) {
    const { side, qty, entryTime, entrySum, profit } = open;
    const bar = barAt(entryTime);
    const close = run.bars.closeTicks[run.bars.length - 1]!;
    const costs = openCosts(run);
    all.push({
      id: signalId(root, side, entryTime),
      root,
      side,
      qty,
      day: tradeDate[bar]!,
      entryTime,
      exitTime: null,
      entrySum,
      exitSum: close * qty,
      gross: profit,
      net: profit - costs + open.funding,
      entryReason: "",
      exitReason: "still open",
      atr: atr[bar]!,
    });
  }
  return all.filter(({ day }) => day >= firstDay && day <= lastDay);
}

/** What the fills of an open position cost so far: all costs less those of the trades that are over. */
function openCosts(run: Run): MicroUsd {
  const sum = ({ commission, exchange, clearing, nfa }: Run["totals"]["costs"]): MicroUsd =>
    commission + exchange + clearing + nfa;
  return run.trades.reduce((left, trade) => left - sum(trade.costs), sum(run.totals.costs));
}

/** The same signal has the same name whatever else the plan trades, so that a note can name it for good. */
export const signalId = (root: string, side: Side, time: EpochMs): string =>
  `s-${createHash("sha256").update(`${root} ${side} ${time}`).digest("hex").slice(0, 6)}`;

/** The bar that has opened last at an instant; -1 before the first. */
export const barFinder =
  (time: Float64Array) =>
  (instant: EpochMs): number =>
    firstAtLeast(time, Math.floor(instant) + 1, 0, time.length) - 1;

export const tickValueOf = (run: Run): MicroUsd => instrumentOf(run.inputs.contract).tickValue;
