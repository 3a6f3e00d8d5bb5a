// What is a series of bars?

import type { Findings, Repairs, RowAccount } from "./findings.js";
import type { Day, EpochMs } from "./money.js";

/**
 * OHLCV bars in columns over one SharedArrayBuffer, so that every worker reads them without a copy.
 * Plain data: it crosses threads as it is. `bars/columns.ts` makes them and says how they lie in memory.
 * A price column holds canonical doubles for strategies and charts; its `*Ticks` twin holds the same price in
 * whole ticks, which is all that the broker and the accountant ever read.
 */
export interface Bars {
  readonly buffer: SharedArrayBuffer;
  readonly length: number;
  /** UTC epoch milliseconds of each bar's open, strictly rising. */
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  /** Contracts traded (crypto: as the file has it). All NaN where the file has no volume. */
  readonly volume: Float64Array;
  readonly openTicks: Int32Array;
  readonly highTicks: Int32Array;
  readonly lowTicks: Int32Array;
  readonly closeTicks: Int32Array;
  /** The trade date that each bar belongs to, by the session calendar of its contract. */
  readonly tradeDate: Int32Array;
}

/** Where a series came from; it stands in every report that uses the series. */
export interface DataSource {
  readonly symbol: string;
  /** File name without folders: reports carry no absolute path. */
  readonly file: string;
  readonly sha256: string;
  /** The step between most bars, in milliseconds; 86,400,000 for daily bars. */
  readonly timeframeMs: number;
  readonly from: EpochMs;
  /** Open of the last bar. */
  readonly to: EpochMs;
  readonly firstDay: Day;
  readonly lastDay: Day;
  readonly bars: number;
  readonly hasVolume: boolean;
  /** Generated data: said in file, terminal and report. */
  readonly synthetic: boolean;
  /** What became of the lines of the file; bars that a program made itself have none. */
  readonly rows?: RowAccount;
  /** What was repaired or left out, row by row. */
  readonly repairs?: Repairs;
  /** What a look at the bars showed, beside the exchange's calendar. */
  readonly findings?: Findings;
  /** What the importer recognised, assumed or repaired, one sentence each, with counts. */
  readonly notes: readonly string[];
}

export interface Series {
  readonly source: DataSource;
  readonly bars: Bars;
}
