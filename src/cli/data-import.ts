// How do files of bars get into the catalog?

import { createHash } from "node:crypto";
import { createReadStream, statSync } from "node:fs";
import { basename } from "node:path";
import type { Memory } from "../bars/columns.js";
import { oneBuffer, readInParts } from "../catalog/in-parts.js";
import type { Conflict } from "../catalog/merge.js";
import type { StoredSet, StoredSource } from "../catalog/sets.js";
import { type Incoming, knownSource, type Place, sliceOf, slicesOfAll, storeBars } from "../catalog/store.js";
import type { Contract, Instrument } from "../domain/contract.js";
import { EXIT, Fault } from "../domain/fault.js";
import { type ReadOptions, readBars } from "../importer/read-bars.js";
import { openSource } from "../importer/source-file.js";
import { instrumentOf } from "../instrument/instrument.js";
import { monthName } from "../instrument/month.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { catalogOf } from "./catalog-call.js";
import type { Action, Call } from "./commands.js";
import { filesIn, type Work, worksIn } from "./import-works.js";
import { knownContracts } from "./known-contracts.js";
import { bytes, count } from "./progress.js";
import { readingOf } from "./read-series.js";

/** What became of one file. */
interface Outcome {
  readonly file: string;
  readonly sha256: string;
  readonly about: StoredSet;
  /** Null: the catalog had the file already. */
  readonly source: StoredSource | null;
}

/** A set is written again when what waits has come to a quarter of it: however many files there are, few bytes are written twice. */
const SHARE = 4;
const FEW_BARS = 200_000;
/** 140 MB of memory. */
const MOST_BARS = 2_000_000;

export const dataImport: Action = async (call) => {
  const { out } = call;
  const contract = importedContract(call);
  const files = call.operands.flatMap(filesIn);
  const outcomes = await importAll(files, contract, call);
  if (out.json) out.document(documentOf(outcomes, call));
  else for (const line of outcomeLines(outcomes)) out.answer(line);
  return EXIT.ok;
};

function importedContract({ operands, values, config }: Call): Contract {
  if (operands.length === 0) {
    throw new Fault("E103", "tickproof data import takes files of bars", {
      found: "none",
      fix: ["tickproof data import FILE... -i MES"],
    });
  }
  const [name, second] = values.instrument ?? [];
  if (name === undefined || second !== undefined) {
    throw new Fault("E103", "tickproof data import needs to know which contract the bars are of", {
      ...(second !== undefined && { found: values.instrument!.join(",") }),
      expected: "one contract",
      why: "Tick size, session and holidays are those of the contract.",
      fix: [`tickproof data import ${operands[0]} -i ${name ?? "MES"}`],
    });
  }
  return knownContracts(config).get(name);
}

/** Files in their order; what waits is stored before a fault is told, so that nothing is done twice. */
async function importAll(files: readonly string[], contract: Contract, call: Call): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = new Waiting(call);
  const room = new Room();
  const folder = catalogOf(call.values);
  const instrument = instrumentOf(contract);
  const store = async (): Promise<void> => {
    outcomes.push(...(await waiting.store()));
  };
  try {
    for (const path of files) {
      const sha256 = await sha256Of(path, call);
      const works = await worksIn(path, contract, call);
      const step = works.length > 1 ? await stepOf(works, instrument, call) : null;
      for (const work of works) {
        const reading = readingText(work, instrument, call);
        const known = knownSource(folder, contract.symbol, { sha256, reading, importer: call.version });
        if (known !== null) {
          outcomes.push({ file: basename(path), sha256, about: known.about, source: null });
          continue;
        }
        const { memory, giveBack } = room.lease();
        const options = optionsFor(work, instrument, step, memory, call);
        const read = await readOne(work, folder, options, giveBack, call);
        const month = work.month(read.source.lastDay);
        const named = month === null ? null : monthName(contract.symbol, month);
        const place = { folder, instrument, contract: named, label: call.values.label };
        if (!waiting.fits(place, read.source.timeframeMs)) await store();
        waiting.add(place, { ...read, reading, importer: call.version });
        if (waiting.isEnough()) await store();
      }
    }
  } catch (error) {
    if (waiting.files > 0 && !call.signal.aborted) {
      await store();
      const done = outcomes.filter(({ source }) => source !== null).length;
      call.out.note(`${done === 1 ? "1 file before it was" : `${done} files before it were`} stored.`);
    }
    throw error;
  }
  await store();
  return outcomes;
}

type Read = Incoming & {
  /** Gives back the memory and the room on the disk that it waits in. */
  readonly done: () => void;
};

/** Memory of files that were stored is given to those that come: the collector does not count what threads may share. */
class Room {
  #free: SharedArrayBuffer[] = [];

  /** Memory for one file, until it is given back. */
  lease(): { readonly memory: Memory; readonly giveBack: () => void } {
    let taken: SharedArrayBuffer[] = [];
    return {
      memory: (bytes) => {
        const at = this.#free.findIndex(({ byteLength }) => byteLength >= bytes);
        const [found = new SharedArrayBuffer(2 ** Math.ceil(Math.log2(Math.max(bytes, 1 << 16))))] =
          at < 0 ? [] : this.#free.splice(at, 1);
        taken.push(found);
        return found;
      },
      giveBack: () => {
        this.#free = [...this.#free, ...taken].sort((a, b) => a.byteLength - b.byteLength);
        taken = [];
      },
    };
  }
}

/** Guards that what waits is of one set. */
class Waiting {
  readonly #call: Call;
  #place: Place | null = null;
  #incoming: Read[] = [];
  #bars = 0;
  /** Bars of the set when it was last written. */
  #stored = 0;

  constructor(call: Call) {
    this.#call = call;
  }

  get files(): number {
    return this.#incoming.length;
  }

  fits(place: Place, timeframeMs: number): boolean {
    const [first] = this.#incoming;
    if (first === undefined) return true;
    return this.#place?.contract === place.contract && first.source.timeframeMs === timeframeMs;
  }

  add(place: Place, incoming: Read): void {
    if (this.#place?.contract !== place.contract) this.#stored = 0;
    this.#place = place;
    this.#incoming.push(incoming);
    this.#bars += incoming.source.bars;
  }

  isEnough(): boolean {
    return this.#bars >= Math.min(MOST_BARS, Math.max(FEW_BARS, this.#stored / SHARE));
  }

  async store(): Promise<Outcome[]> {
    const incoming = this.#incoming;
    if (this.#place === null || incoming.length === 0) return [];
    const { signal, values } = this.#call;
    this.#incoming = [];
    this.#bars = 0;
    const options = { onConflict: values.onConflict, signal };
    const { about, sources } = await storeBars(this.#place, incoming, options).finally(() => {
      for (const { done } of incoming) done();
    });
    this.#stored = about.bars;
    return sources.map((source) => ({
      file: source.source.file,
      sha256: source.source.sha256,
      about,
      source,
    }));
  }
}

/** All that decides what bars a file gives, and where they go. */
function readingText({ name, month }: Work, { contract }: Instrument, call: Call): string {
  const { signal: _signal, ...reading } = readingOf(call);
  const { tickSize, session } = contract;
  const { instrument, label } = call.values;
  return JSON.stringify({ ...reading, name, month: month(0), instrument, label, tickSize, session });
}

async function sha256Of(path: string, { signal, out }: Call): Promise<string> {
  const total = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  const hash = createHash("sha256");
  const progress = await out.progress({ what: `looking at ${basename(path)}`, amount: bytes, unit: "" });
  let done = 0;
  try {
    for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      done += (chunk as Buffer).length;
      progress.update(done, total);
    }
  } catch (error) {
    // Whoever opens it as a file of bars says better what is wrong with it.
    if (!signal.aborted) await openSource(path);
    throw error;
  } finally {
    progress.stop();
  }
  return hash.digest("hex");
}

function optionsFor(
  { name }: Work,
  instrument: Instrument,
  step: number | null,
  memory: Memory,
  call: Call,
): ReadOptions {
  const { timeframeMs = step, ...reading } = readingOf(call);
  return {
    ...reading,
    instrument,
    memory,
    ...(timeframeMs !== null && { timeframeMs }),
    ...(name !== null && { contract: name }),
  };
}

/** Contracts that a few bars would not tell the step of. */
const FEW = 20;

/** How long bars are in a file of several contracts: months that hardly trade have bars far apart, and are as long as the others. */
async function stepOf(works: readonly Work[], instrument: Instrument, call: Call): Promise<number | null> {
  let step: number | null = null;
  const memory = oneBuffer();
  for (const work of works) {
    const { source } = await readBars(work.path, optionsFor(work, instrument, null, memory, call));
    if (source.bars >= FEW && (step === null || source.timeframeMs < step)) step = source.timeframeMs;
  }
  return step;
}

/** At once, or a large file in parts. */
async function readOne(
  { path }: Work,
  folder: string,
  reading: ReadOptions,
  giveBack: () => void,
  { out }: Call,
): Promise<Omit<Read, "reading" | "importer">> {
  const progress = await out.progress({ what: `reading ${basename(path)}`, amount: bytes, unit: "" });
  try {
    const options: ReadOptions = {
      ...reading,
      onProgress: (done, total) => progress.update(done, total),
    };
    const parts = await readInParts(path, options, folder);
    if (parts !== null) {
      const { source, files, remove } = parts;
      return { source, slices: slicesOfAll(files, reading.instrument), done: remove };
    }
    const series = await readBars(path, options);
    return { source: series.source, slices: sliceOf(series), done: giveBack };
  } finally {
    progress.stop();
  }
}

function outcomeLines(outcomes: readonly Outcome[]): string[] {
  const lines: string[] = [];
  const latest = new Map<string, StoredSet>();
  for (const { file, about, source } of outcomes) {
    latest.set(about.set, about);
    if (source === null) {
      lines.push(`  ${file}  already in ${about.set}`);
      continue;
    }
    lines.push(`  ${file}  ${outcomeText(source)} → ${about.set}`);
    for (const note of source.source.notes) lines.push(`    ${note}`);
  }
  for (const set of latest.values()) lines.push("", `  ${setLine(set)}`);
  return lines;
}

function outcomeText({ source, added, same, conflicts, kept }: StoredSource): string {
  const parts = [`${count(source.bars)} bars`];
  if (added !== source.bars || same > 0) parts.push(`${count(added)} new`);
  if (same > 0) parts.push(`${count(same)} there already`);
  if (conflicts > 0) {
    parts.push(
      `${count(conflicts)} differ from those that were there, ${kept === "coming" ? "replaced" : "left as they were"}`,
    );
  }
  return parts.join(" · ");
}

/** "MES/5m · 13,560 bars · 2022-01-17 → 2022-01-28 · 2 files · content 3fa9c1d2e4f5" */
export function setLine({ set, bars, firstDay, lastDay, sources, sha256 }: StoredSet): string {
  const files = `${sources.length} ${sources.length === 1 ? "file" : "files"}`;
  return `${set} · ${count(bars)} bars · ${formatDay(firstDay)} → ${formatDay(lastDay)} · ${files} · content ${sha256.slice(0, 12)}`;
}

function documentOf(outcomes: readonly Outcome[], { values }: Call): object {
  const sets = new Map(outcomes.map(({ about }) => [about.set, about]));
  return {
    schema: "tickproof.import/1",
    catalog: values.catalog,
    sets: [...sets.values()].map(({ set, bars, from, to, sha256 }) => ({
      set,
      bars,
      from: formatInstant(from),
      to: formatInstant(to),
      sha256,
    })),
    files: outcomes.map(({ file, sha256, about, source }) => ({
      file,
      sha256,
      set: about.set,
      status: source === null ? "already there" : "stored",
      ...(source !== null && {
        bars: source.source.bars,
        added: source.added,
        same: source.same,
        conflicts: source.conflicts,
        kept: source.kept,
        listed: source.listed.map(conflictOf),
        rows: source.source.rows ?? null,
        repairs: source.source.repairs ?? null,
        notes: source.source.notes,
      }),
    })),
  };
}

export const conflictOf = ({ time, there, coming }: Conflict): object => ({
  time: formatInstant(time),
  there,
  coming,
});
