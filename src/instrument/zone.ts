// How far is a place's clock from UTC at an instant?

import { DAY_MS, type EpochMs } from "../domain/money.js";

/** A stretch over which a zone keeps one offset: from `from` (included) to `until` (excluded). */
interface Stretch {
  readonly from: EpochMs;
  readonly until: EpochMs;
  readonly offset: number;
}

/** What is known of a zone, by year. */
export type ZoneYears = Readonly<Record<string, readonly Stretch[]>>;

/** Clock changes of one year lie weeks apart (Morocco's around Ramadan are the closest), so a week's step misses none. */
const PROBE_STEP_MS = 7 * DAY_MS;

/**
 * One time zone with a cursor on the stretch that was asked for last: over ordered stamps a lookup is two
 * comparisons. The table of a year is built from `Intl` by bisection when the first stamp of that year arrives,
 * about 0.5 ms; asking `Intl` for every stamp would take 5 seconds per million, a library no less.
 */
export class Zone {
  readonly name: string;
  /** The stretch under the cursor. Read by `offsetAt`; written only here. */
  from: EpochMs = Number.NaN;
  until: EpochMs = Number.NaN;
  offset = Number.NaN;
  readonly #years: Map<number, readonly Stretch[]>;
  readonly #begin: () => (at: EpochMs) => number;
  #probe: ((at: EpochMs) => number) | null = null;

  /** `begin` makes the probe when a year is asked for that `known` does not have. */
  constructor(name: string, begin: () => (at: EpochMs) => number, known: ZoneYears = {}) {
    this.name = name;
    this.#begin = begin;
    this.#years = new Map(Object.entries(known).map(([year, stretches]) => [Number(year), stretches]));
  }

  get years(): ZoneYears {
    return Object.fromEntries(this.#years);
  }

  /** Moves the cursor to the stretch that holds the instant and answers its offset; NaN for what is no instant. */
  seek(at: EpochMs): number {
    const date = new Date(at);
    const year = date.getUTCFullYear();
    if (Number.isNaN(year)) return Number.NaN;
    let stretches = this.#years.get(year);
    if (stretches === undefined) this.#years.set(year, (stretches = this.#build(year)));
    let i = 0;
    while (at >= stretches[i]!.until) i++;
    const stretch = stretches[i]!;
    this.from = stretch.from;
    this.until = stretch.until;
    return (this.offset = stretch.offset);
  }

  #build(year: number): readonly Stretch[] {
    const probe = (this.#probe ??= this.#begin());
    const start = startOfYear(year);
    const end = startOfYear(year + 1);
    const stretches: Stretch[] = [];
    let from = start;
    let offset = probe(start);
    for (let at = start; at < end; at += PROBE_STEP_MS) {
      const next = Math.min(at + PROBE_STEP_MS, end) - 1;
      const then = probe(next);
      if (then === offset) continue;
      const change = bisect(probe, at, next, offset);
      stretches.push({ from, until: change, offset });
      from = change;
      offset = then;
    }
    stretches.push({ from, until: end, offset });
    return stretches;
  }
}

/** The first millisecond in (low, high] at which the zone no longer keeps `offset`. */
function bisect(probe: (at: EpochMs) => number, low: EpochMs, high: EpochMs, offset: number): EpochMs {
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (probe(middle) === offset) low = middle;
    else high = middle;
  }
  return high;
}

/** `Date.UTC` reads years 0 to 99 as 1900 to 1999; this does not. */
function startOfYear(year: number): EpochMs {
  return new Date(0).setUTCFullYear(year, 0, 1);
}

/** Offset by asking `Intl`: slow and right. Throws RangeError for a name that `Intl` does not know. */
export function intlProbe(name: string): (at: EpochMs) => number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: name,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (at) => {
    let year = 0;
    let month = 0;
    let day = 0;
    let clock = 0;
    for (const { type, value } of format.formatToParts(at)) {
      if (type === "year") year = Number(value);
      else if (type === "month") month = Number(value);
      else if (type === "day") day = Number(value);
      else if (type === "hour") clock += 3_600_000 * Number(value);
      else if (type === "minute") clock += 60_000 * Number(value);
      else if (type === "second") clock += 1000 * Number(value);
      else if (type === "era" && value.startsWith("B")) year = 1 - year;
    }
    const local = new Date(0).setUTCFullYear(year, month - 1, day) + clock;
    return local - Math.floor(at / 1000) * 1000;
  };
}
