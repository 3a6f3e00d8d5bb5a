// How is a number shown to people?

import {
  decimalOfTicks,
  dollars,
  MICRO,
  type MicroUsd,
  type PriceGrid,
  quantityOf,
} from "../domain/money.js";
import type { Metric } from "../metric/metric.js";

export { camelCase } from "../metric/metric.js";

/** What stands where a number does not exist. Never 0, never Infinity. */
export const ABSENT = "—";
/** A true minus sign: as wide as a plus, so that columns line up. */
export const MINUS = "−";

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+$)/g, ",");

/** 8214 → "8,214". */
export function countText(count: number | null): string {
  if (count === null || !Number.isFinite(count)) return ABSENT;
  return `${count < 0 ? MINUS : ""}${grouped(String(Math.abs(Math.round(count))))}`;
}

/** Contracts that so many lots are: 125 lots of 0.1 are "12.5", of whole contracts "125". */
export const quantityText = (lots: number, lot: PriceGrid): string =>
  lot.decimals === 0 ? countText(quantityOf(lots, lot)) : fixedText(quantityOf(lots, lot), lot.decimals);

/** What a contract is asked for, where a lot of it is asked for so much. */
export const ofContract = (perLot: MicroUsd, { tickUnits, decimals }: PriceGrid): MicroUsd =>
  Math.round((perLot * 10 ** decimals) / tickUnits);

/** "1 trade", "2 trades", "0 trades". */
export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${countText(count)} ${count === 1 ? one : many}`;

/** A plain number with fixed decimals; a result that rounds to zero carries no minus sign. */
export function fixedText(value: number | null, decimals: number): string {
  if (value === null || !Number.isFinite(value)) return ABSENT;
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split(".");
  const size = fraction === undefined ? grouped(whole!) : `${grouped(whole!)}.${fraction}`;
  return value < 0 && /[1-9]/.test(size) ? MINUS + size : size;
}

/** Percents are 12.3 for 12.3 %. */
export const percentText = (percent: number | null, decimals = 1): string =>
  percent === null || !Number.isFinite(percent) ? ABSENT : `${fixedText(percent, decimals)}%`;

/** With its sign even where it is positive: a change, not a level. */
export function signed(text: string): string {
  return text === ABSENT || text.startsWith(MINUS) || !/[1-9]/.test(text) ? text : `+${text}`;
}

export const dollarsText = (amount: MicroUsd | null): string =>
  amount === null || !Number.isFinite(amount) ? ABSENT : dollars(amount);

/** In the metric's own unit: "$10.00", "43.9%", "1.31", "0.10 R", "63 days". */
export function figureText({ unit }: Pick<Metric, "unit">, value: number | null): string {
  if (value === null || !Number.isFinite(value)) return ABSENT;
  switch (unit) {
    case "usd":
      return dollarsText(Math.round(value));
    case "percent":
      return percentText(value);
    case "r":
      return `${fixedText(value, 2)} R`;
    case "count":
      return countText(value);
    case "days":
      return `${fixedText(value, Number.isInteger(value) ? 0 : 1)} ${value === 1 ? "day" : "days"}`;
    case "bars":
      return `${fixedText(value, Number.isInteger(value) ? 0 : 1)} ${value === 1 ? "bar" : "bars"}`;
    case "ticks":
      return fixedText(value, 1);
    case "ratio":
      return fixedText(value, 2);
  }
}

/** Without cents: "−$851". */
export const wholeDollars = (amount: MicroUsd): string =>
  dollars(Math.round(amount / MICRO) * MICRO).slice(0, -3);

/** As many decimals, from `least` on, as round levels that far apart take to be told from one another. */
export function axisDecimals(levels: readonly number[], least: number): number {
  const step = levels.length < 2 ? 0 : Math.abs(levels[1]! - levels[0]!);
  const isOff = (level: number, decimals: number): boolean =>
    Math.abs(level - Number(level.toFixed(decimals))) > 0.1 * step;
  let decimals = least;
  while (step > 0 && decimals < 6 && levels.some((level) => isOff(level, decimals))) decimals++;
  return decimals;
}

/** A count among the levels of its axis: "2,000", "12.5k", "10M"; all of them in one unit. */
export function axisCount(count: number, levels: readonly number[]): string {
  const most = levels.reduce((largest, level) => Math.max(largest, Math.abs(level)), 0);
  const [by, unit] = most >= 10e6 ? [1e6, "M"] : most >= 10e3 ? [1e3, "k"] : [1, ""];
  const decimals = axisDecimals(
    levels.map((level) => level / by),
    0,
  );
  return `${fixedText(count / by, decimals)}${count === 0 ? "" : unit}`;
}

/** An amount among the levels of its axis: "$12,400", "$998.50"; all of them have cents, or none. */
export function axisDollars(amount: MicroUsd, levels: readonly MicroUsd[]): string {
  const decimals = axisDecimals(
    levels.map((level) => level / MICRO),
    0,
  );
  if (decimals === 0 || amount === 0) return wholeDollars(amount);
  const text = fixedText(amount / MICRO, Math.max(2, decimals));
  return text.startsWith(MINUS) ? `${MINUS}$${text.slice(1)}` : `$${text}`;
}

/** For tiles, and axes whose levels are not known: "$12,400", "−$850", "$0.63"; cents only where the amount is small. */
export function shortDollars(amount: MicroUsd): string {
  const text = dollars(amount);
  return Math.abs(amount) >= 100_000_000 || amount === 0 ? text.slice(0, -3) : text;
}

const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1000],
] as const;

/** A span of time in its two largest units: "3 d 4 h", "45 min". */
export function spanText(ms: number): string {
  const parts: string[] = [];
  let left = Math.max(0, Math.round(ms / 1000) * 1000);
  for (const [unit, size] of UNITS) {
    const n = Math.floor(left / size);
    left -= n * size;
    if (n > 0) parts.push(`${n} ${unit}`);
    if (parts.length === 2 || (parts.length === 1 && n === 0)) break;
  }
  return parts.length === 0 ? "0 s" : parts.join(" ");
}

/** The step of a series as traders write it: "5m", "1h", "1d", "45s". */
export function timeframeText(ms: number): string {
  for (const [unit, size] of [
    ["d", 86_400_000],
    ["h", 3_600_000],
    ["m", 60_000],
    ["s", 1000],
  ] as const) {
    if (ms >= size && ms % size === 0) return `${ms / size}${unit}`;
  }
  return `${ms}ms`;
}

/** A price on the grid, with thousands grouped for reading: "5,022.75". */
export function priceText(ticks: number, grid: PriceGrid): string {
  const [whole, fraction] = decimalOfTicks(ticks, grid).replace("-", MINUS).split(".");
  return fraction === undefined ? grouped(whole!) : `${grouped(whole!)}.${fraction}`;
}

/** Decimals that an average keeps beyond its grid. */
const AVERAGE_DIGITS = 6;

/**
 * The average price of `qty` contracts as decimal text: exact where it ends, else rounded half away from zero at six digits
 * beyond the grid. `sum` is price × contracts in ticks, so the sum is exact and only this text may round.
 */
export function averagePrice(sum: number, qty: number, grid: PriceGrid): string {
  const decimals = grid.decimals + AVERAGE_DIGITS;
  const units = BigInt(sum) * BigInt(grid.tickUnits) * 10n ** BigInt(AVERAGE_DIGITS);
  const size = units < 0n ? -units : units;
  const divisor = BigInt(qty);
  const digits = String((size * 2n + divisor) / (divisor * 2n)).padStart(decimals + 1, "0");
  const whole = digits.slice(0, -decimals);
  const fraction = digits.slice(-decimals);
  const kept = fraction.slice(0, grid.decimals) + fraction.slice(grid.decimals).replace(/0+$/, "");
  return `${units < 0n ? "-" : ""}${whole}${kept === "" ? "" : `.${kept}`}`;
}

/** A price on the grid is exact as it stands; of an average two digits more are shown, as far as there are any. */
export function averageText(sum: number, qty: number, grid: PriceGrid): string {
  if (sum % qty === 0) return priceText(sum / qty, grid);
  const text = fixedText(Number(averagePrice(sum, qty, grid)), grid.decimals + 2).replace("-", MINUS);
  const least = text.length - 2 - (grid.decimals === 0 ? 1 : 0);
  return `${text.slice(0, least)}${text.slice(least).replace(/\.?0+$/, "")}`;
}

/** "0.31", and never a certainty: a probability of 0.9996 is "0.999". */
export function probabilityText(probability: number): string {
  const bounded = Math.min(Math.max(probability, 0.001), 0.999);
  return fixedText(bounded, bounded < 0.01 || bounded > 0.99 ? 3 : 2);
}
