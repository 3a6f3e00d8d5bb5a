// Do two versions of the engine mean the same by a backtest?

/**
 * Raised by one whenever the same strategy on the same bars may come to other fills or other money than before: then, and only then, a
 * changed result is the engine's doing. test/engine/semantics.test.ts holds recorded results against it.
 */
export const SEMANTICS = 1;
