// What does the exchange's clock show at an instant?

import type { PageMeta } from "../../src/report/embed/layout.js";

/** For `Date` and its UTC fields. */
export function localTime({ offsets }: Pick<PageMeta, "offsets">, at: number): number {
  let offset = offsets[0]?.offset ?? 0;
  for (const one of offsets) {
    if (one.from > at) break;
    offset = one.offset;
  }
  return at + offset;
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** "Tue 2024-03-19 10:05", seconds only where there are some. */
export function timeText(meta: Pick<PageMeta, "offsets">, at: number): string {
  if (!Number.isFinite(at)) return "—";
  const date = new Date(localTime(meta, at));
  const text = date.toISOString();
  return `${DAYS[date.getUTCDay()]} ${text.slice(0, 10)} ${text.slice(11, at % 60_000 === 0 ? 16 : 19)}`;
}
