// What would a signal have made that never became a fill?

import { contractValue } from "../accountant/value.js";
import { offsetsOf } from "../domain/chain.js";
import { lotsOf, type MicroUsd } from "../domain/money.js";
import type { OrderKind, OrderRecord } from "../domain/order.js";
import type { Run } from "../domain/run.js";
import type { Skipped } from "../domain/skipped.js";
import { quantile } from "../indicator/statistics.js";
import { instrumentOf } from "../instrument/instrument.js";
import { oncePerRun } from "../metric/metric.js";

export interface Hypothetical {
  /** Bars that each is held, or null: to the last bar of its trade date, where the run has no trade to take a holding time from. */
  readonly bars: number | null;
  /** Null where nothing honest can be said: `why` says why. */
  of(order: OrderRecord): MicroUsd | null;
  /** The same of a signal that the strategy let pass: an entry, whatever was held. Null after the last bar. */
  ofSkipped(signal: Skipped & { readonly bar: number }): MicroUsd | null;
}

/** Kinds that are signals as they are sent. A stop only becomes one where its price is reached, and it never was. */
const SIGNALS: ReadonlySet<OrderKind> = new Set([
  "market",
  "limit",
  "market if touched",
  "on open",
  "on close",
]);

/**
 * One rule for all, so that reasons can be compared: as many contracts as were asked for, from the open of the bar after the order to the close
 * as many bars later as this run's own trades lasted at the median; before costs and slippage, with no stop and no target. Null for a stop that was
 * never reached, for what would have closed a position, and after the last bar.
 */
export function hypotheticals(run: Run): Hypothetical {
  const { bars, position } = run;
  const instrument = instrumentOf(run.inputs.contract);
  const offsetAt = offsetsOf(run.chain);
  const held = holding(run);
  const endOf = (first: number): number => {
    if (held !== null) return Math.min(bars.length - 1, first + held.bars - 1);
    let end = first;
    while (end + 1 < bars.length && bars.tradeDate[end + 1] === bars.tradeDate[first]) end++;
    return end;
  };
  const worth = (bar: number, contracts: number): MicroUsd | null => {
    const first = bar + 1;
    if (first >= bars.length) return null;
    // Bars that are adjusted backwards have no jump at a roll: the offset of the entry holds for the exit.
    const offset = offsetAt(first);
    const at = (ticks: number): MicroUsd => contractValue(instrument, ticks + offset);
    return contracts * (at(bars.closeTicks[endOf(first)]!) - at(bars.openTicks[first]!));
  };
  return {
    bars: held === null ? null : held.bars,
    of({ kind, bar, side, qty, reduceOnly, parent }) {
      const closes = reduceOnly || parent !== 0 || side * (position[bar] ?? 0) < 0;
      return closes || !SIGNALS.has(kind) ? null : worth(bar, side * qty);
    },
    ofSkipped: ({ bar, side, qty }) => worth(bar, side * lotsOf(qty, instrument.lot)),
  };
}

const holding = oncePerRun((run: Run): { readonly bars: number } | null => {
  const middle = quantile(Float64Array.from(run.trades, (trade) => trade.bars).sort(), 0.5);
  return middle === null ? null : { bars: Math.max(1, Math.round(middle)) };
});
