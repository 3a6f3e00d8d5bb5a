// What instant is a date and clock of some place, and how is it written?

import { didYouMean, Fault } from "../domain/fault.js";
import { DAY_MS, type Day, type EpochMs } from "../domain/money.js";
import { intlProbe, Zone, type ZoneYears } from "./zone.js";

export type { Zone } from "./zone.js";

const zones = new Map<string, Zone>();
let known: KnownZones = {};

/** Years of named zones, as `Intl` of one and the same Node told them; plain data, to be kept from one process to the next. */
export type KnownZones = Readonly<Record<string, ZoneYears>>;

/** What an earlier process learnt: the first question to `Intl` takes 10 ms or more. Before any zone is asked for. */
export function knowZones(kept: KnownZones): void {
  known = kept;
}

/** What is known by now. */
export function zonesKnown(): KnownZones {
  const asked = [...zones].map(([key, { years }]) => [key, years] as const);
  const learnt = asked.filter(([key, years]) => fixedOffset(key) === null && Object.keys(years).length > 0);
  return { ...known, ...Object.fromEntries(learnt) };
}

/**
 * A zone by its IANA name ("America/Chicago", any case), "UTC", or a fixed offset ("+02:00", "UTC-5").
 * E108 for anything else. "EST" and its like mean what `Intl` says: an offset that never changes.
 */
export function zoneOf(name: string): Zone {
  const key = name.trim().toLowerCase();
  let zone = zones.get(key);
  if (zone === undefined)
    zones.set(key, (zone = makeZone(name.trim(), Object.hasOwn(known, key) ? known[key] : undefined)));
  return zone;
}

function makeZone(name: string, years: ZoneYears | undefined): Zone {
  const fixed = fixedOffset(name);
  if (fixed !== null) return new Zone(name, () => () => fixed);
  if (years !== undefined) return new Zone(name, () => intlProbe(name), years);
  try {
    const probe = intlProbe(name);
    return new Zone(name, () => probe);
  } catch {
    throw unknownZone(name);
  }
}

/** "+02:00", "-0530", "UTC-5", "GMT+1", "Z" in milliseconds; null where the text is none of these. */
function fixedOffset(text: string): number | null {
  if (/^(z|utc|gmt)$/i.test(text)) return 0;
  const match = /^(?:utc|gmt)?\s*([+\u2212-])(\d{1,2})(?::?(\d{2}))?$/i.exec(text);
  if (match === null) return null;
  const hours = Number(match[2]);
  const minutes = Number(match[3] ?? "0");
  if (hours > 14 || minutes > 59) return null;
  return (match[1] === "+" ? 1 : -1) * (hours * 60 + minutes) * 60_000;
}

function unknownZone(name: string): Fault {
  const known = Intl.supportedValuesOf("timeZone");
  const city = name.toLowerCase().replaceAll(" ", "_");
  const near =
    known.find((zone) => zone.toLowerCase().endsWith(`/${city}`)) ??
    didYouMean(name, known) ??
    didYouMean(`America/${name}`, known);
  return new Fault("E108", `Unknown time zone "${name}"`, {
    found: name,
    expected:
      'an IANA name such as "America/Chicago" or "Europe/Berlin", "UTC", or an offset such as "-05:00"',
    why: "A wrong zone moves every bar into another session and changes trade dates.",
    fix: [
      ...(near === undefined ? [] : [`did you mean   --tz ${near}`]),
      "for exchange time   --tz America/Chicago",
    ],
  });
}

/** Local clock − UTC in milliseconds; negative west of Greenwich; NaN for NaN. */
export function offsetAt(zone: Zone, at: EpochMs): number {
  return at >= zone.from && at < zone.until ? zone.offset : zone.seek(at);
}

/** How many instants showed a local date and clock: one, two (clocks went back) or none (they went forward). */
export type LocalKind = "exact" | "ambiguous" | "nonexistent";

export interface LocalInstant {
  /** The instant; the earlier one where there are two; as far past the gap as the clock read past it where there is none. */
  readonly time: EpochMs;
  /** The later instant where there are two, else `time`. */
  readonly later: EpochMs;
  readonly kind: LocalKind;
}

/** No zone changes its clock twice in so short a time, and none is as far as this from UTC. */
const MARGIN_MS = 30 * 3_600_000;

/**
 * The instant of a local date and clock (month 1 to 12). Fields must lie in their ranges; nothing is checked here.
 * Rule at the joins, the one of RFC 5545 and of Temporal's "compatible": a repeated clock is the first pass, a
 * skipped one is read with the offset before the gap. `kind` tells the caller, who may know better.
 */
export function instantOf(
  zone: Zone,
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  ms: number,
): LocalInstant {
  const clock = hour * 3_600_000 + minute * 60_000 + second * 1000 + ms;
  const local = new Date(0).setUTCFullYear(year, month - 1, day) + clock;
  return instantOfLocal(zone, local);
}

/** As `instantOf`, from a local clock already counted in milliseconds since 1970-01-01T00:00 local. */
export function instantOfLocal(zone: Zone, local: number): LocalInstant {
  const guess = local - zone.offset;
  if (guess >= zone.from + MARGIN_MS && guess < zone.until - MARGIN_MS) {
    return { time: guess, later: guess, kind: "exact" };
  }
  const before = offsetAt(zone, local - MARGIN_MS);
  const after = offsetAt(zone, local + MARGIN_MS);
  const first = local - before;
  const second = local - after;
  const firstHolds = offsetAt(zone, first) === before;
  const secondHolds = offsetAt(zone, second) === after;
  offsetAt(zone, first); // leave the cursor where the next stamp will most likely be
  if (firstHolds && secondHolds && first !== second) {
    return { time: Math.min(first, second), later: Math.max(first, second), kind: "ambiguous" };
  }
  if (firstHolds) return { time: first, later: first, kind: "exact" };
  if (secondHolds) return { time: second, later: second, kind: "exact" };
  return { time: first, later: first, kind: "nonexistent" };
}

/**
 * "2024-01-02", "2024-03" or "2024" as a trade date; a month or year means its first day, or its last for
 * `edge` "last", so that `--to 2024` includes December. E109 for anything else, February 30 included.
 */
export function parseDay(text: string, edge: "first" | "last" = "first"): Day {
  const match = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/.exec(text.trim());
  if (match !== null) {
    const year = Number(match[1]);
    const month = match[2] === undefined ? undefined : Number(match[2]);
    const date = match[3] === undefined ? undefined : Number(match[3]);
    const day =
      date !== undefined && month !== undefined
        ? dayOf(year, month, date)
        : edge === "first"
          ? dayOf(year, month ?? 1, 1)
          : dayOf(year, (month ?? 12) + 1, 1) - 1;
    const written = formatDay(day);
    if ((month === undefined || (month >= 1 && month <= 12)) && written.startsWith(text.trim())) return day;
  }
  throw new Fault("E109", `"${text}" is not a date`, {
    found: text,
    expected: "YYYY-MM-DD, YYYY-MM or YYYY, and a day that exists",
    fix: ["write it like 2024-01-31"],
  });
}

/** Days since 1970-01-01 of a calendar date (month 1 to 12; 13 is January of the next year). */
export function dayOf(year: number, month: number, date: number): Day {
  return new Date(0).setUTCFullYear(year, month - 1, date) / DAY_MS;
}

/** 0 Sunday to 6 Saturday: 1970-01-01 was a Thursday. */
export function weekdayOf(day: Day): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** By `weekdayOf`. */
export const WEEKDAYS = [
  "Sunday",
  "Monday",
  "Tuesday",
  "Wednesday",
  "Thursday",
  "Friday",
  "Saturday",
] as const;

/** Whole minutes after midnight that a clock of the zone shows. */
export function minuteOfDay(zone: Zone, at: EpochMs): number {
  const minute = Math.floor((at + offsetAt(zone, at)) / 60_000);
  return ((minute % 1440) + 1440) % 1440;
}

/** The hour that a minute of the day lies in: "09:00". */
export const hourLabel = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, "0")}:00`;

/** Same day of an earlier month, or that month's last day: a month before 31 March is 28 or 29 February. */
export function monthsBefore(day: Day, months: number): Day {
  const at = new Date(day * DAY_MS);
  const month = at.getUTCMonth() + 1 - months;
  return Math.min(
    dayOf(at.getUTCFullYear(), month, at.getUTCDate()),
    dayOf(at.getUTCFullYear(), month + 1, 1) - 1,
  );
}

/** "2024-01-02". */
export function formatDay(day: Day): string {
  return new Date(day * DAY_MS).toISOString().slice(0, -14);
}

/** ISO 8601 in UTC, milliseconds only where there are some: "2024-01-02T14:30:00Z". */
export function formatInstant(at: EpochMs): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}
