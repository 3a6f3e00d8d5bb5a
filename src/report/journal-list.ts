// What was traded and what was said of it, in a terminal?

import { decimalOfMicro, type MicroUsd } from "../domain/money.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, offsetAt, zoneOf } from "../instrument/time.js";
import type { JournalEntry } from "../journal/notes/entries.js";
import { signedR } from "../journal/notes/headings.js";
import { ABSENT, dollarsText, plural, quantityText, signed } from "./format.js";
import { type JournalContents, planText } from "./journal-document.js";
import { columnsOf, paint, type TextStyle } from "./text-style.js";
import { oneLine } from "./visible.js";

const result = (net: MicroUsd): string => signed(dollarsText(net));
const STATES = { written: "✓", empty: "—", none: "—" } as const;

/** One line a trade, and the sum. Piped: tabs, and nothing but the table. */
export function tradeList({ entries, zone, contracts, folder }: JournalContents, style: TextStyle): string {
  if (entries.length === 0) return style.tsv ? "" : `  no trades in ${oneLine(folder)} that fit`;
  const several = new Set(entries.map(({ trade }) => trade.account)).size > 1;
  const head = [
    "date",
    "entry",
    "trade",
    ...(several ? ["account"] : []),
    "what",
    "net",
    "R",
    "setup",
    "mistakes",
    "grade",
    "notes",
  ];
  const rows = entries.map(({ trade, note, state }) => [
    formatDay(trade.day),
    clockOf(trade.entryTime, zone),
    trade.id,
    ...(several ? [short(trade.account)] : []),
    `${oneLine(trade.root)} ${trade.side === 1 ? "long" : "short"} ${quantityText(trade.qty, instrumentOf(contracts.get(trade.root)).lot)}${trade.exitTime === null ? " open" : ""}`,
    style.tsv ? decimalOfMicro(trade.net) : result(trade.net),
    rText(trade.r, style),
    short(note?.setup ?? ABSENT),
    short(note?.mistakes.map(({ name, suggested }) => `${name}${suggested ? "?" : ""}`).join(", ") || ABSENT),
    note?.grade ?? ABSENT,
    style.tsv ? state : STATES[state],
  ]);
  if (style.tsv) return [head, ...rows].map((row) => row.join("\t")).join("\n");
  const align = head.map((name) => (name === "net" || name === "R" ? "right" : "left"));
  const [top, ...lines] = columnsOf([head, ...rows], align, 2);
  return [
    paint(style, "dim", `  ${top}`),
    ...lines.map((line) => `  ${line}`),
    "",
    `  ${sumOf(entries)}`,
  ].join("\n");
}

function sumOf(entries: readonly JournalEntry[]): string {
  const net = entries.reduce((sum, { trade }) => sum + trade.net, 0);
  const written = entries.filter(({ state }) => state === "written").length;
  const known = entries.flatMap(({ trade }) => (trade.r === null ? [] : [trade.r]));
  const r = known.reduce((sum, one) => sum + one, 0);
  const risks = known.length === 0 ? "" : ` · ${signedR(r)} over ${known.length}`;
  return `${plural(entries.length, "trade")} · ${result(net)}${risks} · notes on ${written} of ${entries.length}`;
}

export function dayList({ days, folder }: JournalContents, style: TextStyle): string {
  if (days.length === 0) return style.tsv ? "" : `  no days in ${oneLine(folder)} that fit`;
  const head = ["date", "trades", "net", "notes", "plan", "sleep", "focus", "premarket"];
  const rows = days.map(({ date, file, entries }) => [
    formatDay(date),
    String(entries.length),
    netOf(entries, style),
    `${entries.filter(({ state }) => state === "written").length}/${entries.length}`,
    short(planText(file) ?? ABSENT),
    file?.sleepMinutes == null
      ? ABSENT
      : `${Math.floor(file.sleepMinutes / 60)}h${file.sleepMinutes % 60 === 0 ? "" : ` ${file.sleepMinutes % 60}m`}`,
    file?.focus == null ? ABSENT : `${file.focus}/5`,
    short(file?.premarket ?? ABSENT),
  ]);
  if (style.tsv) return [head, ...rows].map((row) => row.join("\t")).join("\n");
  const right = ["trades", "net", "notes"];
  const align = head.map((name) => (right.includes(name) ? "right" : "left"));
  const [top, ...lines] = columnsOf([head, ...rows], align, 2);
  return [paint(style, "dim", `  ${top}`), ...lines.map((line) => `  ${line}`)].join("\n");
}

function netOf(entries: readonly JournalEntry[], { tsv }: TextStyle): string {
  const net = entries.reduce((sum, { trade }) => sum + trade.net, 0);
  return tsv ? decimalOfMicro(net) : result(net);
}

function rText(r: number | null, { tsv }: TextStyle): string {
  if (r === null) return ABSENT;
  return tsv ? r.toFixed(2) : signedR(r).slice(0, -1);
}

const WIDEST = 40;

/** A cell of a table: a novel belongs into the file. */
function short(text: string): string {
  const line = oneLine(text);
  const characters = [...line];
  return characters.length <= WIDEST ? line : `${characters.slice(0, WIDEST - 1).join("")}…`;
}

const clockOf = (at: number, zone: string): string =>
  new Date(at + offsetAt(zoneOf(zone), at)).toISOString().slice(11, 19);
