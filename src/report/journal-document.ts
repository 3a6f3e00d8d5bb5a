// What does a journal say, for programs?

import { z } from "zod";
import type { Fault } from "../domain/fault.js";
import { JOURNAL_ORDER_KINDS, type JournalTrade } from "../domain/journal.js";
import type { DayFile, TradeNote } from "../domain/journal-notes.js";
import { decimalOfMicro, type MicroUsd, type PriceGrid, quantityOf } from "../domain/money.js";
import type { Contracts } from "../instrument/contracts.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay, formatInstant } from "../instrument/time.js";
import { type Derived, HOURS, WEEKDAYS } from "../journal/derived.js";
import { type Closing, MATCHINGS, type Matching } from "../journal/lots.js";
import type { JournalDay, JournalEntry } from "../journal/notes/entries.js";
import { averagePrice } from "./format.js";
import { count, date, decimal, instant, quantity } from "./schema-parts.js";

const text = z.string().nullable();
const note = z.strictObject({
  file: z
    .string()
    .describe("below the journal's folder, with the line of its heading: days/2026-03-12.md:10"),
  setup: text,
  whyTechnical: text,
  whyFundamental: text,
  planStop: decimal.nullable(),
  planTarget: decimal.nullable(),
  emotion: z.strictObject({ before: text, during: text, after: text }).nullable(),
  mistakes: z.array(z.strictObject({ name: z.string(), suggested: z.boolean() })),
  tags: z.array(z.string()),
  grade: text,
  shots: z.array(z.string()),
  signal: z.union([instant, z.literal("none")]).nullable(),
  extra: z.record(z.string(), z.string()).describe("keys that begin with x."),
  prose: z.string(),
});

const money = decimal.describe("dollars");
const trade = z.strictObject({
  trade: z.string(),
  day: date,
  account: z.string(),
  contract: z.string(),
  instrument: z.string(),
  side: z.enum(["long", "short"]),
  contracts: quantity,
  most: quantity.describe("held at once"),
  entryTime: instant,
  exitTime: instant.nullable(),
  entryPrice: decimal.describe("average"),
  exitPrice: decimal.nullable().describe("average; null while nothing has left"),
  gross: money,
  costs: money,
  costsEstimated: z.boolean().describe("from the fee schedule, not from the broker"),
  net: money,
  risk: money.nullable(),
  r: z.number().nullable().describe("net divided by risk"),
  mae: money.nullable(),
  mfe: money.nullable(),
  equity: money.nullable().describe("of the account before its first fill"),
  leverage: z.number().nullable(),
  leverageMax: z.number().nullable(),
  open: z.enum(["no", "at end", "at start"]),
  ticks: z.number().nullable().describe("gross result a contract"),
  netOfEquity: z.number().nullable().describe("share, not percent; so are the others"),
  netOfNotional: z.number().nullable(),
  marginUsed: z.number().nullable().describe("largest initial margin as a share of equity"),
  maeTicks: z.number().nullable().describe("a contract"),
  mfeTicks: z.number().nullable().describe("a contract"),
  maeR: z.number().nullable(),
  mfeR: z.number().nullable(),
  giveBack: money.nullable().describe("mfe less gross"),
  efficiency: z.number().nullable().describe("gross divided by mfe"),
  heldSeconds: z.number().min(0).nullable(),
  weekday: z.enum(WEEKDAYS),
  hours: z.enum(HOURS).describe("of the contract; all: it has no regular ones"),
  minutesSinceOpen: count
    .nullable()
    .describe("of the regular hours, of the session where there are none; null overnight"),
  minutesSinceLoss: count.nullable().describe("since the last losing exit of account and trade date"),
  streak: z.int().describe("trades that had ended by its entry: 3 were won, -2 lost"),
  entryOrders: z.array(z.enum(JOURNAL_ORDER_KINDS)),
  exitOrders: z.array(z.enum(JOURNAL_ORDER_KINDS)),
  closedBy: z.array(z.string()).describe("in the broker's words"),
  state: z.enum(["written", "empty", "none"]).describe("whether anything was said of it"),
  note: note.nullable(),
});

const day = z.strictObject({
  date,
  trades: count,
  net: money,
  written: count.describe("trades of which something was said"),
  accounts: z.array(z.string()),
  plan: text,
  sleepMinutes: count.nullable(),
  focus: z.int().min(1).max(5).nullable(),
  premarket: text,
  postmarket: text,
  tags: z.array(z.string()),
  extra: z.record(z.string(), z.string()),
  prose: z.string(),
});

const exit = z.strictObject({
  trade: z.string(),
  time: instant,
  contracts: quantity,
  entryPrice: decimal.describe("average of the contracts that it is matched with"),
  exitPrice: decimal,
  gross: money,
  net: money.describe("after its costs and those of the entries that it is matched with"),
  broker: money.nullable().describe("what the broker says that it made"),
  brokerAfterCosts: z.boolean().nullable(),
});

export const journalSchema = z.strictObject({
  schema: z.literal("tickproof.journal/1"),
  journal: z.string(),
  zone: z.string().describe("of the clocks in its day files"),
  trades: z.array(trade),
  days: z.array(day),
  lots: z
    .strictObject({
      matched: z.enum(MATCHINGS).describe("first in, first out; last in, first out; at average cost"),
      exits: z.array(exit),
    })
    .nullable()
    .describe("of --lots: what each exit made; null without it"),
  faults: z.array(
    z.strictObject({
      code: z.string(),
      message: z.string(),
      where: text.describe("file:line:column, below the journal's folder"),
      expected: text,
    }),
  ),
});
type JournalDocument = z.infer<typeof journalSchema>;

export interface JournalContents {
  readonly folder: string;
  readonly zone: string;
  readonly entries: readonly JournalEntry[];
  readonly days: readonly JournalDay[];
  readonly faults: readonly Fault[];
  readonly contracts: Contracts;
  /** What follows of each trade, by its id. */
  readonly derived: ReadonlyMap<string, Derived>;
}

/** What each exit made, by one way of matching. */
export interface Lots {
  readonly matched: Matching;
  readonly closings: readonly Closing[];
}

export function journalDocument(
  { folder, zone, entries, days, faults, contracts, derived }: JournalContents,
  lots: Lots | null = null,
): JournalDocument {
  return {
    schema: "tickproof.journal/1",
    journal: folder,
    zone,
    trades: entries.map((entry) => tradeDocument(entry, contracts, derived.get(entry.trade.id)!)),
    days: days.map(dayDocument),
    lots: lots && {
      matched: lots.matched,
      exits: lots.closings.map((closing) => exitDocument(closing, contracts)),
    },
    faults: faults.map(({ code, message, detail: { where, expected } }) => ({
      code,
      message,
      where: where ?? null,
      expected: expected ?? null,
    })),
  };
}

function exitDocument(
  { trade, time, qty, gross, net, broker, ...sums }: Closing,
  contracts: Contracts,
): z.infer<typeof exit> {
  const { lot, grid } = instrumentOf(contracts.get(trade.root));
  return {
    trade: trade.id,
    time: formatInstant(time),
    contracts: quantityOf(qty, lot),
    entryPrice: averageOf(sums.entrySum, qty, grid),
    exitPrice: averageOf(sums.exitSum, qty, grid),
    gross: decimalOfMicro(gross),
    net: decimalOfMicro(net),
    broker: orNull(broker?.amount ?? null),
    brokerAfterCosts: broker && broker.after === "net",
  };
}

const orNull = (amount: MicroUsd | null): string | null => (amount === null ? null : decimalOfMicro(amount));

function tradeDocument(
  { trade: one, note: said, state }: JournalEntry,
  contracts: Contracts,
  { giveBack, entryOrders, exitOrders, closedBy, ...derived }: Derived,
): JournalDocument["trades"][number] {
  const { lot, grid } = instrumentOf(contracts.get(one.root));
  return {
    trade: one.id,
    day: formatDay(one.day),
    account: one.account,
    contract: one.contract,
    instrument: one.root,
    side: one.side === 1 ? "long" : "short",
    contracts: quantityOf(one.qty, lot),
    most: quantityOf(one.most, lot),
    entryTime: formatInstant(one.entryTime),
    exitTime: one.exitTime === null ? null : formatInstant(one.exitTime),
    ...pricesOf(one, grid),
    gross: decimalOfMicro(one.gross),
    costs: decimalOfMicro(one.costs),
    costsEstimated: one.estimated,
    net: decimalOfMicro(one.net),
    risk: orNull(one.risk),
    r: one.r,
    mae: orNull(one.mae),
    mfe: orNull(one.mfe),
    equity: orNull(one.equity),
    leverage: one.leverage,
    leverageMax: one.leverageMax,
    open: one.open,
    ...derived,
    marginUsed: one.marginUsed,
    giveBack: orNull(giveBack),
    entryOrders: [...entryOrders],
    exitOrders: [...exitOrders],
    closedBy: [...closedBy],
    state,
    note: said === null ? null : noteDocument(said),
  };
}

/** Average prices of what came in and of what left. */
export function pricesOf(
  { entrySum, exitSum, qty, legs }: JournalTrade,
  grid: PriceGrid,
): { entryPrice: string; exitPrice: string | null } {
  const left = legs.reduce((sum, leg) => sum + leg.qty, 0);
  return {
    entryPrice: averageOf(entrySum, qty, grid),
    exitPrice: left === 0 ? null : averageOf(exitSum, left, grid),
  };
}

/** Sums have a fraction where a broker's own average lies off the grid; then six digits beyond it are kept as well. */
export function averageOf(sum: number, qty: number, grid: PriceGrid): string {
  if (Number.isSafeInteger(sum)) return averagePrice(sum, qty, grid);
  const price = (sum * grid.tickUnits) / qty / 10 ** grid.decimals;
  return price.toFixed(grid.decimals + 6).replace(/\.?0+$/, "");
}

function noteDocument({ trade: _trade, date: on, line, signal, ...rest }: TradeNote): z.infer<typeof note> {
  return {
    file: `days/${formatDay(on)}.md:${line}`,
    ...rest,
    mistakes: [...rest.mistakes],
    tags: [...rest.tags],
    shots: [...rest.shots],
    signal: typeof signal === "number" ? formatInstant(signal) : signal,
  };
}

function dayDocument({ date: on, file, entries }: JournalDay): z.infer<typeof day> {
  return {
    date: formatDay(on),
    trades: entries.length,
    net: decimalOfMicro(entries.reduce((sum, { trade: one }) => sum + one.net, 0)),
    written: entries.filter(({ state }) => state === "written").length,
    accounts: [...(file?.accounts ?? [])],
    plan: planText(file),
    sleepMinutes: file?.sleepMinutes ?? null,
    focus: file?.focus ?? null,
    premarket: file?.premarket ?? null,
    postmarket: file?.postmarket ?? null,
    tags: [...(file?.tags ?? [])],
    extra: file?.extra ?? {},
    prose: file?.prose ?? "",
  };
}

export const planText = (file: DayFile | null): string | null =>
  file?.plan ? `${file.plan.name}${file.plan.version === null ? "" : `@${file.plan.version}`}` : null;
