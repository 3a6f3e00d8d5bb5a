// How does the account stand at the end of a trade date?

import type { Accountant } from "../accountant/accountant.js";
import type { Day, MicroUsd, Ticks } from "../domain/money.js";
import type { DailyRow } from "../domain/run.js";

/** Taken before the next date begins: with the date's own rates, and all that was settled and charged on it. */
export function statement(
  accountant: Accountant,
  day: Day,
  equity: MicroUsd,
  close: Ticks,
  call: MicroUsd,
): DailyRow {
  const { position, initial } = accountant;
  const stopOut = accountant.breachPrice();
  return {
    day,
    balance: accountant.cash,
    variation: accountant.dayVariation,
    costs: accountant.dayCosts,
    equity,
    close: close + accountant.offset,
    margin: accountant.maintenance,
    initial,
    position,
    estimated: accountant.margin.estimated,
    excess: equity - initial,
    peak: accountant.dayPeak,
    call,
    stopOut,
    distance: stopOut === null ? null : Math.sign(position) * (close - stopOut),
  };
}
