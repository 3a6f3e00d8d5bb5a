// How many rows have columns that nobody has read yet?

/** Makes the columns; not seen by a copy of them, nor by a message to another thread. */
const MAKE = Symbol("make");

/** Fewer rows are in columns sooner than in properties that make them. */
const FEW = 1024;

/**
 * Columns that are all made when the first of them is read; `length` is known without. Each is an own property, as of the columns
 * themselves: a copy, a list of values and a message to another thread have them all. `blank`: such columns of no rows.
 */
export function countedColumns<T extends { readonly length: number }>(
  blank: T,
): (length: number, make: () => T) => T {
  const properties: PropertyDescriptorMap = {};
  for (const key of Object.keys(blank) as (keyof T & string)[]) {
    const get = function (this: { readonly [MAKE]: () => T }): unknown {
      return this[MAKE]()[key];
    };
    properties[key] = { enumerable: true, get };
  }
  return (length, make) => (length < FEW ? make() : readLater(properties, length, make));
}

function readLater<T extends object>(properties: PropertyDescriptorMap, length: number, make: () => T): T {
  let made: T | null = null;
  return Object.defineProperties(
    {},
    {
      ...properties,
      length: { enumerable: true, value: length },
      [MAKE]: { value: () => (made ??= make()) },
    },
  ) as T;
}
