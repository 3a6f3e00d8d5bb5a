// How large was the position, measured by the account's money?

import type { PageData } from "../../src/report/embed/layout.js";
import { chartTicks } from "../../src/report/embed/layout.js";
import type { Points } from "./account-line.js";
import type { Candles } from "./buckets.js";
import type { Stretch } from "./source.js";
import { lastAtOrBefore } from "./view.js";

export interface LeverageLine {
  /** First bar of each value, which holds until the next one; at last where the bars end. */
  readonly x: Float64Array;
  /** Notional ÷ equity, below 0 where the position is short. */
  readonly y: Float64Array;
  /** Regardless of the side. */
  readonly most: number;
}

/**
 * At the close of each bar; from afar, of each stretch of bars its largest position at its last close and the equity there.
 * NaN where nothing is left to measure it by.
 */
export function leverageLine(
  { meta, position }: Pick<PageData, "meta" | "position">,
  candles: Candles,
  stretch: Stretch | null,
  { x: equityBar, equity }: Points,
): LeverageLine {
  const { length } = candles;
  const { bar: changed, qty, length: changes } = position;
  const x = new Float64Array(length + 1);
  const y = new Float64Array(length + 1);
  let highest = 0;
  let change = length === 0 ? 0 : lastAtOrBefore(changed, changes, candles.bar[0]!);
  let point = 0;
  for (let k = 0; k < length; k++) {
    const first = candles.bar[k]!;
    const last = first + candles.span[k]! - 1;
    let held = change < 0 ? 0 : qty[change]!;
    let most = held < 0 ? -held : held;
    while (change + 1 < changes && changed[change + 1]! <= last) {
      const now = qty[++change]!;
      const size = now < 0 ? -now : now;
      // What was held when the stretch began counts too, unless it changed at once.
      if (size > most || changed[change] === first) {
        held = now;
        most = size;
      }
    }
    while (point + 1 < equityBar.length && equityBar[point + 1]! <= last + 1) point++;
    const money =
      stretch === null
        ? equity[point]!
        : stretch.slice.equity[Math.min(last, stretch.slice.to - 1) - stretch.slice.from]!;
    x[k] = first;
    y[k] = held === 0 ? 0 : Math.sign(held) * leverageOf(meta, held, candles.close[k]!, last, money);
    if (Math.abs(y[k]!) > highest) highest = Math.abs(y[k]!);
  }
  if (length > 0) {
    x[length] = candles.bar[length - 1]! + candles.span[length - 1]!;
    y[length] = y[length - 1]!;
  }
  return { x, y, most: highest };
}

/** By the price of the contract that was held: bars may be adjusted. NaN without equity. */
export const leverageOf = (
  meta: PageData["meta"],
  lots: number,
  close: number,
  bar: number,
  equity: number,
): number =>
  equity > 0
    ? (Math.abs(lots) * Math.abs(close - chartTicks(meta, 0, bar)) * meta.tickValue) / equity
    : Number.NaN;
