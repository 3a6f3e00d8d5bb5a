// Which file holds the bars of this contract?

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, isAbsolute, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Fault } from "../domain/fault.js";
import type { Contracts } from "../instrument/contracts.js";
import { longFlag } from "./options.js";
import type { Origin } from "./resolve.js";

const BUNDLED = fileURLToPath(new URL("../../data/", import.meta.url));

export interface DataFile {
  /** Or `catalog:SET`. */
  readonly path: string;
  /** Said to the user: which file it is, and why this one. */
  readonly note: string | null;
}

/**
 * By what was said (`SYMBOL=FILE`, a folder, a file), else the catalog (`stored` names its only set), else `data/SYMBOL-*.csv` of the project, else the bundled
 * bars. More than one candidate is E105, none is E107: which bars were meant is never guessed.
 */
export function findData(
  symbols: readonly string[],
  origin: Origin,
  contracts: Contracts,
  key: "data" | "finer" = "data",
  stored: (symbol: string) => string | null = () => null,
): Map<string, DataFile> {
  const flag = longFlag(key);
  const given = readEntries(origin, contracts);
  const strays = [...given.named.keys()].filter((symbol) => !symbols.includes(symbol));
  if (strays.length > 0 && origin.from === "flag") {
    throw new Fault("E105", `${origin.where} names bars of ${strays.join(", ")}, which does not run`, {
      found: origin.texts.join(" "),
      fix: [`-i ${[...symbols, ...strays].join(",")}`, `leave ${strays[0]}=… out`],
    });
  }
  if (given.files.length > 0 && symbols.length > 1) {
    throw new Fault("E105", `Which of ${symbols.join(", ")} does ${given.files[0]} hold?`, {
      where: origin.where,
      why: "The wrong contract's point value would give a plausible but wrong P&L.",
      fix: symbols.slice(0, 3).map((symbol) => `${flag} ${symbol}=${given.files[0]}`),
    });
  }
  if (given.files.length > 1) {
    throw new Fault("E105", `Two files of bars for ${symbols[0]}: ${given.files.join(" and ")}`, {
      where: origin.where,
      fix: given.files.map((file) => `${flag} ${file}`),
    });
  }
  return new Map(symbols.map((symbol) => [symbol, dataOf(symbol, given, symbols.length > 1, key, stored)]));
}

interface Entries {
  readonly named: ReadonlyMap<string, string>;
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

function readEntries({ texts, where }: Origin, contracts: Contracts): Entries {
  const named = new Map<string, string>();
  const files: string[] = [];
  const folders: string[] = [];
  for (const text of texts) {
    const [, name, file] = /^([^=]*?)=(.+)$/.exec(text) ?? [];
    if (name !== undefined && file !== undefined && !existsSync(text)) {
      const { symbol } = contracts.get(name);
      if (named.has(symbol)) {
        throw new Fault("E105", `Two files of bars for ${symbol}: ${named.get(symbol)} and ${file}`, {
          where,
        });
      }
      named.set(symbol, file);
    } else if (statSync(text, { throwIfNoEntry: false })?.isDirectory()) folders.push(text);
    else files.push(text);
  }
  return { named, files, folders };
}

function dataOf(
  symbol: string,
  { named, files, folders }: Entries,
  several: boolean,
  key: "data" | "finer",
  stored: (symbol: string) => string | null,
): DataFile {
  const flag = longFlag(key);
  const finer = key === "finer";
  const said = named.get(symbol) ?? files[0];
  if (said !== undefined) return { path: said, note: null };
  for (const folder of folders) {
    const path = onlyOne(symbol, folder, flag);
    if (path !== null) return { path, note: `${finer ? "finer " : ""}bars of ${symbol}: ${path}` };
  }
  if (folders.length === 0 && !finer) {
    const kept = stored(symbol);
    if (kept !== null) return { path: kept, note: `bars of ${symbol}: ${kept}` };
    const own = onlyOne(symbol, "data", flag);
    if (own !== null) return { path: own, note: `bars of ${symbol}: ${own}` };
    const bundled = join(BUNDLED, `${symbol}-5m.csv`);
    if (existsSync(bundled)) {
      return { path: bundled, note: `bars of ${symbol}: ${symbol}-5m.csv bundled with Tickproof` };
    }
  }
  const looked =
    folders.length > 0 ? folders.map((folder) => join(folder, `${symbol}-*.csv`)) : [`data/${symbol}-*.csv`];
  throw new Fault("E107", `No ${finer ? "finer bars" : "bars"} for ${symbol}`, {
    expected: finer && folders.length === 0 ? flag : `a file ${looked.join(" or ")}, or ${flag}`,
    fix: [
      several ? `${flag} ${symbol}=FILE` : `${flag} FILE`,
      ...(finer ? [] : [`mkdir -p data && cp FILE data/${symbol}-5m.csv`]),
    ],
  });
}

/** `SYMBOL-*.csv` or `.csv.gz` of a folder. Two of them: the user says which. */
function onlyOne(symbol: string, folder: string, flag: string): string | null {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return null;
  const found = readdirSync(folder)
    .filter((name) => name.startsWith(`${symbol}-`) && /\.csv(\.gz)?$/i.test(name))
    .sort()
    .map((name) => join(folder, name));
  if (found.length > 1) {
    throw new Fault("E105", `Several files of bars for ${symbol} in ${folder}`, {
      found: found.join(", "),
      why: "Which of them was meant cannot be told, so nothing was run.",
      fix: found.slice(0, 4).map((path) => `${flag} ${symbol}=${path}`),
    });
  }
  return found[0] ?? null;
}

/** As a report names a file: without folders that belong to this machine. */
export function portablePath(path: string): string {
  const inside = relative(process.cwd(), resolve(path));
  const outside = inside === "" || inside.startsWith("..") || isAbsolute(inside);
  return outside ? basename(path) : inside.replaceAll("\\", "/");
}
