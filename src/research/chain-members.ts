// Which contract months do the files of a chain hold?

import { createHash } from "node:crypto";
import { joined } from "../bars/chain.js";
import type { Series } from "../domain/bars.js";
import type { Contract } from "../domain/contract.js";
import { Fault } from "../domain/fault.js";
import { addedRepairs, addedRows } from "../domain/findings.js";
import { type ReadOptions, readBars } from "../importer/read-bars.js";
import { expiryOf } from "../instrument/expiry.js";
import { instrumentOf } from "../instrument/instrument.js";
import { type ContractMonth, compareMonths, MONTH_CODES, monthName } from "../instrument/month.js";
import { formatDay } from "../instrument/time.js";
import { type Piece, piecesOf } from "./chain-files.js";

export interface Member {
  readonly name: string;
  readonly month: ContractMonth;
  readonly series: Series;
  /** What its bars were read from. */
  readonly pieces: readonly Piece[];
}

export interface MembersRequest {
  readonly contract: Contract;
  /** Files, folders of files, names with * and ?. A file that names contracts in a column holds as many members. */
  readonly paths: readonly string[];
  /** Month codes to use, such as HMUZ; null: all that are there. */
  readonly months: string | null;
  readonly reading: Omit<ReadOptions, "instrument" | "contract">;
}

export interface Members {
  /** In the order of their months. */
  readonly members: readonly Member[];
  readonly notes: readonly string[];
}

/** E374 where the files do not hold at least two months of the contract. */
export async function membersOf({ contract, paths, months, reading }: MembersRequest): Promise<Members> {
  const instrument = instrumentOf(contract);
  const { pieces, notes } = await piecesOf(paths, contract, reading.signal);
  const read: Member[] = [];
  for (const piece of pieces) {
    if (months !== null && !months.includes(MONTH_CODES[piece.month(0).month - 1]!)) continue;
    const { path, name } = piece;
    const series = await readBars(path, { ...reading, instrument, ...(name !== null && { contract: name }) });
    const { year, month } = piece.month(series.source.lastDay);
    const named = monthName(contract.symbol, { year, month });
    refuseEnded(series, named, { year, month }, contract);
    read.push({ name: named, month: { year, month }, series, pieces: [piece] });
  }
  read.sort((a, b) => compareMonths(a.month, b.month) || a.series.bars.time[0]! - b.series.bars.time[0]!);
  const members: Member[] = [];
  for (const one of read) {
    if (members.at(-1)?.name === one.name) members.push(continued(members.pop()!, one, contract));
    else members.push(one);
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
  return { members, notes: [...notes, ...missingNotes(members)] };
}

/** Half a year: a year that was read wrongly is further off. */
const LEEWAY = 183;

/** A name that was read wrongly, or bars of another contract. */
function refuseEnded({ source }: Series, name: string, month: ContractMonth, contract: Contract): void {
  if (!contract.expiry) return;
  const { lastTradingDay } = expiryOf(contract, month);
  if (source.lastDay <= lastTradingDay + LEEWAY) return;
  throw new Fault("E374", `${source.file} is named for ${name}, and has bars after that has ended`, {
    where: source.file,
    found: `bars until ${formatDay(source.lastDay)}`,
    expected: `none after ${formatDay(lastTradingDay)}, the last trading day of ${name}`,
    fix: ["name the file after the contract whose bars it has", "or leave it out of the chain"],
  });
}

/** Files of one day each, of one contract. E374 where two of them have bars of the same time. */
function continued(before: Member, after: Member, contract: Contract): Member {
  const [a, b] = [before.series, after.series];
  if (b.source.from <= a.source.to) {
    throw new Fault("E374", `Two files hold ${after.name}`, {
      found: `${a.source.file} and ${b.source.file}, at the same time`,
      expected: "one file a contract, or files of which each goes on where the other ends",
      fix: ["leave one of them out of the chain"],
    });
  }
  const whole = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY, offset: 0 };
  const bars = joined(
    [a, b].map((series) => ({ bars: series.bars, ...whole })),
    instrumentOf(contract).grid,
  );
  const { source } = a;
  return {
    ...before,
    pieces: [...before.pieces, ...after.pieces],
    series: {
      bars,
      source: {
        ...source,
        file: `${source.file}, ${b.source.file}`,
        sha256: createHash("sha256").update(source.sha256).update(b.source.sha256).digest("hex"),
        timeframeMs: source.bars > 1 ? source.timeframeMs : b.source.timeframeMs,
        to: b.source.to,
        lastDay: b.source.lastDay,
        bars: bars.length,
        hasVolume: source.hasVolume && b.source.hasVolume,
        synthetic: source.synthetic || b.source.synthetic,
        rows: addedRows([source, b.source].flatMap(({ rows }) => rows ?? [])),
        repairs: addedRepairs([source, b.source].flatMap(({ repairs }) => repairs ?? [])),
        notes: [...source.notes, ...b.source.notes],
      },
    },
  };
}

/** A month that the chain has in other years, and not between two of its contracts. */
function missingNotes(members: readonly Member[]): string[] {
  const used = new Set(members.map(({ month }) => month.month));
  const notes: string[] = [];
  for (const [k, { name, month }] of members.entries()) {
    const next = members[k + 1];
    if (next === undefined) continue;
    for (let at = after(month); compareMonths(at, next.month) < 0; at = after(at)) {
      if (!used.has(at.month)) continue;
      const root = name.slice(0, -3);
      notes.push(`${monthName(root, at)} is missing between ${name} and ${next.name}.`);
    }
  }
  return notes;
}

const after = ({ year, month }: ContractMonth): ContractMonth =>
  month === 12 ? { year: year + 1, month: 1 } : { year, month: month + 1 };
