// Which files were meant, and of which contract months do they tell?

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, extname, join } from "node:path";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { contractsIn } from "../importer/contracts-in.js";
import { contractSymbols } from "../instrument/contracts.js";
import { monthIn, monthInFileName, type NamedMonth } from "../instrument/month.js";
import { rootsOf } from "../instrument/roots.js";

/** Bars of one contract month in one file. */
export interface Piece {
  readonly path: string;
  /** What the column or the archive calls it; null where the file holds nothing else. */
  readonly name: string | null;
  /** Its month, for bars near that day: a year of one digit waits for the dates. */
  readonly month: (near: number) => NamedMonth;
}

export interface Pieces {
  readonly pieces: readonly Piece[];
  /** What was left out, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Files, folders of them, and names with * and ?: what a file holds is told by its column of contracts, else by the files of
 * an archive, else by its name. Calendar spreads and other products are left out and counted. E374 for a file that was
 * named and tells no month.
 */
export async function piecesOf(
  paths: readonly string[],
  contract: Contract,
  signal?: AbortSignal,
): Promise<Pieces> {
  const roots = rootsOf(contract.symbol);
  const others = new Set(contractSymbols().filter((symbol) => !roots.includes(symbol)));
  const pieces: Piece[] = [];
  const notes: string[] = [];
  for (const { path, named } of paths.flatMap(filesIn)) {
    const stem = stemOf(path);
    // Settings of other kinds lie in the same folder: what tells no month is looked into, and passed over if it holds no bars.
    const told = monthInFileName(stem, 0, roots) !== null;
    const found = await contractsIn(path, signal).catch((error: unknown) => {
      if (named || told || !(error instanceof Fault)) throw error;
      return null;
    });
    if (found === null) notes.push(`${basename(path)} is no file of bars: left out.`);
    else if (found.by === "column" && [...found.rows.keys()].some((name) => belongs(name, roots))) {
      notes.push(...leftOut(path, found.rows, roots));
      for (const name of found.rows.keys()) {
        if (belongs(name, roots)) pieces.push({ path, name, month: (near) => monthIn(name, near)! });
      }
    } else if (found.by === "archive" && found.names.some((name) => inArchive(name, roots))) {
      for (const name of found.names) {
        if (inArchive(name, roots) === null) continue;
        const several = found.names.length > 1;
        pieces.push({ path, name: several ? name : null, month: (near) => inArchive(name, roots, near)! });
      }
    } else if (told) {
      const { root } = monthInFileName(stem, 0, roots)!;
      if (others.has(root)) notes.push(`${basename(path)} is of ${root}: left out.`);
      else pieces.push({ path, name: null, month: (near) => monthInFileName(stem, near, roots)! });
    } else if (named) throw noMonth(path, stem);
    else notes.push(`${basename(path)} does not tell which contract month it holds: left out.`);
  }
  return ownFirst(pieces, notes, contract.symbol, roots);
}

/** ES data may stand in for MES, the same prices in another size; but not beside files of MES. */
function ownFirst(
  pieces: readonly Piece[],
  notes: readonly string[],
  symbol: string,
  roots: readonly string[],
): Pieces {
  const rootOf = (piece: Piece) => piece.month(0).root;
  const parents = roots.filter((root) => root !== symbol && root !== "");
  const own = pieces.filter((piece) => !parents.includes(rootOf(piece)));
  if (own.length === pieces.length || !own.some((piece) => rootOf(piece) === symbol)) {
    return { pieces, notes };
  }
  const left = pieces.length - own.length;
  return {
    pieces: own,
    notes: [...notes, `${left} of ${parents.join(", ")} left out, since there are contracts of ${symbol}.`],
  };
}

interface Found {
  readonly path: string;
  /** It was named itself, and not the folder or the pattern that it matches. */
  readonly named: boolean;
}

const BARS = /\.(csv|txt|tsv|dat|prn|zip|dbn|json)(\.(gz|zst))?$/i;

function filesIn(path: string): Found[] {
  if (existsSync(path)) {
    if (!statSync(path).isDirectory()) return [{ path, named: true }];
    return listed(path, (name) => BARS.test(name));
  }
  const pattern = basename(path);
  if (!/[*?[]/.test(pattern)) return [{ path, named: true }];
  const form = new RegExp(
    `^${pattern
      .replace(/[.+^${}()|\\]|\[(?![^\]]+\])/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".")}$`,
    "i",
  );
  const folder = dirname(path);
  const found = existsSync(folder) ? listed(folder, (name) => form.test(name)) : [];
  if (found.length > 0) return found;
  throw new Fault("E374", `No file is named like ${path}`, {
    where: path,
    expected: "files of contract months, such as MESH26.csv",
    fix: ["--chain FOLDER", '--chain "FOLDER/MES*.csv"'],
  });
}

const listed = (folder: string, wanted: (name: string) => boolean): Found[] =>
  readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith(".") && wanted(entry.name))
    .map(({ name }) => ({ path: join(folder, name), named: false }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));

/** "MES 03-26.Last.txt" → "MES 03-26"; "MESH26-5m.csv.gz" → "MESH26-5m"; "F.US.MESH26.csv" and "MESH6.CME.csv" stay. */
function stemOf(path: string): string {
  const bare = basename(path).replace(/\.(gz|zst)$/i, "");
  return basename(bare, extname(bare)).replace(/\.(last|bid|ask)$/i, "");
}

/** "20131218_es_minute_trade_201312.csv" of an archive. Null for what is of no month or of another product. */
function inArchive(name: string, roots: readonly string[], near = 0): NamedMonth | null {
  const month = monthInFileName(stemOf(name), near, roots);
  return month !== null && (month.root === "" || roots.includes(month.root)) ? month : null;
}

/** A column may name contracts of other products too. */
export const belongs = (name: string, roots: readonly string[]): boolean => {
  const root = monthIn(name, 0)?.root;
  return root !== undefined && (root === "" || roots.includes(root));
};

/** Two legs: MESH6-MESM6, MESH6/MESM6, "GC:BF G4-J4-M4". */
const isSpread = (name: string): boolean =>
  /[A-Z0-9]{2,}\s*[-/:]\s*[A-Z0-9]*[FGHJKMNQUVXZ]\d{1,4}$/i.test(name.trim()) ||
  /^[A-Z0-9]+:[A-Z]{2} /i.test(name);

function leftOut(path: string, rows: ReadonlyMap<string, number>, roots: readonly string[]): string[] {
  const left = [...rows].filter(([name]) => !belongs(name, roots));
  const text = (what: string, some: typeof left): string[] => {
    if (some.length === 0) return [];
    const sum = some.reduce((all, [, count]) => all + count, 0);
    const names = some.slice(0, 4).map(([name]) => name);
    const shown = some.length > 4 ? `${names.join(", ")}, …` : names.join(", ");
    return [`${basename(path)}: ${sum.toLocaleString("en-US")} rows of ${what} left out (${shown}).`];
  };
  return [
    ...text(
      "spreads",
      left.filter(([name]) => isSpread(name)),
    ),
    ...text(
      "other products",
      left.filter(([name]) => !isSpread(name)),
    ),
  ];
}

const noMonth = (path: string, name: string): Fault =>
  new Fault("E374", `${path} does not tell which contract month it holds`, {
    where: path,
    found: name,
    expected: "a name such as MESH26.csv, MES 03-26.txt or MES202603.csv, or a column contract",
    fix: ["rename the file after its contract"],
  });
