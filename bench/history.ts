// How has speed changed with each change that landed?

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import type { Commit, Machine } from "./machine.js";
import type { Line, Measured } from "./measured.js";

/** One line of history.jsonl. */
export interface Entry extends Commit {
  readonly machine: Machine;
  /** By the table's key. */
  readonly figures: Readonly<Record<string, Figure>>;
  /** By workload: high-water mark of its process, and of that what is no column of bars, in bytes. */
  readonly memory: Readonly<
    Record<string, { readonly peak: number; readonly beyond: number; readonly bars: number }>
  >;
}

export interface Figure {
  /** Milliseconds. */
  readonly median: number;
  readonly min: number;
  readonly rate: number | null;
  readonly unit: string | null;
  /** Ours ÷ each reference and each variant ÷ ours: medians of pairs. */
  readonly ratios: Readonly<Record<string, number>>;
}

export function entryOf(commit: Commit, on: Machine, results: readonly Measured[]): Entry {
  const figures: Record<string, Figure> = {};
  const memory: Record<string, Entry["memory"][string]> = {};
  for (const { workload, tables, peak } of results) {
    for (const { key, unit, lines } of tables) figures[key] = figureOf(lines, unit);
    memory[workload] = { peak: peak.bytes, beyond: peak.bytes - peak.columns, bars: peak.bars };
  }
  return { ...commit, machine: on, figures, memory };
}

function figureOf(lines: readonly Line[], unit: string | null): Figure {
  const { ms, min, rate } = lines[0]!;
  const ratios = lines.slice(1).map(({ who, ratio }) => [who, short(ratio!)]);
  return {
    median: short(ms),
    min: short(min),
    rate: rate === null ? null : short(rate),
    unit,
    ratios: Object.fromEntries(ratios),
  };
}

/** Four digits say more than such a measurement knows. */
const short = (value: number): number => Number(value.toPrecision(4));

/** Adds the entry, in place of one of the same commit. The file is replaced at once or not at all. */
export function record(path: string, entry: Entry): void {
  const before = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [];
  const others = before.filter((line) => line !== "" && (JSON.parse(line) as Entry).commit !== entry.commit);
  const text = `${[...others, JSON.stringify(entry)].join("\n")}\n`;
  const draft = `${path}.tmp`;
  const file = openSync(draft, "w");
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}
