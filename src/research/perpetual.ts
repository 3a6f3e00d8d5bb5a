// What is a run on a perpetual told of funding, mark prices and leverage?

import { Decimal } from "decimal.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { FundingRates, MarginMode, MarkPrices, PerpetualTerms } from "../domain/funding.js";
import { constantFunding, readFunding, readMarks } from "../importer/read-funding.js";
import type { DateOrder } from "../importer/stamp.js";
import { fundingHoursOf } from "../instrument/perpetual.js";

export interface PerpetualRequest {
  /** A CSV file, one rate for every stamp ("0.01%", 0.0001), or what `readFunding` has read before. */
  readonly funding?: string | number | FundingRates;
  /** A CSV file of mark prices, or what `readMarks` has read before. */
  readonly mark?: string | MarkPrices;
  /** Initial margin is notional ÷ leverage. */
  readonly leverage?: number;
  readonly marginMode?: MarginMode;
}

export interface Reading {
  readonly timeZone?: string;
  readonly dateOrder?: DateOrder;
}

/** No venue gives more; more is a slip of a digit. */
const HIGHEST_LEVERAGE = 200;

/** Null where nothing is asked for: such a run counts no funding, and says so. */
export async function readPerpetual(
  { funding, mark, leverage, marginMode }: PerpetualRequest,
  contract: Contract,
  reading: Reading,
): Promise<PerpetualTerms | null> {
  if ([funding, mark, leverage, marginMode].every((it) => it === undefined)) return null;
  return {
    funding: funding === undefined ? null : await ratesOf(funding, contract, reading),
    marks: mark === undefined ? null : typeof mark === "string" ? await readMarks(mark, reading) : mark,
    leverage: leverage === undefined ? null : leverageOf(leverage, "leverage"),
    marginMode: marginMode ?? "cross",
  };
}

async function ratesOf(
  asked: string | number | FundingRates,
  contract: Contract,
  reading: Reading,
): Promise<FundingRates> {
  if (typeof asked === "object") return asked;
  const rate = typeof asked === "number" ? asked : constantRate(asked);
  if (rate !== null) return constantFunding(rate);
  return readFunding(asked as string, { ...reading, hours: fundingHoursOf(contract) });
}

/** "0.0001" or "0.01%"; null for what is no number, and so a file. */
export function constantRate(text: string): number | null {
  const match = /^\s*([+-]?(?:\d+\.?\d*|\.\d+))\s*(%?)\s*$/.exec(text);
  if (match === null) return null;
  const rate = new Decimal(match[1]!).div(match[2] === "%" ? 100 : 1);
  if (rate.abs().lte("0.1")) return rate.toNumber();
  throw new Fault("E104", `A funding rate cannot be "${text.trim()}"`, {
    found: text.trim(),
    expected: "a share of notional such as 0.0001, or a percentage with its sign: 0.01%",
  });
}

/** How many times its margin a position may be worth: above 0, at most 200. */
export function leverageOf(leverage: number, where: string): number {
  if (leverage > 0 && leverage <= HIGHEST_LEVERAGE) return leverage;
  throw new Fault("E104", `${where} cannot be "${leverage}"`, {
    found: String(leverage),
    expected: `a number above 0 and not above ${HIGHEST_LEVERAGE}, such as 10`,
  });
}
