// How does a finished run come back from the file of its report?

import { tradeList } from "../../accountant/trade-list.js";
import { createBars } from "../../bars/columns.js";
import { orderList } from "../../broker/order-list.js";
import type { CashColumns } from "../../domain/cash.js";
import type { FundingColumns } from "../../domain/funding.js";
import { NO_PRICE, priceOfTicks } from "../../domain/money.js";
import type { DailyRow, Run, RunEvent } from "../../domain/run.js";
import { fingerprintOf } from "../../engine/fingerprint.js";
import { instrumentOf } from "../../instrument/instrument.js";
import { Texts, tradeColumns } from "./columns-of.js";
import { openRun } from "./decode.js";
import {
  blockId,
  type DailyColumns,
  type EventColumns,
  type PageData,
  type PageMeta,
  RUN_EVENT_KINDS,
} from "./layout.js";
import { type Rest, restOf } from "./rest.js";
import { doublesOf, integersOf, type PackedColumns, textsOf, unpack } from "./unpack.js";

export interface RestoredRun {
  readonly run: Run;
  readonly meta: PageMeta;
  readonly summary: Rest["summary"];
  /** `sealed`: fills, trades and equity have the run's fingerprint; `unknown`: equity is not there bar by bar. */
  readonly ledger: "sealed" | "broken" | "unknown";
}

/** Bytes of a block, inflated; null where there is none. */
export type Blocks = (id: string) => Uint8Array | null;

/**
 * The run as it was, to the last digit, apart from the strategy's lines, which are as exact as the page draws them. Where the file keeps
 * not all bars one by one, those that it lacks have NO_PRICE and NaN.
 */
export async function restoreRun(blocks: Blocks, prefix = ""): Promise<RestoredRun> {
  const page = await openRun(async (id) => blocks(id), prefix);
  const { meta } = page;
  const columns = (name: string): PackedColumns => {
    const bytes = blocks(blockId(prefix, name));
    if (bytes === null) throw new RangeError(`the file has no block ${name}`);
    return unpack(bytes);
  };
  const packed = columns("run");
  const rest = restOf(textsOf(packed, "rest")[0]!);
  const { bars, equity } = await barsOf(page, rest, packed);
  const fills = await page.fills();
  const lines = await page.lines();
  const run: Run = {
    inputs: rest.inputs,
    fingerprint: meta.fingerprint,
    bars,
    equity,
    position: positions(page),
    fills,
    moves: await page.moves(),
    chain: rest.chain,
    cash: rest.cash ? logOf<CashColumns>(columns("cash"), "bar", ["kind"]) : NO_CASH,
    fundings: rest.fundings ? logOf<FundingColumns>(columns("fundings"), "bar", []) : null,
    reasons: meta.reasons.slice(0, rest.reasons),
    orders: orderList(await page.orders()),
    trades: tradeList(page.trades, meta.reasons),
    open: rest.open,
    events: eventList(await page.events()),
    daily: dailyList(await page.daily()),
    totals: rest.totals,
    bounds: rest.bounds,
    magnified: rest.magnified,
    ...(rest.lookAhead && { lookAhead: rest.lookAhead }),
    ...(rest.trials !== undefined && { trials: rest.trials }),
    ...(lines && { lines }),
    margin: rest.margin,
    plotted: await linesOf(page),
    warnings: meta.warnings,
  };
  return { run, meta, summary: rest.summary, ledger: ledgerOf(run, meta) };
}

function ledgerOf(run: Run, { detail, fingerprint }: PageMeta): RestoredRun["ledger"] {
  if (detail === "overview") return "unknown";
  const trades = tradeColumns(run, new Texts(run.reasons));
  return fingerprintOf(run.fills, trades, run.equity) === fingerprint ? "sealed" : "broken";
}

const NO_CASH: CashColumns = {
  length: 0,
  bar: new Int32Array(),
  fill: new Int32Array(),
  day: new Int32Array(),
  time: new Float64Array(),
  kind: new Uint8Array(),
  amount: new Float64Array(),
  qty: new Int32Array(),
  value: new Float64Array(),
  rate: new Float64Array(),
  text: new Int32Array(),
};

function logOf<T extends { readonly length: number }>(
  columns: PackedColumns,
  first: string,
  bytes: readonly string[],
): T {
  const small = bytes.map((name) => [name, Uint8Array.from(integersOf(columns, name))]);
  return {
    ...columns,
    ...Object.fromEntries(small),
    length: integersOf(columns, first).length,
  } as unknown as T;
}

async function barsOf(page: PageData, { inputs }: Rest, packed: PackedColumns) {
  const { meta, time, dates } = page;
  const { length } = time;
  const { grid } = instrumentOf(inputs.contract);
  const bars = createBars(length);
  const { open, high, low, close, volume, equity } = await page.bars.range(0, length);
  bars.openTicks.set(open);
  bars.highTicks.set(high);
  bars.lowTicks.set(low);
  bars.closeTicks.set(close);
  bars.volume.set(volume);
  for (let i = 0; i < length; i++) bars.time[i] = time.at(i);
  for (const name of ["open", "high", "low", "close"] as const) {
    const [into, ticks] = [bars[name], bars[`${name}Ticks`]];
    for (let i = 0; i < length; i++)
      into[i] = ticks[i] === NO_PRICE ? Number.NaN : priceOfTicks(ticks[i]!, grid);
  }
  for (let k = 0; k < dates.length; k++)
    bars.tradeDate.fill(dates.day[k]!, dates.bar[k]!, dates.bar[k + 1] ?? length);
  const between = doublesOf(packed, "between");
  if (meta.detail === "trades") {
    for (let i = 0, at = 0; i < length; i++) if (Number.isNaN(equity[i]!)) equity[i] = between[at++]!;
  }
  return { bars, equity };
}

function positions({ position, time }: PageData): Int32Array {
  const held = new Int32Array(time.length);
  for (let k = 0; k < position.length; k++)
    held.fill(position.qty[k]!, position.bar[k]!, position.bar[k + 1] ?? time.length);
  return held;
}

async function linesOf({ meta, bars }: PageData): Promise<Run["plotted"]> {
  if (meta.plots.length === 0) return [];
  const lines = await bars.plots(0, bars.length);
  return meta.plots.map(({ name, pane, declared = false, levels = [], extent }, line) => ({
    name,
    values: lines[line]!,
    pane: declared ? pane : null,
    levels,
    ...(extent && { extent }),
  }));
}

const eventList = (events: EventColumns): RunEvent[] =>
  Array.from({ length: events.length }, (_, i) => ({
    bar: events.bar[i]!,
    time: events.time[i]!,
    kind: RUN_EVENT_KINDS[events.kind[i]!]!,
    text: events.texts[events.text[i]!]!,
    order: events.order[i]!,
    amount: events.amount[i]!,
  }));

const dailyList = (daily: DailyColumns): DailyRow[] =>
  Array.from({ length: daily.length }, (_, i) => ({
    day: daily.day[i]!,
    balance: daily.balance[i]!,
    variation: daily.variation[i]!,
    costs: daily.costs[i]!,
    equity: daily.equity[i]!,
    close: daily.close[i]!,
    margin: daily.margin[i]!,
    initial: daily.initial[i]!,
    position: daily.position[i]!,
    estimated: daily.estimated[i] === 1,
    excess: daily.excess[i]!,
    peak: daily.peak[i]!,
    call: daily.call[i]!,
    stopOut: ticksIn(daily.stopOut[i]!),
    distance: ticksIn(daily.distance[i]!),
  }));

const ticksIn = (ticks: number): number | null => (Number.isNaN(ticks) ? null : ticks);
