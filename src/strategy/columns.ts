// Which columns are already computed?

import { type ColumnFunction, isOfBars, pureName } from "../indicator/pure.js";
import type { SharedColumns } from "./shared-columns.js";

export type Column = Float64Array;
export type Columns = Readonly<Record<string, Column>>;

/**
 * Computed columns of one run, or of several that share the cache; a column depends on nothing but its function and
 * arguments. Those of the framework's own functions lie in `shared`, where other runs over the same bars find them; what
 * a strategy's own functions compute stays here, because they may read more than their arguments. They get copies, because they
 * may write into them.
 */
export class ColumnCache {
  readonly #shared: SharedColumns | null;
  readonly #known = new Map<ColumnFunction, { args: readonly unknown[]; result: Column | Columns }[]>();

  /** Whether a function of a strategy's own has computed a column: it may read whatever it likes of what it is given. */
  ownFunctions = false;

  /** `begins`: a run begins, before which a program may have written into its bars. */
  constructor(shared: SharedColumns | null = null, begins = true) {
    this.#shared = shared;
    if (begins) shared?.newRun();
  }

  get(compute: ColumnFunction, args: readonly unknown[]): Column | Columns {
    const found = this.#shared?.find(compute, args);
    if (found != null) return found;
    const known = this.#shared !== null && isOfBars(compute) ? this.#shared.made : this.#known;
    let entries = known.get(compute);
    if (entries === undefined) known.set(compute, (entries = []));
    const hit = entries.find((entry) => sameArgs(entry.args, args));
    if (hit !== undefined) return hit.result;
    const isPure = pureName(compute) !== undefined;
    if (!isPure && !isOfBars(compute)) this.ownFunctions = true;
    const made = isPure ? this.#shared?.make(compute, args) : undefined;
    if (made?.kept) return made.result;
    const result = made?.result ?? columnsOf(compute, isPure ? args : args.map(ownCopy));
    entries.push({ args, result });
    return result;
  }
}

export const columnsOf = (compute: ColumnFunction, args: readonly unknown[]): Column | Columns =>
  (compute as (...args: readonly unknown[]) => unknown)(...args) as Column | Columns;

const ownCopy = (arg: unknown): unknown =>
  arg instanceof Float64Array || arg instanceof Int32Array ? arg.slice() : arg;

const sameArgs = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, k) => Object.is(value, b[k]));
