// How did stops and working orders move?

/**
 * Every change of a level while it was in force, in the order in which they happened: one row a bar at most. What never moved is
 * not in it; where a level began is told by the fill (`FillColumns.stop`) or, of an order that moved, by its own first row.
 */
export interface MoveColumns {
  readonly length: number;
  /** Entry fill whose contracts the stop guards, by its place in the fill log; -1: a working order's own level. */
  readonly fill: Int32Array;
  /** The order, or the one that the entry belongs to. */
  readonly order: Int32Array;
  /** From the close of this bar on it stands there. */
  readonly bar: Int32Array;
  /** In ticks, as fills have them; NO_PRICE where there is none any more. */
  readonly level: Int32Array;
  /** What it would fill as from then on: index into `FILL_KINDS`. */
  readonly kind: Uint8Array;
}

export const NO_MOVES: MoveColumns = {
  length: 0,
  fill: new Int32Array(),
  order: new Int32Array(),
  bar: new Int32Array(),
  level: new Int32Array(),
  kind: new Uint8Array(),
};
