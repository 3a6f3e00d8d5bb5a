// Which hours of a contract are called regular, and when is a moment in them?

import type { Contract } from "../domain/contract.js";
import { DAY_MS, type Day, type EpochMs } from "../domain/money.js";
import { hoursOf, latestOn, periodOn, type RegularHours, rulesOf, weekdaysOf } from "./session-rules.js";
import { offsetAt, weekdayOf } from "./time.js";

export type { RegularHours } from "./session-rules.js";

export type WithHours = Pick<Contract, "session" | "settlementTime" | "regularHours">;

/**
 * The hours that studies call regular (RTH) on a date, today's if none is named: what the contract says, else its session.
 * Cash-equity hours for index futures, former pit hours for the commodities: a convention, not an exchange rule. Null where
 * there are no others, as around the clock.
 */
export function regularHours(
  { session, settlementTime, regularHours: own }: WithHours,
  day: Day = Number.POSITIVE_INFINITY,
): RegularHours | null {
  if (own !== undefined) return hoursOf(own);
  if (typeof session === "object") {
    if ("of" in session) return hoursOf(latestOn(session.regular, day).hours);
    const { regular } = periodOn(session, day);
    return regular === null ? null : hoursOf(regular);
  }
  switch (session) {
    case "equity_index":
    case "crypto":
      return hoursOf("08:30-15:00");
    case "energy":
      return hoursOf("08:00-13:30");
    case "metals":
      // The pits closed at their settlement: silver 07:25 to 12:25, gold 07:20 to 12:30.
      return hoursOf(`${settlementTime === "12:25" ? "07:25" : "07:20"}-${settlementTime}`);
    case "fx":
      return hoursOf("07:20-14:00");
    case "continuous":
      return null;
  }
}

/**
 * Whether an instant lies in the regular hours, of Monday to Friday or of the template's own weekdays. What trades around the
 * clock has no others.
 */
export function regularTest(contract: WithHours): (at: EpochMs) => boolean {
  const { session } = contract;
  if (session === "continuous" && contract.regularHours === undefined) return () => true;
  const { zone } = rulesOf(session);
  const traded = weekdaysOf(session);
  let known = Number.NaN;
  let hours: RegularHours | null = null;
  return (at) => {
    const local = at + offsetAt(zone, at);
    const day = Math.floor(local / DAY_MS);
    if (day !== known) {
      known = day;
      hours = regularHours(contract, day);
    }
    if (hours === null) return true;
    const minute = (local - day * DAY_MS) / 60_000;
    return traded[weekdayOf(day)]! && minute >= hours.start && minute < hours.end;
  };
}
