// Which time zone do the bars themselves prove?

import type { Bars } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { isInSession, sessionZone } from "../instrument/calendar.js";
import { instantOfLocal, type Zone, zoneOf } from "../instrument/time.js";

/** Where traders and their servers are. The exchange's own zone comes before them: of equally good ones the first is named. */
const OTHERS = [
  "America/Chicago",
  "America/New_York",
  "UTC",
  "America/Los_Angeles",
  "America/Denver",
  "Europe/London",
  "Europe/Berlin",
  "Europe/Helsinki",
  "Asia/Singapore",
  "Asia/Tokyo",
  "Australia/Sydney",
];
const TRIED = 20_000;
const DAY_MS = 86_400_000;

/** How many of the bars a zone puts inside the session. */
export interface ZoneScore {
  readonly name: string;
  /** 0 to 1. */
  readonly share: number;
}

interface Reading extends ZoneScore {
  readonly instants: Float64Array;
}

/**
 * All likely zones, best first. `bars` are stamped in local time, `shift` milliseconds after their opens. A stamp that the zone
 * skips at a clock change lies outside.
 */
export const scoresOf = (bars: Bars, instrument: Instrument, shift: number): ZoneScore[] =>
  readings(bars, instrument, shift).map(({ name, share }) => ({ name, share }));

/** Of those scores, the zones about equal to the last digit that a person would look at. */
const nearly = (share: number): number => Math.round(200 * share);

function readings({ time, length }: Bars, { contract }: Instrument, shift: number): Reading[] {
  const step = Math.max(1, Math.ceil(length / TRIED));
  const tried = Math.ceil(length / step);
  const own = sessionZone(contract.session).name;
  const all = [own, ...OTHERS.filter((name) => name !== own)].map((name) => {
    const zone = zoneOf(name);
    const instants = new Float64Array(tried);
    let inside = 0;
    for (let k = 0; k < tried; k++) {
      const local = instantOfLocal(zone, time[k * step]! - shift);
      instants[k] = local.time;
      if (local.kind !== "nonexistent" && isInSession(contract.session, local.time)) inside++;
    }
    return { name, share: tried === 0 ? 0 : inside / tried, instants };
  });
  return all.sort((a, b) => nearly(b.share) - nearly(a.share));
}

/** A zone an hour off puts one bar in 23 into the daily break: 4.3 %. Holidays that the calendar has otherwise cost far less. */
const LEAST = 0.99;
const MARGIN = 0.02;
/** A proof needs several nights' breaks. */
const LEAST_SPAN = 3 * DAY_MS;

export interface ProvedZone {
  readonly zone: Zone;
  /** "99.9% of the bars lie inside the session of MES, in the next best zone (America/New_York) 95.6%". */
  readonly score: string;
}

/**
 * The one zone under which the bars keep to the session, its daily break and the weekend, or null where two that mean different
 * instants come close, or the file is too short to tell.
 */
export function provedZone(bars: Bars, instrument: Instrument, shift: number): ProvedZone | null {
  if (instrument.contract.session === "continuous" || bars.length < 2) return null;
  if (Math.abs(bars.time[bars.length - 1]! - bars.time[0]!) < LEAST_SPAN) return null;
  const [best, ...others] = readings(bars, instrument, shift);
  const rival = others.find(({ instants }) => instants.some((at, k) => at !== best!.instants[k]));
  if (best!.share < LEAST || (rival !== undefined && rival.share > best!.share - MARGIN)) return null;
  const next = rival === undefined ? "" : `, in the next best zone (${rival.name}) ${percent(rival.share)}`;
  const score = `${percent(best!.share)} of the bars lie inside the session of ${instrument.symbol}${next}`;
  return { zone: zoneOf(best!.name), score };
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;
