// May a run keep simple orders in their short form?

import type { Accountant } from "../accountant/accountant.js";
import type { Instrument } from "../domain/contract.js";
import { isWhole } from "./lots.js";
import type { BacktestSpec } from "./spec.js";

interface Lane {
  readonly instrument: Instrument;
  readonly accountant: Accountant;
  readonly guard: object | null;
  readonly months: object | null;
  readonly finer: object | null;
}

/**
 * The terms under which `broker/single.ts` knows all that can happen between two bars: rules, rolls, day margin, margin calls
 * and volumes all reach into book and positions. What a bar itself may ask is looked at bar by bar.
 */
export function allowsSingle({ account, execution, longForm }: BacktestSpec, lane: Lane): boolean {
  const { instrument, accountant, guard, months, finer } = lane;
  const { limitFill, participation, fillAt } = execution;
  const byVolume = participation !== null || (typeof limitFill === "object" && "volume" in limitFill);
  const plainMargin = !account.dayMargin && !account.orderMargin && account.marginPolicy !== "call";
  return (
    longForm !== true &&
    guard === null &&
    months === null &&
    finer === null &&
    accountant.gate === null &&
    fillAt === "next-open" &&
    !byVolume &&
    plainMargin &&
    (account.feeRounding ?? "exact") === "exact" &&
    isWhole(instrument.lot) &&
    instrument.linear
  );
}
