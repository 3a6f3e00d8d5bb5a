// When does a product group trade on an ordinary day?

import type { Day } from "../domain/money.js";
import type { SessionName } from "../domain/session.js";
import { dayOf, weekdayOf } from "./time.js";

/**
 * The hours of a day's session in minutes after the exchange's midnight that begins the day. What opens on the evening before
 * is negative: −420 is 17:00. Each pause is from (included) to (excluded).
 */
export interface Hours {
  readonly open: number;
  readonly close: number;
  readonly pauses: readonly (readonly [from: number, until: number])[];
}

const NO_PAUSE: Hours["pauses"] = [];
const at = (hour: number, minute = 0): number => 60 * hour + minute;
const before = (hour: number, minute = 0): number => at(hour, minute) - at(24);

/** From the close of this Friday CME trades crypto around the clock; its trade date still turns at 17:00. */
export const CRYPTO_AROUND_THE_CLOCK: Day = dayOf(2026, 5, 29);
/** From this trade date on index futures trade from 17:00 to 16:15; before, from 15:30 (Sundays 17:00) to 15:15. */
const INDEX_FROM_1700: Day = dayOf(2012, 11, 19);
/** CME moved the daily close of index, energy and metals futures from 16:15 to 16:00. */
const CLOSE_AT_1600: Day = dayOf(2015, 9, 21);
/** The first trade date without the 15:15 pause of index futures. */
const NO_INDEX_PAUSE: Day = dayOf(2021, 6, 28);

const MIDNIGHT_TO_MIDNIGHT: Hours = { open: 0, close: at(24), pauses: NO_PAUSE };
const AROUND_THE_CLOCK: Hours = { open: before(17), close: at(17), pauses: NO_PAUSE };
const TO_1600: Hours = { open: before(17), close: at(16), pauses: NO_PAUSE };
const TO_1615: Hours = { open: before(17), close: at(16, 15), pauses: NO_PAUSE };
const INDEX_PAUSE: Hours["pauses"] = [[at(15, 15), at(15, 30)]];
const INDEX_TO_1600: Hours = { ...TO_1600, pauses: INDEX_PAUSE };
const INDEX_TO_1615: Hours = { ...TO_1615, pauses: INDEX_PAUSE };
/** The nightly maintenance of those years. */
const INDEX_FROM_1530: Hours = {
  open: before(15, 30),
  close: at(15, 15),
  pauses: [[before(16, 30), before(17)]],
};
const INDEX_MONDAY: Hours = { open: before(17), close: at(15, 15), pauses: NO_PAUSE };

/** A group's hours on a day that is no holiday; weekends are answered as if they were such a day. */
export function ordinaryHours(session: SessionName, day: Day): Hours {
  switch (session) {
    case "continuous":
      return MIDNIGHT_TO_MIDNIGHT;
    case "crypto":
      return day >= CRYPTO_AROUND_THE_CLOCK ? AROUND_THE_CLOCK : TO_1600;
    case "fx":
      return TO_1600;
    case "energy":
    case "metals":
      return day >= CLOSE_AT_1600 ? TO_1600 : TO_1615;
    case "equity_index":
      if (day >= NO_INDEX_PAUSE) return TO_1600;
      if (day >= CLOSE_AT_1600) return INDEX_TO_1600;
      if (day >= INDEX_FROM_1700) return INDEX_TO_1615;
      return weekdayOf(day) === 1 ? INDEX_MONDAY : INDEX_FROM_1530;
  }
}

/** The same hours, opened at 17:00: the evening of a holiday waited for it. */
export const reopened = (hours: Hours): Hours =>
  hours.open < before(17) ? { ...hours, open: before(17), pauses: NO_PAUSE } : hours;

/** "13:30" in minutes after midnight. */
export function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3, 5));
}
