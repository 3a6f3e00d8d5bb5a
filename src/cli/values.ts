// What does the text of a flag mean?

import { Decimal } from "decimal.js";
import { PATH_MODELS, type PathModel } from "../domain/execution.js";
import { didYouMean, Fault } from "../domain/fault.js";
import { MICRO, type MicroUsd } from "../domain/money.js";

/** Reads one text; `where` is what the user wrote it in: "--cash", "TICKPROOF_CASH", "tickproof.config.json:3:5 cash". */
export type Reader<T> = (text: string, where: string) => T;

export function wrongValue(
  where: string,
  found: string,
  expected: string,
  fix: readonly string[] = [],
): Fault {
  return new Fault("E104", `${where} cannot be "${found}"`, { found: `"${found}"`, expected, fix });
}

const SCALE: Readonly<Record<string, number>> = { "": 1, k: 1_000, m: 1_000_000 };
const MONEY = /^\$?(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?([km]?)$/i;

/** "25000", "25,000", "$25000", "25k": never negative, and exact to the micro-dollar. */
export const money: Reader<MicroUsd> = (text, where) => {
  const parts = MONEY.exec(text.trim());
  const expected = "dollars, such as 25000, 25,000, $25000, 25k or 0.62";
  if (parts === null) throw wrongValue(where, text, expected);
  const [, whole = "", fraction = "", unit = ""] = parts;
  const digits = whole.replaceAll(",", "") + fraction;
  const micro = new Decimal(digits).times(SCALE[unit.toLowerCase()] ?? 1).times(MICRO);
  if (!micro.isInteger())
    throw wrongValue(where, text, "at most six decimals: money is kept in millionths of a dollar");
  if (micro.gt(Number.MAX_SAFE_INTEGER)) throw wrongValue(where, text, "less than nine billion dollars");
  return micro.toNumber();
};

export const positiveMoney: Reader<MicroUsd> = (text, where) => {
  const amount = money(text, where);
  if (amount === 0)
    throw wrongValue(where, text, "more than nothing: an account without cash cannot hold a contract");
  return amount;
};

/** "0.62" all in per contract and side; "none" for no costs; "default" (null) for the contract's dated schedule. */
export const costs: Reader<MicroUsd | null> = (text, where) => {
  if (text === "default") return null;
  if (text === "none") return 0;
  if (!MONEY.test(text.trim()))
    throw wrongValue(where, text, "dollars per contract and side (0.62), default, or none");
  return money(text, where);
};

/** A whole number from `min` to `max`. */
export const whole =
  (min: number, max: number, what: string): Reader<number> =>
  (text, where) => {
    const value = /^\d{1,12}$/.test(text.trim()) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max)) throw wrongValue(where, text, `${what} from ${min} to ${max}`);
    return value;
  };

const TIME_UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** "120s", "2m", "500ms", "1h" → milliseconds. A bare number has no unit to guess, unless the flag names one. */
export const timeSpan =
  (example: string, bare?: "s"): Reader<number> =>
  (text, where) => {
    const parts = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)?$/i.exec(text.trim());
    const unit = parts?.[2]?.toLowerCase() ?? bare;
    const value = parts && unit ? Number(parts[1]) * (TIME_UNITS[unit] ?? Number.NaN) : Number.NaN;
    if (!(value >= 1 && value <= Number.MAX_SAFE_INTEGER)) {
      throw wrongValue(where, text, `a time with its unit, such as ${example}`);
    }
    return Math.round(value);
  };

/** "512", "512mb", "2gb" → megabytes. */
const megabytes =
  (expected: string, least: number): Reader<number> =>
  (text, where) => {
    const parts = /^(\d{1,7})\s*(m|mb|g|gb)?$/i.exec(text.trim());
    const factor = parts?.[2]?.toLowerCase().startsWith("g") ? 1024 : 1;
    const value = parts ? Number(parts[1]) * factor : Number.NaN;
    if (!(value >= least && value <= 1_048_576)) throw wrongValue(where, text, expected);
    return value;
  };
export const memoryMb = megabytes("megabytes from 32 on, such as 512 or 2gb", 32);
export const columnMb = megabytes("megabytes from 0 on, such as 512 or 2gb; 0 shares no columns", 0);

export const oneOf =
  <const T extends string>(known: readonly T[]): Reader<T> =>
  (text, where) => {
    const match = known.find((word) => word === text.trim().toLowerCase());
    if (match !== undefined) return match;
    const near = didYouMean(text, known);
    const ways = near === undefined ? known : [near];
    throw wrongValue(
      where,
      text,
      `one of ${known.join(", ")}`,
      ways.map((word) => `${where.split(" ")[0]} ${word}`),
    );
  };

/** A path model for the bars, or for the finer bars inside them. */
export interface PathChoice {
  readonly model: PathModel;
  readonly magnified: boolean;
}

/** "adverse"; "magnified" is "magnified:adverse". */
export const path: Reader<PathChoice> = (text, where) => {
  const [, inside] = /^magnified(?::(.*))?$/i.exec(text.trim()) ?? [];
  if (/^magnified$/i.test(text.trim())) return { model: "adverse", magnified: true };
  if (inside !== undefined) return { model: oneOf(PATH_MODELS)(inside, where), magnified: true };
  const known = oneOf([...PATH_MODELS, "magnified"])(text, where);
  return { model: known as PathModel, magnified: false };
};

export const flag: Reader<boolean> = (text, where) => {
  if (/^(1|true|yes|on)$/i.test(text.trim())) return true;
  if (/^(0|false|no|off)$/i.test(text.trim())) return false;
  throw wrongValue(where, text, "true or false");
};

export const words: Reader<readonly string[]> = (text, where) => {
  const list = text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  if (list.length === 0) throw wrongValue(where, text, "one or more names, separated by commas");
  return list;
};

export const plain: Reader<string> = (text, where) => {
  if (text.trim() === "") throw wrongValue(where, text, "some text");
  return text;
};

/** "2", "2t" → ticks. */
export const rollTicks: Reader<number> = (text, where) => {
  const [, ticks] = /^(\d{1,4})\s*t?$/i.exec(text.trim()) ?? [];
  if (ticks === undefined) throw wrongValue(where, text, "whole ticks such as 1t, from 0 on");
  return Number(ticks);
};

/** "1" → 1, "none" → null. */
export const businessDays: Reader<number | null> = (text, where) => {
  if (/^none$/i.test(text.trim())) return null;
  const days = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  if (days < 1) throw wrongValue(where, text, "business days from 1 on, or none");
  return days;
};

/** "HMUZ". */
export const monthCodes: Reader<string> = (text, where) => {
  const codes = text.trim().toUpperCase();
  if (!/^[FGHJKMNQUVXZ]+$/.test(codes)) throw wrongValue(where, text, "month codes such as HMUZ");
  return codes;
};
