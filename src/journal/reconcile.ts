// Does the broker say the same of profit and costs?

import type { JournalFill, JournalLedgerLine, JournalTrade } from "../domain/journal.js";
import type { MicroUsd } from "../domain/money.js";
import { compareTexts } from "../importer/broker/id-order.js";
import type { Contracts } from "../instrument/contracts.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay } from "../instrument/time.js";
import { partsOf } from "./parts.js";
import type { Booked, BookedFill } from "./trades.js";

/** What the broker says otherwise than was booked. */
export interface OddRow {
  /** The pair of that row by its own prices; or the round trip that ends there, before costs or after them. */
  readonly what: "pair" | "gross" | "net";
  readonly file: string;
  readonly line: number;
  readonly ours: MicroUsd;
  readonly broker: MicroUsd;
}

/** A day of an account on which costs or profits differ from its ledger. */
export interface OddDay {
  readonly account: string;
  /** YYYY-MM-DD in UTC. */
  readonly day: string;
  readonly what: "costs" | "profit";
  readonly ours: MicroUsd;
  readonly broker: MicroUsd;
}

export interface SumsOf {
  readonly rows: number;
  readonly ours: MicroUsd;
  readonly broker: MicroUsd;
}

export interface Reconciled {
  /** Pairs with a profit by the broker, their sum by us and by the broker; null where no file has any. */
  readonly pairs: SumsOf | null;
  /** Round trips with results by the broker, before costs and after them: whichever lots it closes first, a round trip makes the same. */
  readonly gross: SumsOf | null;
  readonly net: SumsOf | null;
  /** Sums of the days that a ledger tells of; null without one. */
  readonly costs: { readonly ours: MicroUsd; readonly broker: MicroUsd } | null;
  readonly profit: { readonly ours: MicroUsd; readonly broker: MicroUsd } | null;
  readonly oddRows: readonly OddRow[];
  readonly oddDays: readonly OddDay[];
}

const CENT = 10_000;
/** A cent less one part: what rounding to the cent on either side may leave. */
const apart = (a: MicroUsd, b: MicroUsd): boolean => Math.abs(a - b) >= CENT;

/**
 * Pairs by their own prices, row by row and in total; round trips by what was booked; costs and profits against the ledger, day by day and
 * in total. Days are those of UTC on both sides. `all` are the records of every report; `fills`, those that count, are what was booked.
 */
export function reconcile(
  all: readonly JournalFill[],
  fills: readonly JournalFill[],
  ledger: readonly JournalLedgerLine[],
  { trades, booked }: Booked,
  contracts: Contracts,
): Reconciled {
  const rows = pairsOf(all, contracts);
  const paired = new Set(rows.map(({ file, line }) => `${file}:${line}`));
  const gross = tripsOf(trades, fills, paired, "gross");
  const net = tripsOf(trades, fills, paired, "net");
  const costs = against(
    ledger.filter(({ kind }) => kind === "commission" || kind === "fee"),
    (line) => -line.amount,
    booked,
    (fill) => fill.costs,
    "costs",
  );
  const profit = against(
    ledger.filter(({ kind }) => kind === "profit"),
    (line) => line.amount,
    booked,
    (fill) => fill.gross,
    "profit",
  );
  return {
    pairs: sumsOf(rows),
    gross: sumsOf(gross),
    net: sumsOf(net),
    costs: costs.total,
    profit: profit.total,
    oddRows: [...rows, ...gross, ...net]
      .filter((row) => apart(row.ours, row.broker))
      .sort((a, b) => compareTexts(a.file, b.file) || a.line - b.line),
    oddDays: [...costs.odd, ...profit.odd],
  };
}

function sumsOf(rows: readonly OddRow[]): SumsOf | null {
  const sum = (of: (row: OddRow) => MicroUsd): MicroUsd => rows.reduce((all, row) => all + of(row), 0);
  return rows.length === 0
    ? null
    : { rows: rows.length, ours: sum(({ ours }) => ours), broker: sum(({ broker }) => broker) };
}

/** Round trips of which the broker gives a result for each fill that closes; those that it pairs in one row are compared as pairs. */
function tripsOf(
  trades: readonly JournalTrade[],
  fills: readonly JournalFill[],
  paired: ReadonlySet<string>,
  what: "gross" | "net",
): OddRow[] {
  return trades.flatMap((trade): OddRow[] => {
    if (trade.open !== "no") return [];
    const closing = trade.fills.map((place) => fills[place]!).filter(({ side }) => side !== trade.side);
    let broker = 0;
    for (const { source, brokerPnl, brokerNet = null } of closing) {
      const said = what === "gross" ? brokerPnl : brokerNet;
      if (said === null || paired.has(`${source.file}:${source.line}`)) return [];
      broker += said;
    }
    const { file, line } = closing.at(-1)!.source;
    return [{ what, file, line, ours: trade[what], broker }];
  });
}

function pairsOf(fills: readonly JournalFill[], contracts: Contracts): OddRow[] {
  const byRow = new Map<string, JournalFill[]>();
  for (const fill of fills) {
    if (fill.grain !== "pair") continue;
    const key = `${fill.source.sha256}:${fill.source.line}`;
    const row = byRow.get(key);
    if (row === undefined) byRow.set(key, [fill]);
    else row.push(fill);
  }
  const rows: OddRow[] = [];
  for (const [first, second] of byRow.values()) {
    const broker = first?.brokerPnl ?? second?.brokerPnl ?? null;
    if (broker === null || first === undefined || second === undefined || first.side === second.side)
      continue;
    const instrument = instrumentOf(contracts.get(first.root));
    const worth = (fill: JournalFill) =>
      partsOf(fill.price, fill.qty, instrument).reduce(
        (all, { qty, value }) => all - fill.side * qty * value,
        0,
      );
    rows.push({
      what: "pair",
      file: first.source.file,
      line: first.source.line,
      ours: worth(first) + worth(second),
      broker,
    });
  }
  return rows;
}

function against(
  lines: readonly JournalLedgerLine[],
  amount: (line: JournalLedgerLine) => MicroUsd,
  booked: readonly BookedFill[],
  own: (fill: BookedFill) => MicroUsd,
  what: OddDay["what"],
) {
  const days = new Map<string, { account: string; day: string; ours: MicroUsd; broker: MicroUsd }>();
  for (const line of lines) {
    const day = dayOf(line.time);
    const key = `${line.account}\n${day}`;
    const found = days.get(key) ?? { account: line.account, day, ours: 0, broker: 0 };
    found.broker += amount(line);
    days.set(key, found);
  }
  if (days.size === 0) return { total: null, odd: [] };
  for (const fill of booked) {
    const found = days.get(`${fill.account}\n${dayOf(fill.time)}`);
    if (found !== undefined) found.ours += own(fill);
  }
  const all = [...days.values()].sort(
    (a, b) => compareTexts(a.account, b.account) || compareTexts(a.day, b.day),
  );
  return {
    total: {
      ours: all.reduce((sum, one) => sum + one.ours, 0),
      broker: all.reduce((sum, one) => sum + one.broker, 0),
    },
    odd: all.filter((one) => apart(one.ours, one.broker)).map((one): OddDay => ({ ...one, what })),
  };
}

const dayOf = (time: number): string => formatDay(Math.floor(time / 86_400_000));
