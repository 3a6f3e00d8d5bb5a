// Where do the tests of the importer get files and contracts?

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect } from "vitest";
import { BAR_COLUMNS } from "#bars/columns.js";
import { keptOr } from "#catalog/kept-bars.js";
import type { Series } from "#domain/bars.js";
import type { Instrument } from "#domain/contract.js";
import { Fault } from "#domain/fault.js";
import { type ReadOptions, readBars } from "#importer/read-bars.js";
import { loadContracts } from "#instrument/contracts.js";
import { instrumentOf } from "#instrument/instrument.js";

const contracts = loadContracts();
const instruments = new Map<string, Instrument>();

export function contract(symbol: string): Instrument {
  const known = instruments.get(symbol) ?? instrumentOf(contracts.get(symbol));
  instruments.set(symbol, known);
  return known;
}
export const MES = contract("MES");

const folder = mkdtempSync(join(tmpdir(), "tickproof-importer-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export const inFolder = (name: string): string => join(folder, name);

/** Writes a file and answers its path. Lines may be indented as the test is. */
export function file(content: string | Uint8Array, name = "bars.csv"): string {
  const path = inFolder(name);
  writeFileSync(
    path,
    typeof content === "string" ? content.replace(/^\n/, "").replace(/^ +/gm, "") : content,
  );
  return path;
}

type Options = Partial<ReadOptions>;

/** The series of a file with this text, traded as MES unless told. */
export const read = (content: string | Uint8Array, options: Options = {}): Promise<Series> =>
  readAndKept(file(content), { instrument: MES, ...options });

const KEEPING = { folder: join(folder, "kept"), now: Date.now };

/** Reads a file, keeps it, and takes what was kept: the same to the bit, provenance, findings and notes among it. */
export async function readAndKept(path: string, options: ReadOptions): Promise<Series> {
  const fresh = await readBars(path, options);
  const first = await keptOr(path, options, KEEPING, () => readBars(path, options));
  const kept = await keptOr(path, options, KEEPING, () => Promise.reject(new Error("it was not kept")));
  for (const { bars, source } of [first, kept]) {
    expect(source).toStrictEqual(fresh.source);
    expect(bars.length).toBe(fresh.bars.length);
    for (const name of BAR_COLUMNS) expect(bars[name], name).toStrictEqual(fresh.bars[name]);
  }
  return kept;
}

/** The fault of a file with this text; fails if it is imported, or if anything but a fault is thrown. */
export async function faultIn(content: string | Uint8Array, options: Options = {}): Promise<Fault> {
  return faultOf(file(content), options);
}

export async function faultOf(path: string, options: Options = {}): Promise<Fault> {
  try {
    const series = await readBars(path, { instrument: MES, ...options });
    throw new Error(`imported ${series.bars.length} bars, expected a fault`);
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/** "2024-05-14T14:30:00Z O H L C V", a bar a line: what a person compares. */
export function told({ bars }: Series): string[] {
  return [...bars.time].map((time, i) => {
    const stamp = new Date(time).toISOString().replace(".000Z", "Z");
    return [stamp, bars.open[i], bars.high[i], bars.low[i], bars.close[i], bars.volume[i]].join(" ");
  });
}

export const day = (date: number): string => new Date(date * 86_400_000).toISOString().slice(0, 10);
