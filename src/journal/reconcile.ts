// Does the broker say the same of profit and costs?

import type { JournalFill, JournalLedgerLine } from "../domain/journal.js";
import type { MicroUsd } from "../domain/money.js";
import type { Contracts } from "../instrument/contracts.js";
import { instrumentOf } from "../instrument/instrument.js";
import { formatDay } from "../instrument/time.js";
import { compareTexts } from "./book-order.js";
import { partsOf } from "./parts.js";
import type { BookedFill } from "./trades.js";

/** A pair of which the broker says another profit than its own prices make. */
export interface OddRow {
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

export interface Reconciled {
  /** Pairs with a profit by the broker, their sum by us and by the broker; null where no file has any. */
  readonly pairs: { readonly rows: number; readonly ours: MicroUsd; readonly broker: MicroUsd } | null;
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
 * Pairs by their own prices, row by row and in total; costs and profits against the ledger, day by day and in total. Days are
 * those of UTC on both sides.
 */
export function reconcile(
  fills: readonly JournalFill[],
  ledger: readonly JournalLedgerLine[],
  booked: readonly BookedFill[],
  contracts: Contracts,
): Reconciled {
  const { rows, oddRows } = pairsOf(fills, contracts);
  const sum = (values: readonly MicroUsd[]): MicroUsd => values.reduce((all, one) => all + one, 0);
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
    pairs:
      rows.length === 0
        ? null
        : {
            rows: rows.length,
            ours: sum(rows.map((row) => row.ours)),
            broker: sum(rows.map((row) => row.broker)),
          },
    costs: costs.total,
    profit: profit.total,
    oddRows,
    oddDays: [...costs.odd, ...profit.odd],
  };
}

function pairsOf(fills: readonly JournalFill[], contracts: Contracts) {
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
      file: first.source.file,
      line: first.source.line,
      ours: worth(first) + worth(second),
      broker,
    });
  }
  const oddRows = rows
    .filter((row) => apart(row.ours, row.broker))
    .sort((a, b) => compareTexts(a.file, b.file) || a.line - b.line);
  return { rows, oddRows };
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
