// What was traded and what was said of it, in a terminal?

import { decimalOfMicro, type MicroUsd } from "../domain/money.js";
import { tradeDateOf } from "../instrument/calendar.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, offsetAt, zoneOf } from "../instrument/time.js";
import type { JournalEntry } from "../journal/notes/entries.js";
import { signedR } from "../journal/notes/headings.js";
import { ABSENT, dollarsText, plural, quantityText, signed } from "./format.js";
import { averageOf, type JournalContents, type Lots, planText } from "./journal-document.js";
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

const CENT = 10_000;

/** One line an exit, with what the broker says of it, and how often both say the same. */
export function exitList(
  { zone, contracts, folder }: JournalContents,
  { closings, matched }: Lots,
  style: TextStyle,
): string {
  if (closings.length === 0) return style.tsv ? "" : `  no exits in ${oneLine(folder)} that fit`;
  const head = ["date", "exit", "trade", "what", "entry price", "exit price", "gross", "net", "broker"];
  const amount = (one: MicroUsd): string => (style.tsv ? decimalOfMicro(one) : result(one));
  const rows = closings.map(({ trade, time, qty, entrySum, exitSum, gross, net, broker }) => {
    const { lot, grid, contract } = instrumentOf(contracts.get(trade.root));
    return [
      formatDay(tradeDateOf(contract.session, time)),
      clockOf(time, zone),
      trade.id,
      `${oneLine(trade.root)} ${trade.side === 1 ? "long" : "short"} ${quantityText(qty, lot)}`,
      averageOf(entrySum, qty, grid),
      averageOf(exitSum, qty, grid),
      amount(gross),
      amount(net),
      broker === null ? ABSENT : `${amount(broker.amount)} ${broker.after}`,
    ];
  });
  if (style.tsv) return [head, ...rows].map((row) => row.join("\t")).join("\n");
  const numbers = head.slice(4);
  const align = head.map((name) => (numbers.includes(name) ? "right" : "left"));
  const [top, ...lines] = columnsOf([head, ...rows], align, 2);
  const said = closings.flatMap(({ broker, ...ours }) => (broker === null ? [] : [{ broker, ours }]));
  const same = said.filter(({ broker, ours }) => Math.abs(broker.amount - ours[broker.after]) < CENT).length;
  const net = closings.reduce((sum, one) => sum + one.net, 0);
  const beside =
    said.length === 0 ? "no file has the broker's" : `${same} of ${said.length} as the broker says`;
  return [
    paint(style, "dim", `  ${top}`),
    ...lines.map((line) => `  ${line}`),
    "",
    `  ${plural(closings.length, "exit")}, ${WAYS[matched]} · ${result(net)} · ${beside}`,
  ].join("\n");
}

const WAYS: Readonly<Record<Lots["matched"], string>> = {
  fifo: "first in, first out",
  lifo: "last in, first out",
  average: "at average cost",
};

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
