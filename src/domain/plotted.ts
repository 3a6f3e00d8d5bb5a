// What did a strategy ask to have drawn?

/** A line of values that a strategy looked at, for the chart of the report. */
export interface Plotted {
  readonly name: string;
  readonly values: Float64Array;
  /**
   * `"price"`: over the candles. `"own"`: in a pane of its own. Any other name: in the pane of that name, with all lines that name it.
   * Null where the strategy did not say: over the candles if its values lie among the prices, else in a pane of its own.
   */
  readonly pane: string | null;
  /** Levels that the line is read by, rising: 30 and 70 of an RSI. */
  readonly levels: readonly number[];
  /** What the whole line had, where `values` come out of a file that keeps them less exactly, or not at every bar. */
  readonly extent?: LineExtent;
}

export interface LineExtent {
  readonly first: number;
  readonly last: number;
  readonly low: number;
  readonly high: number;
}
