// Which trade date does a moment belong to, and when does that date open, settle and close?

import type { Contract, SessionName } from "../domain/contract.js";
import { DAY_MS, type Day, type EpochMs } from "../domain/money.js";
import { CHECKED_YEARS, holidayOn } from "./holidays.js";
import { CRYPTO_AROUND_THE_CLOCK, closeMinute, isPaused, minuteOf, ROLL_MINUTE } from "./sessions.js";
import { dayOf, formatDay, instantOfLocal, offsetAt, weekdayOf, zoneOf } from "./time.js";

export { regularHours } from "./sessions.js";

const MINUTE_MS = 60_000;
const NOON = 12 * 60;
const AT_1500 = 15 * 60;
const AT_1515 = 15 * 60 + 15;
/** Last trade date on which index futures settled at 15:15 (CME notice of 22 September 2020). */
const LAST_1515_SETTLEMENT: Day = dayOf(2020, 10, 23);
/** 16:00 in Chicago on that Friday, in summer time. */
const CRYPTO_NEVER_CLOSES: EpochMs = CRYPTO_AROUND_THE_CLOCK * DAY_MS + 21 * 60 * MINUTE_MS;

/**
 * Writes the trade date of each bar's open into `out`. From 17:00 in Chicago a moment counts for the next calendar
 * day; what falls on a weekend, a closed day or a holiday without settlement moves forward to the next settlement
 * day; an early close keeps its own date. "continuous" counts UTC calendar days. Stamps may be in any order, and
 * ordered ones cost two comparisons each, because the instants of a whole trade date are found at once.
 */
export function fillTradeDates(
  session: SessionName,
  time: Float64Array,
  length: number,
  out: Int32Array,
): void {
  if (session === "continuous") {
    for (let i = 0; i < length; i++) out[i] = Math.floor(time[i]! / DAY_MS);
    return;
  }
  let from = Number.NaN;
  let until = Number.NaN;
  let date = 0;
  for (let i = 0; i < length; i++) {
    const at = time[i]!;
    if (!(at >= from && at < until)) {
      date = tradeDateOf(session, at);
      from = rollInstant(settlementBefore(session, date));
      until = rollInstant(date);
    }
    out[i] = date;
  }
}

/** The trade date of one moment: as `fillTradeDates`. */
export function tradeDateOf(session: SessionName, at: EpochMs): Day {
  if (!Number.isFinite(at)) throw new RangeError(`no trade date for ${at}`);
  if (session === "continuous") return Math.floor(at / DAY_MS);
  const local = at + offsetAt(zoneOf("America/Chicago"), at);
  return settlementOnOrAfter(session, Math.floor((local + (24 * 60 - ROLL_MINUTE) * MINUTE_MS) / DAY_MS));
}

/** Whether the group settles on this day: a weekday that is neither closed nor a holiday without settlement. */
export function isSettlementDay(session: SessionName, day: Day): boolean {
  if (session === "continuous") return true;
  const weekday = weekdayOf(day);
  if (weekday === 0 || weekday === 6) return false;
  const holiday = holidayOn(session, day);
  return holiday === undefined || holiday.kind === "early_close";
}

/** The first settlement day that is not before `day`. */
export function settlementOnOrAfter(session: SessionName, day: Day): Day {
  while (!isSettlementDay(session, day)) day++;
  return day;
}

/** The last settlement day before `day`. */
export function settlementBefore(session: SessionName, day: Day): Day {
  do day--;
  while (!isSettlementDay(session, day));
  return day;
}

/**
 * The first moment at which a trade carries this trade date: 17:00 in Chicago on the evening before, or before the
 * first of the holidays that merge into it (Wednesday evening for the Friday after Thanksgiving). A day that does not
 * settle is answered for the trade date that it merges into.
 */
export function sessionOpen(session: SessionName, day: Day): EpochMs {
  if (session === "continuous") return day * DAY_MS;
  const date = settlementOnOrAfter(session, day);
  const previous = settlementBefore(session, date);
  if (session === "crypto" && previous >= CRYPTO_AROUND_THE_CLOCK) return rollInstant(previous);
  let first = previous + 1;
  while (first < date && !isTradingDay(session, first)) first++;
  return rollInstant(first - 1);
}

/** The last 17:00 in Chicago at or before a moment, from which bars are counted; midnight UTC for "continuous". */
export function dayBegins(session: SessionName, at: EpochMs): EpochMs {
  if (session === "continuous") return Math.floor(at / DAY_MS) * DAY_MS;
  const local = at + offsetAt(zoneOf("America/Chicago"), at);
  return rollInstant(Math.floor((local - ROLL_MINUTE * MINUTE_MS) / DAY_MS));
}

/** The end of the trade date's session, early closes included. A day that does not settle: as `sessionOpen`. */
export function sessionClose(session: SessionName, day: Day): EpochMs {
  if (session === "continuous") return (day + 1) * DAY_MS;
  const date = settlementOnOrAfter(session, day);
  return chicago(date, endMinute(session, date));
}

/** When the date's session would end if it were neither a holiday nor an early close. */
export function regularClose(session: SessionName, day: Day): EpochMs {
  if (session === "continuous") return (day + 1) * DAY_MS;
  const date = settlementOnOrAfter(session, day);
  return chicago(date, closeMinute(session, date));
}

/** A clock time on a trade date in exchange time, in minutes after midnight: from 17:00 on, the evening that begins it. */
export function clockOn(session: SessionName, day: Day, minute: number): EpochMs {
  if (session === "continuous") return day * DAY_MS + minute * MINUTE_MS;
  const date = settlementOnOrAfter(session, day);
  return chicago(minute >= ROLL_MINUTE ? date - 1 : date, minute);
}

/** Whether the market is open: inside the session, outside its pauses, before the halt of a holiday. */
export function isInSession(session: SessionName, at: EpochMs): boolean {
  if (session === "continuous") return true;
  const local = at + offsetAt(zoneOf("America/Chicago"), at);
  const today = Math.floor(local / DAY_MS);
  const minute = (local - today * DAY_MS) / MINUTE_MS;
  // At 16:00 on the Friday of the change the market did not close any more. The weekend maintenance is not modelled:
  // its hours are not published reliably.
  if (session === "crypto" && at >= CRYPTO_NEVER_CLOSES) return true;
  if (minute >= ROLL_MINUTE) return isTradingDay(session, today + 1);
  return (
    isTradingDay(session, today) && minute < endMinute(session, today) && !isPaused(session, today, minute)
  );
}

/**
 * The moment at which a trade date's variation margin is settled.
 *
 * Index futures: 15:00; until 2020-10-23 15:15 but for the last business day of a month; 12:00 on shortened days.
 * Others: the contract's own time. Where the session ends before that (12:45 for oil on Christmas Eve, 08:15 for
 * index futures on some Good Fridays) its end stands in: the exchange's time on such days is not published reliably.
 * Around the clock: `settlementTime` in UTC, midnight being the one that ends the day.
 */
export function settlementInstant(contract: Pick<Contract, "session" | "settlementTime">, day: Day): EpochMs {
  const minute = minuteOf(contract.settlementTime);
  if (contract.session === "continuous") return day * DAY_MS + (minute === 0 ? DAY_MS : minute * MINUTE_MS);
  const date = settlementOnOrAfter(contract.session, day);
  const regular = contract.session === "equity_index" && minute === AT_1500 ? indexSettlement(date) : minute;
  return chicago(date, Math.min(regular, endMinute(contract.session, date)));
}

function indexSettlement(day: Day): number {
  if (holidayOn("equity_index", day) !== undefined) return NOON;
  if (day > LAST_1515_SETTLEMENT) return AT_1500;
  const nextMonth = formatDay(settlementOnOrAfter("equity_index", day + 1)).slice(0, 7);
  return nextMonth === formatDay(day).slice(0, 7) ? AT_1515 : AT_1500;
}

/** A sentence for reports where a span of trade dates leaves the years that the holiday rules were checked for. */
export function calendarNote(session: SessionName, first: Day, last: Day): string | null {
  if (session === "continuous") return null;
  const { from, to } = CHECKED_YEARS;
  if (first >= dayOf(from, 1, 1) && last < dayOf(to + 1, 1, 1)) return null;
  return (
    `Holidays and early closes are known for ${from} to ${to}; ` +
    `between ${formatDay(first)} and ${formatDay(last)} today's rules are extrapolated.`
  );
}

/** Whether a session opened on the evening before this day. */
function isTradingDay(session: SessionName, day: Day): boolean {
  const weekday = weekdayOf(day);
  return weekday !== 0 && weekday !== 6 && holidayOn(session, day)?.kind !== "closed";
}

/** When trading of a day ends, in minutes after Chicago midnight: a holiday's halt or the regular close. */
function endMinute(session: SessionName, day: Day): number {
  if (session === "crypto" && day >= CRYPTO_AROUND_THE_CLOCK) return ROLL_MINUTE;
  return Math.min(holidayOn(session, day)?.halt ?? ROLL_MINUTE, closeMinute(session, day));
}

/** 17:00 in Chicago on this calendar day, where one trade date ends and the next begins. */
function rollInstant(day: Day): EpochMs {
  return chicago(day, ROLL_MINUTE);
}

/** Chicago changes its clocks at 02:00 on Sundays, an hour that no session time falls into. */
function chicago(day: Day, minute: number): EpochMs {
  return instantOfLocal(zoneOf("America/Chicago"), day * DAY_MS + minute * MINUTE_MS).time;
}
