// How does an import into the journal read, for people and for programs?

import type { z } from "zod";
import { decimalOfMicro, dollars, type MicroUsd } from "../domain/money.js";
import { formatDay } from "../instrument/time.js";
import type { FileAccount } from "../journal/import.js";
import type { Journal } from "../journal/journal.js";
import type { Additions } from "../journal/store.js";
import { countText, plural } from "./format.js";
import type { journalImportSchema } from "./journal-import-schema.js";
import { columnsOf, paint, type TextStyle } from "./text-style.js";
import { oneLine } from "./visible.js";

export type JournalImportDocument = z.infer<typeof journalImportSchema>;

export interface ImportOutcome {
  readonly folder: string;
  readonly dryRun: boolean;
  readonly files: readonly FileAccount[];
  readonly added: Pick<Additions, "fills" | "orders" | "ledger">;
  /** As it is afterwards. */
  readonly journal: Journal;
  readonly inside: { readonly fills: number; readonly inside: number } | null;
  /** Fills at times at which their market was shut. */
  readonly shut: number;
  /** Contracts whose bars do not hold their fills. */
  readonly odd: readonly string[];
  readonly stubs: number;
  readonly moved: readonly { readonly from: string; readonly to: string }[];
}

/** The trades that the files tell of, and what is to say of them together. */
function tradesTold({ files, journal }: ImportOutcome) {
  const own = new Set(files.map(({ kept }) => kept));
  const isTold = (place: number) => own.has(journal.fills[place]!.source.file);
  const trades = journal.trades.filter((trade) => trade.fills.some(isTold));
  const places = trades.flatMap(({ fills }) => fills);
  const sum = (amounts: readonly MicroUsd[]): MicroUsd => amounts.reduce((all, one) => all + one, 0);
  return {
    closed: trades.filter(({ open }) => open === "no").length,
    openAtStart: trades.filter(({ open }) => open === "at start").length,
    openAtEnd: trades.filter(({ open }) => open === "at end").length,
    flips: places.length - new Set(places).size,
    gross: sum(trades.map(({ gross }) => gross)),
    costs: sum(trades.map(({ costs }) => costs)),
    estimated: trades.filter(({ estimated }) => estimated).length,
    withRisk: trades.filter(({ risk }) => risk !== null).length,
    all: trades.length,
    open: trades.filter(({ open }) => open === "at end"),
  };
}

/** Ends without a line end. Piped: label, tab, value. */
export function journalImportText(outcome: ImportOutcome, style: TextStyle): string {
  const { files, journal } = outcome;
  const line = (label: string, text: string): string =>
    style.tsv ? `${label}\t${text}` : `  ${label.padEnd(11)} ${text}`;
  const heads = files.map(({ name, title, version, counts }) => [
    `  ${oneLine(name)}`,
    `${title} v${version}`,
    `${countText(counts.lines)} ${counts.lines === 1 ? "line" : "lines"}`,
  ]);
  const table = style.tsv
    ? heads.map((cells) => cells.map((cell) => cell.trim()).join("\t"))
    : columnsOf(heads, ["left", "left", "right"], 3);
  const told = tradesTold(outcome);
  return [
    ...files.map((file, k) => `${table[k]!}${style.tsv ? "\t" : "   "}${fatesText(file, journal)}`),
    ...clockLines(outcome, line, style),
    ...noteLines(outcome, line, style),
    ...(told.all === 0 ? [] : [line("trades", tradesText(told)), line("risk", riskText(told, journal))]),
    ...reconcileLines(outcome, told, line, style),
    line("account", accountText(outcome)),
    ...outcome.moved.map(({ from, to }) =>
      line("notes", `of ${from} now belong to ${to}: its fills changed`),
    ),
    ...(outcome.dryRun
      ? []
      : [line("next", "tickproof journal edit today · tickproof journal review --last week")]),
  ].join("\n");
}

const STATES = {
  filled: "filled",
  cancelled: "cancelled",
  rejected: "rejected by broker",
  expired: "expired",
  working: "working",
} as const;

function fatesText(file: FileAccount, { imports }: Journal): string {
  const { counts } = file;
  const parts: string[] = [];
  if (counts.fills > 0)
    // A row of a pair tells of two fills.
    parts.push(plural(counts.fills, file.told > counts.fills + counts.duplicates ? "pair" : "fill"));
  for (const state of Object.keys(STATES) as (keyof typeof STATES)[]) {
    const told = file.orderStates.get(state) ?? 0;
    if (counts.orders > 0 && told > 0) parts.push(`${countText(told)} ${STATES[state]}`);
  }
  if (counts.fees > 0) parts.push(plural(counts.fees, "ledger line"));
  for (const [why, lines] of file.nonTrades) parts.push(`${countText(lines)} ${oneLine(why)}`);
  if (counts.duplicates > 0) {
    const where = [...file.duplicatesOf.keys()].map((name) => whenOf(name, file, imports));
    parts.push(`${plural(counts.duplicates, "duplicate")} (${where.join(", ")})`);
  }
  if (counts.rejected > 0) parts.push(`${countText(counts.rejected)} rejected`);
  return parts.length === 0 ? "nothing" : parts.join(" · ");
}

/** "already imported 2026-03-08", "stand in 2026-03-12-fills.csv". */
function whenOf(kept: string, file: FileAccount, imports: Journal["imports"]): string {
  const first = imports.find((record) => record.file === kept);
  if (kept === file.kept && first !== undefined)
    return `already imported ${formatDay(Math.floor(first.at / 86_400_000))}`;
  return kept === file.kept ? "twice in the file" : `stand in ${oneLine(kept)}`;
}

type Line = (label: string, text: string) => string;

function clockLines({ files, inside, odd, shut }: ImportOutcome, line: Line, style: TextStyle): string[] {
  const said = new Map<string, string[]>();
  for (const { clock, name } of files) said.set(clock.said, [...(said.get(clock.said) ?? []), oneLine(name)]);
  const several = said.size > 1;
  const lines = [...said].map(([text, names]) => (several ? `${names.join(", ")}: ${text}` : text));
  if (inside !== null && inside.fills > 0) {
    const mark = inside.inside === inside.fills ? ` ${style.tsv ? "ok" : "✓"}` : "";
    lines.push(`${countText(inside.inside)}/${countText(inside.fills)} fills lie inside their bars${mark}`);
  }
  if (shut > 0) {
    lines.push(
      `${paint(style, "yellow", "!")} ${plural(shut, "fill")} of these files ${shut === 1 ? "lies" : "lie"} where the market was shut: is the clock right?`,
    );
  }
  for (const contract of odd) {
    lines.push(
      `${paint(style, "yellow", "!")} bars of ${contract} do not hold its fills: another month, another symbol, adjusted, or the clock is wrong`,
    );
  }
  return lines.map((text, k) => line(k === 0 ? "clock" : style.tsv ? "clock" : "", text));
}

/** How a file was read, where that was not plain. */
function noteLines({ files }: ImportOutcome, line: Line, style: TextStyle): string[] {
  const lines = files.flatMap(({ name, notes }) =>
    notes.map((note) => (files.length > 1 ? `${oneLine(name)}: ${oneLine(note)}` : oneLine(note))),
  );
  return lines.map((text, k) => line(k === 0 || style.tsv ? "read" : "", text));
}

type Told = ReturnType<typeof tradesTold>;

function tradesText({ closed, openAtStart, openAtEnd, flips, open }: Told): string {
  const parts = [`${plural(closed, "round trip")} (FIFO)`];
  if (flips > 0) parts.push(`${plural(flips, "flip")} split`);
  if (openAtStart > 0) parts.push(`${countText(openAtStart)} close what was opened before these files`);
  const held = open.map(({ side, contract, qty, exitSum, legs }) => {
    const left = qty - (exitSum === 0 ? 0 : legs.reduce((sum, leg) => sum + leg.qty, 0));
    return `${side === 1 ? "long" : "short"} ${countText(left)} ${oneLine(contract)}`;
  });
  parts.push(
    openAtEnd === 0
      ? "flat at end"
      : `open at end: ${held.slice(0, 5).join(", ")}${held.length > 5 ? ", …" : ""}`,
  );
  return parts.join(", ");
}

function riskText({ withRisk, all }: Told, { orders }: Journal): string {
  if (withRisk > 0) return `initial stop found for ${countText(withRisk)} of ${countText(all)} → R available`;
  return orders.length === 0
    ? "no orders: import the broker's orders too, or write plan.stop, and R follows"
    : "no protective stop within 60 s of any entry: plan.stop in the day's file gives R";
}

const signed = (amount: MicroUsd): string => (amount > 0 ? `+${dollars(amount)}` : dollars(amount));

const MADE = {
  pair: "its own prices make",
  gross: "the fills of that round trip make",
  net: "the fills of that round trip and their costs make",
} as const;

function reconcileLines(outcome: ImportOutcome, told: Told, line: Line, style: TextStyle): string[] {
  const { pairs, gross, net, costs, profit, oddRows, oddDays } = outcome.journal.reconciled;
  const good = style.tsv ? "ok" : "✓";
  const lines: string[] = [];
  const compared = (what: string, ours: MicroUsd, broker: MicroUsd) =>
    ours === broker
      ? `${what} ${signed(ours)}, as the broker says ${good}`
      : `${what} ${signed(ours)}, the broker says ${signed(broker)} (${signed(broker - ours)})`;
  if (pairs !== null) lines.push(compared(`${plural(pairs.rows, "pair")}: gross`, pairs.ours, pairs.broker));
  if (gross !== null)
    lines.push(compared(`${plural(gross.rows, "round trip")}: gross`, gross.ours, gross.broker));
  if (net !== null)
    lines.push(compared(`${plural(net.rows, "round trip")}: after costs`, net.ours, net.broker));
  if (profit !== null) lines.push(compared("profit by the ledger's days:", profit.ours, profit.broker));
  if (costs !== null) lines.push(compared("fees by the ledger's days:", -costs.ours, -costs.broker));
  for (const row of oddRows.slice(0, 5)) {
    lines.push(
      `${oneLine(row.file)}:${row.line} says ${signed(row.broker)}, ${MADE[row.what]} ${signed(row.ours)}`,
    );
  }
  for (const day of oddDays.slice(0, 5)) {
    lines.push(
      `${day.day} ${oneLine(day.account)}: ${day.what} ${signed(day.ours)}, the ledger says ${signed(day.broker)}`,
    );
  }
  const more = Math.max(0, oddRows.length - 5) + Math.max(0, oddDays.length - 5);
  if (more > 0) lines.push(`and ${countText(more)} more (--json lists all)`);
  if (lines.length === 0 && told.all > 0) {
    const fees = `fees ${signed(-told.costs)}${told.estimated > 0 ? " (estimated)" : ""}`;
    lines.push(
      `gross ${signed(told.gross)}, ${fees}: add the broker's ledger or report of pairs to confirm against it`,
    );
  }
  return lines.map((text, k) => line(k === 0 || style.tsv ? "reconcile" : "", text));
}

function accountText({ files, added, dryRun, stubs, folder }: ImportOutcome): string {
  const sums = ["fills", "orders", "fees", "nonTrades", "duplicates", "rejected"] as const;
  const parts = sums
    .map((key) => files.reduce((sum, { counts }) => sum + counts[key], 0))
    .filter((sum) => sum > 0);
  const lines = files.reduce((sum, { counts }) => sum + counts.lines, 0);
  const total = `${plural(lines, "line")} = ${parts.length === 0 ? "0" : parts.map(countText).join(" + ")} ✓`;
  const wrote = [
    ["fills.jsonl", added.fills.length],
    ["orders.jsonl", added.orders.length],
    ["ledger.jsonl", added.ledger.length],
  ] as const;
  const news = wrote
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} (+${countText(count)})`);
  if (stubs > 0) news.push(`days/ (+${plural(stubs, "stub")})`);
  const what =
    news.length === 0
      ? "nothing new"
      : `${dryRun ? "would write" : "wrote"} ${oneLine(folder)}/${news.join(", ")}`;
  return `${total}   ${what}`;
}

/** `tickproof.journal-import/1`, described by docs/schema/journal-import.schema.json. */
export function journalImportDocument(outcome: ImportOutcome): JournalImportDocument {
  const { files, journal, added, inside } = outcome;
  const { all: _, open: __, gross, costs, ...told } = tradesTold(outcome);
  const { pairs, gross: before, net: after, costs: fees, profit, oddRows, oddDays } = journal.reconciled;
  const list = (map: ReadonlyMap<string, number>) => [...map].map(([name, lines]) => ({ name, lines }));
  const amounts = <T extends { readonly ours: MicroUsd; readonly broker: MicroUsd }>(one: T) => ({
    ...one,
    ours: decimalOfMicro(one.ours),
    broker: decimalOfMicro(one.broker),
  });
  return {
    schema: "tickproof.journal-import/1",
    journal: outcome.folder,
    dryRun: outcome.dryRun,
    lines: files.reduce((sum, { counts }) => sum + counts.lines, 0),
    files: files.map(({ name, kept, format, version, clock, counts, ...file }) => ({
      name,
      kept,
      format,
      version,
      clock,
      ...counts,
      why: list(file.nonTrades),
      duplicatesOf: list(file.duplicatesOf),
      orderStates: list(file.orderStates),
      rejections: [...file.rejected],
      notes: [...file.notes],
    })),
    added: {
      fills: added.fills.length,
      orders: added.orders.length,
      ledger: added.ledger.length,
      stubs: outcome.stubs,
    },
    trades: { ...told, gross: decimalOfMicro(gross), costs: decimalOfMicro(costs) },
    shut: outcome.shut,
    insideBars: inside === null ? null : { ...inside },
    reconciled: {
      pairs: pairs === null ? null : amounts(pairs),
      gross: before === null ? null : amounts(before),
      net: after === null ? null : amounts(after),
      costs: fees === null ? null : amounts(fees),
      profit: profit === null ? null : amounts(profit),
      oddRows: oddRows.map(amounts),
      oddDays: oddDays.map(amounts),
    },
    notesMoved: outcome.moved.map((one) => ({ ...one })),
  };
}
