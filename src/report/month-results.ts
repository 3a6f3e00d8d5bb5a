// What did each contract month bring?

import { costsByFill } from "../accountant/books.js";
import { sumOf } from "../accountant/costs.js";
import { contractValue } from "../accountant/value.js";
import type { Chain } from "../domain/chain.js";
import type { MicroUsd } from "../domain/money.js";
import { FILL_KINDS, type Run } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";

export interface MonthResult {
  readonly fills: number;
  /** Bought and sold in the month at its prices; what is still held at the end is marked at the last close. */
  readonly gross: MicroUsd;
  readonly costs: MicroUsd;
}

const ROLL = FILL_KINDS.indexOf("roll");

/** All contracts that come into a month leave it again, by fills, a roll or final settlement: their values say what it brought. */
export function monthResults(run: Run, chain: Chain): MonthResult[] {
  const { fills, bars } = run;
  const instrument = instrumentOf(run.inputs.contract);
  const costsOf = costsByFill(run);
  const results = chain.months.map(() => ({ fills: 0, gross: 0, costs: 0 }));
  let month = 0;
  for (let k = 0; k < fills.length; k++) {
    while (month + 1 < chain.months.length && chain.months[month + 1]!.bar <= fills.bar[k]!) month++;
    const leaves = fills.kind[k] === ROLL && chain.rolls.some(({ fill }) => fill === k);
    const into = results[leaves ? month - 1 : month]!;
    const expiry = chain.expiries.find(({ fill }) => fill === k);
    const value = expiry?.value ?? contractValue(instrument, fills.price[k]!);
    into.fills++;
    into.gross -= fills.side[k]! * fills.qty[k]! * value;
    into.costs += sumOf(costsOf(k));
  }
  const held = run.position[run.position.length - 1] ?? 0;
  if (held !== 0) {
    const { offset } = chain.months.at(-1)!;
    results.at(-1)!.gross += held * contractValue(instrument, bars.closeTicks[bars.length - 1]! + offset);
  }
  return results;
}
