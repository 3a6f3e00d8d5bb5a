// Which instant do the bytes of a common time stamp name?

import { DAY_MS } from "../domain/money.js";
import { dayMs, type StampReader } from "./stamp.js";

/** Bytes `from` to `to` as the stamp reader would read them, or NaN for anything out of the ordinary. */
export type StampScanner = (bytes: Uint8Array, from: number, to: number) => number;

const ZERO = 48;
const MINUTE_MS = 60_000;

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

/** For the kind of stamp that the reader has met on its first row; null for kinds that are only read as text. */
export function stampScanner(stamps: StampReader): StampScanner | null {
  const { epochUnit, dateStyle, kind } = stamps;
  if (epochUnit === "s")
    return (bytes, from, to) => (to - from === 10 ? 1000 * digits(bytes, from, 10) : Number.NaN);
  if (epochUnit === "ms")
    return (bytes, from, to) => (to - from === 13 ? digits(bytes, from, 13) : Number.NaN);
  const isIso = dateStyle === "YYYY-MM-DD";
  if (!isIso && dateStyle !== "YYYYMMDD") return null;
  const day = dayScanner(isIso);
  const width = isIso ? 10 : 8;
  if (kind === "date") return (bytes, from, to) => (to - from === width ? day(bytes, from) : Number.NaN);
  return (bytes, from, to) => {
    const midnight = day(bytes, from);
    const separator = bytes[from + width];
    if (separator !== 32 && !(separator === 84 && isIso)) return Number.NaN; // blank or T
    return midnight + clockAndZone(bytes, from + width + 1, to, isIso, stamps);
  };
}

/** Midnight of YYYY-MM-DD or YYYYMMDD. Rows of one day follow one another, so the last day is remembered. */
function dayScanner(isIso: boolean): (bytes: Uint8Array, from: number) => number {
  let lastDate = Number.NaN;
  let lastMs = Number.NaN;
  return (bytes, from) => {
    if (isIso && (bytes[from + 4] !== 45 || bytes[from + 7] !== 45)) return Number.NaN;
    const gap = isIso ? 1 : 0;
    const year = digits(bytes, from, 4);
    const month = digits(bytes, from + 4 + gap, 2);
    const date = digits(bytes, from + 6 + 2 * gap, 2);
    const written = year * 10_000 + month * 100 + date;
    if (written !== lastDate) {
      lastMs = dayMs(year, month, date);
      lastDate = written;
    }
    return lastMs;
  };
}

/** HH:MM, HH:MM:SS or HHMMSS, a fraction of zeros, and Z or an offset where the file's stamps are instants. */
function clockAndZone(
  bytes: Uint8Array,
  from: number,
  to: number,
  hasColons: boolean,
  stamps: StampReader,
): number {
  const gap = hasColons ? 1 : 0;
  const hour = digits(bytes, from, 2);
  const minute = digits(bytes, from + 2 + gap, 2);
  if (hasColons && bytes[from + 2] !== 58) return Number.NaN;
  let at = from + 4 + gap;
  let second = 0;
  if (hasColons ? bytes[at] === 58 && at < to : true) {
    second = digits(bytes, at + gap, 2);
    at += 2 + gap;
  }
  if (bytes[at] === 46 && at < to) {
    const point = at++;
    while (at < to && bytes[at] === ZERO) at++;
    if (at === point + 1 || at - point > 10) return Number.NaN;
  }
  let offset = 0;
  if (stamps.kind === "instant") {
    const sign = bytes[at++];
    if (sign === 43 || sign === 45) {
      const hours = digits(bytes, at, 2);
      if (bytes[at + 2] === 58) at++;
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
