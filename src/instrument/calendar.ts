// Which trade date does a moment belong to, and when does that date open, settle and close?

import type { Contract } from "../domain/contract.js";
import { DAY_MS, type Day, type EpochMs } from "../domain/money.js";
import type { Session, SessionName, SessionTemplate } from "../domain/session.js";
import { CHECKED_YEARS, holidayOn } from "./holidays.js";
import { regularHours } from "./regular-hours.js";
import { wholeOf } from "./session-part.js";
import { periodOn, rulesOf, type SessionDay, type SessionRules } from "./session-rules.js";
import { minuteOf } from "./sessions.js";
import { dayOf, formatDay, type Zone } from "./time.js";

export { regularHours };

const NOON = 12 * 60;
const AT_1500 = 15 * 60;
const AT_1515 = 15 * 60 + 15;
/** Last trade date on which index futures settled at 15:15 (CME notice of 22 September 2020). */
const LAST_1515_SETTLEMENT: Day = dayOf(2020, 10, 23);

/**
 * Writes the trade date of each bar's open into `out`. From the session's turn (17:00 in Chicago) a moment counts for the next
 * calendar day; what falls on a weekend, a closed day or a holiday without settlement moves forward to the next settlement
 * day; an early close keeps its own date. "continuous" counts UTC calendar days. Stamps may be in any order, and
 * ordered ones cost two comparisons each, because the instants of a whole trade date are found at once.
 */
export function fillTradeDates(session: Session, time: Float64Array, length: number, out: Int32Array): void {
  const rules = rulesOf(session);
  const known = new Map<Day, OpenStretch>();
  for (let i = 0; i < length; ) {
    const date = tradeDateOf(session, time[i]!);
    let bounds = known.get(date);
    if (bounds === undefined) {
      const before = settlementBefore(session, date);
      known.set(date, (bounds = { from: turnInstant(rules, before), until: turnInstant(rules, date) }));
    }
    out[i] = date;
    i = fillWhile(time, out, i + 1, length, bounds.from, bounds.until, date);
  }
}

/** Writes `date` for the bars that follow within these instants, and answers where they end. */
function fillWhile(
  time: Float64Array,
  out: Int32Array,
  i: number,
  length: number,
  from: EpochMs,
  until: EpochMs,
  date: Day,
): number {
  for (; i < length; i++) {
    const at = time[i]!;
    if (!(at >= from && at < until)) break;
    out[i] = date;
  }
  return i;
}

/** The trade date of one moment: as `fillTradeDates`. */
export function tradeDateOf(session: Session, at: EpochMs): Day {
  if (!Number.isFinite(at)) throw new RangeError(`no trade date for ${at}`);
  return settlementOnOrAfter(session, rulesOf(session).dayAt(at));
}

/** Whether the session settles on this day: neither a weekend, nor closed, nor a holiday without settlement. */
export function isSettlementDay(session: Session, day: Day): boolean {
  return rulesOf(session).on(day)?.settles === true;
}

/** The first settlement day that is not before `day`. */
export function settlementOnOrAfter(session: Session, day: Day): Day {
  while (!isSettlementDay(session, day)) day++;
  return day;
}

/** The last settlement day before `day`. */
export function settlementBefore(session: Session, day: Day): Day {
  do day--;
  while (!isSettlementDay(session, day));
  return day;
}

/** The trade dates from `first` to `last`, both included. */
export function settlementDays(session: Session, first: Day, last: Day): Day[] {
  const days: Day[] = [];
  for (let day = first; day <= last; day++) if (isSettlementDay(session, day)) days.push(day);
  return days;
}

/** Part of a session in which the market is open without a pause: from `from` (included) to `until` (excluded). */
export interface OpenStretch {
  readonly from: EpochMs;
  readonly until: EpochMs;
}

/**
 * The stretches in which a trade date is open, in order: pauses, halts, breaks and closed days taken out, the sessions of
 * holidays that merge into the date taken in. A day that does not settle is answered for the date that it merges into.
 */
export function sessionStretches(session: Session, day: Day): OpenStretch[] {
  const rules = rulesOf(session);
  const date = settlementOnOrAfter(session, day);
  const stretches: OpenStretch[] = [];
  for (let each = settlementBefore(session, date) + 1; each <= date; each++) {
    const hours = rules.on(each);
    if (hours === null) continue;
    let from = hours.open;
    for (const [pause, resume] of [...hours.pauses, [hours.close, hours.close] as const]) {
      const until = Math.min(pause, hours.close);
      const stretch = { from: rules.instant(each, from), until: rules.instant(each, until) };
      // Where clocks are set forward, an hour of some session does not exist.
      if (until > from && stretch.until > stretch.from) stretches.push(stretch);
      from = Math.max(from, resume);
    }
  }
  return stretches;
}

/**
 * Whether an early close ends the trade date before noon, as 08:15 of some Good Fridays does. Futures trade and settle then, but
 * the stock exchange is shut, and many vendors' daily files have no bar.
 */
export function endsBeforeNoon(session: Session, day: Day): boolean {
  const rules = rulesOf(session);
  const date = settlementOnOrAfter(session, day);
  return closeOn(rules, date) < Math.min(NOON, rules.ordinary(date).close);
}

/**
 * The opens of all bars of `stepMs` that a trade date has if something trades all the time. Steps are counted from where each
 * day's session begins (`dayBegins`); a step that is open only in part has a bar, one that lies in a pause has none. Steps of a
 * day or more: the open of the date.
 */
export function expectedOpens(session: Session, day: Day, stepMs: number): EpochMs[] {
  const stretches = sessionStretches(session, day);
  if (stepMs >= DAY_MS) return [stretches[0]!.from];
  const opens: EpochMs[] = [];
  for (const { from, until } of stretches) {
    const begins = dayBegins(session, from);
    let open = begins + Math.floor((from - begins) / stepMs) * stepMs;
    if (open === opens.at(-1)) open += stepMs;
    for (; open < until; open += stepMs) opens.push(open);
  }
  return opens;
}

/**
 * The first moment at which a trade carries this trade date: 17:00 in Chicago on the evening before, or before the
 * first of the holidays that merge into it (Wednesday evening for the Friday after Thanksgiving). A day that does not
 * settle is answered for the trade date that it merges into.
 */
export function sessionOpen(session: Session, day: Day): EpochMs {
  const rules = rulesOf(session);
  const date = settlementOnOrAfter(session, day);
  let first = settlementBefore(session, date) + 1;
  while (rules.on(first) === null) first++;
  return rules.instant(first, rules.on(first)!.open);
}

/**
 * Where the day's session begins that a moment lies in, from which shorter bars are counted: 17:00 in Chicago, midnight UTC for
 * "continuous", the open of an exchange that opens by day. While nothing is open, the turn of the date before the moment.
 */
export function dayBegins(session: Session, at: EpochMs): EpochMs {
  const rules = rulesOf(session);
  const day = rules.dayAt(at);
  const hours = rules.on(day);
  const open = hours === null ? null : rules.instant(day, hours.open);
  return open !== null && open <= at ? open : turnInstant(rules, day - 1);
}

/** Where the calendar day before ends: 17:00 in Chicago, midnight of an exchange that opens by day. */
export const dayTurns = (session: Session, day: Day): EpochMs => turnInstant(rulesOf(session), day - 1);

/** The clock that the session, its settlement and its regular hours are told by. */
export const sessionZone = (session: Session): Zone => rulesOf(session).zone;

/** "Chicago time", "Berlin time", "UTC". */
export function zoneLabel(session: Session): string {
  const { name } = sessionZone(session);
  const city = name.split("/").at(-1)!.replaceAll("_", " ");
  return name.includes("/") ? `${city} time` : name;
}

/** The end of the trade date's session, early closes included. A day that does not settle: as `sessionOpen`. */
export function sessionClose(session: Session, day: Day): EpochMs {
  const rules = rulesOf(session);
  const date = settlementOnOrAfter(session, day);
  return rules.instant(date, closeOn(rules, date));
}

/** A day as bars are counted in it. */
export interface DayBounds {
  readonly begins: EpochMs;
  /** When trading ends: the close, an early close, the halt of a holiday that merges into the next date. */
  readonly ends: EpochMs;
  /** Where the next day begins. Where the calendar has no session, the day has no other end. */
  readonly until: EpochMs;
}

/** The day that begins at `dayBegins`. */
export function dayAround(session: Session, at: EpochMs): DayBounds {
  const rules = rulesOf(session);
  const day = rules.dayAt(at);
  const hours = rules.on(day);
  const turn = turnInstant(rules, day);
  const begins = dayBegins(session, at);
  if (hours === null) return { begins, ends: turn, until: turn };
  const open = rules.instant(day, hours.open);
  if (at < open) return { begins, ends: open, until: open };
  return { begins, ends: rules.instant(day, hours.close), until: turn };
}

/** When the date's session would end if it were neither a holiday nor an early close. */
export function regularClose(session: Session, day: Day): EpochMs {
  const rules = rulesOf(session);
  const date = settlementOnOrAfter(session, day);
  return rules.instant(date, rules.ordinary(date).close);
}

/** A clock time on a trade date in exchange time, in minutes after midnight: from the turn on, the evening that begins it. */
export function clockOn(session: Session, day: Day, minute: number): EpochMs {
  const rules = rulesOf(session);
  const date = settlementOnOrAfter(session, day);
  return rules.instant(minute >= rules.turn(date - 1) ? date - 1 : date, minute);
}

/** Whether the market is open: inside the session, outside its pauses, before the halt of a holiday. */
export function isInSession(session: Session, at: EpochMs): boolean {
  const rules = rulesOf(session);
  const day = rules.dayAt(at);
  const hours = rules.on(day);
  if (hours === null) return false;
  const minute = rules.minuteOn(day, at);
  return minute >= hours.open && minute < hours.close && !isPaused(hours, minute);
}

function isPaused({ pauses }: SessionDay, minute: number): boolean {
  for (const [from, until] of pauses) if (minute >= from && minute < until) return true;
  return false;
}

/**
 * The moment at which a trade date's variation margin is settled.
 *
 * Index futures: 15:00; until 2020-10-23 15:15 but for the last business day of a month; 12:00 on shortened days.
 * Others: the contract's own time. Where the session ends before that (12:45 for oil on Christmas Eve, 08:15 for
 * index futures on some Good Fridays) its end stands in: the exchange's time on such days is not published reliably.
 * Around the clock: `settlementTime` in UTC, midnight being the one that ends the day. A user's template says its own.
 */
export function settlementInstant(contract: Pick<Contract, "session" | "settlementTime">, day: Day): EpochMs {
  const { session } = contract;
  const rules = rulesOf(session);
  const date = settlementOnOrAfter(session, day);
  const minute = settlementMinute(contract, date);
  if (session === "continuous") return rules.instant(date, minute === 0 ? 24 * 60 : minute);
  return rules.instant(date, Math.min(minute, closeOn(rules, date)));
}

/** A template's own time may change with its periods; a contract that says another keeps that. */
function settlementMinute(contract: Pick<Contract, "session" | "settlementTime">, date: Day): number {
  const session = wholeOf(contract.session);
  const minute = minuteOf(contract.settlementTime);
  if (typeof session === "string") {
    return session === "equity_index" && minute === AT_1500 ? indexSettlement(date) : minute;
  }
  const isTemplates = contract.settlementTime === session.periods.at(-1)!.settlement;
  return isTemplates ? minuteOf(periodOn(session, date).settlement) : minute;
}

function indexSettlement(day: Day): number {
  if (holidayOn("equity_index", day) !== undefined) return NOON;
  if (day > LAST_1515_SETTLEMENT) return AT_1500;
  const nextMonth = formatDay(settlementOnOrAfter("equity_index", day + 1)).slice(0, 7);
  return nextMonth === formatDay(day).slice(0, 7) ? AT_1515 : AT_1500;
}

/** First trade dates on Globex: before, NYMEX and COMEX traded on their floors and on systems with other hours. */
const ON_GLOBEX: Partial<Record<SessionName, Day>> = {
  energy: dayOf(2006, 6, 12),
  metals: dayOf(2006, 12, 4),
  crypto: dayOf(2017, 12, 18),
};

/**
 * Whether the holidays of a span of trade dates are known: by the exchange's tables and notices, or from the dates that a user's
 * template lists. Of other dates an absent one may be a holiday that nobody told.
 */
export function isCalendarKnown(session: Session, first: Day, last: Day): boolean {
  const whole = wholeOf(session);
  if (whole === "continuous") return true;
  if (typeof whole === "object") return templateNote(whole, first, last) === null;
  const { known, to } = CHECKED_YEARS;
  return first >= Math.max(dayOf(known, 1, 1), ON_GLOBEX[whole] ?? 0) && last < dayOf(to + 1, 1, 1);
}

/** A sentence for reports where a span of trade dates leaves the years that the holiday rules were checked for. */
export function calendarNote(session: Session, first: Day, last: Day): string | null {
  const whole = wholeOf(session);
  if (whole === "continuous") return null;
  if (typeof whole === "object") return templateNote(whole, first, last);
  const { known, from, to } = CHECKED_YEARS;
  const start = ON_GLOBEX[whole];
  if (start !== undefined && first < start) {
    return `Before ${formatDay(start)} nothing of the group traded on Globex: the hours of later years are extrapolated.`;
  }
  if (first < dayOf(known, 1, 1) || last >= dayOf(to + 1, 1, 1)) {
    return (
      `Holidays and early closes are known for ${known} to ${to}; ` +
      `between ${formatDay(first)} and ${formatDay(last)} today's rules are extrapolated.`
    );
  }
  if (first >= dayOf(from, 1, 1)) return null;
  return (
    `Holidays and early closes are checked day by day for ${from} to ${to}; from ${known} on they follow the exchange's ` +
    "notices where one was found, and else the rules of those years (docs/sessions.md)."
  );
}

function templateNote({ name, holidays }: SessionTemplate, first: Day, last: Day): string | null {
  const from = holidays[0]?.date.slice(0, 4);
  const to = holidays.at(-1)?.date.slice(0, 4);
  if (from === undefined || to === undefined) {
    return `The session ${name} lists no holidays: each of its weekdays is taken for a trade date.`;
  }
  if (formatDay(first).slice(0, 4) >= from && formatDay(last).slice(0, 4) <= to) return null;
  return `The session ${name} lists holidays of ${from} to ${to}: of other years each of its weekdays is taken for a trade date.`;
}

/** When trading of a settlement day ends, in minutes after its midnight. */
const closeOn = (rules: SessionRules, date: Day): number => rules.on(date)!.close;

/** Where one calendar day's trade date ends and the next begins. */
const turnInstant = (rules: SessionRules, day: Day): EpochMs => rules.instant(day, rules.turn(day));
