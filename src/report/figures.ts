// How does each metric read, in words and with its unit?

import { centsOf, decimalOfMicro } from "../domain/money.js";
import type { Run } from "../domain/run.js";
import { metricOf } from "../metric/all.js";
import { figureText } from "./format.js";

export { figureText } from "./format.js";

/** The value behind a key; metrics are defined in their own room and only read here. */
export const metricValue = (run: Run, key: string): number | null => metricOf(key).of(run);

export const figureOf = (run: Run, key: string): string => {
  const metric = metricOf(key);
  return figureText(metric, metric.of(run));
};

/** For tables that programs read: plain decimals, nothing where the metric is undefined. */
export function plainValue(unit: string, value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "";
  return unit === "usd" ? decimalOfMicro(Math.round(value)) : String(value);
}

/** The same for a table that people read too: amounts to the cent, ratios and percents to as many digits as they deserve. */
export function pipedValue(unit: string, value: number | null): string {
  if (value === null || !Number.isFinite(value)) return "";
  switch (unit) {
    case "usd":
      return (centsOf(Math.round(value)) / 100).toFixed(2);
    case "count":
    case "days":
    case "bars":
      return String(value);
    case "percent":
      return value.toFixed(2);
    default:
      return value.toFixed(3);
  }
}
