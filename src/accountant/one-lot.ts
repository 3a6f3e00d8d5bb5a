// Which prices did a trade of one entry and one exit see?

import type { Bars } from "../domain/bars.js";
import type { FillRow } from "../domain/fill-row.js";
import type { Ticks } from "../domain/money.js";
import { FILL_KINDS } from "../domain/run.js";
import type { OneLot } from "./trade-row.js";
import { type PriceRange, widenBetween } from "./walked.js";

const ROLL = FILL_KINDS.indexOf("roll");

const from = { bar: 0, finer: -1, walk: 0, leg: 0, at: 0 };
const to = { bar: 0, finer: -1, walk: 0, leg: 0, at: 0 };

/** Whether a fill ends the trade of a lot: it takes all its contracts out. */
export const endsWith = ({ side, qty }: OneLot, exit: FillRow): boolean =>
  exit.side !== side && exit.qty >= qty && exit.kind !== ROLL;

/** Sets `range` to all prices that the walk showed from the entry to the exit. */
export function lookBetween(entry: OneLot, exit: FillRow, bars: Bars, range: PriceRange): void {
  const at: Ticks = entry.price - entry.side * entry.slip;
  const out: Ticks = exit.price - exit.side * exit.slip;
  if (entry.leg === 0 && exit.leg === 0 && entry.bar < exit.bar) {
    range.begin(at);
    range.addBars(bars, entry.bar, exit.bar);
    range.add(out);
    return;
  }
  from.bar = entry.bar;
  from.walk = entry.walk;
  from.leg = entry.leg;
  from.at = at;
  to.bar = exit.bar;
  to.walk = exit.walk;
  to.leg = exit.leg;
  to.at = out;
  widenBetween(bars, null, from, to, range);
}
