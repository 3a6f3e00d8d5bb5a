// Which months began between two trade dates?

import { DAY_MS, type Day } from "../domain/money.js";

/** The first days of months after `before` up to and including `day`, as "2026-04-01". */
export function monthsBegun(before: Day, day: Day): string[] {
  const begun: string[] = [];
  const first = new Date(before * DAY_MS);
  let month = Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + 1, 1);
  while (month <= day * DAY_MS) {
    begun.push(new Date(month).toISOString().slice(0, 10));
    const at = new Date(month);
    month = Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
  }
  return begun;
}
