// How does a CSV file become a series of bars?

import { sliceBars, timeframeOf } from "../bars/columns.js";
import { frameOf } from "../bars/frame.js";
import type { LongClose } from "../bars/gather.js";
import { resampled } from "../bars/resample.js";
import type { Bars, Series } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import type { RowAccount } from "../domain/findings.js";
import { DAY_MS } from "../domain/money.js";
import { fillTradeDates } from "../instrument/calendar.js";
import { offsetAt, type Zone, zoneOf } from "../instrument/time.js";
import { contractFault, dateOrderFault, stepFault, unknownZoneFault, zoneClash } from "./choices.js";
import { fromDates, fromLocal, keepOrder, oldestFirst } from "./clock.js";
import { readCsv } from "./csv.js";
import { noBars } from "./file-faults.js";
import { rowNotes, seriesNotes, spanText } from "./notes.js";
import { type ProvedZone, provedZone } from "./prove-zone.js";
import { faultOfRows, RowFaults } from "./row-faults.js";
import { RowReader } from "./row-reader.js";
import { scanPlain } from "./scan.js";
import { type Dialect, sniff } from "./sniff.js";
import { openSource, type ReadHooks, type SourceFile, sampleOf } from "./source-file.js";
import type { DateOrder, StampKind } from "./stamp.js";

export interface ReadOptions {
  readonly instrument: Instrument;
  /** Zone of stamps that carry none: an IANA name, "UTC", or an offset. */
  readonly timeZone?: string;
  /** Whether the stamps are the bars' opens (the default) or closes. */
  readonly stamp?: "open" | "close";
  /** The one contract to take from a file that holds several. */
  readonly contract?: string;
  /** How to read 3/4/2026 where no date of the file proves it. */
  readonly dateOrder?: DateOrder;
  /** Prices between two ticks: refuse the file (the default), or move them to the nearest and count them. */
  readonly offGrid?: "reject" | "nearest";
  /** Rows with impossible values: refuse the file (the default), or leave them out and count them. */
  readonly badRows?: "reject" | "skip";
  /** Step of the bars where the stamps cannot tell. */
  readonly timeframeMs?: number;
  /** Longer bars to be made of those of the file: "15m", "4h", "1d", "1w". `bars/resample.ts` says how. */
  readonly resample?: string;
  /** What those of a day or a week close at: the last price (the default), or the last one before settlement. */
  readonly longClose?: LongClose;
  /** How many faulty rows are listed; all are counted. 20 unless told. */
  readonly maxFaults?: number;
  readonly onProgress?: (bytesRead: number, bytesTotal: number) => void;
  readonly signal?: AbortSignal;
}

const SAMPLE_BYTES = 1 << 16;

/**
 * Reads a CSV file of bars, in whatever dialect, into shared columns. Nothing is guessed in silence: what was recognised,
 * assumed, repaired or left out stands in `source.notes`, and what cannot be told is a fault with the flag that
 * settles it. All or nothing: a file with one bad row gives no bars, but a fault that lists the first of them
 * by line and counts the others. Codes E300 to E349; `README.md` lists them.
 */
export async function readBars(path: string, said: ReadOptions): Promise<Series> {
  const frame = said.resample === undefined ? null : frameOf(said.resample);
  const series = await seriesOf(path, said);
  return frame === null ? series : resampled(series, said.instrument, frame, said.longClose);
}

async function seriesOf(path: string, said: ReadOptions): Promise<Series> {
  const hooks: ReadHooks = { signal: said.signal };
  checkOptions(path, said);
  const file = await openSource(path, said.contract ?? null);
  const inName = file.packing.kind === "zip" && file.packing.chosen;
  const dialect = sniff(file, await sampleOf(file, SAMPLE_BYTES, hooks));
  const stamp = said.stamp ?? dialect.stamp ?? "open";
  const { contract: asked, ...rest } = said;
  const options: ReadOptions = { ...rest, stamp, ...(asked !== undefined && !inName && { contract: asked }) };
  const { reader, sha256 } = await readRows(file, dialect, options);
  const { contracts, counts, rows } = reader;
  const { instrument } = options;

  const contract = contractFault(path, contracts, options.contract, dialect.columns.contract >= 0);
  if (contract) throw contract;
  const hasVolume =
    dialect.columns.volume >= 0 && !(rows.length > 0 && reader.noVolume.total === rows.length);
  if (hasVolume) reader.faults.addAll(reader.noVolume);
  if (reader.faults.total > 0) addTimeFaults(file, dialect, reader, options);
  await throwRowFaults(file, dialect, reader.faults);
  if (rows.length === 0) {
    const left =
      counts.rejected > 0 ? `all ${counts.rejected} rows were left out` : "no row below the header";
    throw noBars(path, left);
  }

  const member = file.packing.kind === "zip" ? [`Unzipped: ${file.packing.member}.`] : [];
  const notes = [...member, ...dialect.notes];
  const { bars: all, lines } = rows.toBars(instrument.grid);
  const cell = dialect.columns.clock >= 0 ? dialect.columns.clock : dialect.columns.stamp;
  if (oldestFirst(all, lines)) notes.push("The file is newest first; its rows were turned round.");
  const placed = placeInTime(file, dialect, reader, all, lines, options);
  notes.push(...placed.notes);
  const faults = placed.faults;
  await throwRowFaults(file, dialect, faults);
  const kept = keepOrder(all, lines, cell, faults, options.badRows === "skip" ? reader.repairs : null);
  await throwRowFaults(file, dialect, faults);
  const bars = kept === all.length ? all : sliceBars(all, 0, kept);

  if (placed.kind === "date") notes.push(...oddDatesNote(fromDates(bars, instrument.contract.session)));
  const timeframeMs = timeframe(file, bars, placed.kind, options);
  if (stamp === "close") {
    const whose = said.stamp === undefined ? `, as ${dialect.vendor} writes them` : "";
    notes.push(closeToOpen(bars, placed.kind, timeframeMs, whose));
  }
  fillTradeDates(instrument.contract.session, bars.time, bars.length, bars.tradeDate);

  if (!hasVolume) notes.push("No volume in the file: what needs volume has nothing to work with.");
  const repeated = all.length - kept;
  const skipped = counts.blank + counts.footer;
  const rowAccount: RowAccount = {
    read: counts.accepted + counts.repaired + counts.rejected + skipped + counts.otherContracts,
    accepted: counts.accepted - repeated,
    repaired: counts.repaired,
    rejected: counts.rejected + repeated,
    skipped,
    otherContracts: counts.otherContracts,
  };
  const repairs = reader.repairs.all;
  notes.push(...rowNotes(reader, rowAccount, repairs), ...seriesNotes(bars, timeframeMs, instrument));
  return {
    bars,
    source: {
      symbol: instrument.symbol,
      file: file.name,
      sha256,
      timeframeMs,
      from: bars.time[0],
      to: bars.time[bars.length - 1],
      firstDay: bars.tradeDate[0],
      lastDay: bars.tradeDate[bars.length - 1],
      bars: bars.length,
      hasVolume,
      synthetic: dialect.synthetic,
      rows: rowAccount,
      repairs,
      notes,
    },
  };
}

/** The file is refused already: what is wrong with the time of its other rows is said in the same breath. */
function addTimeFaults(file: SourceFile, dialect: Dialect, reader: RowReader, options: ReadOptions): void {
  if (reader.rows.length === 0) return;
  const { bars, lines } = reader.rows.toBars(options.instrument.grid);
  const { clock, stamp } = dialect.columns;
  oldestFirst(bars, lines);
  try {
    const { faults } = placeInTime(file, dialect, reader, bars, lines, options);
    if (faults.total === 0) keepOrder(bars, lines, clock >= 0 ? clock : stamp, faults, null);
    reader.faults.addAll(faults);
  } catch (error) {
    // Without a zone there is no order to check; the rows come first, the zone is asked for once they are mended.
    if (!(error instanceof Fault)) throw error;
  }
}

/** E108 for an unknown zone, even where the stamps need none; E342 for a step that no bar can have. */
function checkOptions(path: string, { timeZone, timeframeMs }: ReadOptions): void {
  if (timeZone !== undefined) zoneOf(timeZone);
  if (timeframeMs !== undefined && !(Number.isSafeInteger(timeframeMs) && timeframeMs > 0)) {
    throw stepFault(path, timeframeMs, 0);
  }
}

/**
 * All rows of the file, in file order. Where dates such as 3/4/2026 turn out to be day first, the file is read again
 * that way; E310 where no date of the file proves the order and the user did not tell it.
 */
async function readRows(
  file: SourceFile,
  dialect: Dialect,
  options: ReadOptions,
): Promise<{ reader: RowReader; sha256: string }> {
  let sha256 = "";
  const { onProgress, signal } = options;
  const hooks: ReadHooks = { onProgress, signal, onSha256: (hash) => (sha256 = hash) };
  const policy = {
    file: file.name,
    instrument: options.instrument,
    offGrid: options.offGrid ?? "reject",
    badRows: options.badRows ?? "reject",
    contract: options.contract ?? null,
    maxFaults: mostFaults(options),
  };
  const once = async (order: DateOrder) => {
    const plain = new RowReader(dialect, policy, order);
    if (await scanPlain(file, dialect, plain, hooks)) return { reader: plain, sha256 };
    const reader = new RowReader(dialect, policy, order);
    await readCsv(file, dialect, reader, hooks);
    return { reader, sha256 };
  };
  const first = await once(options.dateOrder ?? "mdy");
  const { stamps } = first.reader;
  if (options.dateOrder !== undefined || !stamps.needsOrder) return first;
  if (stamps.firstOver12 === stamps.secondOver12) throw dateOrderFault(file.path, stamps.firstOver12);
  return stamps.firstOver12 ? once("dmy") : first;
}

const mostFaults = ({ maxFaults = 20 }: ReadOptions): number => Math.max(1, maxFaults);

/** Stamps become instants, but for trade dates, which wait until their order is checked. */
function placeInTime(
  file: SourceFile,
  dialect: Dialect,
  { stamps }: RowReader,
  bars: Bars,
  lines: Int32Array,
  options: ReadOptions,
): { kind: StampKind; notes: string[]; faults: RowFaults } {
  const faults = new RowFaults(mostFaults(options));
  const kind = stamps.kind ?? "instant";
  const ordered = stamps.needsOrder ? ` (${stamps.order === "mdy" ? "month/day" : "day/month"})` : "";
  const looks = `Time: ${stamps.description}${ordered}`;
  const unused = options.timeZone === undefined ? "" : `; --tz ${options.timeZone} was not needed`;
  if (kind === "date") return { kind, notes: [`${looks}, trade dates${unused}.`], faults };
  if (kind === "instant") {
    return { kind, notes: [`${looks}, which name their instant${unused}.`], faults };
  }
  const evident = zoneFor(file, dialect, bars, options);
  // Without a single reading other than midnight the stamps are dates that some program wrote with a clock.
  if (evident === null && stamps.onlyMidnight && bars.length >= 2) {
    return { kind: "date", notes: [`${looks}, all at midnight: taken as trade dates.`], faults };
  }
  const shift = options.stamp === "close" ? timeframeOf(bars.time, bars.length) : 0;
  const proved = evident === null ? provedZone(bars, options.instrument, shift) : null;
  const zone = evident ?? proved?.zone;
  if (zone === undefined)
    throw unknownZoneFault(file.path, stamps.description, bars, options.instrument, shift);
  const { clock, stamp } = dialect.columns;
  const repeated = fromLocal(bars, lines, zone, clock >= 0 ? clock : stamp, faults);
  const notes = [`${looks}, in ${zone.name} ${whySo(proved, dialect, options)}.`];
  if (repeated > 0) {
    notes.push(
      `${repeated} stamps lie in an hour that the clocks showed twice; the order of the rows tells which.`,
    );
  }
  return { kind, notes, faults };
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

/** Length of a bar: as told, or the step between most bars. E342 where the two contradict, or neither is there. */
function timeframe({ path }: SourceFile, bars: Bars, kind: StampKind, options: ReadOptions): number {
  const found = timeframeOf(bars.time, bars.length);
  const told = options.timeframeMs;
  if (told !== undefined) {
    if (found > 0 && found < told) throw stepFault(path, told, found);
    return told;
  }
  if (found === 0 && kind === "date") return DAY_MS;
  if (found === 0 && options.stamp === "close") throw stepFault(path, told, found);
  return found;
}

/** Stamps at the close move one bar back, in place. Trade dates stay: they name the day, not a moment of it. */
function closeToOpen({ time, length }: Bars, kind: StampKind, timeframeMs: number, whose: string): string {
  if (kind === "date") return "Stamped at the close: trade dates have no clock and stay as they are.";
  for (let i = 0; i < length; i++) time[i] -= timeframeMs;
  return `Stamped at the close${whose}: ${spanText(timeframeMs)} taken off every stamp.`;
}

function oddDatesNote(odd: readonly string[]): string[] {
  if (odd.length === 0) return [];
  const listed = odd.slice(0, 5).join(", ") + (odd.length > 5 ? ", …" : "");
  return [
    `${odd.length} rows are dated on days that do not settle (${listed}): they count for the next trade date.`,
  ];
}

async function throwRowFaults(
  file: SourceFile,
  { delimiter, newline }: Dialect,
  faults: RowFaults,
): Promise<void> {
  if (faults.total > 0) throw await faultOfRows(file, faults, delimiter, newline);
}
