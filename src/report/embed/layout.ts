// What is in the file of a report, and in which units?

import type { Expiry, HeldMonth, Roll } from "../../domain/chain.js";
import type { CodeLines } from "../../domain/code-lines.js";
import type { Day, EpochMs, MicroUsd, PriceGrid, Ticks } from "../../domain/money.js";
import type { MoveColumns } from "../../domain/moves.js";
import type { OrderColumns } from "../../domain/order.js";
import type { LineExtent } from "../../domain/plotted.js";
import type {
  FillColumns,
  OpenPosition,
  ParamValues,
  RunEventKind,
  RunTotals,
  TradeColumns,
} from "../../domain/run.js";
import type { Forecast } from "./forecast.js";

/*
 * Every block is an element `<script type="application/octet-stream" id="tp-…" data-n="…" data-sha256="…">` that holds base64 of raw
 * deflate of packed columns (`pack.ts`). `data-n` counts the rows, `data-sha256` is over the deflated bytes. A browser never runs such an
 * element, and no policy for scripts concerns it. The ids of a second run in the same file stand behind a prefix.
 *
 *   meta      one text: PageMeta as JSON                     time      runs of equal steps between bars; trade dates; hours
 *   overview  8,192 buckets of bars; not there where the    equity    M4 of the account: 4,096 × 4 points; position by change. The
 *             chunks have no more bars than that, all of them         points follow from the chunks where the overview does
 *   trades    columns of all trades and their legs           orders fills events daily   columns as their types say
 *   moves     how stops and orders moved; not there where none did, or in files of before it was kept
 *   lines     which lines of the strategy sent the orders; not there where nobody looked
 *   plots     lines of the strategy: M4 of buckets, values at entries and exits
 *   c0 c1 …   65,536 bars each: prices, volume, equity       p0 p1 …   the same bars of the strategy's lines
 *   run       what only `tickproof export --from` needs: the rest of the run
 */

export const FORMAT = 3;
/**
 * Older files are read as well. In those of format 1 no leverage follows from anything (`trade-residues.ts`), up to format 2 all have an
 * overview.
 */
export const isReadable = (format: number): boolean => format >= 1 && format <= FORMAT;
export const CHUNK = 65_536;
export const BUCKETS = 8_192;
export const EQUITY_COLUMNS = 4_096;
/** So few bars are an overview themselves, where all of them are kept. */
export const isItsOwnOverview = (bars: number, kept: number): boolean => bars <= BUCKETS && kept === bars;
/** Bars kept on both sides of each trade where not all are. */
export const AROUND = 300;
/** More bars than that are kept around trades only, unless the user says otherwise. */
export const MOST_FULL = 3_000_000;

/** `trades`: bars from 300 before each entry to 300 after its exit; `overview`: no single bars. */
export const DETAILS = ["full", "trades", "overview"] as const;
export type Detail = (typeof DETAILS)[number];

/** Id of a block's element. `prefix` is "" for the only run of a file. */
export const blockId = (prefix: string, name: string): string => `tp-${prefix}${name}`;

/** A line that the strategy had drawn. */
export interface PlotMeta {
  readonly name: string;
  /** `price`: over the candles; `own`: in a pane of its own; any other: in the pane of that name. */
  readonly pane: string;
  /** The strategy said so; else it follows from the values. */
  readonly declared?: true;
  /** Not there where the strategy named none. */
  readonly levels?: readonly number[];
  /** Of the whole line, before its values were rounded; not there in older files. */
  readonly extent?: LineExtent;
  /** Decimals to show its values with. Those at entries and exits are exact to them. */
  readonly decimals: number;
  /** Between bars values are rounded to multiples of this, a fraction of what the line moves in a bar. */
  readonly step: number;
  /** How the next value is told from those before, for the chunks. */
  readonly forecast: Forecast;
}

export interface PageMeta {
  readonly format: number;
  /** Of the Tickproof that wrote the file. */
  readonly version: string;
  /** The command line that makes the same report again. */
  readonly command: string;
  readonly fingerprint: string;
  readonly symbol: string;
  /** What the data calls itself: "MES", or a contract month. */
  readonly series: string;
  /** Of the contract, for a title: "Micro E-mini S&P 500". */
  readonly contract: string;
  readonly strategy: {
    readonly name: string;
    readonly file: string;
    readonly hash: string;
    readonly params: ParamValues;
  };
  /** A price of `ticks` is `ticks × grid.tickUnits ÷ 10^grid.decimals`: `decimalOfTicks`, `priceOfTicks`. */
  readonly grid: PriceGrid;
  /** The smallest quantity: quantities are counted in it (`quantityOf`). Whole contracts: 1 of 10^0. */
  readonly lot: PriceGrid;
  /** Micro-dollars that a tick is worth on one lot. */
  readonly tickValue: MicroUsd;
  /** False where amounts are rounded to the cent in a way that sums of ticks do not tell. */
  readonly linear: boolean;
  readonly cash: MicroUsd;
  readonly totals: RunTotals;
  /** What is open after the last bar, and so in no trade. */
  readonly open: OpenPosition | null;
  /** Whether funding was counted. */
  readonly funded: boolean;
  readonly timeframeMs: number;
  readonly bars: number;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly hasVolume: boolean;
  readonly synthetic: boolean;
  /** IANA name of the exchange's zone, and what its clock is called: "Chicago time". */
  readonly zone: string;
  readonly clock: string;
  /** Local time is `at + offset` from each `from` on; for `Date` and its UTC fields. */
  readonly offsets: readonly { readonly from: EpochMs; readonly offset: number }[];
  /** The open that `PageData.since` counts from; not there in files from before it was kept. */
  readonly opens?: "regular hours" | "session";
  readonly detail: Detail;
  /** How many bars are in the file one by one. */
  readonly kept: number;
  /** Empty where contract months are not known. A bar's price and `offset` make the price that fills and trades have. */
  readonly months: readonly HeldMonth[];
  readonly rolls: readonly Roll[];
  /** Final settlements: their prices may lie off the grid. */
  readonly expiries: readonly Expiry[];
  readonly plots: readonly PlotMeta[];
  /** Texts of `FillColumns.reason`, `TradeColumns.entryReason` and so on. */
  readonly reasons: readonly string[];
  readonly warnings: readonly string[];
  /** The strategy's file by line, with the lines (from 1) that hold a reason's text; empty where the source is not known. */
  readonly source: readonly string[];
  readonly reasonLines: Readonly<Record<string, number>>;
  /** Said by a page that shows somebody else's trades on these bars: there is no account to tell of. */
  readonly barsOnly?: true;
}

/** When bars open. */
export interface TimeAxis {
  readonly length: number;
  /** NaN outside. */
  at(bar: number): EpochMs;
  /** The first bar that opens at or after the instant; `length` where there is none. */
  barAt(at: EpochMs): number;
}

/** Trade dates by rising bar: each holds from `bar` on. */
export interface DateColumns {
  readonly length: number;
  readonly day: Int32Array;
  readonly bar: Int32Array;
}

/** Stretches of bars in the regular hours: from `from` (included) to `to` (excluded). None where all hours are alike. */
export interface StretchColumns {
  readonly length: number;
  readonly from: Int32Array;
  readonly to: Int32Array;
}

/** Buckets of equally many bars: bucket i holds bars `floor(i × bars ÷ length)` to that of i + 1. Prices in ticks. */
export interface Overview {
  readonly length: number;
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  /** Sum; NaN where the data has no volume. */
  readonly volume: Float64Array;
}

/** Points of a line by rising bar. */
export interface LineColumns {
  readonly length: number;
  readonly bar: Int32Array;
  readonly value: Float64Array;
}

/** Signed lots held at bar closes, by change: each holds from `bar` on. Flat before the first. */
export interface PositionColumns {
  readonly length: number;
  readonly bar: Int32Array;
  readonly qty: Int32Array;
}

export interface EventColumns {
  readonly length: number;
  readonly bar: Int32Array;
  readonly time: Float64Array;
  /** Index into `RUN_EVENT_KINDS`. */
  readonly kind: Int32Array;
  /** Index into `texts`. */
  readonly text: Int32Array;
  /** Order it concerns, or 0. */
  readonly order: Int32Array;
  readonly amount: Float64Array;
  readonly texts: readonly string[];
}

export const RUN_EVENT_KINDS: readonly RunEventKind[] = [
  "rejected",
  "reduced",
  "amended",
  "expired",
  "liquidation",
  "margin breach",
  "margin call",
  "cut-off",
  "deposit",
  "withdrawal",
  "interest",
  "risk limit",
  "monthly fee",
  "settlement",
  "note",
  "roll",
  "expiry",
  "delivery",
  "skipped",
];

/** The account by trade date, as `DailyRow` says. */
export interface DailyColumns {
  readonly length: number;
  readonly day: Int32Array;
  readonly balance: Float64Array;
  readonly variation: Float64Array;
  readonly costs: Float64Array;
  readonly equity: Float64Array;
  readonly close: Int32Array;
  readonly margin: Float64Array;
  readonly initial: Float64Array;
  readonly position: Int32Array;
  readonly estimated: Int32Array;
  readonly excess: Float64Array;
  readonly peak: Float64Array;
  readonly call: Float64Array;
  /** In ticks; NaN where there is none. A small position on a large account lies further from it than 32 bits count. */
  readonly stopOut: Float64Array;
  readonly distance: Float64Array;
}

/** Values at the entry and the exit bar of each trade, a column a line; NaN while it warms up. */
export interface PlotValues {
  readonly entry: readonly Float64Array[];
  readonly exit: readonly Float64Array[];
  /**
   * By bucket of the overview its first, lowest, highest and last value, in the order of time; in files of before those were kept only the
   * last. Where the bars are their own overview each is a bucket, of one value.
   */
  readonly overview: readonly Float64Array[];
}

/** Single bars from `from` (included) to `to` (excluded). */
export interface BarSlice {
  readonly from: number;
  readonly to: number;
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  readonly volume: Float64Array;
  /** Micro-dollars at each close. */
  readonly equity: Float64Array;
  /** 1 where the bar is in the file; null: all of them are. What is not there has NO_PRICE and NaN. */
  readonly there: Uint8Array | null;
}

export interface BarStore {
  readonly length: number;
  /** Single bars are there for all of it. */
  has(from: number, to: number): boolean;
  /** Inflates what it takes; keeps the eight chunks that were asked for last. Rejects where a block is damaged. */
  range(from: number, to: number): Promise<BarSlice>;
  /** The same where its chunks are inflated already, else null. */
  ready(from: number, to: number): BarSlice | null;
  /** The strategy's lines over the same bars, one a line. */
  plots(from: number, to: number): Promise<readonly Float64Array[]>;
  plotsReady(from: number, to: number): readonly Float64Array[] | null;
}

/** All of one run that a page can show. Money in micro-dollars, prices in ticks, times in epoch ms UTC, bars by index. */
export interface PageData {
  readonly meta: PageMeta;
  readonly time: TimeAxis;
  readonly dates: DateColumns;
  readonly regular: StretchColumns;
  readonly overview: Overview;
  /** Equity at bar closes: of 4,096 stretches the first, lowest, highest and last point. */
  readonly equity: LineColumns;
  readonly position: PositionColumns;
  readonly trades: TradeColumns;
  /** Equity at the close before each entry bar; the start cash before the first. */
  readonly before: Float64Array;
  /** Minutes from the open to each entry, -1 outside of the regular hours (`metric/since-open.ts`); null in older files. */
  readonly since: Int32Array | null;
  /** 1 for trades with a limit fill whose price was only touched (`metric/touch.ts`); null in older files. */
  readonly touched: Int32Array | null;
  readonly bars: BarStore;
  orders(): Promise<OrderColumns>;
  fills(): Promise<FillColumns>;
  moves(): Promise<MoveColumns>;
  /** Null where nobody looked which line sent an order; the text of the strategy's file may tell (`meta.reasonLines`). */
  lines(): Promise<CodeLines | null>;
  events(): Promise<EventColumns>;
  daily(): Promise<DailyColumns>;
  plots(): Promise<PlotValues>;
}

/** The price of the bars at which something was traded: fills have the price of their own contract month. */
export function chartTicks({ months }: Pick<PageMeta, "months">, price: Ticks, bar: number): Ticks {
  let k = 0;
  while (k < months.length && months[k]!.bar <= bar) k++;
  return k === 0 ? price : price - months[k - 1]!.offset;
}
