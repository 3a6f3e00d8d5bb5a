// Which slippage does a run have, and do its bars say enough for it?

import { type Slippage, slippageOf } from "../broker/slippage.js";
import { refuseWithoutVolume } from "../broker/volume.js";
import type { BacktestSpec } from "./spec.js";

/** E129 where bars without volume cannot say what the terms ask for. */
export function slippageFor({ series, finer, contract, execution, events, own }: BacktestSpec): Slippage {
  refuseWithoutVolume(execution, series.source);
  // What a finer bar is asked for is what traded at a limit; the share of the volume is the bar's own.
  if (finer) refuseWithoutVolume({ ...execution, slippage: 0, participation: null }, finer.source);
  return slippageOf(execution.slippage, {
    bars: series.bars,
    contract,
    timeframeMs: series.source.timeframeMs,
    events: events ?? null,
    own: own ?? null,
  });
}
