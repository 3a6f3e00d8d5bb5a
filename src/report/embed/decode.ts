// How does what a file holds become columns again, in a browser as on the command line?

import { type MoveColumns, NO_MOVES } from "../../domain/moves.js";
import type { OrderColumns } from "../../domain/order.js";
import type { FillColumns, LegColumns, TradeColumns } from "../../domain/run.js";
import { barStore } from "./bar-store.js";
import {
  blockId,
  type DailyColumns,
  type EventColumns,
  FORMAT,
  type PageData,
  type PageMeta,
  type PlotValues,
  type TimeAxis,
} from "./layout.js";
import { withoutResidues } from "./trade-residues.js";
import {
  doublesOf,
  integersOf,
  numbersOf,
  type PackedColumns,
  type Runs,
  textsOf,
  unpack,
  unpackBut,
} from "./unpack.js";

/** Where blocks come from: their bytes, inflated; null where the file has no block of that id. */
export type BlockSource = (id: string) => Promise<Uint8Array | null>;

/** The blocks that `openRun` reads at once: they stand before the script that asks for them, all others behind it. */
export const FIRST = ["meta", "time", "overview", "equity", "trades", "legs"] as const;

/**
 * The run that a file holds, of several the one behind the prefix. Only what the first look needs is read here, everything else when it
 * is asked for.
 */
export async function openRun(source: BlockSource, prefix = ""): Promise<PageData> {
  let times: Runs | null = null;
  const read = async (name: string): Promise<PackedColumns> => {
    const bytes = await source(blockId(prefix, name));
    if (bytes === null) throw new RangeError(`the file has no block ${name}`);
    const { columns, runs } = unpackBut(bytes, name === "time" ? "time" : null);
    times ??= runs;
    return columns;
  };
  const once = (name: string) => {
    let asked: Promise<PackedColumns> | null = null;
    return () => (asked ??= read(name));
  };
  const meta = JSON.parse(textsOf(await read("meta"), "meta")[0]!) as PageMeta;
  if (meta.format !== FORMAT) throw new RangeError(`the file has blocks of format ${meta.format}`);
  const [, ...others] = FIRST;
  const [time, overview, equity, trades, legs] = await Promise.all(others.map(read));
  const axis = timeAxis(times ?? doublesOf(time!, "time"));
  const [orders, fills, events, daily, plots] = ["orders", "fills", "events", "daily", "plots"].map(once);
  const positions = { bar: integersOf(equity!, "positionBar"), qty: integersOf(equity!, "positionQty") };
  const position = { length: positions.bar.length, ...positions };
  return {
    meta,
    time: axis,
    dates: {
      length: integersOf(time!, "day").length,
      day: integersOf(time!, "day"),
      bar: integersOf(time!, "dayBar"),
    },
    regular: {
      length: integersOf(time!, "from").length,
      from: integersOf(time!, "from"),
      to: integersOf(time!, "to"),
    },
    overview: overviewOf(overview!),
    equity: {
      length: integersOf(equity!, "bar").length,
      bar: integersOf(equity!, "bar"),
      value: doublesOf(equity!, "value"),
    },
    position,
    trades: tradesOf(trades!, legs!, axis, meta),
    before: doublesOf(trades!, "before"),
    since: trades!.since === undefined ? null : integersOf(trades!, "since"),
    bars: barStore(meta, position, async (name) => {
      const bytes = await source(blockId(prefix, name));
      return bytes && unpack(bytes);
    }),
    orders: async () => ordersOf(await orders!()),
    fills: async () => fillsOf(await fills!()),
    moves: async () => {
      const bytes = await source(blockId(prefix, "moves"));
      return bytes === null ? NO_MOVES : movesOf(unpack(bytes));
    },
    events: async () => eventsOf(await events!()),
    daily: async () => dailyOf(await daily!()),
    plots: async () => plotsOf(await plots!(), meta),
  };
}

export function timeAxis(time: Float64Array | Runs): TimeAxis {
  const at = time instanceof Float64Array ? (bar: number) => time[bar] ?? Number.NaN : inRuns(time);
  const { length } = time;
  return {
    length,
    at,
    barAt(instant) {
      let [low, high] = [0, length];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (at(middle) < instant) low = middle + 1;
        else high = middle;
      }
      return low;
    },
  };
}

/** Bars are mostly asked for near one another: the run of the last one is tried first. */
function inRuns({ length, end, base, step }: Runs): (bar: number) => number {
  let run = 0;
  return (bar) => {
    if (!(bar >= 0 && bar < length)) return Number.NaN;
    if (bar >= end[run]! || (run > 0 && bar < end[run - 1]!)) {
      let [low, high] = [0, end.length - 1];
      while (low < high) {
        const middle = (low + high) >>> 1;
        if (bar >= end[middle]!) low = middle + 1;
        else high = middle;
      }
      run = low;
    }
    return base[run]! + (bar - (run === 0 ? 0 : end[run - 1]!)) * step[run]!;
  };
}

function overviewOf(columns: PackedColumns): PageData["overview"] {
  const [open, body, up, down] = ["open", "body", "up", "down"].map((name) => integersOf(columns, name));
  const close = open!.map((ticks, i) => ticks + body![i]!);
  return {
    length: open!.length,
    open: open!,
    close,
    high: open!.map((ticks, i) => Math.max(ticks, close[i]!) + up![i]!),
    low: open!.map((ticks, i) => Math.min(ticks, close[i]!) - down![i]!),
    volume: doublesOf(columns, "volume"),
  };
}

/** The columns of a block as a type names them; the texts of a block stand under `texts`. */
function columnsAs<T extends { readonly length: number }>(columns: PackedColumns, first: string): T {
  return { ...columns, length: numbersOf(columns, first).length } as unknown as T;
}

function tradesOf(
  { told, before: _before, since: _since, ...columns }: PackedColumns,
  legs: PackedColumns,
  { at: timeOf }: TimeAxis,
  { tickValue }: PageMeta,
): TradeColumns {
  const trades: TradeColumns = {
    ...columnsAs<TradeColumns>(columns, "side"),
    side: Int8Array.from(integersOf(columns, "side")),
    flags: Uint8Array.from(integersOf(columns, "flags")),
    legs: columnsAs<LegColumns>(legs, "qty"),
  };
  if (told === undefined || told[0] !== 1) return trades;
  // Differences may be larger than what they are of: they are doubles, and integers again when they are added up.
  withoutResidues({ trades, timeOf, tickValue });
  const { qty, entry, exit, exitBar, reason } = trades.legs;
  const [q, n, x, b, r] = [qty, entry, exit, exitBar, reason].map((column) => Int32Array.from(column));
  return { ...trades, legs: { ...trades.legs, qty: q!, entry: n!, exit: x!, exitBar: b!, reason: r! } };
}

export function fillsOf(columns: PackedColumns): FillColumns {
  const bytes = (name: string) => Uint8Array.from(integersOf(columns, name));
  return {
    ...columnsAs<FillColumns>(columns, "bar"),
    side: Int8Array.from(integersOf(columns, "side")),
    walk: bytes("walk"),
    leg: bytes("leg"),
    kind: bytes("kind"),
    maker: bytes("maker"),
  };
}

const movesOf = (columns: PackedColumns): MoveColumns => ({
  ...columnsAs<MoveColumns>(columns, "bar"),
  kind: Uint8Array.from(integersOf(columns, "kind")),
});

export const ordersOf = (columns: PackedColumns): OrderColumns => columnsAs<OrderColumns>(columns, "bar");
export const eventsOf = (columns: PackedColumns): EventColumns => columnsAs<EventColumns>(columns, "bar");
export const dailyOf = (columns: PackedColumns): DailyColumns => columnsAs<DailyColumns>(columns, "day");

function plotsOf(columns: PackedColumns, { plots }: PageMeta): PlotValues {
  return {
    entry: plots.map((_, line) => doublesOf(columns, `entry${line}`)),
    exit: plots.map((_, line) => doublesOf(columns, `exit${line}`)),
    overview: plots.map(({ step }, line) => doublesOf(columns, `all${line}`).map((units) => units * step)),
  };
}
