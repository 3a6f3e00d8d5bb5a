// How do files of bars get into the catalog?

import { createHash } from "node:crypto";
import { createReadStream, readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Memory } from "../bars/columns.js";
import { readInParts } from "../catalog/in-parts.js";
import type { Conflict } from "../catalog/merge.js";
import type { StoredSet, StoredSource } from "../catalog/sets.js";
import { type Incoming, knownSource, type Place, sliceOf, slicesOfAll, storeBars } from "../catalog/store.js";
import type { Contract } from "../domain/contract.js";
import { EXIT, Fault } from "../domain/fault.js";
import { type ReadOptions, readBars } from "../importer/read-bars.js";
import { openSource } from "../importer/source-file.js";
import { instrumentOf } from "../instrument/instrument.js";
import { monthIn, monthName } from "../instrument/month.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { catalogOf } from "./catalog-call.js";
import type { Action, Call } from "./commands.js";
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

/** What a folder holds that may be bars, in the order of names; the importer says what is none. */
function filesIn(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  const found = readdirSync(path)
    .filter((name) => /\.(csv|txt|json)(\.gz)?$|\.zip$/i.test(name))
    .sort();
  if (found.length > 0) return found.map((name) => join(path, name));
  throw new Fault("E300", `No files of bars in ${path}`, {
    where: path,
    expected: "files that end in .csv, .txt, .json, .gz or .zip",
  });
}

/** Files in their order; what waits is stored before a fault is told, so that nothing is done twice. */
async function importAll(files: readonly string[], contract: Contract, call: Call): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const waiting = new Waiting(call);
  const store = async (): Promise<void> => {
    outcomes.push(...(await waiting.store()));
  };
  try {
    for (const path of files) {
      const place = placeOf(contract, path, call);
      const reading = readingText(place, call);
      const sha256 = await sha256Of(path, call);
      const known = knownSource(place, sha256, reading, call.version);
      if (known !== null) {
        outcomes.push({ file: basename(path), sha256, about: known.about, source: null });
        continue;
      }
      const read = await readOne(path, place, waiting.room.take, call);
      if (!waiting.fits(place, read.source.timeframeMs)) await store();
      waiting.add(place, { ...read, reading, importer: call.version });
      if (waiting.isEnough()) await store();
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
  /** Takes what waits on the disk away. */
  readonly remove?: () => void;
};

/** Memory of files that were stored is given to those that come: the collector does not count what threads may share. */
class Room {
  #free: SharedArrayBuffer[] = [];
  #taken: SharedArrayBuffer[] = [];

  readonly take = (bytes: number): SharedArrayBuffer => {
    const at = this.#free.findIndex(({ byteLength }) => byteLength >= bytes);
    const [found = new SharedArrayBuffer(2 ** Math.ceil(Math.log2(Math.max(bytes, 1 << 16))))] =
      at < 0 ? [] : this.#free.splice(at, 1);
    this.#taken.push(found);
    return found;
  };

  release(): void {
    this.#free.push(...this.#taken);
    this.#free.sort((a, b) => a.byteLength - b.byteLength);
    this.#taken = [];
  }
}

/** Guards that what waits is of one set. */
class Waiting {
  readonly #call: Call;
  #place: Place | null = null;
  #incoming: Read[] = [];
  #bars = 0;
  /** Where the bars lie that wait in memory. */
  readonly room = new Room();
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
      for (const { remove } of incoming) remove?.();
      this.room.release();
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

/** The contract month that was said, with `--contract`, in `-i MESH26`, or by the file's own name. */
function placeOf(contract: Contract, path: string, { values }: Call): Place {
  const said = values.contract ?? values.instrument![0]!;
  const stem = basename(path).replace(/(\.[a-z]+)+$/i, "");
  const names = [said, stem, stem.replace(/[-_]\d+[a-z]+$/i, "")];
  const near = dayNow();
  const found = names
    .map((name) => monthIn(name, near))
    .find((month) => month !== null && (month.root === contract.symbol || month.root === ""));
  return {
    folder: catalogOf(values),
    instrument: instrumentOf(contract),
    contract: found ? monthName(contract.symbol, found) : null,
    label: values.label,
  };
}

/** A year of one digit is one of these ten years: the command line may look at the clock. */
const dayNow = (): number => Math.floor(Date.now() / 86_400_000);

/** All that decides what bars a file gives. */
function readingText({ instrument, contract, label }: Place, call: Call): string {
  const { signal: _signal, ...reading } = readingOf(call);
  const { tickSize, session } = instrument.contract;
  return JSON.stringify({ ...reading, named: call.values.contract, contract, label, tickSize, session });
}

async function sha256Of(path: string, { signal, out }: Call): Promise<string> {
  const { bytes: total } = await openSource(path);
  const hash = createHash("sha256");
  const progress = await out.progress({ what: `looking at ${basename(path)}`, amount: bytes, unit: "" });
  let done = 0;
  try {
    for await (const chunk of createReadStream(path, { signal, highWaterMark: 1 << 20 })) {
      hash.update(chunk as Buffer);
      done += (chunk as Buffer).length;
      progress.update(done, total);
    }
  } finally {
    progress.stop();
  }
  return hash.digest("hex");
}

/** At once, or a large file in parts. */
async function readOne(
  path: string,
  { instrument, folder }: Place,
  memory: Memory,
  call: Call,
): Promise<Omit<Read, "reading" | "importer">> {
  const { values, out } = call;
  const progress = await out.progress({ what: `reading ${basename(path)}`, amount: bytes, unit: "" });
  try {
    const options: ReadOptions = {
      ...readingOf(call),
      instrument,
      ...(values.contract !== null && { contract: values.contract }),
      onProgress: (done, total) => progress.update(done, total),
    };
    const parts = await readInParts(path, options, folder);
    if (parts !== null) {
      const { source, files, remove } = parts;
      return { source, slices: slicesOfAll(files, instrument), remove };
    }
    const series = await readBars(path, { ...options, memory });
    return { source: series.source, slices: sliceOf(series) };
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
