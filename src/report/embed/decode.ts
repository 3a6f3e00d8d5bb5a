// How does what a file holds become columns again, in a browser as on the command line?

import type { CodeLines } from "../../domain/code-lines.js";
import { type MoveColumns, NO_MOVES } from "../../domain/moves.js";
import type { OrderColumns } from "../../domain/order.js";
import type { FillColumns, LegColumns, TradeColumns } from "../../domain/run.js";
import { barStore } from "./bar-store.js";
import {
  type BarSlice,
  blockId,
  type DailyColumns,
  type EventColumns,
  isItsOwnOverview,
  isReadable,
  type PageData,
  type PageMeta,
  type PlotValues,
  type TimeAxis,
} from "./layout.js";
import { overviewPoints } from "./line-overview.js";
import {
  legsWithoutResidues,
  TOLD,
  type TradesAlone,
  tradesWithoutResidues,
  wholeLeverage,
} from "./trade-residues.js";
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
  const bytesOf = async (name: string): Promise<Uint8Array> => {
    const bytes = await source(blockId(prefix, name));
    if (bytes === null) throw new RangeError(`the file has no block ${name}`);
    return bytes;
  };
  const read = async (name: string): Promise<PackedColumns> => {
    const bytes = await bytesOf(name);
    const { columns, runs } = unpackBut(bytes, name === "time" ? "time" : null);
    times ??= runs;
    return columns;
  };
  const once = (name: string) => {
    let asked: Promise<PackedColumns> | null = null;
    return () => (asked ??= read(name));
  };
  // All asked for at once: the browser inflates one while another is unpacked.
  const first = Promise.all([
    Promise.all(["time", "equity", "trades"].map(read)),
    source(blockId(prefix, "overview")).then((bytes) => bytes && unpack(bytes)),
    bytesOf("legs"),
  ]);
  // Told below, where it is waited for, unless the format is the reason.
  first.catch(() => {});
  const meta = JSON.parse(textsOf(await read("meta"), "meta")[0]!) as PageMeta;
  if (!isReadable(meta.format)) throw new RangeError(`the file has blocks of format ${meta.format}`);
  const [[time, equity, trades], buckets, legs] = await first;
  const at = times ?? doublesOf(time!, "time");
  const axis = timeAxis(at);
  const [orders, fills, events, daily, plots] = ["orders", "fills", "events", "daily", "plots"].map(once);
  const positions = { bar: integersOf(equity!, "positionBar"), qty: integersOf(equity!, "positionQty") };
  const position = { length: positions.bar.length, ...positions };
  const bars = barStore(meta, position, async (name) => {
    const bytes = await source(blockId(prefix, name));
    return bytes && unpack(bytes);
  });
  const isOwn = buckets === null;
  if (isOwn && !isItsOwnOverview(meta.bars, meta.kept))
    throw new RangeError("the file has no block overview");
  const own = isOwn ? await bars.range(0, meta.bars) : null;
  if (own?.there) throw new RangeError("the file has no block c0");
  const afar = own ? ownOverview(own) : overviewOf(buckets!, equity!);
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
    ...afar,
    position,
    trades: tradesOf(trades!, legs, (bars) => timesAt(at, bars), meta),
    before: doublesOf(trades!, "before"),
    since: trades!.since === undefined ? null : integersOf(trades!, "since"),
    touched: trades!.touched === undefined ? null : integersOf(trades!, "touched"),
    bars,
    orders: async () => ordersOf(await orders!()),
    fills: async () => fillsOf(await fills!()),
    moves: async () => {
      const bytes = await source(blockId(prefix, "moves"));
      return bytes === null ? NO_MOVES : movesOf(unpack(bytes));
    },
    lines: async () => {
      const bytes = await source(blockId(prefix, "lines"));
      return bytes && linesOf(unpack(bytes));
    },
    events: async () => eventsOf(await events!()),
    daily: async () => dailyOf(await daily!()),
    plots: async () => {
      const columns = await plots!();
      return plotsOf(columns, meta, isOwn ? await bars.plots(0, meta.bars) : overviewPlots(columns, meta));
    },
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

/** The same of many bars, which mostly rise; 0 where there is no such bar. */
function timesAt(time: Float64Array | Runs, bars: Int32Array): Float64Array {
  const times = new Float64Array(bars.length);
  if (time instanceof Float64Array) {
    for (let i = 0; i < bars.length; i++) times[i] = time[bars[i]!] || 0;
    return times;
  }
  const { length, end, base, step } = time;
  for (let i = 0, run = 0, start = 0; i < bars.length; i++) {
    const bar = bars[i]!;
    if (bar < 0 || bar >= length) continue;
    if (bar < start) run = start = 0;
    while (bar >= end[run]!) start = end[run++]!;
    times[i] = base[run]! + (bar - start) * step[run]!;
  }
  return times;
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

/** What is seen of all bars and of the account from afar. */
type Afar = Pick<PageData, "overview" | "equity">;

/** Of few bars every one is seen from afar, too. */
const ownOverview = (bars: BarSlice): Afar => ({
  overview: { ...bars, length: bars.to },
  equity: { length: bars.to, bar: Int32Array.from({ length: bars.to }, (_, bar) => bar), value: bars.equity },
});

function overviewOf(columns: PackedColumns, equity: PackedColumns): Afar {
  const [open, body, up, down] = ["open", "body", "up", "down"].map((name) => integersOf(columns, name));
  const close = open!.map((ticks, i) => ticks + body![i]!);
  const bar = integersOf(equity, "bar");
  return {
    overview: {
      length: open!.length,
      open: open!,
      close,
      high: open!.map((ticks, i) => Math.max(ticks, close[i]!) + up![i]!),
      low: open!.map((ticks, i) => Math.min(ticks, close[i]!) - down![i]!),
      volume: doublesOf(columns, "volume"),
    },
    equity: { length: bar.length, bar, value: doublesOf(equity, "value") },
  };
}

/** The columns of a block as a type names them; the texts of a block stand under `texts`. */
function columnsAs<T extends { readonly length: number }>(columns: PackedColumns, first: string): T {
  return { ...columns, length: numbersOf(columns, first).length } as unknown as T;
}

/** Legs are unpacked when they are first asked for: the first look does without. */
function tradesOf(
  { told, before, since: _since, touched: _touched, ...columns }: PackedColumns,
  packedLegs: Uint8Array,
  timesOf: (bars: Int32Array) => Float64Array,
  { tickValue }: PageMeta,
): TradeColumns {
  const way = told === undefined ? TOLD.whole : Number(told[0]);
  const isWhole = way === TOLD.whole;
  const trades = {
    ...columnsAs<TradesAlone>(columns, "side"),
    side: new Int8Array(integersOf(columns, "side")),
    flags: new Uint8Array(integersOf(columns, "flags")),
  };
  if (!isWhole) tradesWithoutResidues({ trades, timesOf, tickValue }, way);
  if (told?.[1] === 1) wholeLeverage({ trades, tickValue, before: before as Float64Array });
  let legs: LegColumns | null = null;
  return {
    ...trades,
    get legs() {
      legs ??= isWhole ? legsIn(packedLegs) : legsOf({ trades, legs: legsIn(packedLegs), tickValue, way });
      return legs;
    },
  };
}

const legsIn = (packed: Uint8Array): LegColumns => columnsAs<LegColumns>(unpack(packed), "qty");

/** Differences may be larger than what they are of: they are doubles, and integers again when they are added up. */
function legsOf(told: Parameters<typeof legsWithoutResidues>[0]): LegColumns {
  legsWithoutResidues(told);
  const { legs } = told;
  const { qty, entry, exit, exitBar, reason } = legs;
  const [q, n, x, b, r] = [qty, entry, exit, exitBar, reason].map((column) => new Int32Array(column));
  return { ...legs, qty: q!, entry: n!, exit: x!, exitBar: b!, reason: r! };
}

export function fillsOf(columns: PackedColumns): FillColumns {
  const bytes = (name: string) => new Uint8Array(integersOf(columns, name));
  return {
    ...columnsAs<FillColumns>(columns, "bar"),
    side: new Int8Array(integersOf(columns, "side")),
    walk: bytes("walk"),
    leg: bytes("leg"),
    kind: bytes("kind"),
    maker: bytes("maker"),
  };
}

const movesOf = (columns: PackedColumns): MoveColumns => ({
  ...columnsAs<MoveColumns>(columns, "bar"),
  kind: new Uint8Array(integersOf(columns, "kind")),
});

const linesOf = (columns: PackedColumns) => columns as unknown as CodeLines;

export const ordersOf = (columns: PackedColumns): OrderColumns => columnsAs<OrderColumns>(columns, "bar");
export const eventsOf = (columns: PackedColumns): EventColumns => columnsAs<EventColumns>(columns, "bar");
export const dailyOf = (columns: PackedColumns): DailyColumns => columnsAs<DailyColumns>(columns, "day");

const overviewPlots = (columns: PackedColumns, { plots }: PageMeta): readonly Float64Array[] =>
  plots.map(({ step }, line) => overviewPoints(columns, line, step));

function plotsOf(columns: PackedColumns, { plots }: PageMeta, overview: readonly Float64Array[]): PlotValues {
  return {
    entry: plots.map((_, line) => doublesOf(columns, `entry${line}`)),
    exit: plots.map((_, line) => doublesOf(columns, `exit${line}`)),
    overview,
  };
}
