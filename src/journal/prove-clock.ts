// Which clock do fills without a zone prove, by the bars that traded at their prices?

import type { Bars } from "../domain/bars.js";
import type { Session } from "../domain/session.js";
import { firstAtLeast } from "../engine/schedule.js";
import { isInSession, sessionZone } from "../instrument/calendar.js";
import { instantOfLocal, zoneOf } from "../instrument/time.js";

/** Fills of one contract as columns, and the unadjusted bars of that very contract. */
export interface ClockedFills {
  /** What notes call it: "MESM26". */
  readonly name: string;
  readonly session: Session;
  readonly bars: Pick<Bars, "time" | "high" | "low" | "length">;
  readonly timeframeMs: number;
  /** Local date and clock of each fill, in milliseconds since 1970-01-01T00:00 there. */
  readonly local: ArrayLike<number>;
  readonly price: ArrayLike<number>;
}

export interface ClockFit {
  /** An IANA name, or an offset such as "UTC+05:30". */
  readonly zone: string;
  /** Fills at a time for which there are bars. */
  readonly fills: number;
  /** Of those, the ones whose price lies between low and high of their bar; 0 to 1. */
  readonly share: number;
}

export type ClockVerdict =
  | { readonly kind: "proved"; readonly best: ClockFit; readonly next: ClockFit; readonly said: string }
  | { readonly kind: "undecided"; readonly best: ClockFit | null; readonly said: string };

const LEAST_SHARE = 0.97;
const MOST_NEXT = 0.6;
const LEAST_FILLS = 10;
/** Two clocks that part only for some fills (one of them changes to summer time) are told apart by no fewer. */
const LEAST_APART = 3;

/** Where traders and their platforms are; of clocks that read the same the first is named, the exchange's own before all. */
export const PLACES: readonly string[] = [
  "America/Chicago",
  "America/New_York",
  "UTC",
  "America/Los_Angeles",
  "America/Denver",
  "America/Toronto",
  "America/Sao_Paulo",
  "Europe/London",
  "Europe/Berlin",
  "Europe/Helsinki",
  "Asia/Dubai",
  "Asia/Kolkata",
  "Asia/Singapore",
  "Asia/Tokyo",
  "Australia/Sydney",
  "Pacific/Auckland",
];
/** Whole hours, and the parts of one that some place keeps. */
const OFFSETS = [...Array.from({ length: 27 }, (_, k) => k - 12), -3.5, 3.5, 4.5, 5.5, 5.75, 6.5, 9.5, 10.5];

const offsetName = (hours: number): string => {
  const minutes = Math.abs(hours) * 60;
  const two = (n: number) => String(n).padStart(2, "0");
  return `UTC${hours < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
};

/** A fill under one clock: a price that its bar holds, one that it does not, or a time without data. */
const HIT = 1;
const MISS = 0;
const NO_DATA = 2;

interface Reading {
  readonly zone: string;
  readonly instants: Float64Array;
  readonly state: Uint8Array;
  readonly fills: number;
  readonly hits: number;
}

/**
 * The right clock puts nearly all fills between low and high of their bar, and others do not. Proved: at least 97 % of ten or
 * more fills under one clock, and no other clock above 60 % of the fills that it reads differently. No fill may lie where the
 * market is shut. Anything less is undecided, with the reason: a clock is never guessed.
 */
export function proveClock(groups: readonly ClockedFills[]): ClockVerdict {
  const count = groups.reduce((sum, { local }) => sum + local.length, 0);
  const longest = Math.max(0, ...groups.map(({ timeframeMs }) => timeframeMs));
  if (longest > 3_600_000) return undecided(null, "bars longer than an hour prove no clock");
  const own = groups[0] === undefined ? [] : [sessionZone(groups[0].session).name];
  const names = [...new Set([...own, ...PLACES, ...OFFSETS.map(offsetName)])];
  const all = names.map((zone) => readAs(groups, zone, count));
  const most = Math.max(0, ...all.map(({ fills }) => fills));
  if (most < LEAST_FILLS) {
    const few = `${most} of ${count} fills have bars at their time, and a proof needs ${LEAST_FILLS}`;
    return undecided(null, few);
  }
  // A clock that moves half of the fills beyond the data is none that these bars can judge.
  const judged = all.filter(({ fills }) => 2 * fills >= most && fills >= LEAST_FILLS);
  const best = judged.reduce((one, other) => (shareOf(other) > shareOf(one) ? other : one));
  const fit = fitOf(best);
  if (fit.share < LEAST_SHARE) return undecided(fit, unfit(groups, best, fit));
  const shut = shutAt(groups, best);
  if (shut > 0) {
    return undecided(fit, `${plural(shut, "fill")} would lie where the market is shut in ${best.zone}`);
  }
  let next: ClockFit | null = null;
  for (const rival of judged) {
    const apart = apartFrom(best, rival);
    if (apart.length === 0) continue;
    const share = apart.filter((k) => rival.state[k] === HIT).length / apart.length;
    const kept = apart.filter((k) => best.state[k] === HIT).length / apart.length;
    if (next === null || share > next.share) next = { zone: rival.zone, fills: apart.length, share };
    if (share > MOST_NEXT || kept < LEAST_SHARE || apart.length < LEAST_APART) {
      return undecided(fit, tooNear(fit, rival.zone, apart.length, share));
    }
  }
  const second = next ?? { ...fit, share: 0 };
  const said = `${percent(fit.share)} of ${fit.fills} fills lie inside their bars in ${fit.zone}, in the next best clock (${second.zone}) ${percent(second.share)}`;
  return { kind: "proved", best: fit, next: second, said };
}

/**
 * Under a clock that is known, the share of fills inside their bars: far below one, the bars are of another symbol or month,
 * or adjusted.
 */
export function clockFit(groups: readonly ClockedFills[], zone: string): ClockFit {
  return fitOf(
    readAs(
      groups,
      zone,
      groups.reduce((sum, { local }) => sum + local.length, 0),
    ),
  );
}

function readAs(groups: readonly ClockedFills[], name: string, count: number): Reading {
  const zone = zoneOf(name);
  const instants = new Float64Array(count);
  const state = new Uint8Array(count);
  let at = 0;
  let fills = 0;
  let hits = 0;
  for (const { bars, timeframeMs, local, price } of groups) {
    const from = bars.time[0] ?? Number.POSITIVE_INFINITY;
    const until = (bars.time[bars.length - 1] ?? Number.NEGATIVE_INFINITY) + timeframeMs;
    for (let k = 0; k < local.length; k++, at++) {
      const { time } = instantOfLocal(zone, local[k]!);
      instants[at] = time;
      if (time < from || time >= until) {
        state[at] = NO_DATA;
        continue;
      }
      fills++;
      const bar = barOf(bars, timeframeMs, time);
      if (bar >= 0 && price[k]! >= bars.low[bar]! && price[k]! <= bars.high[bar]!) {
        state[at] = HIT;
        hits++;
      } else state[at] = MISS;
    }
  }
  return { zone: name, instants, state, fills, hits };
}

/** The bar during which an instant lies, -1 where there is none. */
function barOf({ time, length }: Pick<Bars, "time" | "length">, timeframeMs: number, at: number): number {
  const low = firstAtLeast(time, Math.floor(at) + 1, 0, length);
  return low > 0 && at < time[low - 1]! + timeframeMs ? low - 1 : -1;
}

const shareOf = ({ fills, hits }: Reading): number => (fills === 0 ? 0 : hits / fills);
const fitOf = (reading: Reading): ClockFit => ({
  zone: reading.zone,
  fills: reading.fills,
  share: shareOf(reading),
});

/** The fills that both clocks have data for and read as different instants. */
function apartFrom(best: Reading, rival: Reading): number[] {
  const apart: number[] = [];
  for (let k = 0; k < best.instants.length; k++) {
    if (best.instants[k] === rival.instants[k]) continue;
    if (best.state[k] !== NO_DATA && rival.state[k] !== NO_DATA) apart.push(k);
  }
  return apart;
}

/** Fills in the daily break, at a weekend or on a holiday. Where a bar traded, the market was open, whatever the calendar says. */
function shutAt(groups: readonly ClockedFills[], { instants, state }: Reading): number {
  let at = 0;
  let shut = 0;
  for (const { session, bars, timeframeMs, local } of groups) {
    for (let k = 0; k < local.length; k++, at++) {
      if (state[at] !== MISS || session === "continuous") continue;
      // A fill of the last second may be stamped at the close.
      const open = isInSession(session, instants[at]!) || isInSession(session, instants[at]! - 1000);
      if (!open && barOf(bars, timeframeMs, instants[at]!) < 0) shut++;
    }
  }
  return shut;
}

function unfit(groups: readonly ClockedFills[], best: Reading, fit: ClockFit): string {
  let at = 0;
  const shares = groups.map(({ name, local }) => {
    let fills = 0;
    let hits = 0;
    for (let k = 0; k < local.length; k++, at++) {
      if (best.state[at] !== NO_DATA) fills++;
      if (best.state[at] === HIT) hits++;
    }
    return { name, share: fills === 0 ? 1 : hits / fills };
  });
  const worst = shares.reduce((one, other) => (other.share < one.share ? other : one));
  const most = `no clock puts more than ${percent(fit.share)} of ${fit.fills} fills inside their bars`;
  return `${most}: the bars of ${worst.name} may be adjusted, of another month or of another symbol`;
}

function tooNear(fit: ClockFit, rival: string, apart: number, share: number): string {
  const known = `${fit.zone} puts ${percent(fit.share)} of ${fit.fills} fills inside their bars`;
  return `${known}, but ${rival} cannot be told from it: it reads ${plural(apart, "fill")} differently, ${percent(share)} of them inside`;
}

const undecided = (best: ClockFit | null, said: string): ClockVerdict => ({ kind: "undecided", best, said });
const percent = (share: number): string => `${(100 * share).toFixed(share === 1 ? 0 : 1)}%`;
const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;
