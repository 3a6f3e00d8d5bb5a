// What did a strategy ask to have drawn?

/** A line of price that a strategy looked at, for the chart of the report. */
export interface Plotted {
  readonly name: string;
  readonly values: Float64Array;
}
