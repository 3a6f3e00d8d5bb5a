// How does the account stand at the end of a trade date?

import type { Accountant } from "../accountant/accountant.js";
import type { EquityLog } from "../accountant/equity-log.js";
import { initialOf } from "../accountant/margin.js";
import type { Bars } from "../domain/bars.js";
import type { Day, MicroUsd } from "../domain/money.js";
import type { DailyRow } from "../domain/run.js";

/** A lane, as far as its statements go. */
interface Stated {
  readonly accountant: Accountant;
  readonly bars: Bars;
  readonly closes: EquityLog;
  readonly margin: { readonly outstanding: MicroUsd };
}

/** Taken before the next date begins: with the date's own rates, and all that was settled and charged on it. */
export function statement(lane: Stated, day: Day, lastBar: number): DailyRow {
  const { accountant, bars, margin } = lane;
  const equity = lane.closes.at(lastBar);
  const close = bars.closeTicks[lastBar]!;
  const { position } = accountant;
  const initial = initialOf(accountant.margin, position, accountant.valueAt(close));
  const stopOut = accountant.breachPrice();
  return {
    day,
    balance: accountant.cash,
    variation: accountant.dayVariation,
    costs: accountant.dayCosts,
    equity,
    close: close + accountant.offset,
    margin: accountant.maintenanceAt(close),
    initial,
    position,
    estimated: accountant.margin.estimated,
    excess: equity - initial,
    peak: accountant.dayPeak,
    call: margin.outstanding,
    stopOut: stopOut === null ? null : stopOut + accountant.offset,
    distance: stopOut === null ? null : Math.sign(position) * (close - stopOut),
  };
}
