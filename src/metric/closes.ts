// When was the account worth least?

import { type Closes, eachBlock, oncePerRun } from "./metric.js";

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
