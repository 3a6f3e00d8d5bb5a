// How does the account stand at the end of a trade date?

import type { Accountant } from "../accountant/accountant.js";
import type { Day, MicroUsd } from "../domain/money.js";
import type { DailyRow } from "../domain/run.js";

/** Taken before the next date begins: with the date's own rates, and all that was settled and charged on it. */
export const statement = (accountant: Accountant, day: Day, equity: MicroUsd): DailyRow => ({
  day,
  balance: accountant.cash,
  variation: accountant.dayVariation,
  costs: accountant.dayCosts,
  equity,
  margin: accountant.maintenance,
  initial: accountant.initial,
  position: accountant.position,
  estimated: accountant.margin.estimated,
});
