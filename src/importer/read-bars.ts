// How does a CSV file become a series of bars?

import { sliceBars, timeframeOf } from "../bars/columns.js";
import { frameOf } from "../bars/frame.js";
import { cutToHours } from "../bars/hours.js";
import { resampled } from "../bars/resample.js";
import type { Bars, Series } from "../domain/bars.js";
import { Fault } from "../domain/fault.js";
import type { PolicyAction, RowAccount } from "../domain/findings.js";
import { DAY_MS } from "../domain/money.js";
import { fillTradeDates } from "../instrument/calendar.js";
import { wholeContract } from "../instrument/session-part.js";
import { zoneOf } from "../instrument/time.js";
import { contractFault, dateOrderFault, stepFault } from "./choices.js";
import { fromDates } from "./clock.js";
import { readCsv } from "./csv.js";
import { noBars } from "./file-faults.js";
import { findingNotes, rowNotes, seriesNotes, spanText } from "./notes.js";
import { keepOrder, oldestFirst, type Placed, without } from "./order.js";
import { placeInTime } from "./place.js";
import { policiesOf } from "./policy.js";
import { mostFaults, type ReadOptions } from "./read-options.js";
import { faultOfRows, type RowFaults } from "./row-faults.js";
import { RowReader } from "./row-reader.js";
import { scanPlain } from "./scan.js";
import { checkSeries } from "./series-check.js";
import { type Dialect, sniff } from "./sniff.js";
import { openSource, type ReadHooks, type SourceFile, sampleOf } from "./source-file.js";
import type { DateOrder, StampKind } from "./stamp.js";

export type { ReadOptions } from "./read-options.js";

const SAMPLE_BYTES = 1 << 16;

/**
 * Reads a CSV file of bars, in whatever dialect, into shared columns. Nothing is guessed in silence: what was recognised,
 * assumed, repaired or left out stands in `source.notes`, and what cannot be told is a fault with the flag that
 * settles it. All or nothing: a file with one bad row gives no bars, but a fault that lists the first of them
 * by line and counts the others. Codes E300 to E349; `README.md` lists them. Of an instrument whose session is a part (`withHours`)
 * only the bars within it, before longer ones are made.
 */
export async function readBars(path: string, said: ReadOptions): Promise<Series> {
  const frame = said.resample === undefined ? null : frameOf(said.resample, said.dayBy);
  const { instrument } = said;
  const whole = { ...instrument, contract: wholeContract(instrument.contract) };
  const series = cutToHours(await seriesOf(path, { ...said, instrument: whole }), instrument);
  return frame === null ? series : resampled(series, instrument, frame, said.longClose);
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
  const policies = policiesOf(options.policy);

  const contract = contractFault(path, contracts, options.contract, dialect.columns.contract >= 0);
  if (contract) throw contract;
  const hasVolume =
    dialect.columns.volume >= 0 && !(rows.length > 0 && reader.noVolume.total === rows.length);
  if (hasVolume && policies.volume === "refuse") reader.faults.addAll(reader.noVolume);
  if (reader.faults.total > 0) addTimeFaults(file, dialect, reader, options);
  await throwRowFaults(file, dialect, reader.faults);
  if (rows.length === 0) throw allLeftOut(path, counts.rejected);

  const member = file.packing.kind === "zip" ? [`Unzipped: ${file.packing.member}.`] : [];
  const notes = [...member, ...dialect.notes];
  const placed = rows.toBars(instrument.grid, said.memory);
  const { bars: all } = placed;
  const cell = dialect.columns.clock >= 0 ? dialect.columns.clock : dialect.columns.stamp;
  if (oldestFirst(placed)) notes.push("The file is newest first; its rows were turned round.");
  const timed = placeInTime(file, dialect, reader, placed, options);
  notes.push(...timed.notes);
  const { faults } = timed;
  await throwRowFaults(file, dialect, faults);
  const volumeless = hasVolume ? mendVolumes(placed, reader, policies.volume) : [];
  const left = without(placed, all.length, new Set([...timed.dropped, ...volumeless]));
  const kept = keepOrder(placed, left, cell, faults, reader.repairs, policies);
  await throwRowFaults(file, dialect, faults);
  if (kept === 0) throw allLeftOut(path, counts.rejected + all.length);
  const read = kept === all.length ? all : sliceBars(all, 0, kept);

  if (timed.kind === "date") notes.push(...oddDatesNote(fromDates(read, instrument.contract.session)));
  const timeframeMs = timeframe(file, read, timed.kind, options);
  if (stamp === "close") {
    const whose = said.stamp === undefined ? `, as ${dialect.vendor} writes them` : "";
    notes.push(closeToOpen(read, timed.kind, timeframeMs, whose));
  }
  const { session } = instrument.contract;
  fillTradeDates(session, read.time, read.length, read.tradeDate);
  const checked = checkSeries(placed, read, timeframeMs, instrument, policies, reader.repairs, file);
  if (checked.kept === 0) throw allLeftOut(path, counts.rejected + all.length);
  const bars = checked.kept === read.length ? read : sliceBars(all, 0, checked.kept);
  if (bars !== read) fillTradeDates(session, bars.time, bars.length, bars.tradeDate);

  if (!hasVolume) notes.push("No volume in the file: what needs volume has nothing to work with.");
  const rowAccount = accountOf(reader, placed.mended, all.length, bars.length);
  const repairs = reader.repairs.all;
  notes.push(...rowNotes(reader, rowAccount, repairs), ...seriesNotes(bars, timeframeMs, instrument));
  notes.push(...findingNotes(checked.findings));
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
      findings: checked.findings,
      notes,
    },
  };
}

/** Bars that were left out after they had been read count with those that were not. */
function accountOf({ counts }: RowReader, mended: Uint8Array, bars: number, kept: number): RowAccount {
  let repaired = 0;
  for (let i = 0; i < kept; i++) repaired += mended[i]!;
  const rejected = counts.rejected + bars - kept;
  const skipped = counts.blank + counts.footer;
  return {
    read: bars + counts.rejected + skipped + counts.otherContracts,
    accepted: kept - repaired,
    repaired,
    rejected,
    skipped,
    otherContracts: counts.otherContracts,
  };
}

/** Rows without volume above the first that has one, in a file of volumes: volume 0, or their bars to be left out. */
function mendVolumes(
  { bars: { volume, length }, lines, mended }: Placed,
  { repairs, noVolume }: RowReader,
  policy: PolicyAction,
): number[] {
  if (noVolume.total === 0) return [];
  const dropped: number[] = [];
  for (let i = 0; i < length; i++) {
    if (!Number.isNaN(volume[i])) continue;
    if (policy === "repair") {
      repairs.add("volume", "repaired", lines[i]!, "no volume", "volume 0");
      volume[i] = 0;
      mended[i] = 1;
    } else {
      repairs.add("volume", "rejected", lines[i]!, "no volume", "left out");
      dropped.push(i);
    }
  }
  return dropped;
}

const allLeftOut = (path: string, rows: number): Fault =>
  noBars(path, rows > 0 ? `all ${rows} rows were left out` : "no row below the header");

/** The file is refused already: what is wrong with the time of its other rows is said in the same breath. */
function addTimeFaults(file: SourceFile, dialect: Dialect, reader: RowReader, options: ReadOptions): void {
  if (reader.rows.length === 0) return;
  const placed = reader.rows.toBars(options.instrument.grid);
  const { clock, stamp } = dialect.columns;
  oldestFirst(placed);
  try {
    const { faults, dropped } = placeInTime(file, dialect, reader, placed, options);
    if (faults.total === 0) {
      const left = without(placed, placed.bars.length, dropped);
      keepOrder(placed, left, clock >= 0 ? clock : stamp, faults, reader.repairs, policiesOf(options.policy));
    }
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
 * that way; else as its vendor writes them. E310 where none of the three, file, vendor and user, tells.
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
    policies: policiesOf(options.policy),
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
  const isOpen = !stamps.firstOver12 && !stamps.secondOver12;
  if (isOpen && dialect.usualOrder !== null) return dialect.usualOrder === "mdy" ? first : once("dmy");
  if (stamps.firstOver12 === stamps.secondOver12) throw dateOrderFault(file.path, stamps.firstOver12);
  return stamps.firstOver12 ? once("dmy") : first;
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
