// What of a journal goes into a spreadsheet, a document, or another journal?

import type { JournalFill } from "../domain/journal.js";
import { decimalOfMicro, quantityOf } from "../domain/money.js";
import type { Contracts } from "../instrument/contracts.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import type { Derived } from "../journal/derived.js";
import type { JournalEntry } from "../journal/notes/entries.js";
import { type CsvColumn, csvOf } from "./csv.js";
import { dollarsText, quantityText, signed } from "./format.js";
import { type JournalContents, planText, pricesOf } from "./journal-document.js";
import { markdownTable, markdownText } from "./markdown.js";
import { visible } from "./visible.js";

interface Row extends JournalEntry {
  readonly contracts: Contracts;
  readonly derived: Derived;
}

const text = (name: string, of: (row: Row) => string | null): CsvColumn<Row> => ({ name, kind: "text", of });
const number = (name: string, of: (row: Row) => string | number | null): CsvColumn<Row> => ({
  name,
  kind: "number",
  of,
});
const money = (
  name: string,
  key: "gross" | "costs" | "net" | "risk" | "mae" | "mfe" | "equity",
): CsvColumn<Row> => number(name, ({ trade }) => (trade[key] === null ? null : decimalOfMicro(trade[key])));
const percent = (share: number | null): number | null => (share === null ? null : share * 100);
const listed = (parts: readonly string[] | undefined): string | null => parts?.join(", ") || null;
const priced = ({ trade, contracts }: Pick<Row, "trade" | "contracts">) =>
  pricesOf(trade, instrumentOf(contracts.get(trade.root)).grid);
const lotted = (qty: number, { trade, contracts }: Row): number =>
  quantityOf(qty, instrumentOf(contracts.get(trade.root)).lot);

const COLUMNS: readonly CsvColumn<Row>[] = [
  text("trade", ({ trade }) => trade.id),
  text("day", ({ trade }) => formatDay(trade.day)),
  text("account", ({ trade }) => trade.account),
  text("contract", ({ trade }) => trade.contract),
  text("side", ({ trade }) => (trade.side === 1 ? "long" : "short")),
  number("contracts", (row) => lotted(row.trade.qty, row)),
  text("entry_time", ({ trade }) => formatInstant(trade.entryTime)),
  text("exit_time", ({ trade }) => (trade.exitTime === null ? null : formatInstant(trade.exitTime))),
  number("entry_price", (row) => priced(row).entryPrice),
  number("exit_price", (row) => priced(row).exitPrice),
  money("gross", "gross"),
  money("costs", "costs"),
  text("costs_estimated", ({ trade }) => (trade.estimated ? "yes" : "no")),
  money("net", "net"),
  money("risk", "risk"),
  number("r", ({ trade }) => trade.r),
  money("mae", "mae"),
  money("mfe", "mfe"),
  money("equity", "equity"),
  number("leverage", ({ trade }) => trade.leverage),
  number("leverage_max", ({ trade }) => trade.leverageMax),
  number("ticks", ({ derived }) => derived.ticks),
  number("net_pct_of_equity", ({ derived }) => percent(derived.netOfEquity)),
  number("net_pct_of_notional", ({ derived }) => percent(derived.netOfNotional)),
  number("margin_used_pct", ({ trade }) => percent(trade.marginUsed)),
  number("mae_ticks", ({ derived }) => derived.maeTicks),
  number("mfe_ticks", ({ derived }) => derived.mfeTicks),
  number("mae_r", ({ derived }) => derived.maeR),
  number("mfe_r", ({ derived }) => derived.mfeR),
  number("give_back", ({ derived }) => (derived.giveBack === null ? null : decimalOfMicro(derived.giveBack))),
  number("efficiency_pct", ({ derived }) => percent(derived.efficiency)),
  number("held_seconds", ({ derived }) => derived.heldSeconds),
  text("weekday", ({ derived }) => derived.weekday),
  text("hours", ({ derived }) => derived.hours),
  number("minutes_since_open", ({ derived }) => derived.minutesSinceOpen),
  number("minutes_since_loss", ({ derived }) => derived.minutesSinceLoss),
  number("streak", ({ derived }) => derived.streak),
  text("entry_orders", ({ derived }) => listed(derived.entryOrders)),
  text("exit_orders", ({ derived }) => listed(derived.exitOrders)),
  text("closed_by", ({ derived }) => listed(derived.closedBy)),
  text("setup", ({ note }) => note?.setup ?? null),
  text("why_technical", ({ note }) => note?.whyTechnical ?? null),
  text("why_fundamental", ({ note }) => note?.whyFundamental ?? null),
  number("plan_stop", ({ note }) => note?.planStop ?? null),
  number("plan_target", ({ note }) => note?.planTarget ?? null),
  text("emotion_before", ({ note }) => note?.emotion?.before ?? null),
  text("emotion_during", ({ note }) => note?.emotion?.during ?? null),
  text("emotion_after", ({ note }) => note?.emotion?.after ?? null),
  text("mistakes", ({ note }) =>
    listed(note?.mistakes.map((one) => `${one.name}${one.suggested ? "?" : ""}`)),
  ),
  text("tags", ({ note }) => listed(note?.tags)),
  text("grade", ({ note }) => note?.grade ?? null),
  text("shots", ({ note }) => listed(note?.shots)),
  text("signal", ({ note }) =>
    typeof note?.signal === "number" ? formatInstant(note.signal) : (note?.signal ?? null),
  ),
  text("note", ({ note }) => note?.prose || null),
];

/** A line a trade with its notes; keys of one's own come last, in alphabetical order. */
export function journalCsv({ entries, contracts, derived }: JournalContents): string {
  const own = [...new Set(entries.flatMap(({ note }) => Object.keys(note?.extra ?? {})))].sort();
  const rows = entries.map((entry) => ({
    ...entry,
    contracts,
    derived: derived.get(entry.trade.id)!,
  }));
  const extra = own.map((key) =>
    text(key, ({ note }) => (note !== null && Object.hasOwn(note.extra, key) ? note.extra[key]! : null)),
  );
  return csvOf(rows, [...COLUMNS, ...extra]);
}

/** In our own format: `tickproof journal import` takes it, and books the same trades. */
export const fillsCsv = (fills: readonly JournalFill[], contracts: Contracts): string =>
  csvOf(fills, [
    { name: "time", kind: "text", of: ({ time }) => formatInstant(time) },
    { name: "account", kind: "text", of: ({ account }) => account },
    { name: "symbol", kind: "text", of: ({ contract }) => contract },
    { name: "side", kind: "text", of: ({ side }) => (side === 1 ? "buy" : "sell") },
    {
      name: "qty",
      kind: "number",
      of: ({ qty, root }) => quantityOf(qty, instrumentOf(contracts.get(root)).lot),
    },
    { name: "price", kind: "number", of: ({ price }) => price },
    {
      name: "fee",
      kind: "number",
      of: ({ commission, fees }) =>
        commission === null && fees === null ? null : decimalOfMicro((commission ?? 0) + (fees ?? 0)),
    },
    { name: "fill_id", kind: "text", of: ({ id }) => id },
    { name: "order_id", kind: "text", of: ({ order }) => order },
  ] satisfies CsvColumn<JournalFill>[]);

/** To be read, printed or sent: a chapter a day, a table of its trades, and what was said of them. */
export function journalMarkdown({ days, contracts, zone }: JournalContents): string {
  const blocks: string[] = [
    "# Trading journal",
    `Times are of ${markdownText(zone)}; the id of a trade names it in the day files.`,
  ];
  for (const { date, file, entries } of days) {
    blocks.push(`## ${formatDay(date)}`);
    const plan = planText(file);
    const said = [
      plan === null ? null : `plan ${plan}`,
      file?.focus == null ? null : `focus ${file.focus}/5`,
      file?.premarket ?? null,
      file?.postmarket ?? null,
    ].filter((one) => one !== null);
    if (said.length > 0) blocks.push(markdownText(said.join(" · ")));
    if (file?.prose) blocks.push(proseText(file.prose));
    if (entries.length > 0) blocks.push(tradeTable(entries, contracts));
    for (const entry of entries) if (entry.state === "written") blocks.push(...noteBlocks(entry));
  }
  return `${blocks.join("\n\n")}\n`;
}

const tradeTable = (entries: readonly JournalEntry[], contracts: Contracts): string =>
  markdownTable(
    ["trade", "what", "entry", "exit", "net", "R", "setup"],
    entries.map((entry) => {
      const { trade, note } = entry;
      const { lot } = instrumentOf(contracts.get(trade.root));
      const { entryPrice, exitPrice } = priced({ ...entry, contracts });
      return [
        trade.id,
        markdownText(
          `${trade.contract} ${trade.side === 1 ? "long" : "short"} ${quantityText(trade.qty, lot)}`,
        ),
        entryPrice,
        exitPrice ?? "open",
        markdownText(signed(dollarsText(trade.net))),
        trade.r === null ? "—" : trade.r.toFixed(2),
        markdownText(note?.setup ?? "—"),
      ];
    }),
  );

function noteBlocks({ trade, note }: JournalEntry): string[] {
  if (note === null) return [];
  const felt =
    note.emotion === null
      ? null
      : Object.values(note.emotion)
          .map((one) => one ?? "—")
          .join(" > ");
  const lines = [
    ["technical", note.whyTechnical],
    ["fundamental", note.whyFundamental],
    ["emotion", felt],
    ["mistakes", note.mistakes.map((one) => `${one.name}${one.suggested ? "?" : ""}`).join(", ") || null],
    ["tags", note.tags.join(", ") || null],
    ["grade", note.grade],
    ["pictures", note.shots.join(", ") || null],
    ...Object.entries(note.extra),
  ].flatMap(([name, value]) => (value ? [`- ${markdownText(name!)}: ${markdownText(value)}`] : []));
  return [
    `### ${trade.id}`,
    ...(lines.length > 0 ? [lines.join("\n")] : []),
    ...(note.prose === "" ? [] : [proseText(note.prose)]),
  ];
}

/** Words are quoted line by line as they are: whatever markup they look like, they are none. */
const proseText = (prose: string): string =>
  visible(prose)
    .split("\n")
    .map((line) => (line.trim() === "" ? ">" : `> ${markdownText(line)}  `.trimEnd()))
    .join("\n");
