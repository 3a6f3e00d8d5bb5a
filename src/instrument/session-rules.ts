// On which days does a session open, from when to when, and do they settle?

import { DAY_MS, type Day, type EpochMs } from "../domain/money.js";
import type {
  Session,
  SessionName,
  SessionPart,
  SessionPeriod,
  SessionTemplate,
  Weekday,
} from "../domain/session.js";
import { holidayOn } from "./holidays.js";
import { CRYPTO_AROUND_THE_CLOCK, type Hours, minuteOf, ordinaryHours, reopened } from "./sessions.js";
import { formatDay, instantOfLocal, offsetAt, parseDay, weekdayOf, type Zone, zoneOf } from "./time.js";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;

/** The session of one calendar day. */
export interface SessionDay extends Hours {
  /** Whether it is a trade date of its own; else its trades carry the next one. */
  readonly settles: boolean;
}

/**
 * All that trade dates follow from. Days are computed once: every question of `calendar.ts` is asked of them, whatever the
 * session.
 */
export class SessionRules {
  readonly zone: Zone;
  readonly #dayOf: (day: Day) => SessionDay | null;
  readonly #ordinary: (day: Day) => Hours;
  readonly #turn: (day: Day) => number;
  readonly #days = new Map<Day, SessionDay | null>();

  /** `turn` only where it does not follow from the ordinary opens. */
  constructor(
    zone: Zone,
    dayOf: (day: Day) => SessionDay | null,
    ordinary: (day: Day) => Hours,
    turn?: (day: Day) => number,
  ) {
    this.zone = zone;
    this.#dayOf = dayOf;
    this.#ordinary = ordinary;
    this.#turn = turn ?? ((day) => DAY_MINUTES + Math.min(0, ordinary(day + 1).open));
  }

  /** Null where nothing opens. */
  on(day: Day): SessionDay | null {
    let hours = this.#days.get(day);
    if (hours === undefined) this.#days.set(day, (hours = this.#dayOf(day)));
    return hours;
  }

  /** When the day would trade if it were neither weekend nor holiday. */
  ordinary(day: Day): Hours {
    return this.#ordinary(day);
  }

  /** The minute of this calendar day at which the next day's session may open: 1020 is 17:00. Midnight where it opens by day. */
  turn(day: Day): number {
    return this.#turn(day);
  }

  /** The calendar day whose session an instant would belong to. */
  dayAt(at: EpochMs): Day {
    const local = at + offsetAt(this.zone, at);
    const day = Math.floor(local / DAY_MS);
    return local - day * DAY_MS >= this.turn(day) * MINUTE_MS ? day + 1 : day;
  }

  /** Minutes from the midnight that begins `day` to an instant, on the exchange's clock. */
  minuteOn(day: Day, at: EpochMs): number {
    return (at + offsetAt(this.zone, at) - day * DAY_MS) / MINUTE_MS;
  }

  /** The instant of a clock time, minutes after the midnight that begins `day`; beyond it, the days beside it. */
  instant(day: Day, minute: number): EpochMs {
    return instantOfLocal(this.zone, day * DAY_MS + minute * MINUTE_MS).time;
  }
}

const groups = new Map<SessionName, SessionRules>();
const others = new WeakMap<SessionTemplate | SessionPart, SessionRules>();

export function rulesOf(session: Session): SessionRules {
  if (typeof session === "string") {
    let rules = groups.get(session);
    if (rules === undefined) groups.set(session, (rules = groupRules(session)));
    return rules;
  }
  let rules = others.get(session);
  if (rules === undefined) {
    others.set(session, (rules = "of" in session ? partRules(session) : templateRules(session)));
  }
  return rules;
}

function groupRules(session: SessionName): SessionRules {
  const zone = zoneOf(session === "continuous" ? "UTC" : "America/Chicago");
  const ordinary = (day: Day): Hours => ordinaryHours(session, day);
  return new SessionRules(zone, (day) => groupDay(session, day), ordinary);
}

function groupDay(session: SessionName, day: Day): SessionDay | null {
  const hours = ordinaryHours(session, day);
  if (session === "continuous") return { ...hours, settles: true };
  const weekday = weekdayOf(day);
  const weekend = weekday === 0 || weekday === 6;
  const holiday = holidayOn(session, day);
  // The weekend maintenance of crypto is not modelled: its hours are not published reliably. Its holidays do not settle.
  if (session === "crypto" && day >= CRYPTO_AROUND_THE_CLOCK) {
    return { ...hours, settles: !weekend && (holiday === undefined || holiday.kind === "early_close") };
  }
  if (weekend || holiday?.kind === "closed") return null;
  const opened = holidayOn(session, day - 1) === undefined ? hours : reopened(hours);
  const close = Math.min(holiday?.halt ?? hours.close, hours.close);
  return { ...opened, close, settles: holiday?.kind !== "holiday_halt" };
}

/** Of rows in order of date the one that holds; the first stands for all that is earlier. */
export function latestOn<T extends { readonly from: string }>(rows: readonly T[], day: Day): T {
  if (rows.length === 1 || day === Number.POSITIVE_INFINITY) return rows.at(-1)!;
  const text = formatDay(day);
  return rows.findLast(({ from }) => from <= text) ?? rows[0]!;
}

export const periodOn = ({ periods }: SessionTemplate, day: Day): SessionPeriod => latestOn(periods, day);

/** Minutes after the exchange's midnight, start included, end excluded. */
export interface RegularHours {
  readonly start: number;
  readonly end: number;
}

/** "08:30-15:15". */
export const hoursOf = (span: string): RegularHours => ({
  start: minuteOf(span.slice(0, 5)),
  end: minuteOf(span.slice(6)),
});

const WEEKDAYS: readonly Weekday[] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const MONDAY_TO_FRIDAY = [false, true, true, true, true, true, false] as const;

/** By weekday, from Sunday on: whether a day of the session is called by its name. */
export function weekdaysOf(session: Session): readonly boolean[] {
  if (typeof session === "string") return MONDAY_TO_FRIDAY;
  return "of" in session ? weekdaysOf(session.of) : WEEKDAYS.map((day) => session.weekdays.includes(day));
}

function templateRules(template: SessionTemplate): SessionRules {
  const weekdays = weekdaysOf(template);
  const holidays = new Map(template.holidays.map((it) => [parseDay(it.date), it]));
  const ordinary = new Map(template.periods.map((period) => [period, periodHours(period)]));
  const hoursOn = (day: Day): Hours => ordinary.get(periodOn(template, day))!;
  const dayOf = (day: Day): SessionDay | null => {
    const holiday = holidays.get(day);
    if (!weekdays[weekdayOf(day)] || holiday?.kind === "closed") return null;
    const hours = hoursOn(day);
    if (holiday === undefined) return { ...hours, settles: true };
    const at = minuteOf(holiday.at!);
    return { ...hours, close: Math.min(at, hours.close), settles: holiday.kind !== "halt" };
  };
  return new SessionRules(zoneOf(template.zone), dayOf, hoursOn);
}

/** An open that is not before the close is on the day before, and so is a pause that is not before the close. */
export function periodHours({ open, close, pauses }: SessionPeriod): Hours {
  const end = minuteOf(close);
  const opens = minuteOf(open);
  const overnight = opens >= end;
  const placed = (minute: number): number => (overnight && minute >= opens ? minute - DAY_MINUTES : minute);
  return {
    open: placed(opens),
    close: end,
    pauses: pauses
      .map(hoursOf)
      .map(({ start, end: until }) => {
        const from = placed(start);
        return [from, from < 0 && until <= start ? until : from < 0 ? until - DAY_MINUTES : until] as const;
      })
      .sort(([a], [b]) => a - b),
  };
}

/**
 * The regular hours of the days that settle, or all that is left without them. The dates are those of the whole session: what
 * falls on one there falls on it here.
 */
function partRules({ of, part, regular }: SessionPart): SessionRules {
  const whole = rulesOf(of);
  const cut = (hours: Hours, day: Day): Hours => {
    const { start, end } = hoursOf(latestOn(regular, day).hours);
    if (part === "regular") {
      return { ...hours, open: Math.max(hours.open, start), close: Math.min(hours.close, end) };
    }
    if (start <= hours.open) return { ...hours, open: Math.max(hours.open, end) };
    if (end >= hours.close) return { ...hours, close: Math.min(hours.close, start) };
    return { ...hours, pauses: [...hours.pauses, [start, end] as const].sort(([a], [b]) => a - b) };
  };
  const dayOf = (day: Day): SessionDay | null => {
    const hours = whole.on(day);
    if (hours === null) return null;
    if (!hours.settles) return part === "regular" ? null : hours;
    const left = cut(hours, day);
    return left.open < left.close ? { ...left, settles: true } : null;
  };
  return new SessionRules(
    whole.zone,
    dayOf,
    (day) => cut(whole.ordinary(day), day),
    (day) => whole.turn(day),
  );
}
