// On which days does a product group not trade, or trade only till noon?

import type { SessionName } from "../domain/contract.js";
import type { Day } from "../domain/money.js";
import { withExceptions } from "./holiday-exceptions.js";
import { dayOf, weekdayOf } from "./time.js";

/**
 * `closed`: nothing opens on the evening before; no settlement. `holiday_halt`: the session that opened the
 * evening before trades until `halt` without a settlement, its trades carry the next trade date.
 * `early_close`: a settlement day of its own that ends at `halt`.
 */
export type HolidayKind = "closed" | "holiday_halt" | "early_close";

export interface Holiday {
  readonly day: Day;
  readonly name: string;
  readonly kind: HolidayKind;
  /** Minutes after Chicago midnight at which trading ends; null where it never began. */
  readonly halt: number | null;
}

/**
 * Years for which the rules were checked day by day against the exchange's tables, and the first year whose holidays are known
 * though not each hour of them (docs/sessions.md says from where). Elsewhere the rules extrapolate.
 */
export const CHECKED_YEARS = { known: 2005, from: 2015, to: 2027 } as const;

const MONDAY = 1;
const THURSDAY = 4;
const FRIDAY = 5;
const SATURDAY = 6;
const SUNDAY = 0;

const NOON = 12 * 60;
const AT_0815 = 8 * 60 + 15;
const AT_1015 = 10 * 60 + 15;
const AT_1030 = 10 * 60 + 30;
const AT_1215 = 12 * 60 + 15;
const AT_1245 = 12 * 60 + 45;
const AT_1330 = 13 * 60 + 30;
const AT_1345 = 13 * 60 + 45;
const AT_1515 = 15 * 60 + 15;
const AT_1600 = 16 * 60;
const AT_1615 = 16 * 60 + 15;

/** Between Presidents' Day and Memorial Day of 2014 the halts of all groups moved to noon. */
const HALTS_AT_NOON: Day = dayOf(2014, 5, 1);
/** Between Presidents' Day and Independence Day of 2009 NYMEX and COMEX began to halt on holidays at all. */
const NYMEX_HALTS: Day = dayOf(2009, 5, 1);

const years = new Map<string, ReadonlyMap<Day, Holiday>>();

/** The holiday of a group on a calendar day, if it is one. */
export function holidayOn(session: SessionName, day: Day): Holiday | undefined {
  return tableOf(session, yearOf(day)).get(day);
}

/** All holidays and early closes of a group in one year, in order of date. */
export function holidaysOf(session: SessionName, year: number): readonly Holiday[] {
  return [...tableOf(session, year).values()];
}

function tableOf(session: SessionName, year: number): ReadonlyMap<Day, Holiday> {
  const key = `${session}${year}`;
  let table = years.get(key);
  if (table === undefined) {
    const holidays = session === "continuous" ? [] : withExceptions(session, year, build(session, year));
    years.set(key, (table = new Map(holidays.sort((a, b) => a.day - b.day).map((it) => [it.day, it]))));
  }
  return table;
}

function build(session: SessionName, year: number): Holiday[] {
  const thanksgiving = nth(year, 11, THURSDAY, 4);
  const christmas = dayOf(year, 12, 25);
  const halts: [string, Day][] = [
    ["MLK", nth(year, 1, MONDAY, 3)],
    ["Presidents", nth(year, 2, MONDAY, 3)],
    ["Memorial", lastMonday(year, 5)],
    ["Independence", nearestWeekday(dayOf(year, 7, 4))],
    ["Labor", nth(year, 9, MONDAY, 1)],
    ["Thanksgiving", thanksgiving],
  ];
  if (year >= 2022) halts.push(["Juneteenth", nearestWeekday(dayOf(year, 6, 19))]);

  const days: Holiday[] = halts.map(([name, day]) => ({
    day,
    name,
    kind: "holiday_halt",
    halt: haltOf(session, year, day),
  }));
  const closed = (name: string, day: Day) => days.push({ day, name, kind: "closed", halt: null });
  const early = (name: string, day: Day, halt: number) => days.push({ day, name, kind: "early_close", halt });

  const newYear = dayOf(year, 1, 1);
  if (weekdayOf(newYear) === SUNDAY) closed("New Year", newYear + 1);
  else if (weekdayOf(newYear) !== SATURDAY) closed("New Year", newYear); // a Saturday is not observed

  const goodFriday = easterSunday(year) - 2;
  const report = goodFridaySession(session, year, goodFriday);
  if (report === null) closed("Good Friday", goodFriday);
  else early("Good Friday", goodFriday, report);

  closed("Christmas", nearestWeekday(christmas));
  const eve = weekdayOf(christmas - 1);
  if (eve >= MONDAY && eve <= THURSDAY) early("Christmas Eve", christmas - 1, eveClose(session, year));
  early("Day after Thanksgiving", thanksgiving + 1, blackFridayClose(session, year));

  const fourth = weekdayOf(dayOf(year, 7, 4));
  const halfDay = session === "equity_index" || (session === "crypto" && year <= 2019);
  if (halfDay && fourth > MONDAY && fourth <= FRIDAY) {
    early("Day before Independence Day", dayOf(year, 7, 3), AT_1215);
  }

  if (session === "fx") {
    // The practice ended between Memorial Day and Labor Day of 2015.
    for (const [name, day] of halts) {
      const monday = name === "MLK" || name === "Presidents" || name === "Memorial" || name === "Labor";
      if (monday && day < dayOf(2015, 6, 1)) early("Friday before US Monday holiday", day - 3, AT_1515);
    }
  }
  return days;
}

/** On a Friday everything stops at noon until Sunday; else each group has its own hour since 2022, and had before May 2014. */
function haltOf(session: SessionName, year: number, day: Day): number {
  if (day < HALTS_AT_NOON) {
    if (session === "equity_index") return AT_1030;
    if (session === "fx") return NOON;
    return day < NYMEX_HALTS ? AT_1615 : AT_1215;
  }
  if (weekdayOf(day) === FRIDAY || year < 2022) return NOON;
  switch (session) {
    case "energy":
    case "metals":
      return AT_1330;
    case "fx":
    case "crypto":
      return AT_1600;
    default:
      return NOON;
  }
}

/**
 * The US employment report comes out on the first Friday of most months, holiday or not. When that is Good
 * Friday (2007, 2010, 2012, 2015, 2021, 2023, 2026) rates, index and currency futures trade for it; oil and gold do not.
 */
function goodFridaySession(session: SessionName, year: number, goodFriday: Day): number | null {
  const firstWeekOfApril = goodFriday >= dayOf(year, 4, 1) && goodFriday <= dayOf(year, 4, 7);
  if (!firstWeekOfApril) return null;
  switch (session) {
    case "equity_index":
      return AT_0815;
    case "fx":
      return AT_1015;
    case "crypto":
      return year <= 2021 ? AT_0815 : AT_1015;
    default:
      return null;
  }
}

function eveClose(session: SessionName, year: number): number {
  switch (session) {
    case "energy":
    case "metals":
      return AT_1245;
    case "fx":
      return year <= 2024 ? AT_1215 : AT_1245;
    case "crypto":
      return year <= 2020 ? AT_1215 : AT_1245;
    default:
      return AT_1215;
  }
}

function blackFridayClose(session: SessionName, year: number): number {
  if (session === "equity_index") return AT_1215;
  if (year >= 2025) return AT_1345;
  if (session === "fx") return AT_1215;
  return session === "crypto" && year <= 2020 ? AT_1215 : AT_1245;
}

/** The n-th given weekday of a month. */
function nth(year: number, month: number, weekday: number, n: number): Day {
  const first = dayOf(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1);
}

function lastMonday(year: number, month: number): Day {
  const last = dayOf(year, month + 1, 1) - 1;
  return last - ((weekdayOf(last) - MONDAY + 7) % 7);
}

function nearestWeekday(day: Day): Day {
  if (weekdayOf(day) === SATURDAY) return day - 1;
  return weekdayOf(day) === SUNDAY ? day + 1 : day;
}

/** Gregorian computus (Meeus, Jones and Butcher). */
export function easterSunday(year: number): Day {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const date = (h + l - 7 * m + 33 * month + 19) % 32;
  return dayOf(year, month, date);
}

function yearOf(day: Day): number {
  return new Date(day * 86_400_000).getUTCFullYear();
}
