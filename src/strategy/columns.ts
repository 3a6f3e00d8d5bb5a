// Which columns are already computed?

export type Column = Float64Array;
export type Columns = Readonly<Record<string, Column>>;
type ColumnFunction = (...args: readonly unknown[]) => Column | Columns;

/**
 * Computed columns of one series of bars. A column depends on nothing but its function and arguments, so runs over
 * the same bars share them.
 */
export class ColumnCache {
  readonly #known = new Map<unknown, { args: readonly unknown[]; result: Column | Columns }[]>();

  get(compute: (...args: never[]) => unknown, args: readonly unknown[]): Column | Columns {
    let entries = this.#known.get(compute);
    if (entries === undefined) this.#known.set(compute, (entries = []));
    const hit = entries.find((entry) => sameArgs(entry.args, args));
    if (hit !== undefined) return hit.result;
    const result = (compute as unknown as ColumnFunction)(...args);
    entries.push({ args, result });
    return result;
  }
}

const sameArgs = (a: readonly unknown[], b: readonly unknown[]): boolean =>
  a.length === b.length && a.every((value, k) => Object.is(value, b[k]));
