// What of a run goes into its baseline?

import { createHash } from "node:crypto";
import { sumOf } from "../accountant/costs.js";
import type { Day, EpochMs } from "../domain/money.js";
import { decimalOfTicks } from "../domain/money.js";
import type { OrderRecord } from "../domain/order.js";
import type {
  DayLine,
  DecisionKind,
  DecisionLine,
  FingerprintTree,
  Outputs,
  Recorded,
  TradeLine,
} from "../domain/regress.js";
import { FILL_KINDS, type Run } from "../domain/run.js";
import { instrumentOf } from "../instrument/instrument.js";
import type { Asked } from "../research/decisions.js";
import type { CodeFile } from "../strategy/closure.js";
import { eventCells, tradeCells } from "./baseline.js";
import { lineHashes, siteOf } from "./code-lines.js";
import { figuresOf } from "./figures.js";

/** Everything but the values that the strategy saw, which takes running it again: enough to tell whether anything differs. */
export function outputsOf(run: Run): Outputs {
  const times = (bar: number): EpochMs => (bar < 0 ? -1 : run.bars.time[bar]!);
  const orders = createHash("sha256");
  for (const { bar, endBar, asked: _, ...order } of run.orders)
    orders.update(`${JSON.stringify([times(bar), times(endBar), ...Object.values(order)])}\n`);
  for (const line of happened(run)) orders.update(`${line.time} ${line.text}\n`);
  const trades = createHash("sha256");
  for (const line of tradeLines(run)) trades.update(`${tradeCells(line)}\n`);
  const { buffer, byteOffset, byteLength } = run.equity;
  const equity = createHash("sha256").update(new Uint8Array(buffer, byteOffset, byteLength));
  return { orders: orders.digest("hex"), trades: trades.digest("hex"), equity: equity.digest("hex") };
}

export function recordedOf(
  run: Run,
  asked: readonly Asked[],
  sources: readonly Pick<CodeFile, "name" | "text">[],
  tree: FingerprintTree,
): Recorded {
  const { contract, account } = run.inputs;
  const texts = Object.fromEntries(sources.map(({ name, text }) => [name, text]));
  const rows = sequence(run, asked, texts);
  return {
    instrument: contract.symbol,
    tickSize: contract.tickSize,
    cash: account.cash,
    figures: figuresOf(run),
    trades: tradeLines(run),
    days: dayLines(run, rows),
    decisions: rows.map(({ line }) => line),
    code: Object.fromEntries(sources.map(({ name, text }) => [name, lineHashes(text)])),
    tree,
  };
}

function tradeLines({ trades }: Run): TradeLine[] {
  return trades.map((trade) => ({
    n: trade.n,
    side: trade.side,
    qty: trade.qty,
    entryTime: trade.entryTime,
    entrySum: trade.entrySum,
    exitTime: trade.exitTime,
    exitSum: trade.exitSum,
    gross: trade.gross,
    costs: sumOf(trade.costs),
    net: trade.net,
    risk: trade.risk,
    flags: trade.flags.join(""),
    entryReason: trade.entryReason,
    exitReason: trade.exitReason,
  }));
}

interface Row {
  readonly bar: number;
  readonly line: DecisionLine;
}

/** Inside a bar the market comes first: what the strategy asks for at its close it asks knowing that. */
function sequence(run: Run, asked: readonly Asked[], sources: Readonly<Record<string, string>>): Row[] {
  const rows = happenedRows(run);
  const sites = new Map<string, string>();
  for (const { bar, kind, order, text, values, path } of asked) {
    const where = path[0]?.where ?? "";
    if (!sites.has(where)) {
      const [, file = "", line = ""] = /^(.*):(\d+)$/.exec(where) ?? [];
      sites.set(where, siteOf(sources, file, Number(line)));
    }
    const site = sites.get(where)!;
    rows.push({ bar, rank: 2, line: { time: run.bars.time[bar]!, kind, order, text, values, site } });
  }
  // Stable: what is of one bar and one rank stays in the order in which it happened.
  return rows.sort((a, b) => a.bar - b.bar || a.rank - b.rank);
}

const happened = (run: Run): DecisionLine[] => happenedRows(run).map(({ line }) => line);

function happenedRows(run: Run): (Row & { readonly rank: number })[] {
  const { bars, fills, orders, reasons, inputs } = run;
  const { grid } = instrumentOf(inputs.contract);
  const rows: (Row & { readonly rank: number })[] = [];
  const add = (bar: number, rank: number, kind: DecisionKind, order: number, time: EpochMs, text: string) =>
    void rows.push({ bar, rank, line: { time, kind, order, text, values: [], site: "" } });
  for (let i = 0; i < fills.length; i++) {
    const side = fills.side[i] === 1 ? "bought" : "sold";
    const kind = FILL_KINDS[fills.kind[i]!]!;
    const text = `${side} ${fills.qty[i]} at ${decimalOfTicks(fills.price[i]!, grid)} (${kind}) ${JSON.stringify(reasons[fills.reason[i]!] ?? "")}`;
    add(fills.bar[i]!, 0, "filled", fills.order[i]!, fills.time[i]!, text);
  }
  for (const order of orders) {
    if (order.endBar < 0 || order.state === "filled") continue;
    add(order.endBar, 1, "ended", order.id, bars.time[order.endBar]!, endText(order));
  }
  return rows;
}

const endText = ({ state, endReason }: OrderRecord): string =>
  endReason === "" ? state : `${state}: ${endReason}`;

function dayLines({ daily, bars, inputs }: Run, rows: readonly Row[]): DayLine[] {
  const byDay = new Map<Day, DecisionLine[]>();
  for (const { bar, line } of rows) {
    const day = bars.tradeDate[bar]!;
    const lines = byDay.get(day);
    if (lines === undefined) byDay.set(day, [line]);
    else lines.push(line);
  }
  let [equity, chain] = [inputs.account.cash, ""];
  return daily.map((row) => {
    const hash = createHash("sha256").update(chain);
    for (const line of byDay.get(row.day) ?? []) hash.update(`${eventCells(line)}\n`);
    chain = hash.digest("hex").slice(0, 16);
    const net = row.equity - equity;
    equity = row.equity;
    return { day: row.day, net, equity, eventsHash: chain };
  });
}
