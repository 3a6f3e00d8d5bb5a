// How do the sessions of a user's config become templates?

import { didYouMean, Fault } from "../domain/fault.js";
import {
  SESSION_NAMES,
  type SessionHoliday,
  type SessionPeriod,
  type SessionTemplate,
  type Weekday,
} from "../domain/session.js";
import { latestOn, periodHours, rulesOf } from "./session-rules.js";
import { minuteOf } from "./sessions.js";
import { formatDay, parseDay, zoneOf } from "./time.js";

/** Where in the config a key stands: `sessions`, `eurex`, `open` → "tickproof.config.ts:4:7 sessions.eurex.open". */
export type PlaceOf = (...path: readonly string[]) => string;

export type Templates = ReadonlyMap<string, SessionTemplate>;

const HOURS_KEYS = ["open", "close", "pauses", "regular", "settlement"] as const;
const KEYS = ["zone", "weekdays", ...HOURS_KEYS, "periods", "holidays", "earlyCloses", "halts"] as const;
const WEEK: readonly Weekday[] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
/** The first period holds for all that is earlier, too. */
const ALWAYS = "1900-01-01";
const DAY_MINUTES = 24 * 60;
const CLOCK = /^([01]\d|2[0-3]):[0-5]\d$/;
const SPAN = /^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/**
 * The templates of the `sessions` key, by name: `{ eurex: { zone: "Europe/Berlin", open: "09:00", close: "22:00" } }`. Throws E133 with
 * the place in the config for all that cannot be a session.
 */
export function readSessions(
  raw: Readonly<Record<string, unknown>>,
  placeOf: PlaceOf = (...path) => path.join("."),
): Templates {
  const templates = new Map<string, SessionTemplate>();
  for (const [name, value] of Object.entries(raw)) {
    if (value !== undefined) templates.set(name, new Reader(name, placeOf).template(value));
  }
  return templates;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

class Reader {
  readonly #name: string;
  readonly #placeOf: PlaceOf;

  constructor(name: string, placeOf: PlaceOf) {
    this.#name = name;
    this.#placeOf = placeOf;
  }

  template(raw: unknown): SessionTemplate {
    if ((SESSION_NAMES as readonly string[]).includes(this.#name)) {
      throw this.#wrong([], this.#name, "a name of its own: this session is built in");
    }
    if (!isFields(raw)) {
      throw this.#wrong(
        [],
        raw,
        'an object such as { zone: "Europe/Berlin", open: "09:00", close: "22:00" }',
      );
    }
    this.#refuseUnknown(raw, KEYS, []);
    const template: SessionTemplate = {
      name: this.#name,
      zone: this.#zone(raw.zone),
      weekdays: this.#weekdays(raw.weekdays),
      periods: this.#periods(raw),
      holidays: [],
    };
    this.#refuseOverlaps(template);
    return { ...template, holidays: this.#holidays(raw, template) };
  }

  /** The first evening of new hours must not begin before the last day of the old ones is over. */
  #refuseOverlaps(template: SessionTemplate): void {
    const rules = rulesOf(template);
    for (const [i, { from, open }] of template.periods.entries()) {
      if (i === 0) continue;
      const day = parseDay(from);
      const before = rules.on(day - 1);
      if (before === null || DAY_MINUTES + rules.ordinary(day).open >= before.close) continue;
      const close = latestOn(template.periods, day - 1).close;
      const expected = `a first date whose open, ${open} the evening before, is not before that day's close at ${close}`;
      throw this.#wrong(["periods", String(i - 1), "from"], from, `${expected}: a Monday, say`);
    }
  }

  #zone(value: unknown): string {
    const expected = 'the exchange\'s time zone, such as "Europe/Berlin"';
    if (typeof value !== "string") throw this.#wrong(["zone"], value, expected);
    try {
      zoneOf(value);
      return value.trim();
    } catch (error) {
      const fix = (error as Fault).detail.fix?.filter((it) => it.startsWith("did")) ?? [];
      throw this.#wrong(
        ["zone"],
        value,
        expected,
        fix.map((it) => it.replace("--tz ", "")),
      );
    }
  }

  /** "Mon-Fri", "Sun-Thu", ["Mon", "Wed"], "daily". */
  #weekdays(value: unknown): readonly Weekday[] {
    if (value === undefined) return WEEK.slice(0, 5);
    if (value === "daily") return WEEK;
    const expected = 'weekdays such as "Mon-Fri", "Sun-Thu", "daily" or ["Mon", "Wed"]';
    const dayAt = (text: unknown): number => {
      const at = WEEK.findIndex((day) => day.toLowerCase() === String(text).trim().toLowerCase());
      if (at < 0) throw this.#wrong(["weekdays"], value, expected);
      return at;
    };
    if (Array.isArray(value) && value.length > 0) {
      const days = new Set(value.map((it) => WEEK[dayAt(it)]!));
      return WEEK.filter((day) => days.has(day));
    }
    const [first, last, ...rest] = typeof value === "string" ? value.split("-") : [];
    if (first === undefined || rest.length > 0) throw this.#wrong(["weekdays"], value, expected);
    const from = dayAt(first);
    const count = (dayAt(last ?? first) - from + 7) % 7;
    return WEEK.filter((_, i) => (i - from + 7) % 7 <= count);
  }

  /** What a period leaves out goes on as before. */
  #periods(raw: Fields): readonly SessionPeriod[] {
    const periods = [this.#period({ ...raw, from: ALWAYS }, null, [])];
    const { periods: later = [] } = raw;
    if (!Array.isArray(later)) throw this.#wrong(["periods"], later, "a list of { from, open, close, … }");
    for (const [i, row] of later.entries()) {
      const path = ["periods", String(i)];
      if (!isFields(row)) throw this.#wrong(path, row, '{ from: "2018-12-10", open: "01:10" }');
      this.#refuseUnknown(row, ["from", ...HOURS_KEYS], path);
      const before = periods.at(-1)!;
      const from = this.#date(row.from, [...path, "from"]);
      if (from <= before.from) throw this.#wrong([...path, "from"], row.from, "periods in order of date");
      periods.push(this.#period({ ...row, from }, before, path));
    }
    return periods;
  }

  #period(row: Fields, before: SessionPeriod | null, path: readonly string[]): SessionPeriod {
    const clock = (key: "open" | "close" | "settlement", otherwise: string | undefined): string => {
      const value = row[key] ?? otherwise;
      const isClock =
        typeof value === "string" && (CLOCK.test(value) || (key !== "open" && value === "24:00"));
      if (!isClock)
        throw this.#wrong([...path, key], row[key], 'a time of day "HH:MM" on the exchange\'s clock');
      return value;
    };
    const open = clock("open", before?.open);
    const close = clock("close", before?.close);
    // Settled at the close, unless somebody said otherwise before.
    const usual = before === null || before.settlement === before.close ? close : before.settlement;
    const settlement = clock("settlement", usual);
    const pauses = row.pauses === undefined ? (before?.pauses ?? []) : this.#pauses(row.pauses, path);
    const regular = row.regular === undefined ? (before?.regular ?? null) : row.regular;
    if (regular !== null && !(typeof regular === "string" && SPAN.test(regular))) {
      throw this.#wrong(
        [...path, "regular"],
        regular,
        'regular hours "09:30-16:00", or null where there are none',
      );
    }
    const period = { from: String(row.from), open, close, pauses, regular, settlement };
    this.#checkHours(period, row, path);
    return period;
  }

  #pauses(value: unknown, path: readonly string[]): readonly string[] {
    const list = typeof value === "string" ? [value] : value;
    if (!Array.isArray(list) || !list.every((it) => typeof it === "string" && SPAN.test(it))) {
      throw this.#wrong([...path, "pauses"], value, 'pauses such as "12:00-12:30", one or a list of them');
    }
    return list;
  }

  /** Pauses and regular hours lie inside the session, pauses apart from one another. */
  #checkHours(period: SessionPeriod, row: Fields, path: readonly string[]): void {
    const hours = periodHours(period);
    let from = hours.open;
    for (const [pause, resume] of hours.pauses) {
      if (!(pause > from && resume > pause && resume < hours.close)) {
        const within = `pauses one after the other within ${period.open} to ${period.close}`;
        throw this.#wrong([...path, row.pauses === undefined ? "open" : "pauses"], period.pauses, within);
      }
      from = resume;
    }
    if (period.regular === null) return;
    const [start, end] = [minuteOf(period.regular.slice(0, 5)), minuteOf(period.regular.slice(6))];
    if (start < end && start >= hours.open && end <= hours.close) return;
    const key = row.regular === undefined ? "open" : "regular";
    const within = `regular hours within ${period.open} to ${period.close}, on the day of the close`;
    throw this.#wrong([...path, key], period.regular, within);
  }

  #holidays(raw: Fields, template: SessionTemplate): readonly SessionHoliday[] {
    const holidays: SessionHoliday[] = [];
    const { holidays: closed = [] } = raw;
    if (!Array.isArray(closed)) throw this.#wrong(["holidays"], closed, 'a list of dates, ["2026-12-25"]');
    for (const [i, date] of closed.entries()) {
      holidays.push({ date: this.#date(date, ["holidays", String(i)]), kind: "closed", at: null });
    }
    for (const [key, kind] of [
      ["earlyCloses", "early close"],
      ["halts", "halt"],
    ] as const) {
      const { [key]: given = {} } = raw;
      if (!isFields(given)) throw this.#wrong([key], given, 'clocks by date, { "2026-12-24": "14:00" }');
      for (const [text, at] of Object.entries(given)) {
        const date = this.#date(text, [key, text]);
        if (typeof at !== "string" || !CLOCK.test(at)) {
          throw this.#wrong([key, text], at, 'a time of day "HH:MM" at which trading ends');
        }
        const hours = rulesOf(template).on(parseDay(date));
        if (hours === null) throw this.#wrong([key, text], text, "a date on which the session opens");
        if (minuteOf(at) >= hours.close || minuteOf(at) <= hours.open) {
          throw this.#wrong([key, text], at, "a time within the hours of the session");
        }
        holidays.push({ date, kind, at });
      }
    }
    holidays.sort((a, b) => (a.date < b.date ? -1 : 1));
    const twice = holidays.find(({ date }, i) => holidays[i + 1]?.date === date);
    if (twice !== undefined)
      throw this.#wrong([], twice.date, "each date once in holidays, earlyCloses and halts");
    return holidays;
  }

  #date(value: unknown, path: readonly string[]): string {
    try {
      const day = typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? parseDay(value) : null;
      if (day !== null) return formatDay(day);
    } catch {
      // said below
    }
    throw this.#wrong(path, value, "a date YYYY-MM-DD that exists");
  }

  #refuseUnknown(row: Fields, known: readonly string[], path: readonly string[]): void {
    const key = Object.keys(row).find((it) => !known.includes(it));
    if (key === undefined) return;
    const near = didYouMean(key, known);
    const fix = near === undefined ? [] : [`did you mean   ${near}`];
    throw this.#wrong([...path, key], key, `one of ${known.join(", ")}`, fix);
  }

  #wrong(path: readonly string[], found: unknown, expected: string, fix: readonly string[] = []): Fault {
    const name = ["sessions", this.#name, ...path].join(".");
    const where = this.#placeOf("sessions", this.#name, ...path);
    return new Fault("E133", `${name} cannot be used`, {
      where,
      found: found === undefined ? "nothing" : (JSON.stringify(found) ?? String(found)),
      expected,
      why: "Wrong hours put bars into other trade dates, and call good bars faulty.",
      ...(fix.length > 0 && { fix }),
    });
  }
}
