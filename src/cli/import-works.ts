// What do the files hold that are to be imported?

import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { DAY_MS, type Day } from "../domain/money.js";
import { compareMonths, monthIn, type NamedMonth } from "../instrument/month.js";
import { rootsOf } from "../instrument/roots.js";
import { type Pieces, piecesOf } from "../research/chain-files.js";
import type { Call } from "./commands.js";

/** What a folder holds that may be bars, in the order of names; the importer says what is none. */
export function filesIn(path: string): string[] {
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

/** Bars of one contract, or of one month of it, in one file. */
export interface Work {
  readonly path: string;
  /** What the file calls them, where it holds others too. */
  readonly name: string | null;
  /** Their month, for bars near that day; null where nothing names one. */
  readonly month: (near: Day) => NamedMonth | null;
}

/**
 * What a file holds: the contract that was asked for with `--contract`, else every month that its column of contracts, its archive or
 * its name tells of, else bars of the contract or of the month that `-i MESH26` names. E358 where all of it is of other products.
 */
export async function worksIn(
  path: string,
  contract: Contract,
  { values, signal, out }: Call,
): Promise<Work[]> {
  const typed = (near: Day) => monthIn(values.instrument![0]!, near);
  if (values.contract !== null) {
    const name = values.contract;
    return [{ path, name, month: (near) => monthIn(name, near) ?? typed(near) }];
  }
  let found: Pieces;
  try {
    found = await piecesOf([path], contract, signal);
  } catch (error) {
    // Its name tells no month, or it cannot be read, which reading it says better.
    if (error instanceof Fault) return [{ path, name: null, month: typed }];
    throw error;
  }
  for (const note of found.notes) out.note(`${basename(path)}: ${note}`);
  if (found.pieces.length === 0) {
    throw new Fault("E358", `${path} holds no bars of ${contract.symbol}`, {
      where: path,
      found: found.notes.join(" "),
      fix: ["name the contract that it holds: -i SYMBOL", "name the contract to take: --contract NAME"],
    });
  }
  const roots = rootsOf(contract.symbol);
  // "NQ_5m_2019H1" is the first half of a year: only behind the root of the product is a month one.
  const isOwn = ({ name, month }: Work) => name !== null || roots.includes(month(0)?.root ?? "");
  const near = dayNow();
  const asked = typed(near);
  const isAsked = ({ month }: Work) => asked === null || compareMonths(month(near)!, asked) === 0;
  const own: Work[] = found.pieces.map((piece) => (isOwn(piece) ? piece : { ...piece, month: typed }));
  const works = own.filter((work) => work.month === typed || isAsked(work));
  return works.length > 0 ? works : own;
}

/** A year of one digit is one of these ten years: the command line may look at the clock. */
const dayNow = (): Day => Math.floor(Date.now() / DAY_MS);
