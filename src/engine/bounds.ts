// How much of the result hangs on what the bars do not say?

import type { PathModel } from "../domain/execution.js";
import type { MicroUsd } from "../domain/money.js";
import type { Bounds } from "../domain/run.js";
import { ColumnCache } from "../strategy/columns.js";
import { StrategyFailure } from "../strategy/failure.js";
import { type BacktestSpec, Lane } from "./backtest.js";

/** What the trades say of ambiguous bars is counted of them. */
export type RunBounds = Omit<Bounds, "ambiguousTrades">;

/**
 * Net under the pessimistic and the optimistic walk. A run without an ambiguous bar is its own bound; otherwise the
 * whole run is made again under the other path, since an early difference changes what the strategy does later: for whoever asks.
 */
export function boundsOf(spec: BacktestSpec, columns: ColumnCache, lane: Lane): () => RunBounds {
  const ambiguousBars = lane.ambiguous.size;
  // Whoever keeps many runs must not keep their indicators for a question that may never come.
  const kept = new WeakRef(columns);
  const other = (path: PathModel): MicroUsd =>
    rerun({ ...spec, columns: kept.deref() ?? new ColumnCache() }, path, lane);
  const netOf = (path: PathModel): MicroUsd =>
    path === spec.execution.path || ambiguousBars === 0 ? netResult(lane) : other(path);
  return () => ({ ambiguousBars, adverseNet: netOf("adverse"), favourableNet: netOf("favourable") });
}

/** Where nobody walks the other way. */
export function ownBounds(lane: Lane): () => RunBounds {
  const net = netResult(lane);
  return () => ({ ambiguousBars: lane.ambiguous.size, adverseNet: net, favourableNet: net });
}

function rerun(spec: BacktestSpec, path: PathModel, lane: Lane): MicroUsd {
  try {
    const other = new Lane({ ...spec, execution: { ...spec.execution, path } });
    other.runToEnd();
    return netResult(other);
  } catch (error) {
    // A strategy that fails only on the path not taken must not take the run down that it finished.
    if (!(error instanceof StrategyFailure)) throw error;
    lane.warnings.push(`The ${path} path could not be run to its end: ${error.message}`);
    return netResult(lane);
  }
}

/** Transfers are the owner's money, not a result. */
export const netResult = (lane: Lane): MicroUsd =>
  lane.closes.at(lane.length - 1) - lane.spec.account.cash - lane.cash.sums().transfers;
