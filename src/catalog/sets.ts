// What is a data set called, and what is known of it?

import type { DataSource } from "../domain/bars.js";
import { Fault } from "../domain/fault.js";
import { addedFindings, addedRepairs, addedRows } from "../domain/findings.js";
import type { Day, EpochMs } from "../domain/money.js";
import { spanText } from "../importer/notes.js";
import type { Conflict } from "./merge.js";
import type { StoredFile } from "./read-stored.js";

export const SCHEMA = "tickproof.bars/1";

/** A file that bars of a set came from, with all that its import said. */
export interface StoredSource {
  readonly source: DataSource;
  /** How it was read: the options that were not the usual ones, as one text. */
  readonly reading: string;
  /** Version of Tickproof that read it. */
  readonly importer: string;
  /** Bars at times that had none before. */
  readonly added: number;
  /** Bars that were there already, with the same values. */
  readonly same: number;
  readonly conflicts: number;
  /** Which of two bars was taken where they differed. */
  readonly kept: "there" | "coming" | null;
  /** The first conflicts. */
  readonly listed: readonly Conflict[];
}

/** What a file of the catalog says of itself. */
export interface StoredSet {
  readonly schema: typeof SCHEMA;
  readonly set: string;
  readonly symbol: string;
  /** The one contract month, such as MESH26, or null. */
  readonly contract: string | null;
  readonly timeframeMs: number;
  readonly tickSize: string;
  readonly hasVolume: boolean;
  readonly synthetic: boolean;
  readonly bars: number;
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly firstDay: Day;
  readonly lastDay: Day;
  /**
   * SHA-256 over the SHA-256 of each column, as its values lie in the file: time in 64-bit milliseconds, then open, high, low,
   * close, and volume if there is one. Equal bars have equal hashes, from whatever files they came.
   */
  readonly sha256: string;
  readonly sources: readonly StoredSource[];
}

const LABEL = /^[a-z0-9][a-z0-9_.-]*$/i;

/** "MES/5m", "MES/MESH26-5m", "MES/5m-adjusted". E399 for a label that makes no file name, E358 for bars of unknown length. */
export function setName(
  symbol: string,
  contract: string | null,
  timeframeMs: number,
  label: string | null,
): string {
  if (label !== null && !LABEL.test(label)) {
    throw new Fault("E399", `"${label}" cannot be part of the name of a data set`, {
      where: "--label",
      expected: "letters, digits, dots, dashes and underscores",
      fix: ["--label adjusted"],
    });
  }
  if (timeframeMs <= 0) {
    throw new Fault("E358", "How long a bar lasts cannot be told, so the bars have no place in the catalog", {
      found: "a single bar",
      fix: ["--timeframe 5m"],
    });
  }
  const frame = spanText(timeframeMs).replaceAll(" ", "");
  return `${symbol}/${[contract, frame, label].filter((part) => part !== null).join("-")}`;
}

/** The description in a file's footer. E398 where a newer Tickproof wrote it, or something else. */
export function describedIn({ path, about }: StoredFile): StoredSet {
  let set: Partial<StoredSet> = {};
  try {
    set = JSON.parse(about) as Partial<StoredSet>;
  } catch {
    // Told below.
  }
  if (set.schema === SCHEMA) return set as StoredSet;
  throw new Fault("E398", `${path} was written by another Tickproof`, {
    where: path,
    found: String(set.schema ?? about.slice(0, 40)),
    expected: SCHEMA,
    fix: ["use the newer Tickproof", "tickproof data rm SET   and import its sources again"],
  });
}

/** At most so many files are named in the report of a run; `data inspect` lists all. */
const MOST_NAMED = 12;

/**
 * Where the bars of a set came from, for the run that uses them. Bars of one file have the provenance that they would have
 * without the catalog, and one sentence more.
 */
export function provenanceOf(set: StoredSet): Omit<DataSource, "from" | "to" | "firstDay" | "lastDay"> {
  const { sources } = set;
  const own = `From the catalog: ${set.set}, content SHA-256 ${set.sha256.slice(0, 16)}.`;
  const [first] = sources;
  if (first !== undefined && sources.length === 1) {
    return { ...first.source, bars: set.bars, notes: [...first.source.notes, own] };
  }
  const named = sources.slice(0, MOST_NAMED).map(sourceNote);
  const rest = sources.length - named.length;
  return {
    symbol: set.symbol,
    file: `${set.set} (${sources.length} files)`,
    sha256: set.sha256,
    timeframeMs: set.timeframeMs,
    bars: set.bars,
    hasVolume: set.hasVolume,
    synthetic: set.synthetic,
    rows: addedRows(sources.flatMap(({ source }) => source.rows ?? [])),
    findings: addedFindings(sources.flatMap(({ source }) => source.findings ?? [])),
    repairs: addedRepairs(sources.flatMap(({ source }) => source.repairs ?? [])),
    notes: [
      own,
      ...named,
      ...(rest > 0 ? [`… and ${rest} files more: tickproof data inspect ${set.set}.`] : []),
    ],
  };
}

function sourceNote({ source, added, conflicts, kept }: StoredSource): string {
  const clash =
    conflicts === 0
      ? ""
      : ` ${conflicts} bars differed from those that were there: ${kept === "coming" ? "these" : "those"} were taken.`;
  const notes = source.notes.length === 0 ? "" : ` ${source.notes.join(" ")}`;
  return `${source.file} (SHA-256 ${source.sha256.slice(0, 16)}): ${added} bars.${clash}${notes}`;
}
