// How does a baseline lie on disk, and what does it say when it is read again?

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Fault } from "../domain/fault.js";
import {
  type DayLine,
  DECISION_KINDS,
  type DecisionKind,
  type DecisionLine,
  type FingerprintTree,
  type Recorded,
  type SeenValue,
  type TradeLine,
} from "../domain/regress.js";
import { formatDay, formatInstant, parseDay } from "../instrument/time.js";
import { decimalsOf, FIGURES } from "./figures.js";
import { cellsOf, textCell, textOf } from "./text-cells.js";

/** In the order in which a reviewer reads them. */
export const BASELINE_FILES = [
  "summary.json",
  "trades.csv",
  "days.csv",
  "decisions.csv",
  "code.txt",
  "fingerprint.json",
] as const;
export type BaselineFile = (typeof BASELINE_FILES)[number];
export type BaselineTexts = Readonly<Record<BaselineFile, string>>;

const TRADES_HEAD =
  "n,side,qty,entry_time,entry_ticks,exit_time,exit_ticks,gross_micro,costs_micro,net_micro,risk_micro,flags,entry_reason,exit_reason";
const DAYS_HEAD = "date,net_micro,equity_micro,events_hash";
const DECISIONS_HEAD = "time,event,order,what,values,line";

/** All text, LF, a fact a line, nothing of the machine or the hour: the diff of a baseline is the review. */
export function baselineTexts(recorded: Recorded): BaselineTexts {
  const others = {
    "summary.json": summaryText(recorded),
    "trades.csv": lines(TRADES_HEAD, recorded.trades.map(tradeCells)),
    "days.csv": lines(DAYS_HEAD, recorded.days.map(dayCells)),
    "decisions.csv": lines(DECISIONS_HEAD, decisionRows(recorded.decisions)),
    "code.txt": codeText(recorded.code ?? {}),
  };
  return { ...others, "fingerprint.json": treeText(recorded.tree, filesOf(others)) };
}

const lines = (head: string, rows: readonly string[]): string => `${[head, ...rows].join("\n")}\n`;

type Others = Readonly<Record<Exclude<BaselineFile, "fingerprint.json">, string>>;

/** Whoever reads it later sees whether somebody wrote into the other files. */
const filesOf = (others: Others): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(others).map(([name, text]) => [name, sha256(text).slice(0, 16)]));

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

function summaryText({ instrument, tickSize, cash, figures }: Recorded): string {
  const entries: [string, string][] = [
    ["instrument", JSON.stringify(instrument)],
    ["startCash", String(cash)],
    ["tickSize", JSON.stringify(tickSize)],
    ...FIGURES.map(({ key, unit }): [string, string] => {
      const value = figures[key] ?? null;
      return [key, value === null ? "null" : value.toFixed(decimalsOf(unit))];
    }),
  ];
  const rows = entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, text]) => `  "${key}": ${text}`);
  return `{\n${rows.join(",\n")}\n}\n`;
}

/** A file a line: its name, and a short hash for each line of code. By them alone a changed line is found when the old code is gone. */
const codeText = (code: NonNullable<Recorded["code"]>): string =>
  lines(
    "file\thashes of its lines",
    Object.entries(code).map(([name, hashes]) => `${textCell(name)}\t${hashes.join(" ")}`),
  );

function codeOf(text: string): NonNullable<Recorded["code"]> {
  const rows = text.split("\n").slice(1, -1);
  return Object.fromEntries(
    rows.map((row) => {
      const [name = "", hashes = ""] = row.split("\t");
      return [textOf(cellsOf(name)?.[0] ?? name), hashes === "" ? [] : hashes.split(" ")];
    }),
  );
}

const treeText = (tree: FingerprintTree, files: Readonly<Record<string, string>>): string =>
  `${JSON.stringify({ ...tree, files }, null, 2)}\n`;

export const tradeCells = (it: TradeLine): string =>
  [
    it.n,
    it.side === 1 ? "long" : "short",
    it.qty,
    formatInstant(it.entryTime),
    it.entrySum,
    formatInstant(it.exitTime),
    it.exitSum,
    it.gross,
    it.costs,
    it.net,
    it.risk ?? "",
    it.flags,
    textCell(it.entryReason),
    textCell(it.exitReason),
  ].join(",");

const dayCells = ({ day, net, equity, eventsHash }: DayLine): string =>
  [formatDay(day), net, equity, eventsHash].join(",");

/** What happened, whatever was seen: by it the days are chained. */
export const eventCells = ({ time, kind, order, text }: DecisionLine): string =>
  `${[formatInstant(time), kind, order === 0 ? "" : order, textCell(text)].join(",")},`;

/** Names of values are told once: a row of as many values as a row before has the names of that one, unless it says others. */
function decisionRows(decisions: readonly DecisionLine[]): string[] {
  const known = new Map<number, string>();
  return decisions.map((line) => {
    const { values } = line;
    const names = values.map(({ name }) => escaped(name)).join("=");
    const short = values.map(({ value }) => escaped(value)).join("; ");
    const isKnown = known.get(values.length) === names && short !== "";
    known.set(values.length, names);
    return `${eventCells(line)}${textCell(isKnown ? short : valuesText(values))},${line.site}`;
  });
}

/** "ema(12)=5012.5; note=a%3Bb": the signs that part values are escaped inside of them. */
const valuesText = (values: readonly SeenValue[]): string =>
  values.map(({ name, value }) => `${escaped(name)}=${escaped(value)}`).join("; ");
const escaped = (text: string): string => text.replace(/[%=;]/g, (it) => encodeURIComponent(it));
const unescaped = (text: string): string =>
  text.replace(/%(25|3D|3B)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));

/** `known`: the names of the last row with so many values. */
function valuesOf(text: string, known: Map<number, readonly string[]>): SeenValue[] {
  if (text === "") return [];
  const parts = text.split("; ").map((part) => part.split("="));
  if (!text.includes("=")) {
    const names = known.get(parts.length) ?? [];
    return parts.map(([value], k) => ({ name: names[k] ?? `value ${k + 1}`, value: unescaped(value!) }));
  }
  const values = parts.map(([name, value]) => ({ name: unescaped(name!), value: unescaped(value ?? "") }));
  known.set(
    parts.length,
    values.map(({ name }) => name),
  );
  return values;
}

// ── read again ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** What says whether anything differs; null where there is no baseline. @throws {Fault} E178 as `readBaseline`. */
export function readOutcome(folder: string, shown: string): Pick<Recorded, "tree" | "figures"> | null {
  if (!existsSync(join(folder, "fingerprint.json"))) return null;
  const { texts, tree } = wholeBaseline(folder, shown);
  return { tree, figures: summaryOf(texts).figures };
}

type StoredTree = FingerprintTree & { readonly files: Readonly<Record<string, string>> };

function parsedTree(text: string, shown: string): StoredTree {
  try {
    const tree = JSON.parse(text) as StoredTree;
    if (typeof tree.run === "string" && "layers" in tree && "outputs" in tree && "files" in tree) return tree;
  } catch {
    // Told below: the torso of a merge, most likely.
  }
  throw damaged(`${shown}/fingerprint.json`, "no fingerprint of a baseline", shown);
}

/** `shown` is the folder as messages name it. @throws {Fault} E178 where a file is missing, or is not what was written. */
export function readBaseline(folder: string, shown: string): Recorded {
  const { texts, tree } = wholeBaseline(folder, shown);
  return {
    ...summaryOf(texts),
    trades: rowsOf(texts["trades.csv"]).map(tradeOf),
    days: rowsOf(texts["days.csv"]).map(dayOf),
    decisions: decisionsOf(rowsOf(texts["decisions.csv"])),
    code: codeOf(texts["code.txt"]),
    tree,
  };
}

function summaryOf(texts: BaselineTexts): Pick<Recorded, "instrument" | "tickSize" | "cash" | "figures"> {
  const { instrument, startCash, tickSize, ...figures } = JSON.parse(texts["summary.json"]) as {
    instrument: string;
    startCash: number;
    tickSize: string;
  };
  return { instrument, tickSize, cash: startCash, figures: figures as unknown as Recorded["figures"] };
}

function wholeBaseline(folder: string, shown: string): { texts: BaselineTexts; tree: FingerprintTree } {
  const texts = Object.fromEntries(
    BASELINE_FILES.map((name) => {
      const text = read(join(folder, name));
      if (text === null) throw damaged(`${shown}/${name}`, "no such file", shown);
      // A checkout on Windows may have made CRLF of every line end.
      return [name, text.replaceAll("\r\n", "\n")];
    }),
  ) as Record<BaselineFile, string>;
  const { files, ...tree } = parsedTree(texts["fingerprint.json"], shown);
  for (const [name, hash] of Object.entries(files)) {
    const text = texts[name as BaselineFile] ?? "";
    if (sha256(text).slice(0, 16) !== hash)
      throw damaged(`${shown}/${name}`, "another text than was written: edited, or merged", shown);
  }
  return { texts, tree };
}

const damaged = (where: string, found: string, shown: string): Fault =>
  new Fault("E178", `The baseline ${shown} is not whole`, {
    where,
    found,
    expected: "the files as `tickproof regress --update` wrote them",
    fix: [
      `git checkout -- ${shown}`,
      `tickproof regress --update ${shown.replace(/^.*\//, "")} --reason "…"   (writes them anew)`,
    ],
  });

function read(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

const rowsOf = (text: string): string[][] =>
  text
    .split("\n")
    .slice(1, -1)
    .map((line) => cellsOf(line) ?? []);

function tradeOf(cells: readonly string[]): TradeLine {
  const [n, side, qty, entryTime, entrySum, exitTime, exitSum, gross, costs, net, risk, flags, ...reasons] =
    cells;
  return {
    n: Number(n),
    side: side === "long" ? 1 : -1,
    qty: Number(qty),
    entryTime: Date.parse(entryTime!),
    entrySum: Number(entrySum),
    exitTime: Date.parse(exitTime!),
    exitSum: Number(exitSum),
    gross: Number(gross),
    costs: Number(costs),
    net: Number(net),
    risk: risk === "" ? null : Number(risk),
    flags: flags!,
    entryReason: textOf(reasons[0]!),
    exitReason: textOf(reasons[1]!),
  };
}

const dayOf = ([date, net, equity, eventsHash]: readonly string[]): DayLine => ({
  day: parseDay(date!),
  net: Number(net),
  equity: Number(equity),
  eventsHash: eventsHash!,
});

function decisionsOf(rows: readonly (readonly string[])[]): DecisionLine[] {
  const known = new Map<number, readonly string[]>();
  // Baselines of before say of no line which one it was.
  return rows.map(([time, kind, order, text, values, site = ""]) => ({
    time: Date.parse(time!),
    kind: DECISION_KINDS.find((one) => one === kind) ?? ("ended" satisfies DecisionKind),
    order: order === "" ? 0 : Number(order),
    text: textOf(text!),
    values: valuesOf(textOf(values!), known),
    site,
  }));
}
