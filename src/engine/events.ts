// What happened in a bar that a reader must hear of?

import type { Bars } from "../domain/bars.js";
import type { MicroUsd } from "../domain/money.js";
import type { RunEvent } from "../domain/run.js";

/** A lane, as far as its events go. */
export interface Eventful {
  readonly bars: Bars;
  readonly events: RunEvent[];
}

/** What is due after the last bar is written down at that bar. */
export function noteEvent(
  { bars, events }: Eventful,
  bar: number,
  kind: RunEvent["kind"],
  text: string,
  amount: MicroUsd = 0,
  order = 0,
): void {
  const at = Math.min(bar, bars.length - 1);
  events.push({ bar: at, time: bars.time[at]!, kind, text, order, amount });
}
