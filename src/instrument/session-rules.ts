// On which days does a session open, from when to when, and do they settle?

import type { SessionName } from "../domain/contract.js";
import { DAY_MS, type Day, type EpochMs } from "../domain/money.js";
import { holidayOn } from "./holidays.js";
import { CRYPTO_AROUND_THE_CLOCK, type Hours, ordinaryHours, reopened } from "./sessions.js";
import { instantOfLocal, offsetAt, weekdayOf, type Zone, zoneOf } from "./time.js";

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
  readonly #days = new Map<Day, SessionDay | null>();

  constructor(zone: Zone, dayOf: (day: Day) => SessionDay | null, ordinary: (day: Day) => Hours) {
    this.zone = zone;
    this.#dayOf = dayOf;
    this.#ordinary = ordinary;
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
    return DAY_MINUTES + Math.min(0, this.#ordinary(day + 1).open);
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

const known = new Map<SessionName, SessionRules>();

export function rulesOf(session: SessionName): SessionRules {
  let rules = known.get(session);
  if (rules === undefined) known.set(session, (rules = groupRules(session)));
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
