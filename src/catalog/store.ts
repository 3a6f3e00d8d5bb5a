// How do imported bars get into the catalog?

import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { DataSource, Series } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { fillTradeDates } from "../instrument/calendar.js";
import { formatInstant } from "../instrument/time.js";
import { entriesIn, type OpenSet, openSet, pathOf, sweep } from "./catalog.js";
import { discard, unwritable } from "./faults.js";
import { GROUP_ROWS } from "./layout.js";
import { withLock } from "./lock.js";
import { merged, newTally, type OnConflict, type Slice, type Tally, type Values } from "./merge.js";
import { readGroup, type StoredFile, withFile } from "./read-stored.js";
import { SCHEMA, type StoredSet, type StoredSource, setName } from "./sets.js";
import { BarsWriter } from "./write-bars.js";

/** A file that was read, on its way into a set. */
export interface Incoming {
  readonly source: DataSource;
  /** Its bars in rising order; asked for once. */
  readonly slices: Iterable<Slice>;
  readonly reading: string;
  readonly importer: string;
}

/** All bars of a series that is in memory. */
export const sliceOf = ({ bars }: Series): Slice[] => [{ bars, from: 0, to: bars.length }];

/** Bars that wait in files, one behind the other. */
export function* slicesOfAll(
  files: readonly StoredFile[],
  instrument: Instrument,
): Generator<Slice, void, void> {
  for (const file of files) yield* slicesOf(file, instrument);
}

export interface Place {
  readonly folder: string;
  readonly instrument: Instrument;
  /** The one contract month, or null. */
  readonly contract: string | null;
  readonly label: string | null;
}

export interface StoreOptions {
  readonly onConflict: OnConflict;
  readonly signal?: AbortSignal;
}

export interface Stored {
  readonly about: StoredSet;
  /** In the order of what came. */
  readonly sources: readonly StoredSource[];
}

/** The set that has this file already, read in this very way. */
export function knownSource(
  folder: string,
  symbol: string,
  file: { readonly sha256: string; readonly reading: string; readonly importer: string },
): OpenSet | null {
  for (const entry of entriesIn(folder, symbol)) {
    const set = openSet(entry);
    const isIt = ({ source, reading, importer }: StoredSource) =>
      source.sha256 === file.sha256 && reading === file.reading && importer === file.importer;
    if (set.about.sources.some(isIt)) return set;
  }
  return null;
}

/**
 * Puts series of one timeframe into their set, beside what is there. The new file is complete and on the disk before it
 * takes the old one's place, in one step: whoever reads the set meanwhile, or kills us, finds the old one or the new one.
 * Throws E357 for bars of one time with different values, E358 where series and set do not belong together, E397.
 */
export async function storeBars(
  place: Place,
  incoming: readonly Incoming[],
  options: StoreOptions,
): Promise<Stored> {
  const { folder, instrument } = place;
  const [first] = incoming;
  if (first === undefined) throw new RangeError("nothing to store");
  const name = setName(instrument.symbol, place.contract, first.source.timeframeMs, place.label);
  return withLock(folder, () => commit(name, place, incoming, options), options.signal);
}

function commit(
  name: string,
  { folder, instrument, contract }: Place,
  incoming: readonly Incoming[],
  { onConflict }: StoreOptions,
): Stored {
  sweep(folder);
  const path = pathOf(folder, name);
  const old = existsSync(path) ? openSet({ name, path, bytes: 0 }) : null;
  for (const { source } of incoming) refuseStranger(name, old?.about ?? null, incoming[0]!.source, source);
  const { hasVolume, synthetic, timeframeMs } = incoming[0]!.source;
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  const tallies = incoming.map(newTally);
  let slices: Iterable<Slice> = old === null ? [] : slicesOf(old.file, instrument);
  for (const [k, { slices: coming }] of incoming.entries()) {
    slices = merged(slices, coming, onConflict, tallies[k]!);
  }
  let writer: BarsWriter | null = null;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writer = new BarsWriter(draft, hasVolume);
    const ends = { from: 0, to: 0, firstDay: 0, lastDay: 0, bars: 0 };
    for (const { bars, from, to } of slices) {
      writer.add(bars, from, to);
      if (ends.bars === 0) {
        ends.from = bars.time[from];
        ends.firstDay = bars.tradeDate[from];
      }
      ends.bars += to - from;
      ends.to = bars.time[to - 1];
      ends.lastDay = bars.tradeDate[to - 1];
    }
    if (onConflict === "refuse") refuseConflicts(name, incoming, tallies);
    const sources = incoming.map((one, k) => sourceOf(one, tallies[k]!, onConflict));
    let about: StoredSet | null = null;
    writer.finish(({ sha256 }) => {
      about = {
        schema: SCHEMA,
        set: name,
        symbol: instrument.symbol,
        contract,
        timeframeMs,
        tickSize: instrument.contract.tickSize,
        hasVolume,
        synthetic: synthetic || (old?.about.synthetic ?? false),
        ...ends,
        sha256,
        sources: [...(old?.about.sources ?? []), ...sources],
      };
      return JSON.stringify(about);
    });
    renameSync(draft, path);
    keepName(dirname(path));
    return { about: about!, sources };
  } catch (error) {
    writer?.abandon();
    discard(draft);
    throw unwritable(folder, error);
  }
}

/** The groups of a file, one at a time in the same memory: a slice is good until the next one is asked for. */
export function* slicesOf(file: StoredFile, { contract }: Instrument): Generator<Slice, void, void> {
  const most = Math.min(file.rows, GROUP_ROWS);
  const column = () => new Float64Array(most);
  const prices = { open: column(), high: column(), low: column(), close: column() };
  const bars = { length: most, time: column(), ...prices, volume: column(), tradeDate: new Int32Array(most) };
  for (const group of file.groups) {
    withFile(file.path, (handle) => readGroup(file, group, bars, handle));
    fillTradeDates(contract.session, bars.time, group.rows, bars.tradeDate);
    yield { bars, from: 0, to: group.rows };
  }
}

function sourceOf(
  { slices: _slices, ...rest }: Incoming,
  tally: Tally,
  onConflict: OnConflict,
): StoredSource {
  const kept = tally.conflicts === 0 ? null : onConflict === "replace" ? "coming" : "there";
  return { ...rest, ...tally, kept };
}

/** A rename is lasting once the folder is on the disk, too. Not every system lets a folder be opened. */
function keepName(folder: string): void {
  try {
    const handle = openSync(folder, "r");
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // Windows, some network disks: the system does it in its own time.
  }
}

/** E358 */
function refuseStranger(name: string, set: StoredSet | null, first: DataSource, source: DataSource): void {
  const there = set ?? first;
  const whose = set === null ? first.file : name;
  const differs = (what: string, found: string, expected: string): Fault =>
    new Fault("E358", `${source.file} does not belong to ${name}: ${what}`, {
      where: source.file,
      found,
      expected: `${expected}, as in ${whose}`,
      why: "Bars of one set are read as one series.",
      fix: ["--label WORD   keeps it as a set of its own"],
    });
  const volume = (has: boolean) => (has ? "with volume" : "without volume");
  if (source.timeframeMs !== there.timeframeMs) {
    throw differs("its bars are of another length", `${source.timeframeMs} ms`, `${there.timeframeMs} ms`);
  }
  if (source.hasVolume !== there.hasVolume) {
    throw differs("volume", volume(source.hasVolume), volume(there.hasVolume));
  }
  if (source.synthetic !== there.synthetic) {
    const kind = (synthetic: boolean) => (synthetic ? "synthetic bars" : "bars of a market");
    throw differs("made and real bars do not mix", kind(source.synthetic), kind(there.synthetic));
  }
}

/** E357 */
function refuseConflicts(name: string, incoming: readonly Incoming[], tallies: readonly Tally[]): void {
  const at = tallies.findIndex(({ conflicts }) => conflicts > 0);
  if (at < 0) return;
  const { conflicts, listed } = tallies[at]!;
  const { file, bars } = incoming[at]!.source;
  const lines = listed.map(
    ({ time, there, coming }) =>
      `${formatInstant(time)}\n    there   ${valuesText(there)}\n    coming  ${valuesText(coming)}`,
  );
  const more = conflicts > listed.length ? [`… and ${conflicts - listed.length} more`] : [];
  throw new Fault(
    "E357",
    `${file} differs from ${name} at ${conflicts === 1 ? "one time" : `${conflicts} times`}`,
    {
      where: file,
      found: `${conflicts} ${conflicts === 1 ? "bar" : "bars"} of ${bars} with other values`,
      expected: "equal values where times are equal",
      why: "Which of two bars is right cannot be told; a bar that was still open when it was exported is a common reason. Nothing was stored.",
      fix: [
        "--on-conflict replace   takes those of the file",
        "--on-conflict keep      leaves those of the catalog",
        "--label WORD            stores the file as a set of its own",
      ],
      excerpt: [...lines, ...more].join("\n"),
    },
  );
}

const valuesText = ({ open, high, low, close, volume }: Values): string =>
  [`open ${open}`, `high ${high}`, `low ${low}`, `close ${close}`]
    .concat(Number.isNaN(volume) ? [] : [`volume ${volume}`])
    .join("  ");
