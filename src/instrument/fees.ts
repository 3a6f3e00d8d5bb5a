// What did one side of one contract cost on a trade date?

import { Decimal } from "decimal.js";
import type { Contract, CostRate, DatedFee } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { Day, MicroUsd } from "../domain/money.js";
import { microOf } from "./instrument.js";
import { formatDay, parseDay } from "./time.js";

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

const COMPONENTS = ["commission", "exchangeFee", "clearingFee", "nfaFee"] as const;

/**
 * The same, but an error where a component is not known for the date: before its first row another date's figure would stand
 * in. E450 names contract, date and what would add the row.
 */
export function knownCostRate(contract: Contract, day: Day): CostRate {
  const missing = missingFees(contract, day);
  if (missing.length === 0) return costRate(contract, day);
  const { symbol } = contract;
  const date = formatDay(day);
  const rows = missing
    .map((name) => `${name}: [{ from: "${date}", usdPerSide: "…", source: "…" }]`)
    .join(", ");
  const known = missing.map((name) => `${name} from ${contract[name][0]?.from ?? "no date"} on`).join(", ");
  throw new Fault(
    "E450",
    `No known ${missing.map((name) => NAMES[name]).join(" and ")} for ${symbol} on ${date}`,
    {
      found: known,
      expected: "a fee that was charged on that date",
      why: "--margins strict refuses figures of other dates.",
      fix: [
        `add   contracts: { ${keyOf(symbol)}: { ${rows} } }   in tickproof.config.ts`,
        "or one figure for all dates   --costs 0.62",
        "or let the first known fee stand in   --margins estimate",
      ],
    },
  );
}

const NAMES: Readonly<Record<(typeof COMPONENTS)[number], string>> = {
  commission: "commission",
  exchangeFee: "exchange fee",
  clearingFee: "clearing fee",
  nfaFee: "NFA fee",
};

/** Components whose first row begins after the date. */
export const missingFees = (contract: Contract, day: Day): (typeof COMPONENTS)[number][] =>
  COMPONENTS.filter((_, k) => firstDays(contract)[k]! > day);

const firsts = new WeakMap<Contract, readonly Day[]>();

/** By component: its first date; beyond all dates where there is none. Asked for each date of each run. */
function firstDays(contract: Contract): readonly Day[] {
  let days = firsts.get(contract);
  if (days === undefined) {
    const firstOf = ([first]: readonly DatedFee[]) =>
      first === undefined ? Number.POSITIVE_INFINITY : parseDay(first.from);
    firsts.set(contract, (days = COMPONENTS.map((name) => firstOf(contract[name]))));
  }
  return days;
}

/** A symbol as the key of an object. */
export const keyOf = (symbol: string): string =>
  /^\d/.test(symbol) || /\W/.test(symbol) ? `"${symbol}"` : symbol;

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
