// How does a trade's result read in dollars, ticks, R or percent?

import type { MicroUsd } from "../../src/domain/money.js";
import type { PageMeta } from "../../src/report/embed/layout.js";
import { ABSENT, dollarsText, fixedText, percentText, signed } from "../../src/report/format.js";
import type { Unit } from "../state.js";
import { sumOver } from "./headline.js";
import type { TradeSet } from "./set.js";

/** Columns of amounts, which follow the unit. */
export type AmountKey = "gross" | "costs" | "net" | "mae" | "mfe" | "giveback" | "funding";

export const UNIT_NAMES: Readonly<Record<Unit, string>> = {
  usd: "$",
  ticks: "ticks",
  r: "R",
  percent: "%",
};

/** What an amount of trade `i` is in a unit; NaN where it is not defined. */
export function inUnit(set: TradeSet, meta: PageMeta, unit: Unit, i: number, amount: MicroUsd): number {
  switch (unit) {
    case "usd":
      return amount;
    case "ticks":
      return amount / meta.tickValue;
    case "r":
      return set.columns.risk[i]! > 0 ? amount / set.columns.risk[i]! : Number.NaN;
    case "percent":
      return set.before[i]! > 0 ? (100 * amount) / set.before[i]! : Number.NaN;
  }
}

/** "$12.50", "10.0", "0.25", "0.13%". */
export function unitText(unit: Unit, value: number): string {
  if (!Number.isFinite(value)) return ABSENT;
  switch (unit) {
    case "usd":
      return dollarsText(Math.round(value));
    case "ticks":
      return fixedText(value, Number.isInteger(value) ? 0 : 1);
    case "r":
      return fixedText(value, 2);
    case "percent":
      return percentText(value, 2);
  }
}

/** "1 tick", "1.25 ticks". */
export const ticksText = (ticks: number): string =>
  `${fixedText(ticks, Number.isInteger(ticks) ? 0 : 2)} ${ticks === 1 ? "tick" : "ticks"}`;

/** With its sign: a result, not a size. */
export const resultText = (unit: Unit, value: number): string => signed(unitText(unit, value));

/** Added up over trades; those that have no such number are left out, and `of` says how many have one. */
export function sumIn(
  set: TradeSet,
  meta: PageMeta,
  unit: Unit,
  key: AmountKey,
  chosen: Int32Array,
): { readonly sum: number; readonly of: number } {
  const column = set.numbers[key];
  if (unit === "usd") return { sum: sumOver(column, chosen), of: chosen.length };
  let [sum, of] = [0, 0];
  for (const i of chosen) {
    const value = inUnit(set, meta, unit, i, column[i]!);
    if (Number.isNaN(value)) continue;
    sum += value;
    of++;
  }
  return { sum: of === 0 ? Number.NaN : sum, of };
}
