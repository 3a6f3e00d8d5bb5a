// Is the market within the hours that a strategy may enter in?

import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS, type Day, type EpochMs } from "../domain/money.js";
import type { HoursSpan, RiskLimit } from "../domain/risk.js";
import { regularHours, sessionZone } from "../instrument/calendar.js";
import { instantOfLocal, offsetAt, type Zone } from "../instrument/time.js";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

type Hours = Extract<RiskLimit, { limit: "trading hours" }>["hours"];

/** Sessions run on Chicago time or their template's own; what trades around the clock has trade dates of UTC, and so its hours. */
export const exchangeZone = ({ session }: Pick<Contract, "session">): Zone => sessionZone(session);

/** `regular` and `overnight` by the contract's session, on a date. E143 where that has none. */
export function spanOf(
  hours: Hours,
  contract: Pick<Contract, "session" | "settlementTime" | "regularHours" | "symbol">,
  day?: Day,
): HoursSpan {
  if (typeof hours === "object") return hours;
  const regular = regularHours(contract, day);
  if (regular === null) {
    throw new Fault("E143", `${contract.symbol} has no ${hours} hours: it trades around the clock`, {
      found: hours,
      expected: "a span of UTC, such as 08:00-16:00",
      fix: ["--hours 08:00-16:00"],
    });
  }
  const { start, end } = regular;
  return hours === "regular" ? { from: start, to: end } : { from: end, to: start };
}

const minuteAt = (zone: Zone, at: EpochMs): number => {
  const local = at + offsetAt(zone, at);
  return (local - Math.floor(local / DAY_MS) * DAY_MS) / MINUTE_MS;
};

/** Whether a moment lies in the span: its beginning does, its end does not. */
export function isWithin({ from, to }: HoursSpan, zone: Zone, at: EpochMs): boolean {
  const minute = minuteAt(zone, at);
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** The moment at which the span ends that `at` lies in, or that comes next. */
export function endOfSpan({ to }: HoursSpan, zone: Zone, at: EpochMs): EpochMs {
  const minutes = (to - minuteAt(zone, at) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  return instantOfLocal(zone, at + offsetAt(zone, at) + minutes * MINUTE_MS).time;
}
