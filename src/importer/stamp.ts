// What moment does a vendor's time stamp name?

import { DAY_MS } from "../domain/money.js";

/**
 * What the stamps of a file are. `instant`: they carry a zone, or count from 1970; their milliseconds are UTC.
 * `local`: date and clock of a place that the file does not name; their milliseconds count from 1970-01-01 00:00
 * of that place. `date`: a trade date without clock, as its midnight.
 */
export type StampKind = "instant" | "local" | "date";
export type DateOrder = "mdy" | "dmy";

type EpochUnit = "s" | "ms" | "µs" | "ns";

/** Epoch stamps tell their unit by size: seconds are below this until the year 5138, milliseconds above it from 1973 on. */
const UNITS: readonly (readonly [unit: EpochUnit, below: number, dropDigits: number])[] = [
  ["s", 1e11, 0],
  ["ms", 1e14, 0],
  ["µs", 1e17, 3],
  ["ns", 1e20, 6],
];
const EARLIEST_EPOCH = 1e8;

/** Outside lie slips of a digit, and columns that hold no stamps. */
const EARLIEST = Date.UTC(1900, 0, 1);
const LATEST = Date.UTC(2200, 0, 1);
export const isPlausible = (at: number): boolean => at >= EARLIEST && at < LATEST;

/** A way to write a date. The first row of a file chooses one, and every other row must follow it. */
interface DateStyle {
  readonly name: string;
  readonly pattern: RegExp;
  readonly read: (match: RegExpExecArray, reader: StampReader) => number;
}

const STYLES: readonly DateStyle[] = [
  {
    name: "YYYY-MM-DD",
    pattern: /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/,
    read: ([, y, , m, d]) => dayMs(Number(y), Number(m), Number(d)),
  },
  {
    name: "YYYYMMDD",
    pattern: /^((?:19|20|21)\d\d)(\d\d)(\d\d)(?=$|[ T,]|\d{4}$|\d{6}$)/,
    read: ([, y, m, d]) => dayMs(Number(y), Number(m), Number(d)),
  },
  {
    name: "numbers with the year last",
    pattern: /^(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)/,
    read: ([, a, sign, b, y], reader) =>
      sign === "." // 14.05.2024: whoever writes dots writes the day first
        ? dayMs(reader.fullYear(y), Number(b), Number(a))
        : reader.ordered(Number(a), Number(b), reader.fullYear(y)),
  },
  {
    name: "D-Mon-YYYY",
    pattern: /^(\d{1,2})[- ]([a-z]{3})[a-z]*[- ,]+(\d{4}|\d{2})(?!\d)/i,
    read: ([, d, m, y], reader) => dayMs(reader.fullYear(y), monthOf(m), Number(d)),
  },
  {
    name: "Mon D, YYYY",
    pattern: /^([a-z]{3})[a-z]*[- ]+(\d{1,2})[-, ]+(\d{4})(?!\d)/i,
    read: ([, m, d, y]) => dayMs(Number(y), monthOf(m), Number(d)),
  },
];

const CLOCK =
  /^(?:[T ,]+)?(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*(?:([ap])\.?m\.?)?(?=\s*(?:$|[zug+-]))/i;
const COMPACT_CLOCK = /^[T ,]*(\d{2})(\d{2})(\d{2})?(?=\s*(?:$|[zug+-]))/i;
const ZONE = /^\s*(?:z|(?:utc|gmt)?\s*(?:([+-])(\d{2}):?(\d{2})?)?)$/i;

/** Reads the stamps of one file, one style throughout, and remembers what the file proves about itself. */
export class StampReader {
  /** Taken for dates such as 3/4/2026; `secondOver12` and `firstOver12` tell afterwards whether that was right. */
  readonly order: DateOrder;
  kind: StampKind | null = null;
  /** What the notes say the stamps look like. */
  description = "";
  /** Some date of the file has a number over 12 in that place. */
  firstOver12 = false;
  secondOver12 = false;
  /** Dates that have day and month as two numbers, in an order that the text alone does not tell. */
  needsOrder = false;
  /** Stamps with a part below the millisecond, which was cut off. */
  finer = 0;
  twoDigitYears = 0;
  /** Whether every clock so far was at midnight. */
  onlyMidnight = true;
  /** Why the last stamp could not be read. */
  problem = "";
  #style: DateStyle | null = null;
  #unit: EpochUnit | null = null;

  readonly #midnight: number | null;

  /** `midnight`: stamps are milliseconds of the day that begins there. */
  constructor(order: DateOrder, midnight: number | null = null) {
    this.order = order;
    this.#midnight = midnight;
  }

  get epochUnit(): EpochUnit | null {
    return this.#unit;
  }

  /** Name of the way in which the dates are written; null for epoch stamps. */
  get dateStyle(): string | null {
    return this.#style?.name ?? null;
  }

  /** Milliseconds as `kind` says, or NaN with the reason in `problem`. */
  read(text: string): number {
    if (this.#midnight !== null) return this.#sinceMidnight(text, this.#midnight);
    const at = /^\d+(?:\.\d*)?$/.test(text) && !this.#isCompact(text) ? this.#epoch(text) : this.#civil(text);
    if (Number.isNaN(at) && this.problem === "") this.problem = "is not a time stamp that we know";
    return !Number.isNaN(at) && !isPlausible(at) ? this.#fail("lies outside the years 1900 to 2199") : at;
  }

  /** "20240102", "20240102093000" and the like are dates, unless the file counts from 1970. */
  #isCompact(text: string): boolean {
    return (
      this.#unit === null && /^(19|20|21)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(\d{4}|\d{6})?$/.test(text)
    );
  }

  #sinceMidnight(text: string, midnight: number): number {
    this.problem = "";
    this.kind = "local";
    this.description = "milliseconds since midnight";
    this.onlyMidnight = false;
    const at = /^\d{1,8}$/.test(text) ? Number(text) : Number.NaN;
    return at < DAY_MS ? midnight + at : this.#fail("is no millisecond of a day");
  }

  #epoch(text: string): number {
    this.problem = "";
    const [whole, fraction = ""] = text.split(".") as [string, string?];
    const size = Number(whole);
    const found = UNITS.find(([, below]) => size < below);
    if (size < EARLIEST_EPOCH || found === undefined)
      return this.#fail("is neither a date nor an epoch stamp");
    const [unit, , drop] = found;
    if (this.kind === null) {
      this.kind = "instant";
      this.#unit = unit;
      this.description = `epoch stamps in ${unit} (by their size)`;
    }
    if (this.#unit !== unit) return this.#fail("is not of the same kind as the stamps before it");
    if (drop > 0) {
      const cut = whole.length - drop;
      if (/[1-9]/.test(whole.slice(cut)) || /[1-9]/.test(fraction)) this.finer++;
      return Number(whole.slice(0, cut));
    }
    const digits = unit === "s" ? 3 : 0;
    if (/[1-9]/.test(fraction.slice(digits))) this.finer++;
    return unit === "s" ? size * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0")) : size;
  }

  #civil(text: string): number {
    this.problem = "";
    const style = this.#style ?? STYLES.find(({ pattern }) => pattern.test(text)) ?? null;
    const match = style?.pattern.exec(text);
    if (!style || !match || this.#unit !== null) {
      return this.#fail(this.kind === null ? "" : "is not of the same kind as the stamps before it");
    }
    const midnight = style.read(match, this);
    if (Number.isNaN(midnight)) return this.#fail(this.problem || "is a date that does not exist");

    const rest = text.slice(match[0].length);
    const clock = CLOCK.exec(rest) ?? COMPACT_CLOCK.exec(rest);
    const sinceMidnight = clock === null ? 0 : this.#clock(clock);
    if (Number.isNaN(sinceMidnight)) return this.#fail("has a clock that does not exist");
    const tail = clock === null ? rest : rest.slice(clock[0].length);
    const zone = ZONE.exec(tail);
    const offset = zone === null ? Number.NaN : zoneMs(zone);
    if (Number.isNaN(offset)) return this.#fail("is not a time stamp that we know");
    const hasZone = tail.trim() !== "";
    const kind = hasZone ? "instant" : clock === null ? "date" : "local";
    if (kind === "instant" && clock === null) return this.#fail("has a zone but no clock");
    if (this.kind === null) {
      this.kind = kind;
      this.#style = style;
      this.description = `stamps like "${text}"`;
    }
    if (kind !== this.kind) return this.#fail("is not of the same kind as the stamps before it");
    if (sinceMidnight !== 0) this.onlyMidnight = false;
    return midnight + sinceMidnight - offset;
  }

  /** Day and month in the order that this reader was told. Called by the date style. */
  ordered(first: number, second: number, year: number): number {
    this.needsOrder = true;
    if (first > 12 && first <= 31 && second <= 12) this.firstOver12 = true;
    if (second > 12 && second <= 31 && first <= 12) this.secondOver12 = true;
    const [month, day] = this.order === "mdy" ? [first, second] : [second, first];
    if (month > 12 && month <= 31 && day <= 12)
      this.problem = `has no month ${month} when read as ${this.order === "mdy" ? "month/day" : "day/month"}`;
    return dayMs(year, month, day);
  }

  /** Two digits are 1970 to 2069: electronic futures data begin in the eighties. Called by the date style. */
  fullYear(text: string): number {
    if (text.length === 4) return Number(text);
    this.twoDigitYears++;
    return Number(text) + (Number(text) < 70 ? 2000 : 1900);
  }

  #clock([, hh, mm, ss = "0", fraction = "", half]: RegExpExecArray): number {
    const minute = Number(mm);
    const second = Number(ss);
    let hour = Number(hh);
    if (half !== undefined) {
      if (hour < 1 || hour > 12) return Number.NaN;
      hour = (hour % 12) + (half.toLowerCase() === "p" ? 12 : 0);
    }
    if (hour > 23 || minute > 59 || second > 59) return Number.NaN;
    if (/[1-9]/.test(fraction.slice(3))) this.finer++;
    return ((hour * 60 + minute) * 60 + second) * 1000 + Number(fraction.slice(0, 3).padEnd(3, "0"));
  }

  #fail(problem: string): number {
    this.problem = problem;
    return Number.NaN;
  }
}

/** Midnight of a date in milliseconds since 1970, NaN where the calendar has no such date. */
export function dayMs(year: number, month: number, day: number): number {
  const ms = new Date(0).setUTCFullYear(year, month - 1, day);
  const date = new Date(ms);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? ms : Number.NaN;
}

const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const monthOf = (name: string): number => MONTHS.indexOf(name.toLowerCase()) + 1;

/** East of Greenwich positive, 0 for UTC, NaN for what no place on earth keeps. */
function zoneMs([, sign, hours = "0", minutes = "0"]: RegExpExecArray): number {
  if (Number(hours) > 14 || Number(minutes) > 59) return Number.NaN;
  return sign === undefined ? 0 : (sign === "+" ? 1 : -1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}
