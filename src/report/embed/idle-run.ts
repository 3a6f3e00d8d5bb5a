// How do bars stand in a file without what was traded on them?

import type { Bars } from "../../domain/bars.js";
import { NO_MOVES } from "../../domain/moves.js";
import type { Run, Trade } from "../../domain/run.js";

/**
 * A run that did nothing over the bars: its blocks are those bars, and whatever else it has is next to nothing. Where not all bars are kept, they
 * are kept around `trades`.
 */
export function idleRun(run: Run, bars: Bars = run.bars, trades: readonly Trade[] = []): Run {
  const { length } = bars;
  const none = Object.fromEntries(
    Object.entries(run.fills).map(([name, column]) => [
      name,
      ArrayBuffer.isView(column) ? (column as Int32Array).subarray(0, 0) : 0,
    ]),
  );
  return {
    ...run,
    bars,
    trades,
    fills: none as unknown as Run["fills"],
    moves: NO_MOVES,
    fundings: null,
    orders: [],
    events: [],
    daily: [],
    open: null,
    plotted: [],
    warnings: [],
    reasons: [],
    equity: new Float64Array(length),
    position: new Int32Array(length),
  };
}
