// Which trades did the plan make, had it traded alone?

import { createHash } from "node:crypto";
import { rangesBefore } from "../../broker/conditions.js";
import type { Day, EpochMs, MicroUsd } from "../../domain/money.js";
import type { Side } from "../../domain/order.js";
import type { Signal } from "../../domain/review.js";
import type { Run } from "../../domain/run.js";
import { firstAtLeast } from "../../engine/schedule.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { openTradeOf } from "./open-position.js";

const ATR_BARS = 14;

/**
 * The run's trades that were entered on the dates, in the order of their entries; what is open at its end is marked at the last close.
 * `taken` are the ids that others have: of all signals of a review no two are called the same.
 */
export function signalsOf(run: Run, firstDay: Day, lastDay: Day, taken = new Set<string>()): Signal[] {
  const root = run.inputs.contract.symbol;
  const { tradeDate } = run.bars;
  const atr = rangesBefore(run.bars, ATR_BARS);
  const barAt = barFinder(run.bars.time);
  const all = run.trades.map(
    (trade, place): Signal => ({
      id: signalId(root, trade.side, trade.entryTime, taken),
      place,
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
    const { side, entryTime, funding } = open;
    // Those of its contracts that have left have banked what they made: in the run's totals it stands, and in no trade.
    const { qty, entrySum, exitSum } = openTradeOf(run)!;
    const gross = run.trades.reduce((left, trade) => left - trade.gross, run.totals.gross);
    const bar = barAt(entryTime);
    all.push({
      id: signalId(root, side, entryTime, taken),
      place: null,
      root,
      side,
      qty,
      day: tradeDate[bar]!,
      entryTime,
      exitTime: null,
      entrySum,
      exitSum,
      gross,
      net: gross - openCosts(run) + funding,
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

const SHORTEST = 6;

/**
 * The same signal has the same name whatever else the plan trades, so that it can be spoken of for good: six digits of a hash of contract,
 * side and instant; more where one before it has the same, be it by chance or because both were entered in one bar.
 */
function signalId(root: string, side: Side, time: EpochMs, taken: Set<string>): string {
  for (let again = 0; ; again++) {
    const text = `${root} ${side} ${time}${again === 0 ? "" : ` ${again}`}`;
    const digits = createHash("sha256").update(text).digest("hex");
    for (let length = SHORTEST; length <= digits.length; length++) {
      const id = `s-${digits.slice(0, length)}`;
      if (!taken.has(id)) {
        taken.add(id);
        return id;
      }
    }
  }
}

/** The bar that has opened last at an instant; -1 before the first. */
export const barFinder =
  (time: Float64Array) =>
  (instant: EpochMs): number =>
    firstAtLeast(time, Math.floor(instant) + 1, 0, time.length) - 1;

export const tickValueOf = (run: Run): MicroUsd => instrumentOf(run.inputs.contract).tickValue;
