// Which functions give the same column for the same arguments, whoever asks?

/** A function from columns (and numbers, texts, plain options) to a column or to several by name. */
export type ColumnFunction = (...args: never[]) => unknown;

const names = new WeakMap<ColumnFunction, string>();

/**
 * Says of a function that its result depends on its arguments alone, so that runs may share it; `name` says which function
 * it is in other threads. Functions of strategies are never declared so: they may read whatever their module holds.
 */
export function pure<F extends ColumnFunction>(name: string, compute: F): F {
  names.set(compute, name);
  return compute;
}

/** Undefined for a function that was never declared pure. */
export const pureName = (compute: ColumnFunction): string | undefined => names.get(compute);

const ofBars = new WeakSet<ColumnFunction>();

/**
 * Says of a function that it makes other bars of a series, and depends on its arguments alone: the runs of one batch share them, as
 * long as the series is the same object.
 */
export function makesBars<F extends ColumnFunction>(compute: F): F {
  ofBars.add(compute);
  return compute;
}

export const isOfBars = (compute: ColumnFunction): boolean => ofBars.has(compute);
