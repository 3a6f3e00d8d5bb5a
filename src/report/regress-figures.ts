// How does a figure of a case read, and by how much did it change?

import type { MetricRow } from "../domain/regress.js";
import { ABSENT, dollarsText, figureText, fixedText, MINUS } from "./format.js";

/** A drawdown is kept as its size, and shown as the loss that it is. */
const LOSSES = new Set(["maxDrawdown", "maxDrawdownPercent"]);

export interface RowTexts {
  readonly baseline: string;
  readonly now: string;
  /** "▼ −$411.48", "="; of the sign alone it can be told what became less. */
  readonly delta: string;
  /** -1 less, 1 more, 0 the same or not to be told. */
  readonly direction: -1 | 0 | 1;
}

export function rowTexts(row: MetricRow): RowTexts {
  const sign = LOSSES.has(row.key) ? -1 : 1;
  const text = (value: number | null) => valueText(row, value === null ? null : sign * value);
  const change = row.delta === null ? null : sign * row.delta;
  if (row.baseline === row.now)
    return { baseline: text(row.baseline), now: text(row.now), delta: "=", direction: 0 };
  if (change === null)
    return { baseline: text(row.baseline), now: text(row.now), delta: ABSENT, direction: 0 };
  const direction = change < 0 ? -1 : 1;
  const size = changeText(row, Math.abs(change));
  const delta = `${direction < 0 ? "▼" : "▲"} ${direction < 0 ? MINUS : "+"}${size}`;
  return { baseline: text(row.baseline), now: text(row.now), delta, direction };
}

function valueText({ unit }: MetricRow, value: number | null): string {
  if (value === null) return ABSENT;
  if (unit === "seconds") return `${fixedText(value, 1)} s`;
  return figureText({ unit }, value);
}

/** With as many digits as it takes to see it: a change that reads "0.00" looks like none. */
function changeText({ unit }: MetricRow, size: number): string {
  switch (unit) {
    case "usd":
      return dollarsText(size);
    case "count":
      return fixedText(size, 0);
    case "seconds":
      return `${enough(size, 1)} s`;
    case "percent":
      return `${enough(size, 1)}%`;
    case "r":
      return `${enough(size, 2)} R`;
    default:
      return enough(size, 2);
  }
}

function enough(size: number, decimals: number): string {
  for (let more = decimals; more < 6; more++) if (size >= 10 ** -more / 2) return fixedText(size, more);
  return fixedText(size, 6);
}
