// Where was the run when the strategy failed?

/**
 * Whatever a strategy threw, with the moment at which it did. `load.ts` turns it into a fault that names the line of
 * the strategy's source.
 */
export class StrategyFailure extends Error {
  /** Bar at whose close the strategy was deciding; -1 while it was being constructed. */
  readonly bar: number;
  readonly time: number;
  readonly fills: number;

  constructor(cause: unknown, bar: number, time: number, fills: number) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "StrategyFailure";
    this.bar = bar;
    this.time = time;
    this.fills = fills;
  }
}
