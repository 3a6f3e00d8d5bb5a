// Which contract months do the files of a chain hold?

import { readdirSync, statSync } from "node:fs";
import { basename, extname, join } from "node:path";
import type { Series } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { contractsIn } from "../importer/contracts-in.js";
import { type ReadOptions, readBars } from "../importer/read-bars.js";
import { instrumentOf } from "../instrument/instrument.js";
import { type ContractMonth, compareMonths, MONTH_CODES, monthIn, monthName } from "../instrument/month.js";

export interface Member {
  readonly name: string;
  readonly month: ContractMonth;
  readonly series: Series;
}

export interface MembersRequest {
  readonly contract: Contract;
  /** Files, and folders of files. A file that names contracts in a column holds as many members. */
  readonly paths: readonly string[];
  /** Month codes to use, such as HMUZ; null: all that are there. */
  readonly months: string | null;
  readonly reading: Omit<ReadOptions, "instrument" | "contract">;
}

/** E374 where the files do not hold at least two months of the contract, each once. */
export async function membersOf({ contract, paths, months, reading }: MembersRequest): Promise<Member[]> {
  const instrument = instrumentOf(contract);
  const members: Member[] = [];
  for (const path of paths.flatMap(filesIn)) {
    const named = (await contractsIn(path, reading.signal)).filter((name) => belongs(name, contract));
    const several = named.length > 0;
    for (const name of several ? named : [nameOf(path)]) {
      // The month alone, before anything is read: a year of one digit waits for the dates.
      const found = monthIn(name, 0);
      if (found === null) throw noMonth(path, name);
      if (months !== null && !months.includes(MONTH_CODES[found.month - 1]!)) continue;
      const series = await readBars(path, { ...reading, instrument, ...(several && { contract: name }) });
      const month = monthIn(name, series.source.lastDay)!;
      members.push({
        name: monthName(contract.symbol, month),
        month: { year: month.year, month: month.month },
        series,
      });
    }
  }
  members.sort((a, b) => compareMonths(a.month, b.month));
  const twin = members.findIndex(({ name }, k) => name === members[k - 1]?.name);
  if (twin > 0) {
    throw new Fault("E374", `Two files hold ${members[twin]!.name}`, {
      found: `${members[twin - 1]!.series.source.file} and ${members[twin]!.series.source.file}`,
      expected: "one file a contract",
      fix: ["leave one of them out of the chain"],
    });
  }
  if (members.length < 2) {
    throw new Fault("E374", `A chain needs at least two contracts of ${contract.symbol}`, {
      where: paths.join(", "),
      found: members.length === 0 ? "none" : members[0]!.name,
      expected:
        "a folder of files whose names tell the contract, such as MESH26.csv, or a file with a column contract",
      fix: [`--data FILE for a single contract   -i ${contract.symbol}H26`],
    });
  }
  return members;
}

function filesIn(path: string): string[] {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => /\.(csv|txt)(\.gz)?$/i.test(name) && monthIn(nameOf(name), 0) !== null)
    .sort()
    .map((name) => join(path, name));
}

/** "MES 03-26.Last.txt" → "MES 03-26"; "MESH26-5m.csv.gz" → "MESH26". */
function nameOf(path: string): string {
  const bare = basename(path).replace(/\.gz$/i, "");
  const stem = basename(bare, extname(bare));
  const [first = stem] = stem.split(".");
  return monthIn(first, 0) === null ? (first.match(/^(.+?)[-_]\d+[a-z]+$/i)?.[1] ?? first) : first;
}

/** A column may name contracts of other products too. What is a name of ours, with whatever root the vendor has, belongs. */
function belongs(name: string, { symbol }: Contract): boolean {
  const root = monthIn(name, 0)?.root;
  if (root === undefined) return false;
  // ES data may stand in for MES: the same prices, another size.
  return root === "" || root === symbol || symbol === `M${root}` || (PARENTS[symbol] ?? symbol) === root;
}

const PARENTS: Readonly<Record<string, string>> = {
  MYM: "YM",
  M2K: "RTY",
  SIL: "SI",
  M6E: "6E",
  M6B: "6B",
  M6A: "6A",
  MJY: "6J",
  MCD: "6C",
  MSF: "6S",
  MBT: "BTC",
  MET: "ETH",
};

const noMonth = (path: string, name: string): Fault =>
  new Fault("E374", `${path} does not tell which contract month it holds`, {
    where: path,
    found: name,
    expected: "a name such as MESH26.csv, MES 03-26.txt or MES202603.csv, or a column contract",
    fix: ["rename the file after its contract"],
  });
