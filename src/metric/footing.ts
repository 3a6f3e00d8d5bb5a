// By what is a run's curve divided, so that it stands on the same footing as others?

import { sum } from "../indicator/statistics.js";
import type { DayColumns } from "./day-columns.js";
import type { Unit } from "./metric.js";
import type { Normalisation } from "./normalise.js";

/** How plots on a footing are headed: "Equity, per contract". */
export const FOOTING_WORDS: Readonly<Record<Normalisation["key"], string>> = {
  raw: "raw",
  contract: "per contract",
  risk: "per risk",
  margin: "per margin",
};

export interface Footing {
  readonly key: Normalisation["key"];
  readonly unit: Unit;
}

/** In the order of NORMALISATIONS. */
export const FOOTINGS: readonly Footing[] = [
  { key: "raw", unit: "usd" },
  { key: "contract", unit: "usd" },
  { key: "risk", unit: "usd" },
  { key: "margin", unit: "percent" },
];

export const footingOf = (key: string | null | undefined): Footing =>
  FOOTINGS.find((way) => way.key === key) ?? FOOTINGS[0]!;

/**
 * What each micro-dollar of a run's daily results counts on a footing, one number a run: 1, 1 ÷ contracts entered, $100 ÷ initial risk of all
 * trades with a stop, 100 ÷ peak initial margin. Null where there is nothing to divide by.
 */
export function scaleOf(columns: DayColumns, key: Normalisation["key"]): number | null {
  const over = (amount: number, by: number | null) => (by === null || by === 0 ? null : amount / by);
  switch (key) {
    case "raw":
      return 1;
    case "contract":
      return over(1, sum(columns.contracts));
    case "risk":
      return over(100_000_000, sum(columns.risked));
    case "margin":
      return over(100, columns.peakMargin);
  }
}

/** The same dates with their results on a footing; null where it has none. In micro-dollars, or percent per margin. */
export function onFooting(columns: DayColumns, key: Normalisation["key"]): DayColumns | null {
  const scale = scaleOf(columns, key);
  if (scale === null) return null;
  return scale === 1
    ? columns
    : { ...columns, profit: Float64Array.from(columns.profit, (profit) => profit * scale) };
}
