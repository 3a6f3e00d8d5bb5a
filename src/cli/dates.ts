// Which trade dates does `--from 2024-03 --to -90d` mean?

import { Fault, faultData, faultFrom } from "../domain/fault.js";
import type { Day } from "../domain/money.js";
import { monthsBefore, parseDay } from "../instrument/time.js";

/** A date as it was written: it becomes a trade date only beside the data, since `-90d` counts from the last bar. */
export type DateText =
  | { readonly kind: "date"; readonly first: Day; readonly last: Day }
  | { readonly kind: "back"; readonly count: number; readonly unit: string };

/** "2024", "2024-03", "2024-01-02", "-90d", "-6m". Throws E109 for anything else, and for days that no calendar has. */
export function dateText(text: string, where: string): DateText {
  const back = /^-(\d{1,5})\s*([dwmy])$/i.exec(text.trim());
  if (back) return { kind: "back", count: Number(back[1]), unit: back[2]!.toLowerCase() };
  try {
    return { kind: "date", first: parseDay(text, "first"), last: parseDay(text, "last") };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const expected = "2024-01-02, 2024-03, 2024, or a time before the last bar: -90d, -6w, -3m, -1y";
    throw faultFrom({ ...faultData(error), where, expected });
  }
}

/** The first (`from`) or last (`to`) trade date of the span that was meant; `end` is the date to count back from. */
export function edgeOf(date: DateText, edge: "from" | "to", end: Day): Day {
  if (date.kind === "date") return edge === "from" ? date.first : date.last;
  if (date.unit === "d") return end - date.count;
  if (date.unit === "w") return end - 7 * date.count;
  return monthsBefore(end, date.unit === "y" ? 12 * date.count : date.count);
}
