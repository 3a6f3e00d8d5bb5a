// How much of an account did a trade tie up?

import type { Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { Day, MicroUsd } from "../domain/money.js";
import { marginRate } from "../instrument/margins.js";

interface Entered {
  readonly instrument: Instrument;
  readonly most: number;
  readonly qty: number;
  readonly entrySum: number;
}

/** Initial margin of the most contracts that were held, as a share of equity; null where no margin is known for the date. */
export function marginUsedOf({ instrument, most, qty, entrySum }: Entered, day: Day, equity: MicroUsd) {
  if (equity <= 0 || qty === 0) return null;
  try {
    const { initial } = marginRate(instrument, day, Math.round(entrySum / qty), "estimate");
    return (most * initial) / equity;
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
