// Which instant do the bytes of a common time stamp name?

import { DAY_MS } from "../domain/money.js";
import { dayMs, type StampReader } from "./stamp.js";

/** Bytes `from` to `to` as the stamp reader would read them, or NaN for anything out of the ordinary. */
export type StampScanner = (bytes: Uint8Array, from: number, to: number) => number;

export interface StampScanners {
  /** Date and clock in one cell, or a count since 1970. */
  readonly whole: StampScanner;
  /** The date in one cell; the clock of the other is added to it. */
  readonly date: StampScanner;
  readonly clock: StampScanner;
}

const ZERO = 48;
const BLANK = 32;
const COLON = 58;
const DOT = 46;
const SLASH = 47;
const DASH = 45;
const MINUTE_MS = 60_000;

/** Where the last run of digits, or the last date, ended. */
let stop = 0;

/** The digits at `from` as a number; NaN where one is none. */
function digits(bytes: Uint8Array, from: number, count: number): number {
  let value = 0;
  for (let i = from; i < from + count; i++) {
    const digit = bytes[i] - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

const isDigit = (byte: number | undefined): boolean => byte !== undefined && byte >= ZERO && byte <= ZERO + 9;

/** The run of at most `most` digits at `from`, NaN for none; `stop` is behind it. */
function run(bytes: Uint8Array, from: number, most: number): number {
  let value = 0;
  let at = from;
  for (const last = from + most; at < last; at++) {
    const digit = bytes[at] - ZERO;
    if (!(digit >= 0 && digit <= 9)) break;
    value = value * 10 + digit;
  }
  stop = at;
  return at === from ? Number.NaN : value;
}

/** For the kind of stamp that the reader has met on its first row; null for kinds that are only read as text. */
export function stampScanners(stamps: StampReader): StampScanners | null {
  const { epochUnit, dateStyle, kind } = stamps;
  if (epochUnit !== null) return ofEpoch(EPOCHS[epochUnit]);
  const date = dateScanner(dateStyle, stamps);
  if (date === null) return null;
  const exactly: StampScanner = (bytes, from, to) => {
    const midnight = date(bytes, from, to);
    return stop === to ? midnight : Number.NaN;
  };
  const clock: StampScanner = (bytes, from, to) => clockAndZone(bytes, from, to, stamps);
  if (kind === "date") return { whole: exactly, date: exactly, clock };
  const isCompact = dateStyle === "YYYYMMDD";
  return {
    whole: (bytes, from, to) => {
      const midnight = date(bytes, from, to);
      const separator = bytes[stop];
      if (separator !== BLANK && !(separator === 84 && !isCompact)) return Number.NaN; // blank or T
      return midnight + clockAndZone(bytes, stop + 1, to, stamps);
    },
    date: exactly,
    clock,
  };
}

/** Digits of a stamp, of which the last ones must be zeros, and milliseconds in one of what is left. */
const EPOCHS = { s: [10, 0, 1000], ms: [13, 0, 1], µs: [16, 3, 1], ns: [19, 6, 1] } as const;

function ofEpoch([width, zeros, factor]: readonly [number, number, number]): StampScanners {
  const whole: StampScanner = (bytes, from, to) => {
    if (to - from !== width) return Number.NaN;
    for (let at = to - zeros; at < to; at++) if (bytes[at] !== ZERO) return Number.NaN;
    return factor * digits(bytes, from, width - zeros);
  };
  return { whole, date: whole, clock: () => Number.NaN };
}

/** Midnight of a date in one of the styles; `stop` is behind it. Rows of one day follow one another, so the last is remembered. */
function dateScanner(style: string | null, stamps: StampReader): StampScanner | null {
  let lastDate = Number.NaN;
  let lastMs = Number.NaN;
  const remembered = (year: number, month: number, date: number): number => {
    const written = year * 10_000 + month * 100 + date;
    if (written !== lastDate) {
      lastMs = dayMs(year, month, date);
      lastDate = written;
    }
    return lastMs;
  };
  if (style === "YYYYMMDD") {
    return (bytes, from) => {
      stop = from + 8;
      return remembered(digits(bytes, from, 4), digits(bytes, from + 4, 2), digits(bytes, from + 6, 2));
    };
  }
  if (style === "YYYY-MM-DD") {
    return (bytes, from) => {
      const year = digits(bytes, from, 4);
      const sign = signAt(bytes, from + 4);
      // Two digits each, as nearly all write them.
      if (bytes[from + 7] === sign && !isDigit(bytes[from + 10])) {
        stop = from + 10;
        return remembered(year, digits(bytes, from + 5, 2), digits(bytes, from + 8, 2));
      }
      const month = run(bytes, from + 5, 2);
      if (bytes[stop] !== sign) return Number.NaN;
      return remembered(year, month, run(bytes, stop + 1, 2));
    };
  }
  if (style !== "numbers with the year last") return null;
  return (bytes, from) => {
    const first = run(bytes, from, 2);
    const sign = signAt(bytes, stop);
    const second = run(bytes, stop + 1, 2);
    if (bytes[stop] !== sign) return Number.NaN;
    const year = digits(bytes, stop + 1, 4);
    stop += 5;
    const written = year * 10_000 + first * 100 + second;
    if (written !== lastDate) {
      // As the text reader has it: with dots the day comes first, else the order is asked of the file.
      lastMs = sign === DOT ? dayMs(year, second, first) : stamps.ordered(first, second, year);
      lastDate = written;
    }
    return lastMs;
  };
}

/** What stands between the numbers of a date; -1, which no byte is, for anything else. */
function signAt(bytes: Uint8Array, at: number): number {
  const sign = bytes[at];
  return sign === DASH || sign === SLASH || sign === DOT ? sign : -1;
}

/** H:MM, HH:MM:SS, HHMM or HHMMSS, a fraction of zeros, and Z or an offset where the file's stamps are instants. */
function clockAndZone(bytes: Uint8Array, from: number, to: number, stamps: StampReader): number {
  const isUsual = bytes[from + 2] === COLON;
  let hour = isUsual ? digits(bytes, from, 2) : run(bytes, from, 6);
  let minute = 0;
  let second = 0;
  let at = isUsual ? from + 2 : stop;
  switch (at - from) {
    case 1:
    case 2:
      if (bytes[at] !== COLON) return Number.NaN;
      minute = digits(bytes, at + 1, 2);
      at += 3;
      if (at < to && bytes[at] === COLON) {
        second = digits(bytes, at + 1, 2);
        at += 3;
        if (at < to && bytes[at] === DOT) {
          const point = at++;
          while (at < to && bytes[at] === ZERO) at++;
          if (at === point + 1 || at - point > 10) return Number.NaN;
        }
      }
      break;
    case 4:
      minute = hour % 100;
      hour = Math.floor(hour / 100);
      break;
    case 6:
      second = hour % 100;
      minute = Math.floor(hour / 100) % 100;
      hour = Math.floor(hour / 10_000);
      break;
    default:
      return Number.NaN;
  }
  let offset = 0;
  if (stamps.kind === "instant") {
    const sign = bytes[at++];
    if (sign === 43 || sign === DASH) {
      const hours = digits(bytes, at, 2);
      if (bytes[at + 2] === COLON) at++;
      offset = (sign === 43 ? 1 : -1) * (hours * 60 + digits(bytes, at + 2, 2)) * MINUTE_MS;
      at += 4;
      if (!(Math.abs(offset) < DAY_MS / 2)) return Number.NaN;
    } else if (sign !== 90) return Number.NaN; // Z
  }
  if (at !== to || !(hour < 24) || !(minute < 60) || !(second < 60)) return Number.NaN;
  const clock = (hour * 60 + minute) * MINUTE_MS + second * 1000;
  if (clock % DAY_MS !== 0) stamps.onlyMidnight = false;
  return clock - offset;
}
