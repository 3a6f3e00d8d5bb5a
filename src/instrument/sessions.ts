// When does a product group trade on an ordinary day?

import type { Contract, SessionName } from "../domain/contract.js";
import { DAY_MS, type Day, type EpochMs } from "../domain/money.js";
import { dayOf, offsetAt, weekdayOf, zoneOf } from "./time.js";

/** The evening hour in Chicago that begins the next trade date, in minutes after midnight. */
export const ROLL_MINUTE = 17 * 60;

/** From the close of this Friday CME trades crypto around the clock; its trade date still turns at 17:00. */
export const CRYPTO_AROUND_THE_CLOCK: Day = dayOf(2026, 5, 29);

const AT_1515 = 15 * 60 + 15;
const AT_1530 = 15 * 60 + 30;
const AT_1600 = 16 * 60;
const AT_1615 = 16 * 60 + 15;

/** CME moved the daily close of index, energy and metals futures from 16:15 to 16:00. */
const CLOSE_AT_1600: Day = dayOf(2015, 9, 21);
/** The first trade date without the 15:15 pause of index futures. */
const NO_INDEX_PAUSE: Day = dayOf(2021, 6, 28);

/** The regular close of a trade date, in minutes after Chicago midnight. */
export function closeMinute(session: SessionName, day: Day): number {
  if (session === "crypto") return day >= CRYPTO_AROUND_THE_CLOCK ? ROLL_MINUTE : AT_1600;
  return day < CLOSE_AT_1600 && session !== "fx" ? AT_1615 : AT_1600;
}

/** Whether the group pauses in the middle of this day at this minute: index futures, 15:15 to 15:30 until June 2021. */
export function isPaused(session: SessionName, day: Day, minute: number): boolean {
  return session === "equity_index" && day < NO_INDEX_PAUSE && minute >= AT_1515 && minute < AT_1530;
}

/** Chicago minutes after midnight, start included, end excluded. */
export interface RegularHours {
  readonly start: number;
  readonly end: number;
}

/**
 * The hours that studies call regular (RTH): cash-equity hours for index futures, former pit hours for the
 * commodities. A convention, not an exchange rule; null for what trades around the clock.
 */
export function regularHours(contract: Pick<Contract, "session" | "settlementTime">): RegularHours | null {
  switch (contract.session) {
    case "equity_index":
    case "crypto":
      return { start: 8 * 60 + 30, end: 15 * 60 };
    case "energy":
      return { start: 8 * 60, end: 13 * 60 + 30 };
    case "metals": {
      // The pits closed at their settlement: silver 07:25 to 12:25, gold 07:20 to 12:30.
      const end = minuteOf(contract.settlementTime);
      return { start: end === 12 * 60 + 25 ? 7 * 60 + 25 : 7 * 60 + 20, end };
    }
    case "fx":
      return { start: 7 * 60 + 20, end: 14 * 60 };
    case "continuous":
      return null;
  }
}

/** Whether an instant lies in the regular hours of Monday to Friday. What trades around the clock has no others. */
export function regularTest(
  contract: Pick<Contract, "session" | "settlementTime">,
): (at: EpochMs) => boolean {
  const hours = regularHours(contract);
  if (hours === null) return () => true;
  const zone = zoneOf("America/Chicago");
  return (at) => {
    const local = at + offsetAt(zone, at);
    const day = Math.floor(local / DAY_MS);
    const minute = (local - day * DAY_MS) / 60_000;
    const weekday = weekdayOf(day);
    return weekday > 0 && weekday < 6 && minute >= hours.start && minute < hours.end;
  };
}

/** "13:30" in minutes after midnight. */
export function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
