// At which instants do the bars of this file open, and in which zone are its stamps?

import { timeframeOf } from "../bars/columns.js";
import type { Bars } from "../domain/bars.js";
import { offsetAt, type Zone, zoneOf } from "../instrument/time.js";
import { unknownZoneFault, zoneClash } from "./choices.js";
import { fromLocal } from "./clock.js";
import type { Placed } from "./order.js";
import { policiesOf } from "./policy.js";
import { type ProvedZone, provedZone } from "./prove-zone.js";
import { mostFaults, type ReadOptions } from "./read-options.js";
import { RowFaults } from "./row-faults.js";
import type { RowReader } from "./row-reader.js";
import type { Dialect } from "./sniff.js";
import type { SourceFile } from "./source-file.js";
import type { StampKind } from "./stamp.js";

export interface Timed {
  readonly kind: StampKind;
  readonly notes: readonly string[];
  readonly faults: RowFaults;
  /** Bars that a policy leaves out, because their local time is none. */
  readonly dropped: ReadonlySet<number>;
}

const NONE: ReadonlySet<number> = new Set();

/** Stamps become instants, in place, but for trade dates, which wait until their order is checked. E308 and E309 for zones. */
export function placeInTime(
  file: SourceFile,
  dialect: Dialect,
  { stamps, repairs }: RowReader,
  placed: Placed,
  options: ReadOptions,
): Timed {
  const { bars } = placed;
  const faults = new RowFaults(mostFaults(options));
  const kind = stamps.kind ?? "instant";
  const ordered = stamps.needsOrder ? ` (${stamps.order === "mdy" ? "month/day" : "day/month"})` : "";
  const looks = `Time: ${stamps.description}${ordered}`;
  const unused = options.timeZone === undefined ? "" : `; --tz ${options.timeZone} was not needed`;
  if (kind === "date") return { kind, notes: [`${looks}, trade dates${unused}.`], faults, dropped: NONE };
  if (kind === "instant") {
    return { kind, notes: [`${looks}, which name their instant${unused}.`], faults, dropped: NONE };
  }
  const evident = zoneFor(file, dialect, bars, options);
  // Without a single reading other than midnight the stamps are dates that some program wrote with a clock.
  if (evident === null && stamps.onlyMidnight && bars.length >= 2) {
    const note = `${looks}, all at midnight: taken as trade dates.`;
    return { kind: "date", notes: [note], faults, dropped: NONE };
  }
  const shift = options.stamp === "close" ? timeframeOf(bars.time, bars.length) : 0;
  const proved = evident === null ? provedZone(bars, options.instrument, shift) : null;
  const zone = evident ?? proved?.zone;
  if (zone === undefined)
    throw unknownZoneFault(file.path, stamps.description, bars, options.instrument, shift);
  const { clock, stamp } = dialect.columns;
  const cell = clock >= 0 ? clock : stamp;
  const policy = policiesOf(options.policy).clock;
  const { repeated, dropped } = fromLocal(placed, zone, cell, faults, repairs, policy);
  const notes = [`${looks}, in ${zone.name} ${whySo(proved, dialect, options)}.`];
  if (repeated > 0) {
    notes.push(
      `${repeated} stamps lie in an hour that the clocks showed twice; the order of the rows tells which.`,
    );
  }
  return { kind, notes, faults, dropped };
}

function whySo(proved: ProvedZone | null, dialect: Dialect, { timeZone }: ReadOptions): string {
  if (proved !== null) return `by the session's breaks: ${proved.score}`;
  if (timeZone !== undefined) return "as told";
  return dialect.namedZone !== null ? "as the column's name says" : `as ${dialect.vendor} writes them`;
}

/** The user's zone, the one that the column's name promises (E309 where they differ), or the vendor's; null for none. */
function zoneFor(file: SourceFile, dialect: Dialect, bars: Bars, { timeZone }: ReadOptions): Zone | null {
  const told = timeZone === undefined ? null : zoneOf(timeZone);
  const named = dialect.namedZone === null ? null : zoneOf(dialect.namedZone);
  if (told && named && bars.time.some((at) => offsetAt(told, at) !== offsetAt(named, at))) {
    throw zoneClash(file.path, dialect.columns.names[dialect.columns.stamp], told.name, named.name);
  }
  return told ?? named ?? (dialect.usualZone === null ? null : zoneOf(dialect.usualZone));
}
