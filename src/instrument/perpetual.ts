// What does a venue ask of those who hold a perpetual?

import { Decimal } from "decimal.js";
import type { Contract, MaintenanceTier, TierStep } from "../domain/contract.js";
import type { Day } from "../domain/money.js";
import { microOf } from "./instrument.js";
import { parseDay } from "./time.js";

const Exact = Decimal.clone({ precision: 60 });
/** Shares of notional are counted in these, as costs are: 0.4 % = 400,000. */
const RATE_UNITS = 100_000_000;
const USUAL_FUNDING_HOURS = 8;

export const isPerpetual = ({ kind }: Contract): boolean => kind === "perpetual";

/** Hours between fundings, counted from midnight UTC. */
export const fundingHoursOf = ({ fundingHours }: Contract): number => fundingHours ?? USUAL_FUNDING_HOURS;

/** Share of notional that the venue charges for a liquidation, in hundred-millionths. */
export const liquidationRateOf = ({ liquidationFeeRate }: Contract): number =>
  liquidationFeeRate === undefined ? 0 : unitsOf(liquidationFeeRate);

/** The table in force on a trade date, lowest step first. */
export interface TierTable {
  readonly steps: readonly TierStep[];
  readonly estimated: boolean;
  readonly source: string;
}

const tables = new WeakMap<Contract, readonly (TierTable & { readonly from: Day })[]>();

/** Null where the contract has no table on the date: then its margins say all. */
export function tiersOn(contract: Contract, day: Day): TierTable | null {
  let rows = tables.get(contract);
  if (rows === undefined) {
    rows = (contract.maintenanceTiers ?? []).map(({ from, estimated, source, tiers }) => ({
      from: parseDay(from),
      estimated,
      source,
      steps: tiers.map(stepOf),
    }));
    tables.set(contract, rows);
  }
  return rows.findLast((row) => row.from <= day) ?? null;
}

const stepOf = ({ floor, rate, amount }: MaintenanceTier): TierStep => ({
  floor: microOf(floor),
  rate: unitsOf(rate),
  amount: microOf(amount),
});

const unitsOf = (share: string): number => new Exact(share).times(RATE_UNITS).toNumber();

/**
 * The amounts that belong to floors and rates, so that nothing jumps where one step ends and the next begins:
 * amount(n) = floor(n) × (rate(n) − rate(n−1)) + amount(n−1), the first 0 (worked example PERP-04). Amounts that are given
 * stay. Texts that are no numbers are left for the check of the whole definition.
 */
export function withAmounts(
  tiers: readonly { floor: string; rate: string; amount?: string }[],
): MaintenanceTier[] {
  let before = { floor: "0", rate: "0", amount: "0" };
  return tiers.map(({ floor, rate, amount }, k) => {
    const follows = () =>
      k === 0 ? new Exact(0) : new Exact(floor).times(new Exact(rate).minus(before.rate)).plus(before.amount);
    before = { floor, rate, amount: amount ?? follows().toFixed() };
    return before;
  });
}
