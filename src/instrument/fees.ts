// What did one side of one contract cost on a trade date?

import { Decimal } from "decimal.js";
import type { Contract, CostRate, DatedFee } from "../domain/contract.js";
import type { Day, MicroUsd } from "../domain/money.js";
import { microOf } from "./instrument.js";
import { parseDay } from "./time.js";

/** `CostRate.rate` counts shares of notional in these: 0.05 % = 0.0005 = 50,000. */
const RATE_UNITS = 100_000_000;

const schedules = new WeakMap<Contract, readonly CostRate[]>();

/**
 * Costs per contract and side in force on a trade date, by component. Before the first known row of a component that
 * row stands in, and `estimated` says so. The same object for all dates of one schedule, so `===` tells a change.
 */
export function costRate(contract: Contract, day: Day): CostRate {
  let schedule = schedules.get(contract);
  if (schedule === undefined) schedules.set(contract, (schedule = build(contract)));
  let i = schedule.length - 1;
  while (i > 0 && schedule[i]!.from > day) i--;
  return schedule[i]!;
}

/** One rate for each date on which any component changes, oldest first; the first one covers everything before. */
function build(contract: Contract): readonly CostRate[] {
  const { commission, exchangeFee, clearingFee, nfaFee } = contract;
  const components = [commission, exchangeFee, clearingFee, nfaFee];
  const shares = contract.feeRates ?? [];
  const dates = [
    ...new Set([...components, shares].flatMap((rows) => rows.map((row) => parseDay(row.from)))),
  ];
  dates.sort((a, b) => a - b);
  return dates.map((from) => ({
    from,
    commission: feeOn(commission, from),
    exchange: feeOn(exchangeFee, from),
    clearing: feeOn(clearingFee, from),
    nfa: feeOn(nfaFee, from),
    ...sharesOn(contract, from),
    estimated: components.some((rows) => parseDay(rows[0]!.from) > from),
  }));
}

/** The newest row that holds on the date; before the first one, what the contract says for all dates. */
function sharesOn({ takerRate, makerRate, feeRates }: Contract, day: Day): Pick<CostRate, "rate" | "maker"> {
  const row = feeRates?.findLast((it) => parseDay(it.from) <= day);
  const taker = row?.taker ?? takerRate;
  return { rate: inUnits(taker), maker: inUnits(row?.maker ?? makerRate ?? taker) };
}

const inUnits = (share: string): number => new Decimal(share).times(RATE_UNITS).toNumber();

function feeOn(rows: readonly DatedFee[], day: Day): MicroUsd {
  const row = rows.findLast((it) => parseDay(it.from) <= day) ?? rows[0]!;
  return microOf(row.usdPerSide);
}
