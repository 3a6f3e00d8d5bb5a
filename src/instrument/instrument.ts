// What do a contract's decimal texts mean in whole ticks and micro-dollars?

import { Decimal } from "decimal.js";
import type { Contract, Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { MICRO, type MicroUsd, type PriceGrid, priceOfTicks, type Ticks } from "../domain/money.js";

/** Enough digits that no product of two texts of a contract is ever rounded. */
const Exact = Decimal.clone({ precision: 60 });

/**
 * The contract in the integers that broker and accountant speak. E211 where the tick is not positive, where
 * tickValue is not tickSize × multiplier, or where it is no whole number of micro-dollars.
 */
export function instrumentOf(contract: Contract): Instrument {
  const known = instruments.get(contract);
  if (known !== undefined) return known;
  const instrument = worked(contract);
  instruments.set(contract, instrument);
  return instrument;
}

/** A contract never changes once it is there, and each fill asks for what it is worth. */
const instruments = new WeakMap<Contract, Instrument>();

function worked(contract: Contract): Instrument {
  const grid = gridOf(
    contract.tickSize,
    contract.symbol,
    "tickSize",
    'the smallest price step, such as "0.25"',
  );
  const value = new Exact(contract.tickSize).times(contract.multiplier);
  if (!value.equals(contract.tickValue)) {
    throw new Fault("E211", `${contract.symbol}: tickValue is not tickSize × multiplier`, {
      found: contract.tickValue,
      expected: `${contract.tickSize} × ${contract.multiplier} = ${value.toFixed()}`,
      why: "A wrong tick value gives a plausible but wrong P&L.",
      fix: [`set   tickValue: "${value.toFixed()}"   or leave it out, then it is computed`],
    });
  }
  const lotSize = contract.lotSize ?? "1";
  const lot = gridOf(lotSize, contract.symbol, "lotSize", 'the smallest quantity, such as "0.001"');
  const micro = value.times(lotSize).times(MICRO);
  if (!micro.isInteger() || micro.lte(0) || micro.gt(Number.MAX_SAFE_INTEGER)) {
    throw new Fault("E211", `${contract.symbol}: a tick is not a whole number of micro-dollars`, {
      found: `one tick is worth $${value.times(lotSize).toFixed()}${lotSize === "1" ? "" : ` on the smallest lot of ${lotSize}`}`,
      expected: "at least $0.000001, in whole steps of it",
      why: "All money is counted in whole millionths of a dollar.",
      fix: ["use a larger contract: a multiplier of 10 or 100 units"],
    });
  }
  return {
    contract,
    symbol: contract.symbol,
    grid,
    tickSize: Number(contract.tickSize),
    tickValue: micro.toNumber(),
    rounding: contract.rounding,
    linear: contract.rounding === "exact" || micro.toNumber() % MICRO_PER_CENT === 0,
    lot,
  };
}

const MICRO_PER_CENT = 10_000;

/** "0.005" is 5 units of 10^-3; "0.10" is 1 of 10^-1; "5" is 5 of 1. */
function gridOf(step: string, symbol: string, name: string, expected: string): PriceGrid {
  const size = new Exact(step);
  const decimals = size.decimalPlaces();
  const tickUnits = size.times(new Exact(10).pow(decimals)).toNumber();
  if (!(tickUnits > 0) || decimals > 12 || !Number.isSafeInteger(tickUnits)) {
    throw new Fault("E211", `${symbol}: ${name} must be a positive decimal of at most 12 places`, {
      found: step,
      expected,
    });
  }
  return { tickUnits, decimals };
}

/** The nearest whole tick; half-way prices go up. NaN stays NaN. */
export function toTicks(price: number, instrument: Instrument): Ticks {
  const { tickUnits, decimals } = instrument.grid;
  return Math.round((price * 10 ** decimals) / tickUnits) + 0; // + 0: no negative zero
}

/**
 * Whether a price is a whole number of ticks, give or take a millionth of a tick: what arithmetic in binary
 * leaves behind (75.43000000000001) is noise, what a vendor rounded to another grid is not.
 */
export function isOnGrid(price: number, instrument: Instrument): boolean {
  const ticks = toTicks(price, instrument);
  return Math.abs(price - priceOfTicks(ticks, instrument.grid)) <= 1e-6 * instrument.tickSize;
}

/** "0.3125" → 312500, exactly. E212 for what is no plain decimal, has parts of a micro-dollar, or is beyond 9 billion dollars. */
export function microOf(decimalText: string): MicroUsd {
  const match = /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/.exec(decimalText);
  const whole = match?.[2] ?? "";
  const fraction = (match?.[3] ?? "").replace(/0+$/, "");
  const digits = `${whole}${fraction.padEnd(6, "0")}`;
  const isNumber = match !== null && (whole !== "" || (match[3] ?? "") !== "");
  if (!isNumber || fraction.length > 6 || !Number.isSafeInteger(Number(digits))) {
    throw new Fault("E212", `"${decimalText}" is not an amount of dollars`, {
      found: decimalText,
      expected:
        'a decimal of at most six places, without currency sign or separators, such as "0.62" or "25000"',
    });
  }
  return (match[1] === "-" ? -1 : 1) * Number(digits) + 0;
}
