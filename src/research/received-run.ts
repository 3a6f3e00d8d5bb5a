// What is a run that came from the thread that made it?

import { ordersAsRead } from "../broker/order-columns.js";
import type { Bars } from "../domain/bars.js";
import type { RunData } from "../domain/run.js";
import type { StepResult } from "./step.js";

/** `own`: the bars that its step was sent with. */
export function receivedRun(
  { run, orders, bars, lookAhead, lines }: Extract<StepResult, { kind: "run" }>,
  own: Bars,
): RunData {
  return {
    ...run,
    orders: ordersAsRead(orders, () => run.fills, run.reasons),
    bars: bars ?? own,
    ...(lookAhead && { lookAhead }),
    ...(lines && { lines }),
  };
}
