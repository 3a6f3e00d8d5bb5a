// At which instant does each bar open?

import type { Bars } from "../domain/bars.js";
import type { PolicyAction } from "../domain/findings.js";
import { DAY_MS } from "../domain/money.js";
import type { Session } from "../domain/session.js";
import { dayTurns, isSettlementDay, sessionOpen } from "../instrument/calendar.js";
import { formatDay, formatInstant, instantOfLocal, type Zone } from "../instrument/time.js";
import type { Placed } from "./order.js";
import type { RepairList } from "./repairs.js";
import type { RowFaults } from "./row-faults.js";

/**
 * Local stamps of one zone become instants, in place; answers how many readings stood there twice, and which bars are to be
 * left out. A reading that the clocks skipped is a fault (E338). Readings that they showed twice belong to the first pass
 * until the rows begin the hour again, then to the second; where the rows run through it only once, nothing tells which pass
 * is meant (E339). Repaired, a skipped reading counts on from before the change (RFC 5545), and an hour that stands there
 * once is the first pass.
 */
export function fromLocal(
  { bars: { time, length }, lines, mended }: Placed,
  zone: Zone,
  cell: number,
  faults: RowFaults,
  repairs: RepairList,
  policy: PolicyAction,
): { readonly repeated: number; readonly dropped: ReadonlySet<number> } {
  let repeated = 0;
  const dropped = new Set<number>();
  const treat = (i: number, said: string): void => {
    if (policy === "reject") dropped.add(i);
    else mended[i] = 1;
    const done = policy === "reject" ? "left out" : `read as ${formatInstant(time[i]!)}`;
    repairs.add("clock", policy === "reject" ? "rejected" : "repaired", lines[i]!, said, done);
  };
  for (let i = 0; i < length; i++) {
    const local = time[i];
    const read = instantOfLocal(zone, local);
    time[i] = read.time;
    if (read.kind === "exact") continue;
    if (read.kind === "nonexistent") {
      const said = `${formatLocal(local)} does not exist in ${zone.name}`;
      if (policy !== "refuse") {
        treat(i, said);
        continue;
      }
      const text = `${said}: the clocks were set forward over it`;
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
    if (second < 0 && policy !== "refuse") {
      for (let k = start; k < i; k++) treat(k, `${formatInstant(time[k]!)} or an hour later`);
    } else if (second < 0) {
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
  return { repeated, dropped };
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
export function fromDates({ time, length }: Bars, session: Session): string[] {
  const odd: string[] = [];
  for (let i = 0; i < length; i++) {
    const day = Math.floor(time[i] / DAY_MS);
    const settles = isSettlementDay(session, day);
    if (!settles) odd.push(formatDay(day));
    const open = sessionOpen(session, day);
    time[i] = settles && !(i > 0 && open <= time[i - 1]) ? open : dayTurns(session, day);
  }
  return odd;
}
