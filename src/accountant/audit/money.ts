// How does the auditor count, without a line of the accountant's code?

import { Decimal } from "decimal.js";
import type { Contract, DatedFee } from "../../domain/contract.js";
import { DAY_MS, type Day, MICRO, type MicroUsd } from "../../domain/money.js";
import type { Booked } from "../../domain/posting.js";

export const D = Decimal.clone({ precision: 60 });
export type D = Decimal;

export const ZERO = new D(0);
/** Dollars. */
export const usd = (micro: MicroUsd): D => new D(micro).div(MICRO);
export const dateText = (day: Day): string => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** price × multiplier, to the cent where the clearing house rounds: what one contract is worth. */
export const worth = (contract: Contract, ticks: number): D =>
  worthAt(contract, new D(contract.tickSize).times(ticks));

/** The same at a price that may be off the tick grid. */
export function worthAt({ multiplier, lotSize = "1", rounding }: Contract, price: D): D {
  const value = price.times(multiplier).times(lotSize);
  return value.toDecimalPlaces(rounding === "cent" ? 2 : 6, Decimal.ROUND_HALF_CEIL);
}

/** A distance in ticks, for one contract. */
export const distance = ({ tickValue, lotSize = "1" }: Contract, ticks: number): D =>
  new D(tickValue).times(lotSize).times(ticks);

export interface FillCost {
  readonly commission: D;
  readonly exchange: D;
  readonly clearing: D;
  readonly nfa: D;
}
export const NO_COST: FillCost = { commission: ZERO, exchange: ZERO, clearing: ZERO, nfa: ZERO };

export const costParts = ["commission", "exchange", "clearing", "nfa"] as const;
export const totalOf = (cost: FillCost): D => costParts.reduce((sum, part) => sum.plus(cost[part]), ZERO);

export const plus = (a: FillCost, b: FillCost): FillCost => mapped((part) => a[part].plus(b[part]));
export const minus = (a: FillCost, b: FillCost): FillCost => mapped((part) => a[part].minus(b[part]));

/** Of a cost for `qty` contracts what `part` of them take: whole micro-dollars, the others carry the rest. */
export const shareOf = (cost: FillCost, part: number, qty: number): FillCost =>
  mapped((name) => cost[name].times(MICRO).times(part).div(qty).floor().div(MICRO));

const mapped = (of: (part: keyof FillCost) => D): FillCost => ({
  commission: of("commission"),
  exchange: of("exchange"),
  clearing: of("clearing"),
  nfa: of("nfa"),
});

/** What `qty` contracts of a fill cost by the dated schedule, from the decimal texts of the schedule. */
export function costOf({ inputs, fills }: Booked, k: number, qty: number): FillCost {
  const { contract, flatCost } = inputs;
  if (flatCost !== null) return { ...NO_COST, commission: usd(flatCost).times(qty) };
  const date = dateText(fills.day[k]!);
  const { commission, exchangeFee, clearingFee, nfaFee } = contract;
  const rate = rateOn(contract, date, fills.maker[k] === 1);
  const notional = worth(contract, fills.price[k]!).times(qty).abs();
  const share = notional.times(rate).toDecimalPlaces(6, Decimal.ROUND_HALF_CEIL);
  return {
    commission: feeOn(commission, date).times(qty).plus(share),
    exchange: feeOn(exchangeFee, date).times(qty),
    clearing: feeOn(clearingFee, date).times(qty),
    nfa: feeOn(nfaFee, date).times(qty),
  };
}

/** Share of notional by the newest dated row; before the first one, and without any, by the contract's own two. */
function rateOn({ takerRate, makerRate, feeRates = [] }: Contract, date: string, maker: boolean): string {
  const row = feeRates.filter(({ from }) => from <= date).at(-1);
  if (row !== undefined) return maker ? row.maker : row.taker;
  return maker ? (makerRate ?? takerRate) : takerRate;
}

/** The newest fee at or before the date; before the first known one, that one. */
function feeOn(rows: readonly DatedFee[], date: string): D {
  let fee = rows[0]?.usdPerSide ?? "0";
  for (const row of rows) if (row.from <= date) fee = row.usdPerSide;
  return new D(fee);
}
