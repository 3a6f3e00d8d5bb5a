// On which lines of its author's code did a strategy ask for what it asked for?

/** What a strategy makes of an order that it has sent, or of its stop. */
export const CHANGES = ["amended", "cancelled", "moved"] as const;
export type Change = (typeof CHANGES)[number];

/** Not there for a run of which nobody looked. */
export interface CodeLines {
  /** By place of an order in the run's list: index into `where`, or -1 for what the strategy did not send itself. */
  readonly orders: Int32Array;
  /** What it then changed, one row a request. */
  readonly bar: Int32Array;
  /** Index into `CHANGES`. */
  readonly change: Int32Array;
  /** Id of the order; 0 where it was all of them, or the stop. */
  readonly order: Int32Array;
  readonly place: Int32Array;
  /** "strategies/orb.ts:52", then on lines of their own whoever called it, innermost first. */
  readonly where: readonly string[];
  /** What stands on those lines. */
  readonly text: readonly string[];
}
