// At which instant does each bar open?

import { barIndexAt } from "../bars/columns.js";
import type { Bars } from "../domain/bars.js";
import type { SessionName } from "../domain/contract.js";
import { DAY_MS } from "../domain/money.js";
import { isSettlementDay, sessionOpen } from "../instrument/calendar.js";
import { formatDay, formatInstant, instantOfLocal, type Zone, zoneOf } from "../instrument/time.js";
import type { RepairList } from "./repairs.js";
import type { RowFaults } from "./row-faults.js";

const HOUR_MS = 3_600_000;

/** Rows newest first, as some web sites export them, become oldest first. Not mixed ones: those stay as they are. */
export function oldestFirst(bars: Bars, lines: Int32Array): boolean {
  let falling = 0;
  let rising = 0;
  for (let i = 1; i < bars.length; i++) {
    const step = bars.time[i] - bars.time[i - 1];
    if (step < 0) falling++;
    else if (step > 0) rising++;
  }
  // Where clocks are set back, local stamps that fall in a rising file rise once in a falling one.
  if (falling <= rising) return false;
  for (const column of movable(bars)) column.reverse();
  lines.reverse();
  return true;
}

const movable = (bars: Bars): readonly (Float64Array | Int32Array)[] => [
  bars.time,
  bars.open,
  bars.high,
  bars.low,
  bars.close,
  bars.volume,
  bars.openTicks,
  bars.highTicks,
  bars.lowTicks,
  bars.closeTicks,
];

/**
 * Local stamps of one zone become instants, in place; answers how many readings stood there twice. A reading that the
 * clocks skipped is a fault (E338). Readings that they showed twice belong to the first pass until the rows begin the
 * hour again, then to the second; where the rows run through it only once, nothing tells which pass is meant (E339).
 */
export function fromLocal(
  { time, length }: Bars,
  lines: Int32Array,
  zone: Zone,
  cell: number,
  faults: RowFaults,
): number {
  let repeated = 0;
  for (let i = 0; i < length; i++) {
    const local = time[i];
    const read = instantOfLocal(zone, local);
    time[i] = read.time;
    if (read.kind === "exact") continue;
    if (read.kind === "nonexistent") {
      const text = `${formatLocal(local)} does not exist in ${zone.name}: the clocks were set forward over it`;
      faults.add({
        code: "E338",
        line: lines[i],
        cell,
        text,
        found: formatLocal(local),
        expected: A_READING,
      });
      continue;
    }
    const start = i;
    let second = -1;
    let last = local;
    for (i++; i < length; i++) {
      const reading = time[i];
      const { kind, time: first, later } = instantOfLocal(zone, reading);
      if (kind !== "ambiguous") break;
      if (second < 0 && reading <= last) second = i;
      time[i] = second < 0 ? first : later;
      last = reading;
    }
    if (second < 0) {
      const text = `${formatLocal(local)} exists twice in ${zone.name}, and the file has that hour only once`;
      faults.add({
        code: "E339",
        line: lines[start],
        cell,
        text,
        found: formatLocal(local),
        expected: BOTH_PASSES,
      });
    }
    repeated += i - start;
    i--;
  }
  return repeated;
}

const A_READING = "a local time that the clocks of that place showed";
const BOTH_PASSES = "rows of both passes of the hour, or stamps with an offset";

/** "2024-03-10 02:30:00". */
const formatLocal = (local: number): string => formatInstant(local).replace("T", " ").replace("Z", "");

/**
 * Trade dates become the instants at which they open, in place. A date that does not settle (a holiday's short
 * session, a Sunday) begins on its own evening before, so that every row keeps an instant of its own; such dates are
 * answered, because their bars count for the next trade date.
 */
export function fromDates({ time, length }: Bars, session: SessionName): string[] {
  const odd: string[] = [];
  for (let i = 0; i < length; i++) {
    const day = Math.floor(time[i] / DAY_MS);
    const settles = isSettlementDay(session, day);
    if (!settles) odd.push(formatDay(day));
    const open = sessionOpen(session, day);
    time[i] = settles && !(i > 0 && open <= time[i - 1]) ? open : eveningBefore(day);
  }
  return odd;
}

/** 17:00 in Chicago on the evening before. */
const eveningBefore = (day: number): number =>
  instantOfLocal(zoneOf("America/Chicago"), (day - 1) * DAY_MS + 17 * HOUR_MS).time;

/**
 * Holds the bars to strictly rising time. Faults: E336 a bar before its predecessor, E337 a stamp that stood there
 * before. With `leftOut` rows that repeat an earlier bar in every value are left out instead, and listed there. Answers how many bars
 * remain, in order, at the beginning of the columns.
 */
export function keepOrder(
  bars: Bars,
  lines: Int32Array,
  cell: number,
  faults: RowFaults,
  leftOut: RepairList | null,
): number {
  const { time } = bars;
  const columns = movable(bars);
  let kept = 0;
  for (let i = 0; i < bars.length; i++) {
    if (kept === 0 || time[i] > time[kept - 1]) {
      if (kept < i) {
        for (const column of columns) column[kept] = column[i];
        lines[kept] = lines[i];
      }
      kept++;
      continue;
    }
    const twin = barIndexAt({ time, length: kept }, time[i]);
    if (twin < kept && time[twin] === time[i]) {
      const same = columns.every((column) => Object.is(column[twin], column[i]));
      const text = `the same time as line ${lines[twin]}, with ${same ? "the same" : "other"} values`;
      if (same && leftOut !== null) {
        leftOut.add("duplicate", "rejected", lines[i], formatInstant(time[i]), text);
        continue;
      }
      faults.add({
        code: "E337",
        line: lines[i],
        cell,
        text,
        found: text,
        expected: "one row for each time",
      });
    } else {
      const text = `earlier than the bar on line ${lines[kept - 1]}`;
      faults.add({
        code: "E336",
        line: lines[i],
        cell,
        text,
        found: text,
        expected: "rows in the order of time",
      });
    }
  }
  return kept;
}
