// Which hours of the exchange does a plan's window mean?

import type { PlanWindow } from "../../domain/journal-notes.js";
import type { Day } from "../../domain/money.js";
import { DAY_MS } from "../../domain/money.js";
import type { HoursSpan } from "../../domain/risk.js";
import { offsetAt, type Zone, zoneOf } from "../../instrument/time.js";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1440;

/**
 * The window on the exchange's clock; null where there is no one such span: the plan has several, or the two zones change their clocks on
 * different dates of the review.
 */
export function hoursOf(
  { spans, zone }: PlanWindow,
  exchange: Zone,
  firstDay: Day,
  lastDay: Day,
): HoursSpan | null {
  const [span] = spans;
  if (span === undefined || spans.length > 1) return null;
  const own = zoneOf(zone);
  const apart = (day: Day): number => {
    const noon = day * DAY_MS + DAY_MS / 2;
    return (offsetAt(exchange, noon) - offsetAt(own, noon)) / MINUTE_MS;
  };
  const minutes = apart(firstDay);
  for (let day = firstDay; day <= lastDay; day++) if (apart(day) !== minutes) return null;
  const moved = (minute: number): number => (((minute + minutes) % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  const [from, to] = [moved(span.from), moved(span.until)];
  return from === to ? null : { from, to };
}
