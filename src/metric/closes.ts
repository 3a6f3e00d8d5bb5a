// Which figures follow from what a run was worth at each close?

import { deepestPercent, drawdowns } from "./drawdown.js";
import { heldBars, leverageAtCloses } from "./exposure.js";
import { type Closes, eachBlock, oncePerRun } from "./metric.js";

/** Works them out for a run whose trades are still being made up in another thread; they stay known of the whole run. */
export function beginFigures(closes: Closes): void {
  drawdowns(closes);
  deepestPercent(closes);
  leverageAtCloses(closes);
  heldBars(closes);
  leastClose(closes);
}

/** The bar with the least equity at its close, the first of several; 0 where there are none. */
export const leastClose = oncePerRun(({ equity }: Closes): number => {
  const at = { worst: 0 };
  eachBlock(equity.length, (from, to) => seeLeast(at, equity, from, to));
  return at.worst;
});

function seeLeast(at: { worst: number }, equity: Float64Array, from: number, to: number): void {
  let { worst } = at;
  for (let bar = from; bar < to; bar++) if (equity[bar]! < equity[worst]!) worst = bar;
  at.worst = worst;
}
