// Which data sets are there, and how does one of them reach a run?

import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { createBars } from "../bars/columns.js";
import type { Bars, Series } from "../domain/bars.js";
import type { Instrument } from "../domain/contract.js";
import { didYouMean, Fault } from "../domain/fault.js";
import { decimalOfTicks, type PriceGrid } from "../domain/money.js";
import { fillTradeDates } from "../instrument/calendar.js";
import { formatInstant } from "../instrument/time.js";
import { codeOf, discard, unreadable, unwritable } from "./faults.js";
import { PRICES } from "./layout.js";
import { isOfParts, sweepParts } from "./left-parts.js";
import { ifIdle, isLeftOver, withLock } from "./lock.js";
import { openStored, readAllGroups, type StoredFile, whileOpen } from "./read-stored.js";
import { describedIn, provenanceOf, type StoredSet } from "./sets.js";

const EXTENSION = ".parquet";

export interface CatalogEntry {
  /** "MES/5m" */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
}

export interface OpenSet {
  readonly entry: CatalogEntry;
  readonly file: StoredFile;
  readonly about: StoredSet;
}

export const pathOf = (folder: string, name: string): string =>
  `${join(folder, ...name.split("/"))}${EXTENSION}`;

/** All data sets by name, in alphabetical order; only of one symbol where it is given. No file is opened. */
export function entriesIn(folder: string, symbol?: string): CatalogEntry[] {
  const entries: CatalogEntry[] = [];
  for (const inner of symbol === undefined ? namesIn(folder) : [symbol]) {
    if (inner.startsWith(".")) continue;
    for (const name of namesIn(join(folder, inner))) {
      if (name.startsWith(".") || !name.endsWith(EXTENSION)) continue;
      const path = join(folder, inner, name);
      const stats = statSync(path, { throwIfNoEntry: false });
      if (!stats?.isFile()) continue;
      entries.push({ name: `${inner}/${name.slice(0, -EXTENSION.length)}`, path, bytes: stats.size });
    }
  }
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR") return [];
    throw unreadable(folder, error);
  }
}

/** Throws E395 and E398 as `openStored` does. */
export function openSet(entry: CatalogEntry): OpenSet {
  const file = openStored(entry.path);
  return { entry, file, about: describedIn(file) };
}

/**
 * The one set that a text means: "MES/5m", "mes/5m", "MES" or "MESH26" if there is only one such, and with "@" and the
 * beginning of its content hash, so that other bars are refused. E356 where none is meant, or several are.
 */
export function findSet(folder: string, text: string): OpenSet {
  const [wanted = "", hash] = text.split("@");
  const all = entriesIn(folder);
  const low = wanted.toLowerCase();
  const exact = all.filter(({ name }) => name.toLowerCase() === low);
  const found = exact.length > 0 ? exact : all.filter(({ name }) => isMeant(name.toLowerCase(), low));
  if (found.length !== 1) throw notOne(folder, wanted, all, found);
  const set = openSet(found[0]!);
  if (hash !== undefined && (hash === "" || !set.about.sha256.startsWith(hash.toLowerCase()))) {
    throw new Fault("E356", `${found[0]!.name} holds other bars than ${text} asks for`, {
      where: found[0]!.path,
      found: `content SHA-256 ${set.about.sha256}`,
      expected: hash === "" ? "the beginning of a hash behind the @" : hash,
      fix: [`catalog:${found[0]!.name}@${set.about.sha256.slice(0, 12)}`, `catalog:${found[0]!.name}`],
    });
  }
  return set;
}

/** "mes" means all of "mes/…"; "mesh26" means "mes/mesh26-…"; "mes/mesh26" too. */
function isMeant(name: string, text: string): boolean {
  const [symbol = "", rest = ""] = name.split("/");
  return text === symbol || rest.startsWith(`${text}-`) || name.startsWith(`${text}-`);
}

function notOne(folder: string, text: string, all: CatalogEntry[], found: CatalogEntry[]): Fault {
  const names = (found.length > 0 ? found : all).map(({ name }) => name);
  const listed = names.slice(0, 8).join(", ") + (names.length > 8 ? `, … (${names.length})` : "");
  if (found.length > 1) {
    return new Fault("E356", `Several data sets are meant by ${text}`, {
      where: folder,
      found: listed,
      expected: "the name of one of them",
      fix: names.slice(0, 4),
    });
  }
  const near = didYouMean(text, names);
  return new Fault("E356", `The catalog has no data set ${text}`, {
    where: folder,
    found: names.length === 0 ? "an empty catalog" : listed,
    fix: [near === undefined ? "tickproof data import FILE -i SYMBOL" : `did you mean   ${near}`],
  });
}

/**
 * The bars of a set, in shared memory, as if its sources had just been read. Ticks and trade dates are computed: they follow
 * from the contract and its calendar as they are today. E359 where a price is no whole number of ticks any more.
 */
export async function readSet({ file, about }: OpenSet, instrument: Instrument): Promise<Series> {
  const bars = createBars(file.rows);
  const ticks = (from: number, to: number) => fillTicks(bars, from, to, instrument, about);
  await whileOpen(file.path, (handle) => readAllGroups(file, bars, handle, ticks));
  fillTradeDates(instrument.contract.session, bars.time, bars.length, bars.tradeDate);
  return {
    bars,
    source: {
      ...provenanceOf(about),
      from: about.from,
      to: about.to,
      firstDay: bars.tradeDate[0],
      lastDay: bars.tradeDate[bars.length - 1],
    },
  };
}

/** Ticks of bars `from` to `to`, as soon as their prices are there: they still lie in the processor's cache. */
function fillTicks(
  bars: Bars,
  from: number,
  to: number,
  { grid, contract }: Instrument,
  about: StoredSet,
): void {
  for (const name of PRICES) {
    const price = bars[name];
    const wrong = ticksOf(price, bars[`${name}Ticks`], from, to, grid);
    if (wrong < 0) continue;
    const nearest = Math.round((price[wrong] * 10 ** grid.decimals) / grid.tickUnits);
    throw new Fault("E359", `${about.set} does not fit the price grid of ${contract.symbol}`, {
      where: `bar of ${formatInstant(bars.time[wrong])}`,
      found: `${name} ${price[wrong]}, imported in steps of ${about.tickSize}`,
      expected: `a multiple of ${contract.tickSize}, such as ${decimalOfTicks(nearest, grid)}`,
      fix: [
        `tickSize: "${about.tickSize}"   in the definition of ${contract.symbol}`,
        "import the file again",
      ],
    });
  }
}

/** Answers the first bar whose price is no whole number of ticks, or -1. */
function ticksOf(
  price: Float64Array,
  ticks: Int32Array,
  from: number,
  to: number,
  { tickUnits, decimals }: PriceGrid,
): number {
  const scale = 10 ** decimals;
  const perTick = scale / tickUnits;
  if (Number.isInteger(Math.log2(perTick))) {
    // Ticks such as 0.25 are powers of two: the product is exact, and whole where the price is on the grid.
    for (let i = from; i < to; i++) {
      const exact = price[i] * perTick;
      const whole = exact | 0;
      if (whole !== exact) return i;
      ticks[i] = whole;
    }
    return -1;
  }
  for (let i = from; i < to; i++) {
    const whole = Math.floor(price[i] * perTick + 0.5);
    if ((whole * tickUnits) / scale !== price[i] || (whole | 0) !== whole) return i;
    ticks[i] = whole;
  }
  return -1;
}

/** Takes a set away for good. E356 as `findSet`, E397 where the folder cannot be written. */
export async function removeSet(folder: string, entry: CatalogEntry, signal?: AbortSignal): Promise<void> {
  const remove = () => {
    try {
      rmSync(entry.path);
    } catch (error) {
      throw unwritable(entry.path, error);
    }
    sweep(folder);
  };
  await withLock(folder, remove, signal);
}

/** Files that a killed import left behind. Only whoever holds the lock writes drafts, so those that are there belong to nobody. */
export function sweep(folder: string): void {
  const names = namesIn(folder);
  sweepParts(folder, names);
  for (const name of names.filter(isLeftOver)) discard(join(folder, name));
  for (const inner of names) {
    const isDraft = (name: string) => name.startsWith(".") && name.endsWith(".tmp");
    for (const name of namesIn(join(folder, inner)).filter(isDraft)) {
      rmSync(join(folder, inner, name), { force: true });
    }
  }
}

/** The same, from a command that only looks: where somebody is at work, or nothing may be written, it is left alone. */
export async function sweepIfIdle(folder: string): Promise<void> {
  if (!existsSync(folder)) return;
  const drafts = namesIn(folder).some(
    (inner) =>
      isOfParts(inner) ||
      isLeftOver(inner) ||
      namesIn(join(folder, inner)).some((name) => name.endsWith(".tmp")),
  );
  if (!drafts) return;
  await ifIdle(folder, () => sweep(folder)).catch(() => undefined);
}
